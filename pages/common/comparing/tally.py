"""Votes, counted: a bar for each piece of music."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.common.i18n import n_


def show_tally(votes: Mapping[str, int]) -> None:
    """Draw a bar for each title, as long as its share of the votes, with their number.

    Parameters
    ----------
    votes
        By title, in the order in which they are drawn; titles are Markdown.
    """
    total = max(sum(votes.values()), 1)
    for title, count in votes.items():
        st.progress(count / total, text=f"{title}: **{n_('{n} vote', '{n} votes', count)}**")
