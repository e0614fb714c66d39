"""A piece: what a link leads to. To hear, to take away, and to go on from."""

from __future__ import annotations

import streamlit as st

from core.errors import SemillaError
from pages.common import shelf
from pages.common.i18n import _
from pages.common.remaking import offer_remaking
from pages.common.results import show_result
from pages.common.session import Result, visit
from pages.common.setup import ICONS, PAGES, page_name, setup_page
from pages.common.sharing import share
from pages.common.stories import tell_origin
from pages.common.work import show_error


def main() -> None:
    """Draw the page."""
    setup_page("piece", layout="centered")
    try:
        result = shelf.asked_for()
    except SemillaError as problem:
        st.title(page_name("piece"))
        show_error(problem, _("Please ask for the link again, or make a piece of your own."))
        st.page_link(PAGES["compose"], label=_("Compose"), icon=ICONS["compose"])
        return
    if result is None:
        st.title(page_name("piece"))
        st.info(_("A link to a piece opens it here. Yours are under “My pieces”."))
        st.page_link(PAGES["pieces"], label=page_name("pieces"), icon=ICONS["pieces"])
        return
    st.title(shelf.shown_name(result.name))
    tell_origin(result.composition)
    show_result(result, lambda: _lead_on(result))


def _lead_on(result: Result) -> None:
    share(result)
    with st.container(horizontal=True):
        _lead_to("compose", _("Go on from it in Compose"), result)
        _lead_to("beam_tree", _("See what the search was thinking"), result)
        offer_remaking(result)


def _lead_to(page: str, label: str, result: Result) -> None:
    """Draw a button that takes the piece along to another page."""
    if st.button(label, icon=ICONS[page], key=f"to_{page}"):
        visit().show(result)
        # In the address at once, or the way back would lead here again.
        st.switch_page(PAGES[page], query_params={shelf.PAGE: str(result.link)})


if __name__ == "__main__":
    main()
