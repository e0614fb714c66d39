"""Where the shown nodes of a tree stand: columns for time, rows as few as keep everything apart.

The rule: a line goes on through the best continuation of each of its nodes, and what parts from it
lies under it, what parts later nearer to it. So each column has its nodes in the order in which the
tree is read, and no two branches cross. Lines are laid from the top down, each as high as there is
room under those before it. A line stays on its row as long as that is worth it: to go down, or up
again into room that became free, costs as much as so many columns one row lower. All is laid twice:
at first rows are dear, which tells how high it must be, and then, within that, steps are dearer.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

# From a node to one under it in its column: what was dropped needs no room for a name above it,
# a folded run's box needs more.
_ROW, _DROPPED_ROW, _BLOCK_ROW = 1.0, 0.72, 1.3
# What steps cost. Up costs more: there names stand.
STEP_DOWN, STEP_UP = 3.0, 5.0
# What a row lower costs in each column and what one does in a step, as the lines are laid first
# and then.
_COSTS = ((1.0, 0.0), (0.3, 0.5))


class Packing:
    """Nodes in their places.

    Attributes
    ----------
    places
        By id, (column, row).
    parents
        By id, the node from which a branch leads to it, or None.
    """

    def __init__(
        self,
        roots: Sequence[int],
        shown: Mapping[int, Sequence[int]],
        *,
        column: Callable[[int], int],
        blocks: Collection[int],
        is_kept: Callable[[int], bool],
    ) -> None:
        """Place all nodes.

        Parameters
        ----------
        roots
            The nodes of the first column, from the top down.
        shown
            The nodes behind each node, best first.
        column, is_kept
            Of a node.
        blocks
            The columns of folded runs.
        """
        self._shown, self._column, self._blocks, self._is_kept = shown, column, blocks, is_kept
        self.places: dict[int, tuple[int, float]] = {}
        self.parents: dict[int, int | None] = {}
        # By column, from the top down; by node, the lowest row that it may have.
        self._order: defaultdict[int, list[int]] = defaultdict(list)
        self._most: dict[int, float] = {}
        for costs in _COSTS:
            if self._order:
                self._most = self._lowest_rows()
                self._order.clear()
            for root in roots:
                self._lay(root, None, costs)

    def _line(self, node: int) -> list[int]:
        line = [node]
        while kept := [n for n in self._shown.get(line[-1], ()) if self._is_kept(n)]:
            line.append(kept[0])
        return line

    def _lay(self, start: int, parent: int | None, costs: tuple[float, float]) -> None:
        """Lay a node, the line of its best continuations, and all that parts from it."""
        line = self._line(start)
        bounds = [self._bounds(node) for node in line]
        if parent is not None:
            free, most = bounds[0]
            bounds[0] = max(free, min(self.places[parent][1] + _ROW, most)), most
        for node, row in zip(line, level_rows(bounds, *costs), strict=True):
            self._place(node, row, parent)
            parent = node
        for node, on in [(line[-1], None), *reversed([*pairwise(line)])]:
            others = [child for child in self._shown.get(node, ()) if child != on]
            for child in others:
                if not self._is_kept(child):
                    free, most = self._bounds(child)
                    below = self.places[node][1] + _DROPPED_ROW
                    self._place(child, max(free, min(below, most)), node)
            for child in others:
                if self._is_kept(child):
                    self._lay(child, node, costs)

    def _bounds(self, node: int) -> tuple[float, float]:
        """Give the highest row on which there is room for a node, and the lowest."""
        last = self._order[self._column(node)][-1:]
        free = self.places[last[0]][1] + self._gap(node) if last else 0.0
        return round(free, 2), max(self._most.get(node, math.inf), round(free, 2))

    def _gap(self, node: int) -> float:
        """Give how far under another node one must be."""
        if self._column(node) in self._blocks:
            return _BLOCK_ROW
        return _ROW if self._is_kept(node) else _DROPPED_ROW

    def _place(self, node: int, row: float, parent: int | None) -> None:
        column = self._column(node)
        self.places[node] = column, round(row, 2)
        self.parents[node] = parent
        self._order[column].append(node)

    def _lowest_rows(self) -> dict[int, float]:
        """Give the row on which each node may be at the lowest, so that all gets no higher."""
        rows = {}
        height = max(row for _, row in self.places.values())
        for order in self._order.values():
            row = height
            for node in reversed(order):
                rows[node] = round(row, 2)
                row -= self._gap(node)
        return rows


def level_rows(
    bounds: Sequence[tuple[float, float]], row_cost: float, height_cost: float
) -> list[float]:
    """Give a line's row in each column, within its bounds, with as few steps as are worth it.

    Of all lines on rows from which one is free it is the cheapest: by a row lower in each column,
    by each step, and by a step's height in rows.
    """
    rows = sorted({free for free, _ in bounds})
    places = range(len(rows))
    costs = [0.0] * len(rows)
    # By column and row: the place among ``rows`` of the column before.
    before: list[list[int]] = []
    for free, most in bounds:
        # Of the rows of the column before, from which to go down to each one, and from which up.
        down = [cost - height_cost * row for cost, row in zip(costs, rows, strict=True)]
        up = [cost + height_cost * row for cost, row in zip(costs, rows, strict=True)]
        above = _cheapest_so_far(down)
        below = [len(rows) - 1 - place for place in reversed(_cheapest_so_far(up[::-1]))]
        came, spent = [], []
        for at, row in enumerate(rows):
            cost, place = min(
                (costs[at], at),
                (down[above[at]] + height_cost * row + STEP_DOWN, above[at]),
                (up[below[at]] - height_cost * row + STEP_UP, below[at]),
            )
            came.append(place)
            spent.append(cost + row_cost * row if free <= row <= most else math.inf)
        before.append(came)
        costs = spent
    at = min(places, key=costs.__getitem__)
    found = []
    for came in reversed(before):
        found.append(rows[at])
        at = came[at]
    return found[::-1]


def _cheapest_so_far(costs: Sequence[float]) -> list[int]:
    """Give at each place the one with the least cost from the first one to there."""
    found: list[int] = []
    for at, cost in enumerate(costs):
        found.append(found[-1] if found and costs[found[-1]] <= cost else at)
    return found
