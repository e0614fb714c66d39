"""An icicle of the tree of notes: a box's height is its probability, its width one note.

From one note on, all that may follow share the height: what the search thought about, and all
others together. What lies on a final path is full, what was lost or dropped is hatched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any

import plotly.graph_objects as go

from core.figures.canvas import Trace, balanced, canvas, fitted, text_width_px, texts, wrapped
from core.figures.icicle_boxes import COLUMN_PX, HEIGHT_PX, LEFT_PX, ROOT_PX, Box, boxes_of
from core.figures.palette import Palette, Theme, palette
from core.figures.tree.branches import lines
from core.figures.tree.leaves import Name
from core.figures.words import Words, percent
from core.note_tree import NoteTree

_RIGHT_PX, _AXIS_PX = 8.0, 28.0
# Boxes lower than this are not named, lower than that on one line.
_LEAST_NAMED_PX, _LEAST_TWO_LINES_PX = 16.0, 40.0
_NAME_PX, _LINE_PX, _ROOT_CHARACTERS = 13, 17.0, 9
# Between a name and its chance on one line.
_BETWEEN = "\u2002"
_KEY_PX, _SWATCH_PX, _KEY_COLUMNS_PX = 80.0, 26.0, (12.0, 186.0)
_KEY_WIDTH_PX = 358.0


def icicle_figure(
    tree: NoteTree,
    *,
    root: int,
    depth: int = 7,
    name: Name,
    why: Name,
    chosen: int = 0,
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw what may follow a note.

    Parameters
    ----------
    root
        The node from which it begins, as high as all together.
    depth
        How many notes from there on, at least 1.
    name, why
        Give a node's name, and a sentence about its fate; both are escaped here.
    chosen
        A node that gets a frame where it is shown.

    Returns
    -------
    plotly Figure
        Of a size of its own. Nodes carry their id as ``customdata``, all others together have
        none.
    """
    words, colours = words or Words(), palette(theme)
    boxes = list(boxes_of(tree, root, depth))
    deepest = max(round((box.x - LEFT_PX - ROOT_PX) / COLUMN_PX) for box in boxes)
    columns = max(deepest + 1, 1)
    xs = [LEFT_PX + ROOT_PX + COLUMN_PX * (column + 0.5) for column in range(columns)]
    width = max(xs[-1] + COLUMN_PX / 2 + _RIGHT_PX, _KEY_WIDTH_PX)
    named = [box for box in boxes if box.height >= _LEAST_NAMED_PX]
    traces = [
        *(
            _bars([box for box in boxes if box.kind == kind], kind, name, why, colours, words)
            for kind in ("root", "path", "lost", "overtaken", "dropped", "others")
        ),
        *_names(named, tree, name, colours, words),
        *(_frame(box, colours) for box in boxes if box.id == chosen),
        *_key(colours, words),
    ]
    if len(boxes) == 1:
        font = {"size": 14, "color": colours.faint}
        traces.append(texts([(xs[0] - 40, HEIGHT_PX / 2)], [words.nothing], font))
    layout = canvas(
        colours, width_px=width, height_px=HEIGHT_PX + _AXIS_PX + _KEY_PX, top_px=_AXIS_PX
    )
    first = tree.number(root) + 1
    numbers = [str(first + column) for column in range(columns)]
    layout["barmode"] = "overlay"
    layout["xaxis"] |= {
        "tickmode": "array",
        "tickvals": xs,
        "ticktext": [f"{words.step} {numbers[0]}", *numbers[1:]],
    }
    return go.Figure(traces, layout)


def _look(kind: str, colours: Palette) -> dict[str, Any]:
    """Give the fill of a kind: full, hatched, dotted, or empty."""
    if kind == "path":
        return {"color": colours.chances[3]}
    if kind in ("root", "others"):
        return {"color": colours.grid if kind == "root" else colours.page}
    shape = {"lost": "/", "overtaken": "x", "dropped": "."}[kind]
    front = colours.faint if kind == "dropped" else colours.chances[2]
    return {
        "color": colours.page,
        "pattern": {
            "shape": shape,
            "fgcolor": front,
            "bgcolor": colours.page,
            "fgopacity": 0.55,
            "size": 7,
            "solidity": 0.25,
        },
    }


