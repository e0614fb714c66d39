"""Beam tree: every note that the search of the latest composition thought about."""

from __future__ import annotations

import streamlit as st

from core.codecs import EventsCodec
from pages.common import composing, examples, shelf
from pages.common.downloads import offer_tree
from pages.common.drawing import draw_tree
from pages.common.i18n import _, n_
from pages.common.meters import show_meters
from pages.common.results import choose_path, show_music, show_paths
from pages.common.session import Result, visit
from pages.common.setup import ICONS, PAGES, setup_page
from pages.common.tree_reading import clicked_node, tell_node

# What fits on a phone with its labels.
_STEPS = 5


def main() -> None:
    """Draw the page."""
    setup_page("beam_tree")
    st.title(_("Beam tree"))
    shelf.reopen()
    composing.collect()
    examples.collect()
    shelf.show_unkept()
    if (result := visit().latest) is None:
        _invite()
    else:
        shelf.write_address(result)
        _show(result)


def _invite() -> None:
    st.info(
        _("There is no search to look at yet. Play the example, or compose something of your own."),
        icon=ICONS["welcome"],
    )
    examples.example_button(examples.TUNE)
    st.page_link(PAGES["compose"], label=_("Compose"), icon=ICONS["compose"])


def _show(result: Result) -> None:
    composition = result.composition
    st.markdown(
        _(
            "Read it from left to right: each point is a step, the percentage is its chance after "
            "the steps before it. Strong lines are the paths that reached the end; faint crosses "
            "were thought about and dropped. Click a point to read more."
        )
    )
    if composition.codec.name == EventsCodec.name:
        st.caption(
            _(
                "This network spells music out in words: | a new bar, 3/4 its metre, @2½ the place "
                "in it (after the second beat), C5 a pitch, ×½ a length in beats, ‖ the end."
            )
        )
    steps = composition.tree.steps
    first, last = 1, steps
    if steps > 1:
        first, last = st.slider(
            _("Show the steps from … to …"),
            1,
            steps,
            (1, min(steps, _STEPS)),
            key=f"window_{result.number}",
            persist_state="session",
        )
    event = draw_tree(composition, first=first, last=last, key=f"tree_{result.number}")
    if (node := clicked_node(event)) is not None:
        with st.container(border=True):
            tell_node(composition, node)
    st.subheader(n_("{n} final path", "{n} final paths", len(composition.beams)))
    choose_path(result)
    show_music(result)
    show_meters(composition, result.rank)
    show_paths(result)
    offer_tree(result)


if __name__ == "__main__":
    main()
