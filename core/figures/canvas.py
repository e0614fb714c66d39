"""Pictures measured in pixels: what stands where is the same on every screen.

It knows how wide a text is about, and no font.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.figures.palette import Palette

# Streamlit's own font, which is there on its pages.
FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Helvetica, Arial, sans-serif'
# As shares of the size.
_NARROW, _USUAL, _WIDE = 0.28, 0.53, 0.72
_NARROW_SIGNS, _WIDE_SIGNS = frozenset(" .,:;·'|!iíjl‖-"), frozenset("mwMW%♩♪♬…×+")
_HOVER_CHARACTERS = 44

Point = tuple[float, float]
# As Plotly takes it; it is checked once, when the figure is put together.
Trace = dict[str, Any]


def text_width_px(text: str, size_px: float) -> float:
    """Estimate a text's width."""
    shares = (
        _NARROW
        if sign in _NARROW_SIGNS
        else _WIDE
        if sign in _WIDE_SIGNS or sign.isupper()
        else _USUAL
        for sign in text
    )
    return sum(shares) * size_px


def fitted(text: str, width_px: float, size_px: float) -> str:
    """Shorten a text so that it fits, with … at its end."""
    if text_width_px(text, size_px) <= width_px:
        return text
    while text and text_width_px(f"{text}…", size_px) > width_px:
        text = text[:-1]
    return f"{text.rstrip()}…"


# Sentences about nodes are much the same.
@lru_cache(maxsize=4096)
def wrapped(text: str, characters: int = _HOVER_CHARACTERS) -> str:
    """Break a stranger's text in lines, in Plotly's HTML."""
    return _joined(_wrap(text, characters))


def balanced(text: str, characters: int) -> str:
    """Break a stranger's text in as few lines as fit, about equally long, in Plotly's HTML."""
    lines = _wrap(text, characters)
    for fewer in range(characters - 1, 0, -1):
        narrower = _wrap(text, fewer)
        if len(narrower) > len(lines) or max(map(len, narrower)) > fewer:
            break
        lines = narrower
    return _joined(lines)


def _wrap(text: str, characters: int) -> list[str]:
    return textwrap.wrap(text, characters, break_long_words=False) or [""]


def _joined(lines: Iterable[str]) -> str:
    return "<br>".join(map(escape, lines))


def divided(points: Iterable[Point]) -> dict[str, NDArray[np.float32]]:
    """Divide points into the ``x`` and the ``y`` of a trace."""
    pairs = np.array(list(points), np.float32).reshape(-1, 2)
    return {"x": pairs[:, 0], "y": pairs[:, 1]}


def texts(
    points: Sequence[Point],
    told: Iterable[str],
    font: Mapping[str, Any],
    position: str | Sequence[str] = "middle right",
) -> Trace:
    """Draw texts that no click fades."""
    return {
        "type": "scatter",
        **divided(points),
        "mode": "text",
        "text": list(told),
        "textposition": position,
        "textfont": dict(font),
        "hoverinfo": "skip",
        "unselected": {"textfont": {"color": font["color"]}},
    }


def marks(points: Sequence[Point], marker: Mapping[str, Any]) -> Trace:
    """Draw marks that no click fades."""
    return {
        "type": "scatter",
        **divided(points),
        "mode": "markers",
        "marker": dict(marker),
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }


def canvas(colours: Palette, *, width_px: float, height_px: float, top_px: float) -> dict[str, Any]:
    """Give the layout of a picture in which x and y are pixels, y downwards from under the top.

    Parameters
    ----------
    height_px
        With the top, in which the axis is written.
    """
    return {
        "width": round(width_px),
        "height": round(height_px),
        "margin": {"l": 0, "r": 0, "t": top_px, "b": 0, "autoexpand": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": colours.ink, "family": FONT, "size": 14},
        "showlegend": False,
        "clickmode": "event+select",
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 20,
        "hoverlabel": {
            "align": "left",
            "bgcolor": colours.page,
            "bordercolor": colours.faint,
            "font": {"color": colours.ink, "size": 14, "family": FONT},
        },
        "xaxis": {
            "range": [0, round(width_px)],
            "side": "top",
            "fixedrange": True,
            "zeroline": False,
            "showgrid": False,
            "tickfont": {"color": colours.faint, "size": 13},
        },
        "yaxis": {
            "range": [round(height_px - top_px), 0],
            "visible": False,
            "fixedrange": True,
        },
    }
