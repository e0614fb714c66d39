"""The key to a tree's marks, drawn with the marks themselves: in the picture, or by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import plotly.graph_objects as go

from core.figures.canvas import Point, Trace, canvas, marks, text_width_px, texts
from core.figures.palette import Palette, Theme, palette
from core.figures.tree.branches import CLASSES, lines, outline, sample
from core.figures.tree.leaves import Leaf, leaves
from core.figures.tree.marks import bead, cross, disc
from core.figures.tree.shapes import cards
from core.figures.words import Words
from core.note_tree import NoteTree, Sight

# It fits on a phone.
KEY_WIDTH_PX = 358.0
_LEFT_PX, _CELL_PX, _ROW_PX, _SAMPLE_PX, _GAP_PX = 12.0, 174.0, 24.0, 34.0, 28.0
_TEXT_PX, _BEHIND_SAMPLE_PX, _BOX_PX = 13, 10.0, (30.0, 13.0)
_USUAL_CLASS = 3


def key_figure(
    tree: NoteTree,
    sight: Sight,
    *,
    chosen: int | None = 0,
    path: int | None = None,
    width_px: float = KEY_WIDTH_PX,
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw the key alone, for a ``tree_figure`` of the same tree, sight, node and path.

    Parameters
    ----------
    width_px
        At which it is broken into rows.
    """
    words, colours = words or Words(), palette(theme)
    shown = leaves(tree, sight, name=str, why=str, block=lambda run, _: f"{run.first}")
    traces, height = key_traces(
        shown.values(),
        colours,
        words,
        top_px=_ROW_PX / 2 - _GAP_PX,
        width_px=width_px,
        chosen=chosen,
        path=path,
    )
    height += _ROW_PX / 2 - _GAP_PX
    layout = canvas(colours, width_px=width_px, height_px=height, top_px=0.0)
    layout["barmode"] = "overlay"
    layout["xaxis"]["visible"] = False
    return go.Figure(traces, layout)


def key_traces(
    shown: Iterable[Leaf],
    colours: Palette,
    words: Words,
    *,
    top_px: float,
    width_px: float = KEY_WIDTH_PX,
    chosen: int | None = None,
    path: int | None = None,
) -> tuple[list[Trace], float]:
    """Draw the key to what is there, under ``top_px``; give also its height."""
    told = _told(list(shown), words, chosen, path)
    cells = max(int(width_px // _CELL_PX), 1)
    traces, places, at = [], [], 0
    for kind, text in told:
        room_px = _SAMPLE_PX + _BEHIND_SAMPLE_PX + text_width_px(text, _TEXT_PX)
        takes = min(-int(-room_px // _CELL_PX), cells)
        if at % cells + takes > cells:
            at += cells - at % cells
        x, y = _LEFT_PX + _CELL_PX * (at % cells), top_px + _GAP_PX + _ROW_PX * (at // cells)
        traces += _sample(kind, x, y, colours, path or 0)
        places.append((x + _SAMPLE_PX + _BEHIND_SAMPLE_PX, y))
        at += takes
    font = {"size": _TEXT_PX, "color": colours.faint}
    traces.append(texts(places, [text for _, text in told], font))
    return traces, _GAP_PX + _ROW_PX * -(-at // cells)


def _told(
    shown: Collection[Leaf], words: Words, chosen: int | None, path: int | None
) -> list[tuple[str, str]]:
    """Give what there is to explain, and how it is called."""
    kinds: set[str] = {leaf.kind for leaf in shown if leaf.id and leaf.block is None}
    kinds |= {"path", "wide"}
    there = {
        "hidden": any(leaf.hidden for leaf in shown),
        "block": any(leaf.block is not None for leaf in shown),
        "final": any(leaf.final is not None for leaf in shown),
        "outline": path is not None,
        "ring": any(leaf.id == chosen and leaf.block is None for leaf in shown),
        "way": any(leaf.id == chosen and leaf.parent is not None for leaf in shown),
    }
    kinds |= {kind for kind, is_there in there.items() if is_there}
    entries = {
        "path": words.on_path,
        "wide": words.wide,
        "lost": words.lost,
        "overtaken": words.overtaken,
        "dropped": words.pruned,
        "hidden": words.hidden,
        "final": words.end,
        "outline": words.picked,
        "ring": words.chosen,
        "way": words.way,
        "block": words.folded,
    }
    return [(kind, text) for kind, text in entries.items() if kind in kinds]


def _sample(kind: str, x: float, y: float, colours: Palette, rank: int) -> list[Trace]:
    """Draw what a kind looks like, from x to the right."""
    colour = [colours.chances[_USUAL_CLASS]]
    middle, whole = (x + _SAMPLE_PX / 2, y), _line(x, y, _SAMPLE_PX)
    usual = sample([whole], _USUAL_CLASS, colours, is_lost=False)
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
    if kind == "block":
        both = [cards([middle], _BOX_PX, 5, down, [colours.page], colour, [2]) for down in (3, 0)]
        return [trace | {"hoverinfo": "skip"} for trace in both]
    if kind == "final":
        line = _line(x, y, _SAMPLE_PX / 2)
        return [sample([line], _USUAL_CLASS, colours, is_lost=False), disc([(*middle, 0)], colours)]
    if kind == "outline":
        return [*outline([whole], colours, rank), usual]
    if kind == "way":
        return [lines([whole], colours.highlight, width=18), usual]
    if kind == "ring":
        ring = {"symbol": "circle-open", "size": 20, "color": colours.ink, "line": {"width": 2.5}}
        return [marks([middle], bead("path", colour, colours)), marks([middle], ring)]
    line = whole if kind == "path" else _line(x, y, _SAMPLE_PX / 2)
    return [
        sample([line], _USUAL_CLASS, colours, is_lost=kind != "path"),
        marks([middle], bead(kind, colour, colours)),
    ]


def _line(x: float, y: float, length_px: float) -> list[Point]:
    return [(x, y), (x + length_px, y)]
