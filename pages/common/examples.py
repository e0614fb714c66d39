"""The example that Welcome plays: the opening of a tune that no network has seen, carried on."""

from __future__ import annotations

import streamlit as st

from core.composer import open_checkpoint
from core.errors import SemillaError
from core.performance import perform
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _
from pages.common.networks import installed
from pages.common.seeds import read_piece
from pages.common.session import Result, visit
from pages.common.sounding import usual_arrangement

TASK = "example"
# A tune of the test split, which this network carries on without going round in circles.
_TUNE = ("fiddle", "GenSheridansReel")
TITLE = "General Sheridan's Reel"
_NETWORK = "fiddle-note_chord-gru"
_SEED_NOTES, _NEW_NOTES, _K = 24, 56, 4


def example_button() -> None:
    """Draw the button that makes and plays it."""
    st.button(
        _("Play an example"),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        on_click=start,
        disabled=not any(info.ok for info in installed()),
    )


def start() -> None:
    """Begin to compose the example."""
    try:
        sound = [info.name for info in installed() if info.ok]
        name = _NETWORK if _NETWORK in sound else sound[0]
        tune = read_piece(*_TUNE)
        seed = open_checkpoint(name).codec.encode(tune)[:_SEED_NOTES]
        recipe = Recipe(name, tuple(seed), search="beam", k=_K, length=_NEW_NOTES)
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        work.start(TASK, perform, recipe, usual_arrangement(name, tune))


def collect() -> None:
    """Take in the finished example; show how far it is while it is not."""
    if (performance := work.follow(TASK, _("Composing"))) is not None:
        visit().example = Result.of(performance)
    work.show_problem(TASK, _("Please try again."))
