"""The key to a tree's marks, drawn with the marks themselves; it fits on a phone."""

from __future__ import annotations

from collections.abc import Iterable

from core.figures.canvas import Point, Trace, marks, texts
from core.figures.palette import Palette
from core.figures.tree.branches import CLASSES, lines, sample
from core.figures.tree.leaves import Leaf
from core.figures.tree.marks import bead, cross
from core.figures.words import Words

KEY_WIDTH_PX = 358.0
_COLUMNS_PX, _ROW_PX, _SAMPLE_PX, _GAP_PX = (12.0, 186.0), 24.0, 34.0, 28.0
_USUAL_CLASS = 3


def key_traces(
    leaves: Iterable[Leaf], colours: Palette, words: Words, *, top_px: float
) -> tuple[list[Trace], float]:
    """Draw the key to what is there, under ``top_px``; give also its height."""
    shown = list(leaves)
    kinds = {leaf.kind for leaf in shown if leaf.id} | {"path", "wide"}
    if any(leaf.hidden for leaf in shown):
        kinds.add("hidden")
    entries = {
        "path": words.on_path,
        "wide": words.wide,
        "lost": words.lost,
        "overtaken": words.overtaken,
        "dropped": words.pruned,
        "hidden": words.hidden,
    }
    told = [(kind, text) for kind, text in entries.items() if kind in kinds]
    traces, places = [], []
    for number, (kind, _) in enumerate(told):
        x = _COLUMNS_PX[number % 2]
        y = top_px + _GAP_PX + _ROW_PX * (number // 2)
        traces += _sample(kind, x, y, colours)
        places.append((x + _SAMPLE_PX + 10, y))
    font = {"size": 13, "color": colours.faint}
    traces.append(texts(places, [text for _, text in told], font))
    return traces, _GAP_PX + _ROW_PX * ((len(told) + 1) // 2)


def _sample(kind: str, x: float, y: float, colours: Palette) -> list[Trace]:
    """Draw what a kind looks like, from x to the right."""
    colour = [colours.chances[_USUAL_CLASS]]
    middle = (x + _SAMPLE_PX / 2, y)
    if kind == "hidden":
        return [texts([middle], ["+7"], {"size": 13, "color": colours.faint}, "middle center")]
    if kind == "wide":
        part = _SAMPLE_PX / len(CLASSES)
        return [
            sample([_line(x + part * n, y, part)], n, colours, is_lost=False)
            for n in range(len(CLASSES))
        ]
    if kind == "dropped":
        end = (x + _SAMPLE_PX - 4, y)
        dots = lines([_line(x, y, _SAMPLE_PX - 10)], colours.faint, width=1.3, dash="2px,3px")
        return [dots, marks([end], cross(colours))]
    line = _line(x, y, _SAMPLE_PX if kind == "path" else _SAMPLE_PX / 2)
    return [
        sample([line], _USUAL_CLASS, colours, is_lost=kind != "path"),
        marks([middle], bead(kind, colour, colours)),
    ]


def _line(x: float, y: float, length_px: float) -> list[Point]:
    return [(x, y), (x + length_px, y)]
