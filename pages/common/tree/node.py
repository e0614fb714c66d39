"""The chosen node: what it is, how it sounds, what else could have come, and what to do from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from core.errors import SemillaError
from pages.common.clicks import clicked_row
from pages.common.i18n import _, number
from pages.common.player import hear
from pages.common.tree.sounds import path_score
from pages.common.tree.state import TreeState
from pages.common.work import show_error

# More of a path would push the buttons off a phone's screen.
_NAMES_SHOWN = 24
_BESIDE_SHOWN = 16


def hear_node(state: TreeState) -> None:
    """Draw the player of the seed's end and the path to the chosen node."""
    try:
        score, seed_ticks = path_score(state.result, state.words())
        before, _ticks = path_score(state.result, ())
    except SemillaError as problem:
        show_error(problem, _("This note cannot be heard: please choose another one."))
        return
    hear(
        score,
        key=f"node_{state.result.number}",
        title=state.names().name(state.node),
        seed_ticks=seed_ticks,
        # New notes can begin while the seed's last ones are held.
        given=frozenset((note.time, note.pitch) for part in before.tracks for note in part.notes),
        autoplay=state.heard == state.node,
        turn=state.turn,
        compact=True,
        preview=True,
    )


def show_path(state: TreeState) -> None:
    """Tell the path to the chosen node, and what else could have come in its place."""
    if not state.node:
        return
    tree, names = state.tree, state.names()
    path = tree.path(state.node)
    told = [names.name(node) for node in path[-_NAMES_SHOWN:]]
    if len(path) > _NAMES_SHOWN:
        told.insert(0, "…")
    st.caption(_("The path to it, from the end of the seed:"))
    st.text("  ".join(told))
    beside = tree.children(tree.parent(state.node))
    st.caption(_("What else could have followed the same path:"))
    key = f"beside_{state.result.number}_{state.node}"
    st.dataframe(
        [_row(state, other) for other in beside[:_BESIDE_SHOWN]],
        hide_index=True,
        key=key,
        on_select=partial(_pick, state, beside[:_BESIDE_SHOWN], key),
        selection_mode="single-row",
    )


def _pick(state: TreeState, beside: list[int], key: str) -> None:
    """Take in a click on a row, before the page is run for it."""
    row = clicked_row(key, len(beside))
    if row is not None:
        state.hear(beside[row])


def _row(state: TreeState, node: int) -> Mapping[str, Any]:
    names = state.names()
    found = state.tree.node(node)
    return {
        " ": "➤" if node == state.node else "",
        _("Word") if state.raw else _("Note"): names.name(node),
        _("Probability"): names.share(node),
        _("Sum so far"): number(found.sum, 3),
        _("Fate"): names.why(node),
    }