def _bars(
    boxes: Sequence[Box], kind: str, name: Name, why: Name, colours: Palette, words: Words
) -> Trace:
    edge = {"path": colours.page, "root": colours.page, "others": colours.grid}
    trace: Trace = {
        "type": "bar",
        "orientation": "h",
        "base": [box.x for box in boxes],
        "x": [box.width for box in boxes],
        "y": [round(box.top + box.height / 2, 2) for box in boxes],
        "width": [round(box.height, 2) for box in boxes],
        "marker": {
            **_look(kind, colours),
            "line": {"color": edge.get(kind, colours.faint), "width": 1},
        },
        "hovertext": [_hover(box, name, why, words) for box in boxes],
        "hoverinfo": "text",
        "unselected": {"marker": {"opacity": 1}},
    }
    if kind != "others":
        trace["customdata"] = [box.id for box in boxes]
    return trace


def _hover(box: Box, name: Name, why: Name, words: Words) -> str:
    if box.id is None:
        return f"{words.others} {percent(box.share)}"
    share = "" if box.kind == "root" else f" {percent(box.share)}"
    return f"<b>{escape(name(box.id))}</b>{share}<br>{wrapped(why(box.id))}"


def _names(
    boxes: Sequence[Box], tree: NoteTree, name: Name, colours: Palette, words: Words
) -> list[Trace]:
    """Write the names: light on what is full, dark and on a ground of their own on what is not."""
    ranks = {number: rank for rank, number in reversed(list(enumerate(tree.finals)))}
    traces = []
    for full in (True, False):
        found = [box for box in boxes if (box.kind == "path") is full]
        told, hatched = [], []
        for box in found:
            if box.kind == "root":
                told.append(f"<b>{balanced(name(box.id or 0), _ROOT_CHARACTERS)}</b>")
                continue
            lines_of = _lines_of(box, name, words)
            if box.id in ranks and box.height >= _LEAST_TWO_LINES_PX:
                lines_of[1] += f" · {words.beam} {ranks[box.id] + 1}"
            is_high = box.height >= _LEAST_TWO_LINES_PX
            told.append(("<br>" if is_high else _BETWEEN).join(lines_of))
            hatched.append((box, told[-1]))
        colour = colours.page if full else colours.ink
        font = {"size": _NAME_PX, "color": colour}
        if not full:
            traces.append(_grounds(hatched, colours))
        places = [(box.x + box.width / 2, box.top + box.height / 2) for box in found]
        traces.append(texts(places, told, font, "middle center"))
    return traces


def _grounds(named: Sequence[tuple[Box, str]], colours: Palette) -> Trace:
    """Draw what keeps hatchings away from names: a plate under each, as wide as its text."""
    told = [re.sub("<(?!br>)[^>]*>", "", text).split("<br>") for _, text in named]
    widths = [
        min(max(1.08 * text_width_px(unescape(line), _NAME_PX) for line in text) + 8, COLUMN_PX - 4)
        for text in told
    ]
    middles = [box.x + box.width / 2 for box, _ in named]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x - width / 2 for x, width in zip(middles, widths, strict=True)],
        "x": widths,
        "y": [box.top + box.height / 2 for box, _ in named],
        "width": [
            min(_LINE_PX * len(text), box.height - 3)
            for text, (box, _) in zip(told, named, strict=True)
        ],
        "marker": {"color": colours.page, "cornerradius": 4, "line": {"width": 0}},
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }


def _lines_of(box: Box, name: Name, words: Words) -> list[str]:
    room = COLUMN_PX - 8 - (0 if box.height >= _LEAST_TWO_LINES_PX else 36)
    if box.id is None:
        return [escape(fitted(words.others, room, _NAME_PX)), percent(box.share)]
    return [f"<b>{escape(fitted(name(box.id), room, _NAME_PX))}</b>", percent(box.share)]


def _frame(box: Box, colours: Palette) -> Trace:
    left, right, top, bottom = box.x, box.x + box.width, box.top, box.top + box.height
    around = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return lines([around], colours.ink, width=4)


def _key(colours: Palette, words: Words) -> list[Trace]:
    left, right = _KEY_COLUMNS_PX
    rows = (HEIGHT_PX + 28, HEIGHT_PX + 54)
    entries = [
        ("path", left, rows[0], words.on_path),
        ("lost", left, rows[1], words.lost),
        ("dropped", right, rows[0], words.pruned),
        ("others", right, rows[1], words.others),
    ]
    swatches: list[Trace] = [
        {
            "type": "bar",
            "orientation": "h",
            "base": [x],
            "x": [_SWATCH_PX],
            "y": [y],
            "width": 16,
            "marker": {**_look(kind, colours), "line": {"color": colours.faint, "width": 1}},
            "hoverinfo": "skip",
            "unselected": {"marker": {"opacity": 1}},
        }
        for kind, x, y, _ in entries
    ]
    told = texts(
        [(x + _SWATCH_PX + 8, y) for _, x, y, _ in entries],
        [text for *_, text in entries],
        {"size": 13, "color": colours.faint},
    )
    return [*swatches, told]
