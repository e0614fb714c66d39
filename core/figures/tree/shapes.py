"""What of a tree is drawn larger than a point: the seed that it grows from, and folded runs."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from html import escape

from core.figures.canvas import Point, Trace, balanced, divided, texts, wrapped
from core.figures.palette import Palette
from core.figures.tree.branches import class_of
from core.figures.tree.leaves import BLOCK_PX, Leaf
from core.figures.words import percent

_NAME_PX, _BLOCK_TEXT_PX, _CORNER_PX = 14, 13, 12
_BLOCK_CHARACTERS, _SEED_CHARACTERS = 20, 10


def block_traces(
    leaves: Sequence[Leaf], colours: Palette, chosen: int | None, way: Collection[int]
) -> list[Trace]:
    """Draw folded runs as boxes with a second one behind, like cards of which the first is seen."""
    middles = [(leaf.x, leaf.y) for leaf in leaves]
    fills = [colours.highlight if leaf.id in way else colours.page for leaf in leaves]
    edges = [colours.chances[class_of(leaf.share)] for leaf in leaves]
    strong = [4 if leaf.id == chosen else 2 for leaf in leaves]
    return [
        cards(middles, BLOCK_PX, _CORNER_PX, 4, fills, edges, [2] * len(leaves)),
        {
            **cards(middles, BLOCK_PX, _CORNER_PX, 0, fills, edges, strong),
            "customdata": [leaf.id for leaf in leaves],
            "hovertext": [hover(leaf) for leaf in leaves],
            "hoverinfo": "text",
        },
        texts(
            [(leaf.x, leaf.y) for leaf in leaves],
            (balanced(leaf.block or "", _BLOCK_CHARACTERS) for leaf in leaves),
            {"size": _BLOCK_TEXT_PX, "color": colours.ink},
            "middle center",
        ),
    ]


def cards(
    middles: Sequence[Point],
    size_px: tuple[float, float],
    corner_px: float,
    lower_px: float,
    fills: Sequence[str],
    edges: Sequence[str],
    edges_px: Sequence[float],
) -> Trace:
    """Draw rounded boxes, so much lower and to the right of where they belong."""
    width, height = size_px
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x - width / 2 + lower_px for x, _ in middles],
        "x": [width] * len(middles),
        "y": [y + lower_px for _, y in middles],
        "width": height,
        "marker": {
            "color": list(fills),
            "cornerradius": corner_px,
            "line": {"color": list(edges), "width": list(edges_px)},
        },
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }


def seed_traces(leaf: Leaf, colours: Palette) -> list[Trace]:
    """Draw the root as a seed whose tip points to where the tree grows, its name before it."""
    points = []
    for number in range(33):
        angle = 2 * math.pi * number / 32
        # A drop: the nearer to the tip, the thinner.
        thin = math.sin(angle) * math.sin(angle / 2) ** 1.4
        points.append((leaf.x - 2 + 17 * math.cos(angle), leaf.y + 14 * thin))
    drop = {
        "type": "scatter",
        **divided(points),
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colours.seed,
        "line": {"color": colours.page, "width": 2},
        "hoverinfo": "skip",
    }
    name = f"<b>{balanced(leaf.name, _SEED_CHARACTERS)}</b>"
    font = {"size": _NAME_PX, "color": colours.ink}
    return [drop, texts([(leaf.x - 22, leaf.y)], [name], font, "middle left")]


def hover(leaf: Leaf) -> str:
    """Tell a node's name, chance and fate, in Plotly's HTML."""
    name = escape(leaf.name if leaf.block is None else leaf.block)
    share = "" if leaf.id == 0 or leaf.block is not None else f" {percent(leaf.share)}"
    return f"<b>{name}</b>{share}" + (f"<br>{wrapped(leaf.why)}" if leaf.why else "")
