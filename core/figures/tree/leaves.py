"""A tree's node as its picture needs it: where it stands, what it is called, what became of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from core.figures.canvas import Point
from core.note_tree import NoteTree, Run, Sight

COLUMN_PX, ROW_PX = 112.0, 36.0
BLOCK_PX = (148.0, 36.0)
# Above the first row its names, under the last one the edge of a box.
OVER_PX, UNDER_PX = 32.0, 30.0
# The cross of what was dropped stands so far from its column's middle, its name behind it.
CROSS_PX = -38.0
# Behind a box branches bend, and then crosses and names begin.
_BEFORE_BLOCK_PX, _BEHIND_BLOCK_PX = 12.0, 34.0
# Behind a node's middle branches bend, where its column's names end and the next one's begin.
_BEND_FROM_PX, _BEND_FROM_BLOCK_PX = 20.0, 4.0
# Before the seed stands what it is.
_BEFORE_SEED_PX, _BEHIND_SEED_PX = 90.0, 56.0

Name = Callable[[int], str]


@dataclass(frozen=True)
class Leaf:
    """One node.

    Attributes
    ----------
    parent
        The shown node from which its line comes, or None.
    x, y
        Its middle, in pixels from the left and from under the axis.
    name, why, block
        Its name, a sentence about its fate, and what a folded run is here, if it stands for one.
    share
        Its probability, 0 … 1; of a folded run, of one of its notes on average.
    ranks, final
        The final paths through it, and the one that ends with it, if one does.
    hidden
        How many continuations are not shown.
    goes_on
        Whether something kept follows it to the right of what is shown.
    """

    id: int
    parent: int | None
    x: float
    y: float
    kind: Literal["path", "dropped", "lost", "overtaken"]
    name: str
    why: str
    block: str | None
    share: float
    ranks: tuple[int, ...]
    final: int | None
    hidden: int
    goes_on: bool

    @property
    def enter(self) -> Point:
        """Where the line to it ends."""
        if self.block is not None:
            return self.x - BLOCK_PX[0] / 2, self.y
        return (self.x + CROSS_PX - 6 if self.kind == "dropped" else self.x), self.y

    @property
    def leave(self) -> Point:
        """Where lines from it begin."""
        return (self.x if self.block is None else self.x + BLOCK_PX[0] / 2), self.y

    @property
    def bend_from_px(self) -> float:
        """How far behind ``leave`` lines from it bend."""
        return _BEND_FROM_PX if self.block is None else _BEND_FROM_BLOCK_PX


def column_xs_px(sight: Sight) -> list[float]:
    """Give the middle of each column, in pixels from the picture's left edge."""
    xs, edge = [], 0.0
    for number, column in enumerate(sight.columns):
        before = behind = COLUMN_PX / 2
        if number == 0 and 0 in sight.places:
            before, behind = _BEFORE_SEED_PX, _BEHIND_SEED_PX
        elif column.run is not None:
            before = BLOCK_PX[0] / 2 + _BEFORE_BLOCK_PX
            behind = BLOCK_PX[0] / 2 + _BEHIND_BLOCK_PX
        xs.append(edge + before)
        edge += before + behind
    return xs


def leaves(
    tree: NoteTree,
    sight: Sight,
    *,
    name: Name,
    why: Name,
    block: Callable[[Run, int], str],
) -> Mapping[int, Leaf]:
    """Give what is shown, by id."""
    xs = column_xs_px(sight)
    finals = {number: rank for rank, number in reversed(list(enumerate(tree.finals)))}
    found = {}
    for number, (column, row) in sight.places.items():
        node, fate, run = tree.node(number), tree.fate(number), sight.columns[column].run
        log_probability, notes = node.log_probability, 1
        if run is not None:
            notes = run.last - run.first + 1
            before = [0, *tree.path(number)][run.first - 1]
            log_probability = node.sum - tree.sum(before)
        found[number] = Leaf(
            id=number,
            parent=sight.parents[number],
            x=xs[column],
            y=OVER_PX + row * ROW_PX,
            # Kept for nothing, be it to the end: it looks the same.
            kind="lost" if fate.kind == "beaten" else fate.kind,
            name=name(number),
            why=why(number),
            block=None if run is None else block(run, number),
            share=math.exp(log_probability / notes),
            ranks=fate.ranks,
            final=finals.get(number),
            hidden=sight.hidden.get(number, 0),
            goes_on=column == len(xs) - 1 and fate.until > node.number,
        )
    return found
