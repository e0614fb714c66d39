"""Choosing bars of a piece: on the player's roll, or by their numbers. Both always agree."""

from __future__ import annotations

import streamlit as st
from symusic.core import ScoreTick as Score

from core.midi import bar_starts_ticks, clip_bars
from pages.common.i18n import _
from pages.common.player import hear

_FEW_BARS = 4
MOST_BARS = 64


def trim(score: Score, *, key: str, title: str) -> Score:
    """Show a piece in a player whose bars can be chosen; give those that are.

    Parameters
    ----------
    score
        The whole piece, which is left as it is.
    key
        Different for each piece: the choice is kept under it.
    title
        What the piece is called: a stranger's text, perhaps.

    Returns
    -------
    symusic.Score
        At most 64 bars, from time 0.

    Raises
    ------
    MidiError
        If no note begins in the bars chosen.
    """
    bars = len(bar_starts_ticks(score))
    if bars == 1:
        hear(score, key=f"trim_{key}", title=title)
        return score
    first_key, count_key = f"first_{key}", f"count_{key}"
    most = min(bars, MOST_BARS)
    # Other parts of a file can have fewer bars than those that the choice was made among.
    first = min(st.session_state.get(first_key, 1), bars)
    count = min(st.session_state.get(count_key, _FEW_BARS), most)
    chosen = hear(score, key=f"trim_{key}", title=title, bars=(first, min(first + count - 1, bars)))
    if chosen is not None and chosen != (first, min(first + count - 1, bars)):
        first, count = chosen[0], min(chosen[1] - chosen[0] + 1, most)
    st.session_state[first_key], st.session_state[count_key] = first, count
    with st.container(horizontal=True):
        first = st.number_input(_("From bar"), 1, bars, key=first_key, persist_state="session")
        count = st.number_input(
            _("Number of bars"), 1, most, key=count_key, persist_state="session"
        )
    return clip_bars(score, first, count)
