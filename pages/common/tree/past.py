"""What a visitor chose so far, step by step, each to go back to."""

from __future__ import annotations

import streamlit as st

from core.recipe import Recipe
from pages.common.i18n import _, number
from pages.common.session import Result
from pages.common.tree import steering
from pages.common.tree.names import note_name
from pages.common.tree.state import state_of


def show_past() -> None:
    """Draw the choices as a row of buttons, the one that is shown marked."""
    past = steering.history()
    if len(past.entries) < 2:
        return
    st.caption(_("Your way so far; each step can be gone back to:"))
    with st.container(horizontal=True, key="past"):
        for place, result in enumerate(past.entries):
            st.button(
                f"{number(place + 1)} · {choice(result)}",
                key=f"past_{result.number}",
                type="primary" if place == past.at else "secondary",
                icon=":material/radio_button_checked:" if place == past.at else None,
                on_click=steering.show,
                args=[result],
            )


def choice(result: Result) -> str:
    """Say in a few words what was chosen to get a result."""
    composition = result.composition
    recipe, codec = composition.recipe, composition.codec
    if (banned := _last_ban(recipe)) is not None:
        return _("without {note}").format(note=note_name(codec, [banned]))
    if not recipe.chosen:
        return _("the search itself")
    state = state_of(result)
    node = composition.tree.nodes_to(composition.tree.finals[0])[len(recipe.chosen) - 1]
    while node not in state.tree:
        node = int(composition.tree.column("parent")[node])
    return _("on from {note}, note {n}").format(
        note=state.names().name(node), n=number(state.tree.number(node))
    )


def _last_ban(recipe: Recipe) -> str | None:
    """Give the word that was banned where the search began, if one was."""
    found = [ban.word for ban in recipe.banned if ban.step == len(recipe.chosen)]
    return found[-1] if found else None
