"""The piano's sound: some notes of the soundfont in one MP3, made once by a worker, for all.

Without it, as where no synthesiser is installed, the browser has a soft voice of its own.
"""

from __future__ import annotations

import base64
from typing import Any

import streamlit as st
from symusic.core import NoteTick as Note
from symusic.core import TrackTick as Track

from core import audio
from core.midi import TICKS_PER_QUARTER, empty_score, write_midi
from core.performance import mp3_of
from pages.common import work
from pages.common.i18n import _
from pages.common.session import visit

_TASK = "piano_sound"
# Half an octave apart: each is played at most a minor third faster or slower.
_PITCHES = range(42, 91, 6)
_TEMPO_QPM = 60  # a quarter is a second
_NOTE_S = 1.5
_HELD_S = 1.35
_VELOCITY = 90
_POLL_S = 0.5


def piano_sound() -> dict[str, Any] | None:
    """Give the notes and where they lie in the MP3; None where they are not there (yet).

    The first visitor to ask has a worker make them, and can play before that is done.
    """
    kept = _kept()
    asked = f"{_TASK}_asked"
    if "mp3" not in kept and not st.session_state.get(asked) and audio.missing() is None:
        st.session_state[asked] = True  # once a visit: it may fail
        work.start(_TASK, mp3_of, _midi())
    if _is_busy():
        _wait()
    elif (mp3 := work.follow(_TASK, "")) is not None:
        kept["mp3"] = base64.b64encode(mp3).decode()
    if "mp3" not in kept:
        return None
    return {
        "mp3": kept["mp3"],
        "lowest": _PITCHES.start,
        "step": _PITCHES.step,
        "count": len(_PITCHES),
        "note_s": _NOTE_S,
    }


def _is_busy() -> bool:
    job = visit().jobs.get(_TASK)
    return job is not None and job.state in ("waiting", "running")


@st.fragment(run_every=_POLL_S)
def _wait() -> None:
    """Say that sound is coming; without a button, since a page can have several pianos."""
    if not _is_busy():
        st.rerun()
    st.caption(_("Tuning the piano"))


@st.cache_resource(show_spinner=False)
def _kept() -> dict[str, str]:
    return {}


def _midi() -> bytes:
    score = empty_score(_TEMPO_QPM)
    track = Track()
    for number, pitch in enumerate(_PITCHES):
        begin, held = (round(s * TICKS_PER_QUARTER) for s in (number * _NOTE_S, _HELD_S))
        track.notes.append(Note(begin, held, pitch, _VELOCITY))
    score.tracks.append(track)
    return write_midi(score)
