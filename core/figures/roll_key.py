"""The key to the paths of a piano roll: a swatch and a name each; it fits on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.figures.canvas import Trace, texts
from core.figures.palette import Palette

_ENTRY_PX, _ROW_PX, _ENTRIES, _SWATCH_PX = 98.0, 26.0, 3, 20.0
_LEFT_PX, _UNDER_PX = 46.0, 6.0


def roll_key(
    entries: Sequence[tuple[str, Mapping[str, Any]]], colours: Palette
) -> tuple[list[Trace], float]:
    """Draw names beside bars of their looks, on the axes x2 and y2, which count pixels.

    Returns
    -------
    traces, height
        The height in pixels.
    """
    places = [
        (_LEFT_PX + _ENTRY_PX * (n % _ENTRIES), _ROW_PX * (n // _ENTRIES + 0.5))
        for n in range(len(entries))
    ]
    on_top = {"xaxis": "x2", "yaxis": "y2"}
    swatches: list[Trace] = [
        {
            "type": "bar",
            "orientation": "h",
            "base": [x],
            "x": [_SWATCH_PX],
            "y": [y],
            "width": 12,
            "marker": {"cornerradius": 3, "line": {"width": 0}, **look, "opacity": 1},
            "hoverinfo": "skip",
            "unselected": {"marker": {"opacity": 1}},
        }
        for (x, y), (_, look) in zip(places, entries, strict=True)
    ]
    told = texts(
        [(x + _SWATCH_PX + 4, y) for x, y in places],
        [name for name, _ in entries],
        {"size": 13, "color": colours.ink},
    )
    height_px = _ROW_PX * -(-len(entries) // _ENTRIES) + _UNDER_PX
    return [trace | on_top for trace in (*swatches, told)], height_px
