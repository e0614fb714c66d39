"""The tree of notes: branches from the seed to the right, as wide as their notes were likely.

A node's name and its chance stand over it. What the search dropped at once ends in a
cross, what it lost later is dashed, and final paths end in their rank. Everything has its size in
pixels, so that no name runs into another: the page scrolls the picture sideways.
"""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from core.figures.canvas import canvas
from core.figures.palette import Theme, palette
from core.figures.tree.branches import branch_traces, lines, way_to
from core.figures.tree.ends import end_traces
from core.figures.tree.key import KEY_WIDTH_PX, key_traces
from core.figures.tree.leaves import (
    COLUMN_PX,
    OVER_PX,
    ROW_PX,
    UNDER_PX,
    Name,
    column_xs_px,
    leaves,
)
from core.figures.tree.marks import mark_traces
from core.figures.words import Words
from core.note_tree import NoteTree, Run, Sight

_AXIS_PX = 28.0
_RIGHT_PX = 12.0


def node_x_px(sight: Sight, number: int) -> float:
    """Give a shown node's place in pixels from the picture's left edge, for those who scroll."""
    return column_xs_px(sight)[sight.places[number][0]]


def tree_figure(
    tree: NoteTree,
    sight: Sight,
    *,
    name: Name,
    why: Name,
    block: Callable[[Run, int], str] | None = None,
    chosen: int | None = 0,
    path: int | None = None,
    key: bool = True,
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw what ``core.note_tree.look`` chose.

    Parameters
    ----------
    name, why
        Give a node's name, and a sentence about its fate; both are escaped here.
    block
        Says what a folded run is to the line that a node lies on; not needed where none is shown.
    chosen
        A node that gets a ring, and a felt pen's line back to the seed, where it is shown; or
        None.
    path
        The rank of a final path that gets its own look, or None.
    key
        Whether the marks that are there are explained in the picture, under the tree; a picture
        that is scrolled has ``key_figure`` beside it instead.

    Returns
    -------
    plotly Figure
        As wide and high as it needs. What can be clicked carries its node's id as ``customdata``;
        a final path's end carries ``path_mark`` of its rank, what leads on at the edge ``LATER``.
    """
    words, colours = words or Words(), palette(theme)
    shown = leaves(tree, sight, name=name, why=why, block=block or _numbers_alone)
    xs = column_xs_px(sight)
    height = OVER_PX + sight.rows * ROW_PX + UNDER_PX
    down = [
        [(x, 0.0), (x, height - 8)]
        for x, column in zip(xs, sight.columns, strict=True)
        if column.number and column.run is None
    ]
    ends, end_hits, reach = end_traces(shown.values(), colours, words, path=path)
    width = max(xs[-1] + COLUMN_PX / 2, reach) + _RIGHT_PX
    traces = [
        lines(down, colours.grid, width=1),
        *branch_traces(shown, colours, chosen=chosen, path=path),
        *mark_traces(shown, colours, chosen=chosen, way=way_to(shown, chosen), ends=ends),
        *end_hits,
    ]
    if key:
        explained, key_px = key_traces(
            shown.values(), colours, words, top_px=height, chosen=chosen, path=path
        )
        traces += explained
        width, height = max(width, KEY_WIDTH_PX), height + key_px
    layout = canvas(colours, width_px=width, height_px=height + _AXIS_PX, top_px=_AXIS_PX)
    layout["barmode"] = "overlay"
    layout["xaxis"] |= {"tickmode": "array", "tickvals": xs, "ticktext": _numbers(sight, words)}
    return go.Figure(traces, layout)


def _numbers_alone(run: Run, _: int) -> str:
    return f"{run.first}–{run.last}"


def _numbers(sight: Sight, words: Words) -> list[str]:
    """Give the notes' numbers; the first one says what they are."""
    told = []
    for column in sight.columns:
        text = str(column.number) if column.number else ""
        if column.run is not None and column.run.first < column.number:
            text = f"{column.run.first}–{column.number}"
        told.append(text)
    first = next((place for place, text in enumerate(told) if text), None)
    if first is not None:
        told[first] = f"{words.step} {told[first]}"
    return told
