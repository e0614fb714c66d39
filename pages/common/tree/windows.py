"""The part of a tree that its picture shows, and how a long one is paged through."""

from __future__ import annotations

import streamlit as st

from core.note_tree import Sight, look
from pages.common.i18n import _, number
from pages.common.tree.state import TreeState

_COLUMNS = 32


def sight_of(state: TreeState) -> Sight:
    """Give what is shown, with the chosen node in it."""
    sight = look_at(state)
    if state.node not in sight.places:
        # Walked or led out of the window.
        state.first = max(1, state.tree.number(state.node) - _COLUMNS // 4)
        sight = look_at(state)
    return sight


def look_at(state: TreeState) -> Sight:
    """Give what is shown, wherever the chosen node is."""
    return look(
        state.tree,
        folded=state.folded,
        opened=state.opened,
        first=state.first,
        columns=_COLUMNS,
        beside=state.beside,
        chosen=state.node,
    )


def choose_window(state: TreeState, sight: Sight) -> None:
    """Let a tree that is longer than the picture be paged through."""
    depth = state.tree.depth
    first, last = sight.columns[0].number + 1, sight.columns[-1].number
    if first <= 1 and last >= depth:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Earlier"),
            icon=":material/chevron_left:",
            key=f"earlier_{state.result.number}",
            disabled=first <= 1,
            on_click=_page,
            args=[state, max(1, first - _COLUMNS)],
        )
        st.markdown(
            _("Notes {first} to {last} of {all}").format(
                first=number(first), last=number(last), all=number(depth)
            )
        )
        st.button(
            _("Later"),
            icon=":material/chevron_right:",
            key=f"later_{state.result.number}",
            disabled=last >= depth,
            on_click=_page,
            args=[state, last + 1],
        )


def _page(state: TreeState, first: int) -> None:
    """Show the notes from one on, and choose the best one before them."""
    state.first = first
    found = state.tree.at(first - 1)
    state.node = found[0] if found else 0
