"""What can be chosen at a node of the tree: to go on from it, to ban it, to undo and redo."""

from __future__ import annotations

import streamlit as st

from pages.common import composing, work
from pages.common.i18n import _
from pages.common.session import Result, visit
from pages.common.tree import steering
from pages.common.tree.state import TreeState


def offer_steering(state: TreeState) -> None:
    """Draw what can be done from the chosen node."""
    result, words, own = state.result, state.words(), state.own_words()
    path = words[: len(words) - len(own)]
    end = result.composition.codec.end
    ended = end is not None and words[-1:] == (end,)
    missing = steering.lacks_network(result)
    # Of this result alone: a click that is heard again when another one is there means nothing.
    with st.container(horizontal=True, key="steering"):
        st.button(
            _("Go on from here"),
            type="primary",
            icon=":material/arrow_forward:",
            key=f"steer_on_{result.number}",
            disabled=ended or missing,
            on_click=steering.go_on_from,
            args=[result, words],
            help=_("The search begins anew behind this note, whatever it did before."),
        )
        st.button(
            _("Not this note"),
            icon=":material/block:",
            key=f"steer_ban_{result.number}",
            disabled=not words or missing,
            on_click=steering.ban,
            args=[result, path, own],
            help=_("The search begins anew in its place, and this note cannot come there."),
        )
        st.button(
            _("Never this note"),
            icon=":material/do_not_disturb_on:",
            key=f"steer_never_{result.number}",
            disabled=not words or missing,
            on_click=steering.ban,
            args=[result, path, own],
            kwargs={"for_good": True},
            help=_("It can come neither there nor anywhere behind."),
        )
        _offer_steps(result)
    if missing:
        st.caption(
            _("The network of this search is not installed here: nothing else can be searched for.")
        )
    show_search()


def show_search() -> None:
    """Show how far the search for a choice is, with its Stop button, or why there is none."""
    # Always there, or what follows would change its place on the page, and be drawn anew.
    with st.container(key="searching"):
        composing.show_search(
            _("The tree is as it was: choose another note, or undo what you chose.")
        )
        if visit().latest is not None and work.is_running(composing.TASK):
            st.caption(_("The search runs. This tree stays until it is done."))


def _offer_steps(result: Result) -> None:
    """Draw Undo and Redo; while a search runs, Undo stops it."""
    before, behind = steering.around(result)
    running = work.is_running(composing.TASK)
    first = before is None and result.parent is None and result.before is None
    st.button(
        _("Undo"),
        icon=":material/undo:",
        # Not the same while a search runs: a second click means nothing when it was stopped.
        key=f"steer_undo_{result.number}{'_running' if running else ''}",
        disabled=first and not running,
        on_click=steering.halt if running else steering.undo,
        args=[] if running else [result],
        help=_undo_help(result, first=first, running=running),
    )
    st.button(
        _("Redo"),
        icon=":material/redo:",
        key=f"steer_redo_{result.number}",
        disabled=behind is None,
        on_click=steering.show,
        args=[behind],
    )


def _undo_help(result: Result, *, first: bool, running: bool) -> str | None:
    if running:
        return _("Stops the search that runs.")
    if first and not result.mine:
        return _("What came before this piece was not shared with it.")
    return None
