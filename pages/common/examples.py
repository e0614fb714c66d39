"""The example that Welcome plays: the opening of a chorale that no network has seen, carried on."""

from __future__ import annotations

import streamlit as st

from core.composer import open_checkpoint
from core.errors import SemillaError
from core.midi import clip_bars
from core.performance import perform
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _
from pages.common.networks import installed, tokens_a_note
from pages.common.seeds import read_piece
from pages.common.session import Result, visit
from pages.common.sounding import usual_arrangement

TASK = "example"
# A chorale of the test split; with this random seed the network brings it to an end by itself.
_CHORALE = ("chorales", "bwv365")
TITLE = "Jesus, meine Zuversicht"
_NETWORK = "chorales-events-gru"
_SEED_BARS, _MOST_NOTES, _RANDOM_SEED = 3, 200, 1


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
        opening = clip_bars(read_piece(*_CHORALE), 1, _SEED_BARS)
        recipe = Recipe(
            name,
            tuple(open_checkpoint(name).codec.encode(opening)),
            search="sample",
            length=round(_MOST_NOTES * tokens_a_note(name)),
            random_seed=_RANDOM_SEED,
        )
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        work.start(TASK, perform, recipe, usual_arrangement(name, opening))


def seed_notes(example: Result) -> int:
    """Count the notes that the chorale itself gave."""
    composition = example.composition
    return sum(map(composition.codec.starts_note, composition.seed_tokens))


def collect() -> None:
    """Take in the finished example; show how far it is while it is not."""
    if (performance := work.follow(TASK, _("Composing"))) is not None:
        visit().example = Result.of(performance)
    work.show_problem(TASK, _("Please try again."))
