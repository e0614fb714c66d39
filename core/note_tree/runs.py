"""Stretches of final paths that can be told together: nothing parts there, and nothing ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

# Fewer notes than this are not worth folding.
_LEAST_RUN = 3


@dataclass(frozen=True)
class Run:
    """Notes of final paths that can be told together.

    Attributes
    ----------
    first, last
        Their numbers.
    lines
        On how many lines the paths run that go on there: 1 where these all agree.
    """

    first: int
    last: int
    lines: int


def runs_of(paths: Sequence[Sequence[int]]) -> list[Run]:
    """Give the runs in which several paths go together, none parts from another and none ends.

    The note with which a path ends is left out, and the one by which one has parted.

    Parameters
    ----------
    paths
        The node of each note, from the first one. The paths of a tree never join again.
    """
    runs: list[Run] = []
    first, going, before = 1, len(paths), [0] * len(paths)
    for number, nodes in enumerate([*zip_longest(*paths), ()], 1):
        here = [node for node in nodes if node is not None]
        ended = len(here) < going
        # Of the paths that go on: as many nodes as before are the same groups of paths.
        known = [known for known, node in zip(before, nodes, strict=False) if node is not None]
        parted = len(set(here)) > len(set(known))
        if ended or parted:
            # What ended did so with the note before.
            _add(runs, first, number - 1 - ended, len(set(before) - {None}), going)
            first = number + parted
        going, before = len(here), list(nodes)
    return runs


def _add(runs: list[Run], first: int, last: int, lines: int, going: int) -> None:
    if lines < going and last - first >= _LEAST_RUN - 1:
        runs.append(Run(first, last, lines))
