"""My pieces: all that this visitor made, to hear, name, share and delete."""

from __future__ import annotations

import streamlit as st

from core.errors import SemillaError
from pages.common import shelf
from pages.common.i18n import _
from pages.common.listing import show_list
from pages.common.setup import ICONS, PAGES, page_name, setup_page
from pages.common.work import show_error


def main() -> None:
    """Draw the page."""
    setup_page("pieces", layout="centered")
    st.title(page_name("pieces"))
    try:
        pieces = shelf.pieces()
    except SemillaError as problem:
        show_error(problem, _("Composing and listening work all the same."))
        return
    show_list(pieces)
    if not pieces:
        st.info(
            _("Nothing is here yet. Whatever you compose is kept here by itself."),
            icon=ICONS["pieces"],
        )
        st.page_link(PAGES["compose"], label=_("Compose"), icon=ICONS["compose"])


if __name__ == "__main__":
    main()
