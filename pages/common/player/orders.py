"""What players have workers make: sounds and scores, each by the name of the music it is of.

A player has one order of a kind at a time. Another one takes its place, and a worker does not
finish what nobody waits for any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pages.common import work
from pages.common.player.memory import Kept, Place
from pages.common.session import visit

T = TypeVar("T")


def order(place: Place, task: str, name: str, function: Callable[..., Any], *args: Any) -> None:
    """Have something made for a player, under the name that it will be kept by."""
    place.ordered[task] = name
    work.start(task, function, *args)


def collect(
    place: Place, task: str, name: str, kept: Kept[T], doing: str, patience_s: float = 0.0
) -> T | None:
    """Give what is kept under a name, taken in as soon as it is made; until then show progress.

    Parameters
    ----------
    name
        What is wanted now, "" for nothing. An order for something else is cancelled.
    doing
        What is going on, in the reader's words.
    patience_s
        As ``work.follow`` has it.
    """
    if place.ordered.get(task) != name:
        visit().problems.pop(task, None)
        if (job := visit().jobs.pop(task, None)) is not None:
            job.cancel()
    if (made := work.follow(task, doing, patience_s=patience_s)) is not None:
        kept.put(name, made)
    return kept.get(name)
