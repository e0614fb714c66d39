"""The task of composing, followed on every page that shows what came of it."""

from __future__ import annotations

import random
from typing import Any

import streamlit as st

from core.errors import SemillaError
from core.performance import perform
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _
from pages.common.seeds import Seed
from pages.common.session import Result, visit
from pages.common.sounding import chosen_arrangement

TASK = "compose"
# Six digits at most: a class can be told them.
_DICE = 999_999


def compose_button(checkpoint: str | None, seed: Seed | None, search: dict[str, Any]) -> None:
    """Draw the button that begins it all."""
    st.button(
        _("Compose"),
        type="primary",
        icon=":material/psychiatry:",
        width="stretch",
        disabled=checkpoint is None or seed is None,
        on_click=_start,
        args=[checkpoint, seed, search],
    )


def collect() -> None:
    """Take in a composition that has been finished; show how far one is that has not."""
    if (performance := work.follow(TASK, _("Composing"))) is not None:
        visit().result = Result.of(performance)
    work.show_problem(TASK, _("Change the settings above and try again."))


def _start(checkpoint: str, seed: Seed, search: dict[str, Any]) -> None:
    try:
        dice = random.randint(1, _DICE)
        recipe = Recipe(checkpoint, seed.words, **{"random_seed": dice, **search})
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        work.start(TASK, perform, recipe, chosen_arrangement(checkpoint, seed.score))
