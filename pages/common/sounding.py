"""How a composition sounds: the chooser of instruments, tempo, height and loudness."""

from __future__ import annotations

from dataclasses import replace

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
_SHARED = "arrangement"


def usual_arrangement(checkpoint: str, seed: Score) -> Arrangement:
    """Give what suits a network's music, in the tempo of its seed."""
    slowest, fastest = TEMPO_QPM
    tempo_qpm = min(max(round(seed.tempos[0].qpm), slowest), fastest)
    return Arrangement(_players(_usual(checkpoint)), tempo_qpm)


def chosen_arrangement(checkpoint: str, seed: Score) -> Arrangement:
    """Give what was chosen for a network's music before, in the tempo of its seed."""
    memory, usual = st.session_state, usual_arrangement(checkpoint, seed)
    return replace(
        usual,
        instruments=_players(memory.get(_key(checkpoint)) or _usual(checkpoint)),
        **memory.get(_SHARED, {}),
    )


def choose_arrangement(result: Result) -> Arrangement:
    """Draw the chooser; give what is chosen. The next piece of the kind begins with it."""
    checkpoint, now = result.composition.recipe.checkpoint, result.arrangement
    in_voices = _collection(checkpoint) in _IN_VOICES
    before = _player(now.instruments)
    players = list(dict.fromkeys([*_SOLO, *(ENSEMBLES if in_voices else ()), before]))
    with st.expander(_("How it sounds"), icon=":material/tune:"):
        who, how_fast, how_high = st.columns(3, gap="medium")
        player = who.selectbox(
            _("Instrument"),
            players,
            players.index(before),
            format_func=_title,
            key=f"instrument_{result.number}",
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
            now.transpose,
            key=f"transpose_{result.number}",
            persist_state="session",
            help=_("In semitones: 12 make an octave."),
        )
        dynamics = who.toggle(
            _("Shape the loudness"),
            now.dynamics,
            key=f"dynamics_{result.number}",
            persist_state="session",
            help=_("Strong beats and the middle of a phrase are a little louder."),
        )
    # Where the music keeps a tempo of its own, the slider shows it and changes nothing.
    own = now.tempo_qpm is None and tempo == round(result.tempo_qpm)
    chosen = Arrangement(_players(str(player)), None if own else tempo, transpose, dynamics)
    if chosen != now:
        st.session_state[_key(checkpoint)] = player
        st.session_state[_SHARED] = {"transpose": transpose, "dynamics": dynamics}
    return chosen


def sounding(result: Result, rank: int) -> Score:
    """Give a path as it is to sound, its parts named in the reader's language."""
    score = result.score(rank)
    for track in score.tracks:
        track.name = _title(track.name)
    return score


def _player(instruments: tuple[str, ...]) -> str:
    ensembles: dict[tuple[str, ...], str] = {who: name for name, who in ENSEMBLES.items()}
    return ensembles.get(instruments, instruments[0])


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
    return f"player_{_collection(checkpoint)}_{_usual(checkpoint)}"


def _title(name: str) -> str:
    titles = {
        "piano": _("Piano"),
        "organ": _("Organ"),
        "harpsichord": _("Harpsichord"),
        "guitar": _("Guitar"),
        "violin": _("Violin"),
        "viola": _("Viola"),
        "cello": _("Cello"),
        "strings": _("Strings"),
        "flute": _("Flute"),
        "oboe": _("Oboe"),
        "clarinet": _("Clarinet"),
        "bassoon": _("Bassoon"),
        "horn": _("Horn"),
        "trumpet": _("Trumpet"),
        "trombone": _("Trombone"),
        "tuba": _("Tuba"),
        "choir": _("Choir"),
        "music box": _("Music box"),
        "string quartet": _("Four strings"),
        "woodwinds": _("Four woodwinds"),
        "brass": _("Four brass"),
    }
    return titles[name]
