"""What of a tree of notes is shown, and where: time to the right, paths that part under each other.

Runs of notes in which no final path parts from another can be folded: each of their lines is one
block then. ``core.note_tree.packing`` tells by which rule what is shown gets its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.note_tree.packing import Packing
from core.note_tree.runs import Run
from core.note_tree.tree import NoteTree

# Of a chosen node, so many of what stood beside it and behind it are shown in any case.
_NEIGHBOURS = 8
_LEAST_COLUMNS = 12


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
    nodes: int | None = None,
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
    nodes
        Fewer columns, though no fewer than 12, where these would hold more nodes; None for no
        such bound. What is shown for the sake of ``chosen`` does not count.
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
    shown, hidden, count = _shown(tree, roots, shown_columns[1:], beside, chosen, nodes)
    shown_columns = shown_columns[: 1 + count]
    column_of = {column.number: at for at, column in enumerate(shown_columns)}
    packing = Packing(
        roots,
        shown,
        column=lambda node: column_of[tree.number(node)],
        blocks={at for at, column in enumerate(shown_columns) if column.run is not None},
        is_kept=tree.is_kept,
    )
    return Sight(packing.places, packing.parents, shown_columns, hidden)


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
    tree: NoteTree,
    roots: list[int],
    columns: tuple[Column, ...],
    beside: int | None,
    chosen: int,
    most: int | None,
) -> tuple[dict[int, list[int]], dict[int, int], int]:
    """Give the shown nodes behind each node that others are behind, and how many more it has.

    Give also in how many of the columns they lie.
    """
    wanted = set()
    if chosen in tree:
        wanted = {*tree.children(chosen)[:_NEIGHBOURS]}
        if chosen:
            # With the way to it, or it could not be reached.
            wanted |= {*tree.path(chosen), *tree.children(tree.parent(chosen))[:_NEIGHBOURS]}
    shown: dict[int, list[int]] = {}
    hidden: dict[int, int] = {}
    going = roots
    total = count = 0
    for column in columns:
        if most is not None and total >= most and count >= _LEAST_COLUMNS:
            break
        count += 1
        shown.update((node, []) for node in going)
        if column.run is not None:
            # What was dropped on the way is folded with it.
            nodes = [(tree.ahead(node, column.number), node) for node in going]
            nodes = [pair for pair in nodes if pair[0]]
        else:
            nodes = [(child, node) for node in going for child in tree.children(node)]
        others = [pair for pair in nodes if not tree.is_on_path(pair[0])]
        others.sort(key=lambda pair: (not tree.is_kept(pair[0]), -tree.sum(pair[0])))
        total += len(nodes) - len(others) + len(others[:beside])
        few = {child for child, _ in others[:beside]} | wanted
        for child, node in nodes:
            if child in few or tree.is_on_path(child):
                shown[node].append(child)
            else:
                hidden[node] = hidden.get(node, 0) + 1
        going = [child for node in going for child in shown[node] if tree.is_kept(child)]
    return shown, hidden, count
