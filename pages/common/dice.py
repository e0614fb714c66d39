"""What can be set where chance has a part: how many are drawn, from what, and with which dice."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import limits
from core.recipe import Recipe
from pages.common.i18n import _, number
from pages.common.session import visit
from pages.common.wishes import DRAWN
from pages.common.wording import percentage

_TOP_K = (2, 3, 5, 10, 20, 50, 100, 0)
_TOP_P = (50, 60, 70, 80, 90, 95, 98, 100)
_MIN_P = (0, 1, 2, 5, 10, 20, 50)


def choose_dice() -> dict[str, Any]:
    """Draw the controls; what they set are fields of a ``Recipe``, perhaps its search."""
    several = st.toggle(
        _("Draw several at once, all different"),
        key="several",
        persist_state="session",
        help=_("Known as stochastic beam search."),
    )
    if several:
        k = st.slider(
            _("Continuations drawn (k)"),
            1,
            limits.BEAM_WIDTH,
            Recipe.k,
            key="k_drawn",
            persist_state="session",
        )
        return {"search": "stochastic-beam", "k": k, **_same_dice()}
    return {**_cuts(), **_same_dice()}


def _cuts() -> dict[str, Any]:
    top_k = st.select_slider(
        _("Draw from the likeliest few (top-k)"),
        _TOP_K,
        Recipe.top_k,
        format_func=lambda words: number(words) if words else _("any number"),
        key="top_k",
        persist_state="session",
        help=_("So many of the likeliest choices are in the draw at each step."),
    )
    top_p = st.select_slider(
        _("Leave out the unlikely rest (top-p)"),
        _TOP_P,
        round(100 * Recipe.top_p),
        format_func=percentage,
        key="top_p",
        persist_state="session",
        help=_(
            "The likeliest choices that together have this share of the chances stay in the draw; "
            "100 % leaves nothing out."
        ),
    )
    min_p = st.select_slider(
        _("Leave out the far less likely (min-p)"),
        _MIN_P,
        round(100 * Recipe.min_p),
        format_func=percentage,
        key="min_p",
        persist_state="session",
        help=_("A choice needs at least this share of the likeliest one's chance."),
    )
    adaptive = st.toggle(
        _("Warm up when it gets bored"),
        Recipe.adaptive_temperature,
        key="adaptive_temperature",
        persist_state="session",
        help=_("When it has been all too sure for a while, it dares more for a while."),
    )
    return {
        "top_k": top_k,
        "top_p": top_p / 100,
        "min_p": min_p / 100,
        "adaptive_temperature": adaptive,
    }


def _same_dice() -> dict[str, Any]:
    fixed = st.toggle(
        _("The same dice again"),
        key="same_dice",
        persist_state="session",
        on_change=_take_last_dice,
        help=_(
            "With the same number and the same settings the music comes out the same, "
            "for everyone in a class. Otherwise each press of “Compose” throws new dice."
        ),
    )
    if not fixed:
        return {}
    dice = st.number_input(
        _("Number of the dice"),
        1,
        limits.RANDOM_SEED,
        key="random_seed",
        persist_state="session",
    )
    return {"random_seed": dice}


def _take_last_dice() -> None:
    """Offer the dice that the music on the page was drawn with."""
    result = visit().result
    if st.session_state["same_dice"] and result is not None:
        recipe = result.composition.recipe
        if recipe.search in DRAWN:
            st.session_state["random_seed"] = max(recipe.random_seed, 1)
