"""The final paths of a tree: heard one by one, or all of them in a row."""

from __future__ import annotations

import streamlit as st

from pages.common.i18n import _, n_
from pages.common.player import hear
from pages.common.results import choose_path, offer_paths, show_music
from pages.common.tree.sounds import all_paths_score
from pages.common.tree.state import TreeState


def show_final_paths(state: TreeState) -> None:
    """Draw the paths, with what is heard of them."""
    result = state.result
    count = len(result.composition.beams)
    st.header(n_("{n} final path", "{n} final paths", count))
    choose_path(result)
    show_music(result)
    if count > 1:
        _hear_all(state)
    offer_paths(result)


def _hear_all(state: TreeState) -> None:
    """Play what tells the paths apart, one path after another."""
    number = state.result.number
    st.button(
        _("All of them, one after another"),
        icon=":material/queue_music:",
        key=f"all_paths_{number}",
        on_click=_want_all,
        args=[state, state.row_turn + 1],
        help=_("Each from a little before the first parting, with a rest between."),
    )
    if state.in_a_row:
        hear(
            all_paths_score(state.result, state.note_tree),
            key=f"row_{number}",
            title=_("All of them, one after another"),
            autoplay=True,
            turn=state.row_turn,
            compact=True,
        )


def _want_all(state: TreeState, turn: int) -> None:
    state.in_a_row, state.row_turn = True, turn
