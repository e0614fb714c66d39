"""How a composition sounds: the chooser of instruments, tempo, height and loudness."""

from __future__ import annotations

import streamlit as st
from symusic.core import ScoreTick as Score

from core.arrangement import ENSEMBLES, TEMPO_QPM, TRANSPOSE, Arrangement
from core.composer import open_checkpoint
from pages.common.i18n import _
from pages.common.networks import collection_of, installed
from pages.common.session import Result

_SOLO = (
    "piano",
    "organ",
    "harpsichord",
    "guitar",
    "violin",
    "strings",
    "flute",
    "choir",
    "music box",
)
_USUAL = {"chorales": "choir", "fiddle": "violin", "quartets": "string quartet"}
_IN_VOICES = ("chorales", "quartets")


def usual_arrangement(checkpoint: str, seed: Score) -> Arrangement:
    """Give what suits a network's music, in the tempo of its seed."""
    slowest, fastest = TEMPO_QPM
    tempo_qpm = min(max(round(seed.tempos[0].qpm), slowest), fastest)
    return Arrangement(_players(_usual(checkpoint)), tempo_qpm)


def chosen_arrangement(checkpoint: str, seed: Score) -> Arrangement:
    """Give what was chosen for a network's music before, in the tempo of its seed."""
    memory = st.session_state
    usual = usual_arrangement(checkpoint, seed)
    return Arrangement(
        _players(memory.get(_key(checkpoint)) or _usual(checkpoint)),
        usual.tempo_qpm,
        transpose=memory.get("transpose", usual.transpose),
        dynamics=memory.get("dynamics", usual.dynamics),
    )


def choose_arrangement(result: Result) -> Arrangement:
    """Draw the chooser; give what is chosen."""
    checkpoint = result.composition.recipe.checkpoint
    in_voices = _collection(checkpoint) in _IN_VOICES
    players = [*_SOLO, *(ENSEMBLES if in_voices else ())]
    with st.container(border=True):
        st.markdown(f"**{_('How it sounds')}**")
        who, how_fast, how_high = st.columns(3, gap="medium")
        player = who.selectbox(
            _("Instrument"),
            players,
            players.index(_usual(checkpoint)),
            format_func=_title,
            key=_key(checkpoint),
            persist_state="session",
            help=_("Of four, each plays one voice.") if in_voices else None,
        )
        tempo = how_fast.slider(
            _("Tempo"),
            *TEMPO_QPM,
            round(result.tempo_qpm),
            key=f"tempo_{result.number}",
            persist_state="session",
            help=_("Quarter notes a minute."),
        )
        transpose = how_high.slider(
            _("Higher or lower"),
            *TRANSPOSE,
            0,
            key="transpose",
            persist_state="session",
            help=_("In semitones: 12 make an octave."),
        )
        dynamics = who.toggle(
            _("Shape the loudness"),
            True,
            key="dynamics",
            persist_state="session",
            help=_("Strong beats and the middle of a phrase are a little louder."),
        )
    return Arrangement(_players(str(player)), tempo, transpose, dynamics)


def _players(name: str) -> tuple[str, ...]:
    return ENSEMBLES.get(name, (name,))


def _collection(checkpoint: str) -> str:
    names = (collection_of(info) for info in installed() if info.name == checkpoint)
    return next(names, "")


def _usual(checkpoint: str) -> str:
    """Name what the collection was written for; the lecture's tokens were played on a piano."""
    if open_checkpoint(checkpoint).codec.name == "note_chord":
        return "piano"
    return _USUAL.get(_collection(checkpoint), "piano")


def _key(checkpoint: str) -> str:
    return f"instrument_{_collection(checkpoint)}_{_usual(checkpoint)}"


def _title(name: str) -> str:
    titles = {
        "piano": _("Piano"),
        "organ": _("Organ"),
        "harpsichord": _("Harpsichord"),
        "guitar": _("Guitar"),
        "violin": _("Violin"),
        "strings": _("Strings"),
        "flute": _("Flute"),
        "choir": _("Choir"),
        "music box": _("Music box"),
        "string quartet": _("Four strings"),
        "woodwinds": _("Four woodwinds"),
        "brass": _("Four brass"),
    }
    return titles[name]
