"""Beam tree: what a search was thinking, to see, to hear and to steer."""

from __future__ import annotations

import streamlit as st

from pages.common import composing, examples, shelf
from pages.common.i18n import _, number
from pages.common.session import Result, visit
from pages.common.setup import ICONS, PAGES, setup_page
from pages.common.stories import network_titles
from pages.common.tree.choices import show_search
from pages.common.tree.modes import MODE_KEY, MODES, mode_title, show_mode
from pages.common.tree.steering import see
from pages.common.tree.watch import show_small_example
from pages.common.wording import search_title


def main() -> None:
    """Draw the page."""
    setup_page("beam_tree")
    st.title(_("Beam tree"))
    shelf.reopen()
    composing.collect_quietly()
    examples.collect()
    shelf.show_unkept()
    if (result := visit().latest) is None:
        show_search()
        _invite()
    else:
        shelf.write_address(result)
        see(result)
        _tell(result)
        _show(result)


def _invite() -> None:
    st.info(
        _("There is no search to look at yet. Play the example, or compose something of your own."),
        icon=ICONS["welcome"],
    )
    examples.example_button(examples.TUNE)
    st.page_link(PAGES["compose"], label=_("Compose"), icon=ICONS["compose"])
    st.header(_("How a beam search goes, in small"))
    show_small_example()


def _tell(result: Result) -> None:
    """Say which piece's search it is: its name, its network, how it searched."""
    recipe = result.composition.recipe
    search = search_title(recipe.search)
    if len(result.composition.beams) > 1:
        search = f"{search}, k = {number(recipe.k)}"
    told = [f"**{shelf.shown_name(result.name)}**", *network_titles(recipe.checkpoint), search]
    st.caption(" · ".join(told))


def _show(result: Result) -> None:
    mode = st.segmented_control(
        _("What to do"),
        MODES,
        format_func=mode_title,
        default=MODES[0],
        required=True,
        label_visibility="collapsed",
        key=MODE_KEY,
        persist_state="session",
    )
    show_mode(str(mode), result)


if __name__ == "__main__":
    main()
