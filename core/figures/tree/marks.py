"""What stands on a tree's branches: nodes by their fates, folded runs, names and rings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from core.figures.canvas import Point, Trace, fitted, marks, texts
from core.figures.palette import Palette
from core.figures.tree.branches import class_of
from core.figures.tree.leaves import COLUMN_PX, CROSS_PX, Leaf
from core.figures.tree.shapes import block_traces, hover, seed_traces
from core.figures.words import percent

_NAME_PX, _SMALL_PX = 14, 12
_BEAD_PX, _HOLLOW_PX, _RING_PX, _CROSS_RING_PX = 14, 12, 27, 17
# Names and chances stand so far from their node's middle, clear of a final path's outline.
_CLEAR_PX, _RING_CLEAR_PX = 11.0, 14.0
_CROSS_CLEAR_PX, _CROSS_RING_CLEAR_PX = 8.0, 12.0
_NAME_ROOM_PX, _DROPPED_ROOM_PX = COLUMN_PX - 6, COLUMN_PX - 52
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
    halo = ", ".join([f"0 0 3px {colours.page}"] * 4)
    faint, ink = (
        {"color": colour, "size": _SMALL_PX, "shadow": halo}
        for colour in (colours.faint, colours.ink)
    )

    def clear(leaf: Leaf) -> float:
        return _RING_CLEAR_PX if leaf.id == chosen else _CLEAR_PX

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
        texts(
            [(leaf.x, leaf.y - clear(leaf)) for leaf in named],
            (f"<b>{escape(fitted(leaf.name, _NAME_ROOM_PX, _NAME_PX))}</b>" for leaf in named),
            {**ink, "size": _NAME_PX},
            "top center",
        ),
        texts(
            [(leaf.x, leaf.y + clear(leaf)) for leaf in named],
            (percent(leaf.share) for leaf in named),
            ink,
            "bottom center",
        ),
        texts(
            [_beside(leaf, parents) for leaf in more], (f"+{leaf.hidden}" for leaf in more), faint
        ),
        *ends,
        *_ring(None if chosen is None else leaves.get(chosen), colours),
        _hits(single, colours),
    ]


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


def _beads(leaves: Sequence[Leaf], kind: str, colours: Palette) -> Trace:
    found = [leaf for leaf in leaves if leaf.kind == kind]
    colour = [colours.chances[class_of(leaf.share)] for leaf in found]
    return marks([(leaf.x, leaf.y) for leaf in found], bead(kind, colour, colours))


def _crosses(leaves: Sequence[Leaf], colours: Palette) -> Trace:
    return marks([(leaf.x + CROSS_PX, leaf.y) for leaf in leaves], cross(colours))


def _beside(leaf: Leaf, parents: Collection[int | None]) -> Point:
    """Give where it stands how many are not shown: behind the bends of what is shown."""
    x, y = leaf.leave
    if leaf.block is not None:
        return x + 36, y + 15
    return (x + 48, y + 15) if leaf.id in parents else (x + 10, y)


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
