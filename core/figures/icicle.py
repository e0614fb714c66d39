"""An icicle of the tree of notes: a box's height is its probability, its width one note.

From one note on, all that may follow share the height: what the search thought about, and all
others together. What lies on a final path is full, what was lost or dropped is hatched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from core.figures.canvas import Trace, balanced, canvas, fitted, texts, wrapped
from core.figures.palette import Palette, Theme, palette
from core.figures.tree.branches import lines
from core.figures.tree.leaves import Name
from core.figures.words import Words, percent
from core.note_tree import NoteTree

_COLUMN_PX, _HEIGHT_PX = 104.0, 460.0
_ROOT_PX = 76.0
_LEFT_PX, _RIGHT_PX, _AXIS_PX = 4.0, 8.0, 28.0
# Boxes lower than this are not drawn, lower than that not named.
_LEAST_PX, _LEAST_NAMED_PX, _LEAST_TWO_LINES_PX = 2.0, 16.0, 34.0
_NAME_PX, _ROOT_CHARACTERS = 13, 9
_KEY_PX, _SWATCH_PX, _KEY_COLUMNS_PX = 80.0, 26.0, (12.0, 186.0)
_KEY_WIDTH_PX = 358.0


@dataclass(frozen=True)
class _Box:
    """A box: a node, or what else might have followed one if ``id`` is None."""

    id: int | None
    kind: str
    x: float
    width: float
    top: float
    height: float
    share: float


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
    boxes = list(_boxes(tree, root, depth))
    deepest = max(round((box.x - _LEFT_PX - _ROOT_PX) / _COLUMN_PX) for box in boxes)
    columns = max(deepest + 1, 1)
    xs = [_LEFT_PX + _ROOT_PX + _COLUMN_PX * (column + 0.5) for column in range(columns)]
    width = max(xs[-1] + _COLUMN_PX / 2 + _RIGHT_PX, _KEY_WIDTH_PX)
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
        traces.append(texts([(xs[0] - 40, _HEIGHT_PX / 2)], [words.nothing], font))
    layout = canvas(
        colours, width_px=width, height_px=_HEIGHT_PX + _AXIS_PX + _KEY_PX, top_px=_AXIS_PX
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


def _boxes(tree: NoteTree, root: int, depth: int) -> Iterator[_Box]:
    """Give all boxes high enough to be seen; the root's first."""
    going = [_Box(root, "root", _LEFT_PX, _ROOT_PX, 0.0, _HEIGHT_PX, 1.0)]
    yield going[0]
    for _ in range(depth):
        following = []
        for box in going:
            assert box.id is not None
            found = list(_followers(tree, box))
            following += [child for child in found if child.id is not None]
            yield from found
        going = following


def _followers(tree: NoteTree, box: _Box) -> Iterator[_Box]:
    """Divide a box among what follows it."""
    children = tree.children(box.id or 0)
    if not children:
        return
    x, top, rest = box.x + box.width, box.top, 1.0
    for child in children:
        share = math.exp(tree.node(child).log_probability)
        height = box.height * share
        if height >= _LEAST_PX:
            kind = tree.fate(child).kind
            # Kept for nothing, be it to the end: it looks the same.
            kind = "lost" if kind == "beaten" else kind
            yield _Box(child, kind, x, _COLUMN_PX, top, height, share)
            top, rest = top + height, rest - share
    if (height := box.top + box.height - top) >= _LEAST_PX:
        yield _Box(None, "others", x, _COLUMN_PX, top, height, rest)


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
    boxes: Sequence[_Box], kind: str, name: Name, why: Name, colours: Palette, words: Words
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


def _hover(box: _Box, name: Name, why: Name, words: Words) -> str:
    if box.id is None:
        return f"{words.others} {percent(box.share)}"
    share = "" if box.kind == "root" else f" {percent(box.share)}"
    return f"<b>{escape(name(box.id))}</b>{share}<br>{wrapped(why(box.id))}"


def _names(
    boxes: Sequence[_Box], tree: NoteTree, name: Name, colours: Palette, words: Words
) -> list[Trace]:
    """Write the names: light on what is full, dark on what is not."""
    ranks = {number: rank for rank, number in reversed(list(enumerate(tree.finals)))}
    halo = ", ".join([f"0 0 3px {colours.page}"] * 6)
    traces = []
    for full in (True, False):
        found = [box for box in boxes if (box.kind == "path") is full]
        told = []
        for box in found:
            if box.kind == "root":
                told.append(f"<b>{balanced(name(box.id or 0), _ROOT_CHARACTERS)}</b>")
                continue
            lines_of = _lines_of(box, name, words)
            if box.id in ranks and box.height >= _LEAST_TWO_LINES_PX:
                lines_of[1] += f" · {words.beam} {ranks[box.id] + 1}"
            between = "<br>" if box.height >= _LEAST_TWO_LINES_PX else " "
            told.append(between.join(lines_of))
        colour = colours.page if full else colours.ink
        font = {"size": _NAME_PX, "color": colour} | ({} if full else {"shadow": halo})
        places = [(box.x + box.width / 2, box.top + box.height / 2) for box in found]
        traces.append(texts(places, told, font, "middle center"))
    return traces


def _lines_of(box: _Box, name: Name, words: Words) -> list[str]:
    room = _COLUMN_PX - 8 - (0 if box.height >= _LEAST_TWO_LINES_PX else 36)
    if box.id is None:
        return [escape(fitted(words.others, room, _NAME_PX)), percent(box.share)]
    return [f"<b>{escape(fitted(name(box.id), room, _NAME_PX))}</b>", percent(box.share)]


def _frame(box: _Box, colours: Palette) -> Trace:
    left, right, top, bottom = box.x, box.x + box.width, box.top, box.top + box.height
    around = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return lines([around], colours.ink, width=4)


def _key(colours: Palette, words: Words) -> list[Trace]:
    left, right = _KEY_COLUMNS_PX
    rows = (_HEIGHT_PX + 28, _HEIGHT_PX + 54)
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
