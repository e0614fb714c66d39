"""What of a tree of notes is shown, and where: time to the right, paths that part under each other.

Runs of notes in which no final path parts from another can be folded: each of their lines is one
block then. A line of notes runs straight on through its best continuations; what parts from it lies
under it, what parts later nearer to it, so that no two lines cross.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.note_tree.runs import Run
from core.note_tree.tree import NoteTree

_ROW, _DROPPED_ROW = 1.0, 0.62
# Of a chosen node, so many of what stood beside it and behind it are shown in any case.
_NEIGHBOURS = 8


@dataclass(frozen=True)
class Column:
    """Notes of one number, or a folded run.

    Attributes
    ----------
    number
        Of its notes; of a run, that of its last ones.
    run
        The run that is folded here, if one is.
    """

    number: int
    run: Run | None = None


@dataclass(frozen=True)
class Sight:
    """Nodes in their places.

    Attributes
    ----------
    places
        By id, (column, row): columns count from 0, rows from 0 downwards. No two are the same.
        In a folded run's column, the line's last node stands for all of its notes.
    parents
        By id, the shown node from which a line leads to it; None where it comes from before.
    columns
        What each column holds; the first is what was before the first note that is shown.
    hidden
        By id, how many continuations of a shown node are not shown.
    """

    places: Mapping[int, tuple[int, float]]
    parents: Mapping[int, int | None]
    columns: tuple[Column, ...]
    hidden: Mapping[int, int]

    @property
    def rows(self) -> float:
        """The row of the lowest node."""
        return max(row for _, row in self.places.values())

    def block(self, number: int) -> Run | None:
        """Give the run that a shown node stands for, if it stands for one."""
        return self.columns[self.places[number][0]].run


def look(
    tree: NoteTree,
    *,
    folded: bool = True,
    opened: Collection[int] = (),
    first: int = 1,
    columns: int = 24,
    beside: int | None = 6,
    chosen: int = 0,
) -> Sight:
    """Choose what is shown of a tree, and place it.

    Parameters
    ----------
    folded
        Whether runs in which no final path parts from another are folded.
    opened
        The first notes of runs that are not.
    first
        The first note shown, 1 … ``tree.depth``; a folded run that it lies in is shown whole.
    columns
        How many notes from there on, a folded run counting as one, at least 1.
    beside
        Of what lies on no final path, at most this many a column, first what was kept for a while,
        the likeliest before others; None for all.
    chosen
        A node whose nearest alternatives and continuations are shown in any case.
    """
    runs = [run for run in tree.runs() if folded and run.first not in opened]
    shown_columns = _columns(tree, runs, first, columns)
    roots = tree.at(shown_columns[0].number)
    on_path = [root for root in roots if tree.is_on_path(root)]
    # Where all final paths have ended, something is shown all the same.
    roots = (on_path + roots[len(on_path) :][:beside]) or roots[:1]
    shown, hidden = _shown(tree, roots, shown_columns[1:], beside, chosen)
    layout = _Layout(tree, shown, {column.number: at for at, column in enumerate(shown_columns)})
    for root in roots:
        layout.place_line(root, 0.0)
    return Sight(layout.places, layout.parents, shown_columns, hidden)


def _columns(tree: NoteTree, runs: list[Run], first: int, count: int) -> tuple[Column, ...]:
    number = max(1, min(first, tree.depth))
    number = next((run.first for run in runs if run.first <= number <= run.last), number)
    columns = [Column(number - 1)]
    by_first = {run.first: run for run in runs}
    while len(columns) <= count and number <= tree.depth:
        run = by_first.get(number)
        number = number if run is None else run.last
        columns.append(Column(number, run))
        number += 1
    return tuple(columns)


def _shown(
    tree: NoteTree, roots: list[int], columns: tuple[Column, ...], beside: int | None, chosen: int
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Give the shown nodes behind each node that others are behind, and how many more it has."""
    wanted = set()
    if chosen in tree:
        wanted = {*tree.children(chosen)[:_NEIGHBOURS]}
        if chosen:
            # With the way to it, or it could not be reached.
            wanted |= {*tree.path(chosen), *tree.children(tree.parent(chosen))[:_NEIGHBOURS]}
    shown: dict[int, list[int]] = {}
    hidden: dict[int, int] = {}
    going = roots
    for column in columns:
        shown.update((node, []) for node in going)
        if column.run is not None:
            # What was dropped on the way is folded with it.
            nodes = [(tree.ahead(node, column.number), node) for node in going]
            nodes = [pair for pair in nodes if pair[0]]
        else:
            nodes = [(child, node) for node in going for child in tree.children(node)]
        others = [pair for pair in nodes if not tree.is_on_path(pair[0])]
        others.sort(key=lambda pair: (not tree.is_kept(pair[0]), -tree.sum(pair[0])))
        few = {child for child, _ in others[:beside]} | wanted
        for child, node in nodes:
            if child in few or tree.is_on_path(child):
                shown[node].append(child)
            else:
                hidden[node] = hidden.get(node, 0) + 1
        going = [child for node in going for child in shown[node] if tree.is_kept(child)]
    return shown, hidden


class _Layout:
    """Places lines from the top down, each as high as there is room."""

    def __init__(
        self, tree: NoteTree, shown: Mapping[int, list[int]], column_of: Mapping[int, int]
    ) -> None:
        self._tree, self._shown, self._column_of = tree, shown, column_of
        # By column, the first row on which there is room.
        self._free: defaultdict[int, float] = defaultdict(float)
        self.places: dict[int, tuple[int, float]] = {}
        self.parents: dict[int, int | None] = {}

    def place_line(self, start: int, least: float, parent: int | None = None) -> None:
        """Place a node, the line of its best continuations, and all that parts from it.

        Parameters
        ----------
        least
            The row is this or lower down.
        """
        line = self._line(start)
        columns = [self._column(node) for node in line]
        row = round(max([least, *(self._free[column] for column in columns)]), 2)
        for node, column in zip(line, columns, strict=True):
            self.places[node] = column, row
            self.parents[node], parent = parent, node
            self._free[column] = row + _ROW
        for node, column in zip(reversed(line), reversed(columns), strict=True):
            on_line = set(line)
            others = [child for child in self._shown.get(node, ()) if child not in on_line]
            for child in others:
                if not self._tree.is_kept(child):
                    below = max(row + _DROPPED_ROW, self._free[column + 1] - _ROW + _DROPPED_ROW)
                    self.places[child] = column + 1, round(below, 2)
                    self.parents[child] = node
                    self._free[column + 1] = below + _ROW
            for child in others:
                if self._tree.is_kept(child):
                    self.place_line(child, row + _ROW, node)

    def _line(self, node: int) -> list[int]:
        line = [node]
        while kept := [n for n in self._shown.get(line[-1], ()) if self._tree.is_kept(n)]:
            line.append(kept[0])
        return line

    def _column(self, node: int) -> int:
        return self._column_of[self._tree.number(node)]
