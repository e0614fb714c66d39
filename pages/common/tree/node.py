"""The chosen node: what it is, how it sounds, what else could have come, and what to do from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from pages.common import composing, work
from pages.common.i18n import _, number
from pages.common.player import hear
from pages.common.tree import steering
from pages.common.tree.sounds import path_score
from pages.common.tree.state import TreeState

# More of a path would push the buttons off a phone's screen.
_NAMES_SHOWN = 24
_BESIDE_SHOWN = 16


def offer_steering(state: TreeState) -> None:
    """Draw what can be done from the chosen node."""
    result, words, own = state.result, state.words(), state.own_words()
    before = words[: len(words) - len(own)]
    end = result.composition.codec.end
    ended = end is not None and words[-1:] == (end,)
    with st.container(horizontal=True, key="steering"):
        st.button(
            _("Go on from here"),
            type="primary",
            icon=":material/arrow_forward:",
            key="steer_on",
            disabled=ended,
            on_click=steering.go_on_from,
            args=[result, words],
            help=_("The search begins anew behind this note, whatever it did before."),
        )
        st.button(
            _("Not this note"),
            icon=":material/block:",
            key="steer_ban",
            disabled=not words,
            on_click=steering.ban,
            args=[result, before, own],
            help=_("The search begins anew in its place, and this note cannot come there."),
        )
        st.button(
            _("Never this note"),
            icon=":material/do_not_disturb_on:",
            key="steer_never",
            disabled=not words,
            on_click=steering.ban,
            args=[result, before, own],
            kwargs={"for_good": True},
            help=_("It can come neither there nor anywhere behind."),
        )
        past = steering.history()
        st.button(
            _("Undo"),
            icon=":material/undo:",
            key="steer_undo",
            disabled=past.at == 0 and result.parent is None and result.before is None,
            on_click=steering.take_back,
            args=[result],
        )
        st.button(
            _("Redo"),
            icon=":material/redo:",
            key="steer_redo",
            disabled=past.at + 1 >= len(past.entries),
            on_click=steering.redo,
        )
    if work.is_running(composing.TASK):
        st.caption(_("The search runs. This tree stays until it is done."))


def hear_node(state: TreeState) -> None:
    """Draw the player of the seed's end and the path to the chosen node."""
    score, seed_ticks = path_score(state.result, state.words())
    hear(
        score,
        key=f"node_{state.result.number}",
        title=state.names().name(state.node),
        seed_ticks=seed_ticks,
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
    rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
    if rows and rows[0] < len(beside):
        state.hear(beside[rows[0]])


def _row(state: TreeState, node: int) -> Mapping[str, Any]:
    names = state.names()
    found = state.tree.node(node)
    return {
        " ": "➤" if node == state.node else "",
        _("Note"): names.name(node),
        _("Probability"): names.share(node),
        _("Sum so far"): number(found.sum, 3),
        _("Fate"): names.why(node),
    }
