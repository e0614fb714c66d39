"""The branches of a tree: smooth lines whose width and colour tell how likely a note was.

Plotly lines have one look a trace, so that lines are drawn in classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from core.figures.canvas import Point, Trace, divided
from core.figures.palette import Palette
from core.figures.tree.leaves import Leaf

# Up to which probability a class reaches, and how wide it is: linear, so that twice as likely is
# about twice as wide. By logarithms a third and a thirtieth would look nearly alike.
CLASSES = ((0.05, 1.8), (0.2, 3.0), (0.5, 5.0), (0.8, 7.5), (math.inf, 10.0))
# A branch bends between the names of its parent's column and those of its child's.
_BEND_PX = 42.0
_BEND_POINTS = 14
_STUB_PX = 44.0
_PEN_PX, _CASE_PX, _INSIDE_PX = 30.0, 20.0, 14.0
_LOST_SHARE, _LEAST_PX = 0.45, 1.4
_GAP = (math.nan, math.nan)
# Plotly's own dashes grow with the width.
_DASHES = {
    "solid": "solid",
    "dash": "10px,5px",
    "dot": "3px,4px",
    "dashdot": "12px,4px,3px,4px",
    "longdash": "20px,6px",
}


def branch_traces(
    leaves: Mapping[int, Leaf], colours: Palette, *, chosen: int | None, path: int | None
) -> list[Trace]:
    """Draw all lines, and under them those that mark the way to ``chosen`` and the final path."""
    kept: list[list[list[Point]]] = [[] for _ in CLASSES]
    lost: list[list[list[Point]]] = [[] for _ in CLASSES]
    dropped = []
    for leaf in leaves.values():
        ways = _ways(leaf, leaves)
        if leaf.kind == "dropped":
            dropped += ways
        else:
            (kept if leaf.kind == "path" else lost)[class_of(leaf.share)] += ways
    traces = []
    if pen := [_ways(leaves[number], leaves)[0] for number in way_to(leaves, chosen) if number]:
        traces.append(lines(pen, colours.highlight, width=_PEN_PX))
    if path is not None:
        way = [w for leaf in leaves.values() if path in leaf.ranks for w in _ways(leaf, leaves)]
        traces += outline(way, colours, path)
    traces.append(lines(dropped, colours.faint, width=1.3, dash="2px,3px"))
    for groups, is_lost in ((lost, True), (kept, False)):
        for number, found in enumerate(groups):
            if found:
                traces.append(sample(found, number, colours, is_lost=is_lost))
    return traces


def outline(branches: Sequence[Sequence[Point]], colours: Palette, rank: int) -> list[Trace]:
    """Draw two thin lines along branches: a wide one, and most of it covered again."""
    colour, dash = colours.beam_look(rank)
    return [
        lines(branches, colour, width=_CASE_PX, dash=_DASHES[dash]),
        lines(branches, colours.page, width=_INSIDE_PX),
    ]


def sample(
    branches: Iterable[Sequence[Point]], number: int, colours: Palette, *, is_lost: bool
) -> Trace:
    """Draw branches of one class; what was lost later is thinner and dashed."""
    return lines(
        branches,
        colours.chances[number],
        width=max(CLASSES[number][1] * _LOST_SHARE, _LEAST_PX) if is_lost else CLASSES[number][1],
        dash="7px,4px" if is_lost else "solid",
    )


def class_of(share: float) -> int:
    """Give a probability's class, 0 for the least likely."""
    return next(number for number, (most, _) in enumerate(CLASSES) if share < most)


def branch(start: Point, end: Point, bend_from_px: float = 5.0) -> list[Point]:
    """Give the points of a line that leaves and arrives level; it bends so far from its start."""
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        return [start, end]
    begin = x0 + bend_from_px
    room = min(_BEND_PX, x1 - begin)
    points = [start]
    for number in range(_BEND_POINTS + 1):
        at = number / _BEND_POINTS
        # A cubic Bézier curve whose inner points lie level with its ends.
        across = 1.5 * at * (1 - at) + at**3
        down = at * at * (3 - 2 * at)
        points.append((begin + room * across, y0 + (y1 - y0) * down))
    return [*points, end]


def lines(
    branches: Iterable[Sequence[Point]], colour: str, *, width: float, dash: str = "solid"
) -> Trace:
    """Draw lines of one look, as one trace with gaps."""
    return {
        "type": "scatter",
        **divided(point for points in branches for point in (*points, _GAP)),
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def _ways(leaf: Leaf, leaves: Mapping[int, Leaf]) -> list[list[Point]]:
    """Give the line to a node, and stubs where more is before or behind it than is shown."""
    (x, y), found = leaf.enter, []
    if leaf.parent is not None:
        parent = leaves[leaf.parent]
        found.append(branch(parent.leave, (x, y), parent.bend_from_px))
    elif leaf.id:
        found.append([(x - _STUB_PX, y), (x, y)])
    if leaf.goes_on:
        x, y = leaf.leave
        found.append([(x, y), (x + _STUB_PX, y)])
    return found


def way_to(leaves: Mapping[int, Leaf], number: int | None) -> list[int]:
    """Give the shown nodes from one back to the first, itself too if it is shown."""
    way: list[int] = []
    at = None if number is None else leaves.get(number)
    while at is not None:
        way.append(at.id)
        at = None if at.parent is None else leaves[at.parent]
    return way
