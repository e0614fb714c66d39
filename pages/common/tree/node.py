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
from pages.common.tree.sounds import is_broken_off, passage
from pages.common.tree.state import TreeState
from pages.common.work import show_error

# More of a path would push the buttons off a phone's screen.
_NAMES_SHOWN = 24
_BESIDE_SHOWN = 16
_WHOLE_KEY = "whole_path"


def hear_node(state: TreeState) -> None:
    """Draw the player of the path to the chosen node, and say what of it is heard."""
    behind = _what_follows(state)
    is_path = state.whole and state.heard == state.node
    try:
        heard = passage(
            state.result,
            state.words(),
            behind,
            whole=is_path or bool(st.session_state.get(_WHOLE_KEY, False)),
        )
    except SemillaError as problem:
        show_error(problem, _("This note cannot be heard: please choose another one."))
        return
    hear(
        heard.score,
        key=f"node_{state.result.number}",
        title=state.names().name(state.node),
        seed_ticks=heard.seed_ticks,
        given=heard.given,
        autoplay=state.heard == state.node,
        turn=state.turn,
        compact=True,
        preview=True,
    )
    _tell(state, goes_on=bool(behind))
    if heard.is_long and not is_path:
        st.toggle(
            _("All of the path"),
            key=_WHOLE_KEY,
            persist_state="session",
            help=_("Long paths are heard from two bars or a few notes before the note on."),
        )


def _what_follows(state: TreeState) -> tuple[str, ...]:
    """Give what follows a choice that was just made, on the best path."""
    # A choice is heard before any click on its tree.
    if state.turn or state.heard != state.node:
        return ()
    words, composition = state.words(), state.result.composition
    made = composition.beams[0].tokens
    return made[len(words) :] if made[: len(words)] == words else ()


def _tell(state: TreeState, *, goes_on: bool) -> None:
    """Say what the player holds, where that is not the path to the note as it is."""
    words, codec = state.own_words(), state.result.composition.codec
    if goes_on:
        st.caption(_("You hear your choice and how it goes on. All of it is under “final paths”."))
    elif is_broken_off(state.result, state.words()):
        st.caption(_("Its length was not chosen yet; you hear it as long as the note before."))
    elif words and not any(codec.starts_note(word) or codec.ends_note(word) for word in words):
        st.caption(_("Its pitch was not chosen yet; you hear what comes before it."))


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
