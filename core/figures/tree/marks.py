"""What stands on a tree's branches: nodes by their fates, folded runs, names and rings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape, unescape
from typing import Any

from core.figures.canvas import Trace, fitted, marks, text_width_px, texts
from core.figures.palette import Palette
from core.figures.tree.branches import class_of, lines
from core.figures.tree.leaves import COLUMN_PX, CROSS_PX, Leaf
from core.figures.tree.shapes import block_traces, hover, seed_traces
from core.figures.words import percent

_NAME_PX, _SMALL_PX = 14, 12
# A bold text's width as a part of a light one's.
_BOLD = 1.06
_BEAD_PX, _HOLLOW_PX, _DISC_PX, _RING_PX, _CROSS_RING_PX = 14, 12, 21, 27, 17
# Names and chances stand so far over their node's middle, clear of a final path's outline, and
# apart from each other.
_CLEAR_PX, _RING_CLEAR_PX, _BETWEEN_PX = 8.0, 10.0, 3.0
_CROSS_CLEAR_PX, _CROSS_RING_CLEAR_PX = 8.0, 12.0
_ROOM_PX, _DROPPED_ROOM_PX = COLUMN_PX - 8, COLUMN_PX - 52
_HIT_PX, _DROPPED_HIT_PX = 36, 24


def mark_traces(
    leaves: Mapping[int, Leaf],
    colours: Palette,
    *,
    chosen: int | None,
    way: Collection[int],
    ends: Sequence[Trace],
) -> list[Trace]:
    """Draw all nodes; what a click hears lies on top.

    Parameters
    ----------
    way
        The nodes that lead to ``chosen``.
    ends
        Of the final paths, to lie under the ring.
    """
    blocks = [leaf for leaf in leaves.values() if leaf.block is not None]
    single = [leaf for leaf in leaves.values() if leaf.block is None]
    dropped = [leaf for leaf in single if leaf.kind == "dropped"]
    named = [leaf for leaf in single if leaf.kind != "dropped" and leaf.id]
    beads = [leaf for leaf in named if leaf.final is None]
    parents = {leaf.parent for leaf in leaves.values()}
    # Told everywhere it would be a noise; on what was lost, its end is what matters.
    more = [
        leaf
        for leaf in leaves.values()
        if leaf.hidden and (leaf.kind == "path" or leaf.id not in parents)
    ]
    halo = halo_of(colours)
    faint, ink = (
        {"color": colour, "size": _SMALL_PX, "shadow": halo}
        for colour in (colours.faint, colours.ink)
    )

    def clear(leaf: Leaf) -> float:
        # A final path's disc is about as large as the ring.
        return _CLEAR_PX if leaf.final is None and leaf.id != chosen else _RING_CLEAR_PX

    def beside(leaf: Leaf) -> float:
        return _CROSS_RING_CLEAR_PX if leaf.id == chosen else _CROSS_CLEAR_PX

    return [
        *(block_traces(blocks, colours, chosen, way) if blocks else ()),
        *(seed_traces(leaves[0], colours) if 0 in leaves else ()),
        *(_beads(beads, kind, colours) for kind in ("path", "lost", "overtaken")),
        _crosses(dropped, colours),
        texts(
            [(leaf.x + CROSS_PX + beside(leaf), leaf.y) for leaf in dropped],
            map(_dropped, dropped),
            faint,
        ),
        *_names(named, [leaf.y - clear(leaf) for leaf in named], ink),
        *_hidden(more, faint, colours, chosen),
        *ends,
        *_ring(None if chosen is None else leaves.get(chosen), colours),
        _hits(single, colours),
    ]


def halo_of(colours: Palette) -> str:
    """Give the shadow that keeps a text readable where lines run behind it."""
    around = [f"{x}px {y}px 1px {colours.page}" for x in (-2, 0, 2) for y in (-2, 0, 2) if x or y]
    return ", ".join([*around, f"0 0 4px {colours.page}"])


def bead(kind: str, colour: list[str], colours: Palette) -> dict[str, Any]:
    """Give the look of kept nodes: full on a final path, hollow if lost, a diamond if overtaken."""
    if kind == "path":
        return {"size": _BEAD_PX, "color": colour, "line": {"color": colours.page, "width": 2}}
    return {
        "size": _HOLLOW_PX,
        "color": colours.page,
        "line": {"color": colour, "width": 2.5},
        "symbol": "diamond" if kind == "overtaken" else "circle",
    }


def cross(colours: Palette) -> dict[str, Any]:
    """Give the look of what was dropped at once."""
    return {"symbol": "x-thin", "size": 7, "line": {"color": colours.faint, "width": 1.8}}


def disc(ends: Sequence[tuple[float, float, int]], colours: Palette) -> Trace:
    """Draw final paths' ends, given x, y and rank: a disc in the path's colour with its number."""
    trace = marks(
        [(x, y) for x, y, _ in ends],
        {
            "size": _DISC_PX,
            "color": [colours.beam_look(rank)[0] for *_, rank in ends],
            "line": {"color": colours.page, "width": 2},
        },
    )
    return trace | {
        "mode": "markers+text",
        "text": [f"<b>{rank + 1}</b>" for *_, rank in ends],
        "textfont": {"size": _NAME_PX, "color": colours.page},
        "unselected": {"marker": {"opacity": 1}, "textfont": {"color": colours.page}},
    }


def _beads(leaves: Sequence[Leaf], kind: str, colours: Palette) -> Trace:
    found = [leaf for leaf in leaves if leaf.kind == kind]
    colour = [colours.chances[class_of(leaf.share)] for leaf in found]
    return marks([(leaf.x, leaf.y) for leaf in found], bead(kind, colour, colours))


def _crosses(leaves: Sequence[Leaf], colours: Palette) -> Trace:
    return marks([(leaf.x + CROSS_PX, leaf.y) for leaf in leaves], cross(colours))


def _names(leaves: Sequence[Leaf], ys: Sequence[float], font: Mapping[str, Any]) -> list[Trace]:
    """Write each name, and right of it the chance, over the node: together in its middle.

    They meet where the estimate of their widths says, so that it never tells how far apart they
    are.
    """
    names, meet = [], []
    for leaf, y in zip(leaves, ys, strict=True):
        name, name_px, chance_px = _widths(leaf)
        names.append(f"<b>{escape(name)}</b>")
        meet.append((leaf.x + (name_px - chance_px) / 2, y))
    chances = [percent(leaf.share) for leaf in leaves]
    return [
        texts(meet, names, {**font, "size": _NAME_PX}, "top left"),
        # Smaller letters stand on the same line.
        texts([(x + _BETWEEN_PX, y - 1.5) for x, y in meet], chances, font, "top right"),
    ]


def _widths(leaf: Leaf) -> tuple[str, float, float]:
    """Give a name that fits, and about how wide it and its chance are, in pixels."""
    chance_px = text_width_px(unescape(percent(leaf.share)), _SMALL_PX) + _BETWEEN_PX
    name = fitted(leaf.name, (_ROOM_PX - chance_px) / _BOLD, _NAME_PX)
    return name, _BOLD * text_width_px(name, _NAME_PX), chance_px


def _hidden(
    leaves: Sequence[Leaf], font: Mapping[str, Any], colours: Palette, chosen: int | None
) -> list[Trace]:
    """Write how many continuations are not shown, where their branches would begin.

    The branches that are shown come out from under it: there alone no name is in its way.
    """
    told = [f"+{leaf.hidden}" for leaf in leaves]
    places, grounds = [], []
    for leaf, text in zip(leaves, told, strict=True):
        x, y = leaf.leave
        if leaf.block is not None:
            places.append((x + 8, y - 17))
            continue
        x += _RING_PX / 2 + 1 if leaf.id == chosen else _BEAD_PX / 2 + 2
        places.append((x, y))
        grounds.append([(x - 1.5, y), (x + text_width_px(text, _SMALL_PX) + 4, y)])
    return [lines(grounds, colours.page, width=_SMALL_PX), texts(places, told, font)]


def _dropped(leaf: Leaf) -> str:
    return f"{escape(fitted(leaf.name, _DROPPED_ROOM_PX, _SMALL_PX))} {percent(leaf.share)}"


def _ring(leaf: Leaf | None, colours: Palette) -> list[Trace]:
    if leaf is None or leaf.block is not None:
        return []
    dropped = leaf.kind == "dropped"
    ring = {
        "symbol": "circle-open",
        "size": _CROSS_RING_PX if dropped else _RING_PX,
        "color": colours.ink,
        "line": {"width": 2.5},
    }
    return [marks([(leaf.x + (CROSS_PX if dropped else 0), leaf.y)], ring)]


def _hits(leaves: Sequence[Leaf], colours: Palette) -> Trace:
    """Draw what is not seen and hears clicks: over nodes, of dropped ones over cross and name."""
    crosses = [leaf for leaf in leaves if leaf.kind == "dropped"]
    sizes = [_DROPPED_HIT_PX if leaf.kind == "dropped" else _HIT_PX for leaf in leaves]
    trace = marks(
        [
            *((leaf.x, leaf.y) for leaf in leaves),
            *((leaf.x + CROSS_PX, leaf.y) for leaf in crosses),
        ],
        {"size": sizes + [_DROPPED_HIT_PX] * len(crosses), "opacity": 0, "color": colours.page},
    )
    leaves = [*leaves, *crosses]
    return trace | {
        "customdata": [leaf.id for leaf in leaves],
        "hovertext": [hover(leaf) for leaf in leaves],
        "hoverinfo": "text",
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }
