"""What a piece is called: the field in which its maker changes that."""

from __future__ import annotations

import streamlit as st

from core import limits
from core.errors import SemillaError
from pages.common import shelf
from pages.common.i18n import _
from pages.common.session import Result, visit
from pages.common.work import show_problem

TASK = "naming"


def offer_name(result: Result) -> None:
    """Offer to rename the piece on the page, if it is the visitor's and was kept."""
    if result.link is not None and result.mine:
        ask_name(result.link, result.name)


def show_failure() -> None:
    """Say why the last name was not taken, if it was not."""
    show_problem(TASK, _("The name is what it was."))


def ask_name(link: str, name: str) -> None:
    """Draw the button under which the name is asked for."""
    with st.popover(_("Rename"), icon=":material/edit:", key=f"naming_{link}"):
        st.text_input(
            _("Name"),
            name,
            max_chars=limits.PIECE_NAME_CHARACTERS,
            key=f"name_{link}",
            on_change=_rename,
            args=[link],
        )


def _rename(link: str) -> None:
    memory = visit()
    memory.problems.pop(TASK, None)
    try:
        shelf.rename(link, str(st.session_state[f"name_{link}"]))
    except SemillaError as problem:
        memory.problems[TASK] = problem
