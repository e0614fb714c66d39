"""Compose: a seed, a network and a search become music."""

from __future__ import annotations

import streamlit as st

from pages.common import composing, shelf, working
from pages.common.i18n import _
from pages.common.networks import choose_network
from pages.common.previews import preview_seed
from pages.common.results import link_to_tree, show_result
from pages.common.search import choose_search
from pages.common.seeds import choose_seed
from pages.common.session import visit
from pages.common.setup import setup_page


def main() -> None:
    """Draw the page."""
    setup_page("compose")
    st.title(_("Compose"))
    shelf.reopen()
    seed_side, settings_side = st.columns(2, gap="large")
    with settings_side:
        st.subheader(_("2 · The network"))
        checkpoint = choose_network()
        st.subheader(_("3 · The search"))
        search = choose_search(checkpoint)
    with seed_side:
        st.subheader(_("1 · The seed"))
        seed = choose_seed(checkpoint)
        if seed is not None and checkpoint is not None:
            preview_seed(seed, checkpoint)
    composing.compose_button(checkpoint, seed, search)
    composing.collect()
    shelf.show_unkept()
    if (result := visit().result) is not None:
        shelf.write_address(result)
        # The tree's page shows what was seen last.
        visit().show(result)
        st.header(_("Your music"))
        st.markdown(f"**{shelf.shown_name(result.name)}**")
        show_result(result, lambda: working.offer_work(result, checkpoint, search))
        link_to_tree()


if __name__ == "__main__":
    main()
