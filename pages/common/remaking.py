"""``Make it again``: the same recipe gives the same notes, and a visitor can see that it does."""

from __future__ import annotations

import streamlit as st

from core.composer import Composition, compose
from pages.common import work
from pages.common.i18n import _
from pages.common.session import Result


def offer_remaking(result: Result) -> None:
    """Draw the button, and say what came of it."""
    task, key = f"remake_{result.number}", f"remade_{result.number}"
    st.button(
        _("Make it again"),
        icon=":material/replay:",
        key=f"again_{result.number}",
        on_click=work.start,
        args=[task, compose, result.composition.recipe],
        help=_("The network searches once more, with the same recipe and the same dice."),
    )
    if (again := work.follow(task, _("Composing"))) is not None:
        st.session_state[key] = same_notes(again, result.composition)
    if st.session_state.get(key) is True:
        st.success(_("The same notes came out, one by one."), icon=":material/check:")
    elif st.session_state.get(key) is False:
        st.info(
            _(
                "Other notes came out: the network or the search has changed since. "
                "The piece itself is kept as it was."
            ),
            icon=":material/info:",
        )
    work.show_problem(task, _("The piece itself is kept as it was."))


def same_notes(one: Composition, other: Composition) -> bool:
    """Tell whether two compositions have the same paths, word by word."""
    return [beam.tokens for beam in one.beams] == [beam.tokens for beam in other.beams]
