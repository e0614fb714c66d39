"""Compare: one seed, several networks or searches side by side, and a vote on them."""

from __future__ import annotations

import streamlit as st

from pages.common.comparing.board import show_board
from pages.common.comparing.choosing import choose
from pages.common.comparing.comparison import current, hush
from pages.common.comparing.lecture import offer_lecture
from pages.common.comparing.rounds import asked_round, hush_round, lead_back, show_round
from pages.common.i18n import _
from pages.common.session import visit
from pages.common.setup import page_name, setup_page


def main() -> None:
    """Draw the page."""
    came_back = visit().page != "compare"
    setup_page("compare")
    if came_back:
        hush()
        hush_round()
    if (link := asked_round()) is not None:
        show_round(link)
        return
    st.title(page_name("compare"))
    st.markdown(
        _(
            "One seed, several networks or searches: what each makes of it, side by side. "
            "Hide the names, and see whether your ears agree with the figures."
        )
    )
    lecture, own = st.tabs(
        [_("The lecture's comparison"), _("A comparison of your own")], key="compare_tabs"
    )
    with lecture:
        offer_lecture()
    with own:
        choose()
    if (comparison := current()) is not None:
        show_board(comparison)
    else:
        lead_back()


if __name__ == "__main__":
    main()
