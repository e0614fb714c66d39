"""Dials that a way of searching has as its main one, or that several ways share.

Each draws one control and gives what it sets: fields of a ``Recipe`` by their names.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import limits
from core.recipe import USUAL_LOOP_PENALTY, Recipe, usual_loop_penalty
from pages.common.i18n import _

# Nats that a passage's third time costs.
_GENTLE = USUAL_LOOP_PENALTY / 4
_GUARDS = (0.0, _GENTLE, USUAL_LOOP_PENALTY)
# Nats that a note costs which another path has just taken.
_DIFFERENCES = (0.1, 0.25, 0.5, 1.0, 2.0)


def continuations() -> dict[str, Any]:
    """Choose how many paths a beam keeps."""
    k = st.slider(
        _("Continuations kept (k)"),
        1,
        limits.BEAM_WIDTH,
        Recipe.k,
        key="k",
        persist_state="session",
        help=_("More of them take longer. In “Beam”, one alone is “Safe”."),
    )
    return {"k": k}


def difference() -> dict[str, Any]:
    """Choose how far the paths of a diverse beam keep apart."""
    names = {
        0.1: _("a little"),
        0.25: _("clearly"),
        0.5: _("strongly"),
        1.0: _("boldly"),
        2.0: _("as can be"),
    }
    diversity = st.select_slider(
        _("How different"),
        _DIFFERENCES,
        Recipe.diversity,
        format_func=lambda nats: names[nats],
        key="diversity",
        persist_state="session",
        help=_("The further they keep apart, the more they also stray from what is likely."),
    )
    return {"diversity": diversity}


def daring() -> dict[str, Any]:
    """Choose the temperature."""
    temperature = st.slider(
        _("Daring"),
        0.5,
        1.5,
        Recipe.temperature,
        0.05,
        key="temperature",
        persist_state="session",
        help=_("Lower plays safe, higher takes risks; 1 follows the network's own chances."),
    )
    return {"temperature": temperature}


def guard(search: str) -> dict[str, Any]:
    """Choose how dear loops are; each way of searching has its own usual price.

    Parameters
    ----------
    search
        One of ``core.recipe.SEARCHES``.
    """
    usual = usual_loop_penalty(search)
    nats = st.select_slider(
        _("Guard against loops"),
        _GUARDS,
        usual,
        format_func=guard_title,
        key=f"loop_penalty_{search}",
        persist_state="session",
        help=_(
            "The third time in a row, a passage becomes less and less likely. "
            "Switched off, nothing keeps the music from going round in circles."
        ),
    )
    return {"loop_penalty": None if nats == usual else nats}


def guard_title(nats: float) -> str:
    """Name a price of loops."""
    if nats == 0:
        return _("off")
    return _("gentle") if nats <= _GENTLE else _("strong")
