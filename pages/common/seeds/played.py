"""Notes that the visitor plays on the on-screen piano as a seed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from symusic.core import ScoreTick as Score

from core.midi import TICKS_PER_QUARTER
from core.played_notes import Press, as_played, guess_tempo_qpm, in_equal_steps
from pages.common.i18n import _
from pages.common.keyboard import piano
from pages.common.seeds.seed import Music
from pages.common.seeds.trimming import trim

_TEMPO_QPM = (40, 200)
_TEMPO_KEY = "played_tempo"


def play_by_hand() -> Music | None:
    """Draw the piano, and the choice of how what is played on it is written down."""
    presses = piano(key="played", record=True)
    if not presses:
        st.caption(_("Play a few notes or chords: the network goes on from them."))
        return None
    title = _("Played by hand")
    return Music(trim(_written(presses), key="played", title=title), title)


def _written(presses: Sequence[Press]) -> Score:
    rhythms = {"played": _("As I played it"), "equal": _("All notes equally long")}
    rhythm = st.segmented_control(
        _("Rhythm"),
        list(rhythms),
        format_func=rhythms.__getitem__,
        default="played",
        required=True,
        wrap=True,
        key="played_rhythm",
        persist_state="session",
    )
    if rhythm == "equal":
        return in_equal_steps(presses, _choose_step_ticks())
    return as_played(presses, _choose_tempo_qpm(presses))


def _choose_step_ticks() -> int:
    values = {
        TICKS_PER_QUARTER // 4: _("Sixteenth"),
        TICKS_PER_QUARTER // 2: _("Eighth"),
        TICKS_PER_QUARTER: _("Quarter note"),
        TICKS_PER_QUARTER * 2: _("Half note"),
    }
    chosen = st.segmented_control(
        _("Each note is a"),
        list(values),
        format_func=values.__getitem__,
        default=TICKS_PER_QUARTER,
        required=True,
        wrap=True,
        key="played_step",
        persist_state="session",
    )
    return int(chosen)


def _choose_tempo_qpm(presses: Sequence[Press]) -> int:
    """Draw the tempo's slider; it follows the guess until the visitor moves it."""
    guess, guess_key = guess_tempo_qpm(presses), f"{_TEMPO_KEY}_guess"
    if st.session_state.get(_TEMPO_KEY) == st.session_state.get(guess_key):
        st.session_state[_TEMPO_KEY] = guess
    st.session_state[guess_key] = guess
    return st.slider(
        _("Tempo, in quarter notes a minute"),
        *_TEMPO_QPM,
        key=_TEMPO_KEY,
        persist_state="session",
        help=_("Where the beats fall decides how your notes are written: in steps of a sixteenth."),
    )
