"""Where a tree's nodes stand: time to the right, paths that part side by side."""

from __future__ import annotations

from collections import defaultdict

from core.decoding import BeamTree, Node

Places = dict[int, tuple[float, float]]
# What was dropped stands closer together than what was kept.
_DROPPED_ROWS = 0.6


def place_nodes(tree: BeamTree, shown: list[Node]) -> Places:
    """Give each shown node's (x, y): x is its step, y a row counted downwards from 0.

    Kept nodes of a step stand in the order of the final paths that go through them, so that the
    best path runs along the top; what was dropped there stands under them. No two nodes share a
    place.
    """
    rank_of: dict[int, int] = {}
    for rank, path in enumerate(tree.beams()):
        for number in (0, *path):
            rank_of.setdefault(number, rank)
    unranked = len(tree.finals)
    columns: defaultdict[int, list[Node]] = defaultdict(list)
    for node in shown:
        columns[node.step].append(node)
    places: Places = {}
    for step, nodes in sorted(columns.items()):
        nodes.sort(key=lambda node: (not node.kept, rank_of.get(node.id, unranked), -node.sum))
        row = -1.0
        for node in nodes:
            row += 1 if node.kept else _DROPPED_ROWS
            row = max(row, rank_of.get(node.id, 0))
            places[node.id] = (float(step), row)
    return places
