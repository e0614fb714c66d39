"""The key to the paths of a piano roll: a swatch and a name each; it fits on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.figures.canvas import Point, Trace, text_width_px, texts
from core.figures.palette import Palette

_ENTRY_PX, _ROW_PX, _SWATCH_PX, _BEHIND_SWATCH_PX = 98.0, 26.0, 20.0, 4.0
_LEFT_PX, _RIGHT_PX, _UNDER_PX, _AIR_PX = 46.0, 352.0, 6.0, 12.0
_TEXT_PX = 13


def roll_key(
    entries: Sequence[tuple[str, Mapping[str, Any]]], colours: Palette
) -> tuple[list[Trace], float]:
    """Draw names beside bars of their looks, on the axes x2 and y2, which count pixels.

    Returns
    -------
    traces, height
        The height in pixels.
    """
    places: list[Point] = []
    x, y = _LEFT_PX, _ROW_PX / 2
    for name, _ in entries:
        own_px = _SWATCH_PX + _BEHIND_SWATCH_PX + text_width_px(name, _TEXT_PX)
        if places and x + own_px > _RIGHT_PX:
            x, y = _LEFT_PX, y + _ROW_PX
        places.append((x, y))
        # Paths stand under each other; what is called by more words takes more room.
        x += max(_ENTRY_PX, own_px + _AIR_PX)
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
        [(x + _SWATCH_PX + _BEHIND_SWATCH_PX, y) for x, y in places],
        [name for name, _ in entries],
        {"size": _TEXT_PX, "color": colours.ink},
    )
    height_px = y + _ROW_PX / 2 + _UNDER_PX
    return [trace | on_top for trace in (*swatches, told)], height_px
