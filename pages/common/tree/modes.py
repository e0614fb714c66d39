"""The three things that can be done with a search: explore it, watch it, compare networks."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.common import composing, shelf
from pages.common.downloads import offer_tree
from pages.common.i18n import _
from pages.common.meters import show_meters
from pages.common.naming import offer_name, show_failure
from pages.common.session import Result
from pages.common.setup import ICONS, PAGES
from pages.common.sharing import share
from pages.common.tree import steering
from pages.common.tree.choices import offer_steering, show_search
from pages.common.tree.networks import show_networks
from pages.common.tree.next_notes import show_next_notes
from pages.common.tree.node import hear_node, show_path
from pages.common.tree.past import show_past
from pages.common.tree.paths import show_final_paths
from pages.common.tree.picture import show_picture
from pages.common.tree.state import TreeState, state_of
from pages.common.tree.views import choose_view, explain_view
from pages.common.tree.watch import show_watch

MODES = ("explore", "watch", "networks")
MODE_KEY = "tree_mode"
NEXT_KEY = "next_notes"


def mode_title(mode: str) -> str:
    """Name a mode."""
    titles = {
        "explore": _("Explore and steer"),
        "watch": _("Watch it happen"),
        "networks": _("Three networks"),
    }
    return titles[mode]


def show_mode(mode: str, result: Result) -> None:
    """Draw what a mode shows of a result."""
    state = state_of(result)
    if mode != "explore":
        # There it stands beside what began it.
        show_search()
    if mode == "watch":
        show_watch(result)
    elif mode == "networks":
        show_networks(result, state.words(), on_open=_open)
    else:
        _explore(state)


def _open(result: Result) -> None:
    """Show another result's tree."""
    composing.show(result)
    st.session_state[MODE_KEY] = MODES[0]


def _explore(state: TreeState) -> None:
    result = state.result
    choose_view(state)
    st.markdown(explain_view(state))
    show_picture(state)
    show_past(result)
    with st.container(border=True):
        hear_node(state)
        offer_steering(state)
        show_path(state)
    # Closed at first, and then it is not drawn: its figures take as long as the tree's.
    following = st.expander(
        _("What could come next"), icon=":material/piano:", key=NEXT_KEY, on_change="rerun"
    )
    if following.open:
        with following:
            show_next_notes(
                result,
                state.words(),
                key=f"next_{result.number}",
                on_take=partial(_take, result, state.words()),
            )
    show_final_paths(state)
    show_meters(result.composition, result.rank)
    _take_away(result)


def _take(result: Result, before: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Search on with a note that was not chosen, behind the words that it was offered for."""
    steering.go_on_from(result, (*before, *words))


def _take_away(result: Result) -> None:
    """Offer to keep the piece, to share it, and to work on with it."""
    st.markdown(f"**{_('Take it away')}**")
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_name(result)
        offer_tree(result)
        if st.button(_("Open in Compose"), icon=ICONS["compose"], key="to_compose"):
            composing.show(result)
            # At once with its address: one written later would be where Back leads.
            asked = {} if result.link is None else {shelf.PAGE: result.link}
            st.switch_page(PAGES["compose"], query_params=asked)
    show_failure()
    share(result)
