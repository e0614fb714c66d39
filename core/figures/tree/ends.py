"""Where a tree's picture ends: final paths in their rank and name, others at the window's edge.

A click there is one on a path, or asks for what comes later, and not for a node.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.figures.canvas import Trace, marks, text_width_px, texts
from core.figures.palette import Palette
from core.figures.tree.leaves import Leaf
from core.figures.tree.marks import disc
from core.figures.words import Words, ranks_told

# The ``customdata`` of what leads on at the edge.
LATER = "later"
_TEXT_PX = 14
_BEHIND_RANK_PX, _BEHIND_STUB_PX = 16.0, 50.0
# Points that hear a click: over the rank, smaller than its node's, and in a row over a text.
_HIT_PX, _TEXT_HIT_PX = 30, 24


def path_mark(rank: int) -> str:
    """Give the ``customdata`` of what stands for a final path, 0 for the best."""
    return f"path:{rank}"


def end_traces(
    leaves: Iterable[Leaf], colours: Palette, words: Words, *, path: int | None
) -> tuple[list[Trace], list[Trace], float]:
    """Draw the ends.

    Returns
    -------
    list
        What is seen.
    list
        What hears a click, to lie on top of all.
    float
        How far to the right it reaches, in pixels.
    """
    ends = [
        leaf
        for leaf in leaves
        if leaf.id and (leaf.final is not None or (leaf.goes_on and leaf.ranks))
    ]
    told = [_told(leaf, words) for leaf in ends]
    strong = [path in (leaf.ranks if leaf.final is None else (leaf.final,)) for leaf in ends]
    places = [
        (leaf.leave[0] + (_BEHIND_STUB_PX if leaf.final is None else _BEHIND_RANK_PX), leaf.y)
        for leaf in ends
    ]
    reach = [x + 1.1 * text_width_px(t, _TEXT_PX) for (x, _), t in zip(places, told, strict=True)]
    names = texts(
        places,
        (f"<b>{t}</b>" if s else t for t, s in zip(told, strong, strict=True)),
        {"size": _TEXT_PX, "color": colours.ink},
    )
    hits = [
        (x + at, y, leaf)
        for leaf, (x, y), right in zip(ends, places, reach, strict=True)
        for at in range(_TEXT_HIT_PX // 2, max(round(right - x), _TEXT_HIT_PX), _TEXT_HIT_PX)
    ]
    hits += [(*leaf.leave, leaf) for leaf in ends if leaf.final is not None]
    finals = [(*leaf.leave, leaf.final) for leaf in ends if leaf.final is not None]
    return [names, disc(finals, colours)], [_hits(hits, colours)], max(reach, default=0.0)


def _told(leaf: Leaf, words: Words) -> str:
    if leaf.final is not None:
        return f"{words.beam} {leaf.final + 1}"
    return f"{ranks_told(leaf.ranks, words)} →"


def _hits(hits: Sequence[tuple[float, float, Leaf]], colours: Palette) -> Trace:
    trace = marks([(x, y) for x, y, _ in hits], {"size": _HIT_PX, "opacity": 0})
    trace["marker"]["color"] = colours.page
    return trace | {
        "customdata": [LATER if leaf.final is None else path_mark(leaf.final) for *_, leaf in hits],
        "hoverinfo": "none",
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }
