"""What is compared: its cells, what came of each, and the order in which letters stand for them.

One comparison is kept for a visit, on all pages. A cell is one task of the queue: it can be
stopped, fail or be tried again without the others. Nothing is drawn here, and what the cells have
in common is not known.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import streamlit as st

from core.arrangement import Arrangement
from core.errors import SemillaError
from core.jobs import Job
from core.performance import Performance, perform
from core.recipe import Recipe
from pages.common import work
from pages.common.session import Result, visit

_KEY = "compare_now"
_numbers = count(1)

MOST_CELLS = 12


@dataclass(frozen=True)
class Cell:
    """One way of going on from the seed.

    Attributes
    ----------
    recipe, arrangement
        What is made, and how it sounds.
    """

    recipe: Recipe
    arrangement: Arrangement


@dataclass
class Comparison:
    """Cells, and what became of them.

    Attributes
    ----------
    cells
        In rows, one a search, where there are several networks and searches.
    title
        What the seed is called: a stranger's text.
    story
        The lecture's comparison, or what mends it, by a name that ``lecture`` knows; else nothing.
    results
        What is finished, by the cell's place.
    order
        Which cell's music is A, which is B, and so on.
    heard
        The place of the cell in the shared player.
    autoplay
        Whether that one should be heard at once.
    vote
        The place of the cell that was liked best, once that was said.
    round
        The link of the class's vote on this comparison, if there is one.
    number
        Different for each comparison; keys of widgets and names of tasks hang on it.
    """

    cells: tuple[Cell, ...]
    title: str = ""
    story: str = ""
    results: dict[int, Result] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    heard: int | None = None
    autoplay: bool = False
    vote: int | None = None
    round: str | None = None
    number: int = field(default_factory=lambda: next(_numbers))

    def __post_init__(self) -> None:
        self.shuffle()

    @property
    def networks(self) -> int:
        """How many networks take part."""
        return len({cell.recipe.checkpoint for cell in self.cells})

    def shuffle(self) -> None:
        """Deal the letters anew, and forget what was liked best under the old ones."""
        self.order = random.sample(range(len(self.cells)), len(self.cells))
        self.vote = None

    def task(self, place: int) -> str:
        """Name the task that makes a cell's music."""
        return f"compare_{self.number}_{place}"

    def job(self, place: int) -> Job[Performance] | None:
        """Give the job that makes a cell's music, if it waits or runs or was not collected yet."""
        return visit().jobs.get(self.task(place))

    def is_running(self, place: int) -> bool:
        """Tell whether a cell's music waits or is being made."""
        return work.is_running(self.task(place))

    def problem(self, place: int) -> SemillaError | None:
        """Give the reason why a cell has no music, if it failed."""
        return visit().problems.get(self.task(place))

    def hear(self, place: int) -> None:
        """Put a cell's music into the shared player and start it."""
        self.heard, self.autoplay = place, True


def current() -> Comparison | None:
    """Give this visit's comparison."""
    return cast(Comparison | None, st.session_state.get(_KEY))


def hush() -> None:
    """Let nothing start to play by itself because a visitor comes back to the page."""
    if (comparison := current()) is not None:
        comparison.autoplay = False


def begin(cells: Sequence[Cell], *, title: str, story: str = "") -> None:
    """Start a comparison instead of the one before, whose unfinished music is stopped."""
    if (before := current()) is not None:
        for place in range(len(before.cells)):
            work.stop(before.task(place))
    comparison = Comparison(tuple(cells), title, story)
    st.session_state[_KEY] = comparison
    for place in range(len(comparison.cells)):
        make(comparison, place)


def make(comparison: Comparison, place: int) -> None:
    """Have a cell's music made, for the first time or again."""
    cell = comparison.cells[place]
    work.start(comparison.task(place), perform, cell.recipe, cell.arrangement)


def stop_all(comparison: Comparison) -> None:
    """Stop what is not finished."""
    for place in range(len(comparison.cells)):
        if comparison.is_running(place):
            work.stop(comparison.task(place))


def collect(comparison: Comparison) -> None:
    """Take in what has been finished, without waiting for the rest."""
    for place in range(len(comparison.cells)):
        if (job := comparison.job(place)) is None or job.state in ("waiting", "running"):
            continue
        if (performance := work.follow(comparison.task(place), "")) is not None:
            result = Result.of(performance, name=comparison.title)
            comparison.results[place] = result
            if comparison.heard is None:
                comparison.heard = place
