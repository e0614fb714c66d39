"""The rows of a race: who is in which one, and where its line ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# In rows: the room for the line under the survivors.
CUT_ROWS = 0.75
# Who is more nats than this behind the last survivor stands at the edge: the others would all
# seem to stand in one place.
_FARTHEST_NATS = 12.0
_LEAST_SPAN_NATS = 0.5


@dataclass(frozen=True)
class Runner:
    """A row of the race.

    Attributes
    ----------
    place
        1 is the best; 0 where that is not known.
    path, name, chance
        What it goes on from, what it adds, and how likely that was; as they are to be read.
    before, own, score
        Sums in nats: of what it goes on from, with its own log-probability, and what it competes
        by, after penalties or luck.
    rank
        Among those that the search keeps, 0 for the best; None for what it drops.
    waits
        Whether it had ended before, and adds nothing.
    """

    place: int
    path: str
    name: str
    chance: str
    before: float
    own: float
    score: float
    rank: int | None
    waits: bool = False

    @property
    def survives(self) -> bool:
        """Whether the search keeps it."""
        return self.rank is not None


@dataclass(frozen=True)
class Row:
    """A runner in its row.

    Attributes
    ----------
    y, x
        The row, counted from 0 downwards, and where its line ends, in nats.
    is_off
        Whether it ends further to the left than what is shown.
    """

    runner: Runner
    y: float
    x: float
    is_off: bool

    @property
    def name(self) -> str:
        """Its place, path and chance, in Plotly's HTML."""
        path = f"{escape(self.runner.path)} " if self.runner.path else ""
        place = f"{self.runner.place}.  " if self.runner.place else ""
        name = f"{place}{path}<b>{escape(self.runner.name)}</b>"
        return f"{name}   {escape(self.runner.chance)}".rstrip()


def span(runners: Sequence[Runner]) -> tuple[float, float]:
    """Give the ends of the axis, in nats."""
    survivors = [r.score for r in runners if r.survives] or [r.score for r in runners]
    values = [value for r in runners for value in (r.before, r.own, r.score)]
    high = max(values)
    low = max(min(values), min(survivors) - _FARTHEST_NATS)
    room = max(high - low, _LEAST_SPAN_NATS) * 0.05
    return low - room, max(high, low + _LEAST_SPAN_NATS) + room


def rows_of(runners: Sequence[Runner], cut: int | None, left: float) -> list[Row]:
    """Put runners in rows, with room under the first ``cut``; nobody stands left of ``left``."""
    gaps = [0.0 if cut is None or at < cut else CUT_ROWS for at in range(len(runners))]
    return [
        Row(runner, at + gap, max(runner.score, left), runner.score < left)
        for at, (runner, gap) in enumerate(zip(runners, gaps, strict=True))
    ]
