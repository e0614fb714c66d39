"""A piano's keys, warmer the likelier they sound next, with a bar rising from each.

A key's warmth goes with the root of its chance, so that small chances are seen too; the bars and
their numbers say how large they are. It knows names and chances as they are given, and no network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.figures import piano_keys
from core.figures.canvas import FONT
from core.figures.heat_names import LEAST_SHARE, TOP, Tip, name_heights
from core.figures.palette import Palette, Theme, palette
from core.figures.piano_keys import HIGHEST, LOWEST, is_white, middle, whites

KEYBOARD_PX = 300
# So many semitones are seen at least.
_LEAST_SPAN = 23
_MIDDLE = 60
# A white key is 1 wide and 1 high.
_BAR_WIDE, _BARS_FROM, _BARS_HIGH = 0.44, 1.05, 1.0
# The tallest bar is so much at least: a flat distribution should not look like a sure one.
_TALLEST = 0.2
# A name takes this share of a phone's width.
_NAME_SHARE = 0.13
_IVORY, _EBONY, _EDGE = "#FFFFFF", "#1A1F1C", "#7C837E"
_HOT = "#1F9D57"


@dataclass(frozen=True)
class HeatKey:
    """A key of the piano.

    Attributes
    ----------
    share
        The chance that it sounds next, 0 … 1.
    told
        What is told under the mouse, line by line.
    place
        What a click on it gives, as ``customdata``.
    forbidden
        Whether it is crossed out.
    """

    share: float
    told: tuple[str, ...] = ()
    place: int = -1
    forbidden: bool = False


def keyboard_heat_figure(
    keys: Mapping[int, HeatKey],
    *,
    name: Callable[[int], str],
    percent: Callable[[float], str],
    theme: Theme = "light",
) -> go.Figure:
    """Draw the part of a piano that matters.

    Parameters
    ----------
    keys
        By MIDI pitch; keys that are not among them are cold.
    name
        Names a pitch.
    percent
        Writes a share, 0 … 1.
    """
    colours = palette(theme)
    low, high = _span(keys)
    figure = go.Figure()
    figure.add_trace(_tiles(keys, low, high, name))
    figure.add_trace(_edges(low, high))
    tallest = max([_TALLEST, *(key.share for key in keys.values())])
    shown = {pitch: key for pitch, key in keys.items() if low <= pitch <= high}
    figure.add_trace(_rising(shown, low, tallest, colours, name))
    crossed = [pitch for pitch, key in shown.items() if key.forbidden]
    if crossed:
        figure.add_trace(_crosses(crossed, low))
    tips = {
        pitch: Tip(middle(pitch, low), _BARS_FROM + _BARS_HIGH * key.share / tallest, key.share)
        for pitch, key in shown.items()
    }
    names = [
        {
            "x": tips[pitch].x,
            "y": tips[pitch].y,
            "ax": tips[pitch].x,
            "ay": height,
            "axref": "x",
            "ayref": "y",
            "text": f"<b>{escape(name(pitch))}</b><br>{escape(percent(shown[pitch].share))}",
            "font": {"size": 13, "color": colours.ink},
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": colours.faint,
            "showarrow": True,
            "yanchor": "bottom",
        }
        for pitch, height in name_heights(tips, whites(low, high + 1) * _NAME_SHARE).items()
    ]
    octaves = [pitch for pitch in range(low, high + 1) if pitch % 12 == 0]
    figure.update_layout(
        height=KEYBOARD_PX,
        margin={"l": 14, "r": 14, "t": 4, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink, "family": FONT},
        showlegend=False,
        annotations=names,
        barmode="overlay",
        hovermode="closest",
        clickmode="event+select",
        xaxis={
            "range": [0, whites(low, high + 1)],
            "tickvals": [middle(pitch, low) for pitch in octaves],
            "ticktext": [escape(name(pitch)) for pitch in octaves],
            "tickfont": {"size": 13},
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
        yaxis={"range": [-0.02, TOP], "visible": False, "fixedrange": True},
    )
    return figure


def _span(keys: Mapping[int, HeatKey]) -> tuple[int, int]:
    """Give the lowest and the highest key that is drawn, both white."""
    likely = [pitch for pitch, key in keys.items() if key.share >= LEAST_SHARE]
    low, high = min(likely, default=_MIDDLE), max(likely, default=_MIDDLE)
    spare = max(_LEAST_SPAN - (high - low), 4)
    low, high = low - spare // 2, high + (spare + 1) // 2
    low, high = max(low, LOWEST), min(high, HIGHEST)
    return low - (not is_white(low)), high + (not is_white(high))


def _tiles(keys: Mapping[int, HeatKey], low: int, high: int, name: Callable[[int], str]) -> go.Bar:
    """Draw the keys."""
    pitches, lefts, rights, bottoms, tops = zip(*piano_keys.boxes(low, high), strict=True)
    cold = HeatKey(0.0)
    return go.Bar(
        x=(np.add(lefts, rights) / 2).round(4),
        width=np.subtract(rights, lefts).round(4),
        base=bottoms,
        y=np.subtract(tops, bottoms).round(4),
        marker={
            "color": [_colour(pitch, keys.get(pitch, cold).share) for pitch in pitches],
            "line": {"width": 0},
        },
        customdata=[keys.get(pitch, cold).place for pitch in pitches],
        meta={"pitches": pitches},
        **_told([_lines(pitch, keys.get(pitch, cold), name) for pitch in pitches]),
    )


def _edges(low: int, high: int) -> go.Scatter:
    points = [point or (None, None) for point in piano_keys.outlines(low, high)]
    x, y = zip(*points, strict=True)
    return go.Scatter(x=x, y=y, mode="lines", line={"color": _EDGE, "width": 1}, hoverinfo="skip")


def _rising(
    keys: Mapping[int, HeatKey],
    low: int,
    tallest: float,
    colours: Palette,
    name: Callable[[int], str],
) -> go.Bar:
    pitches = list(keys)
    return go.Bar(
        x=[middle(pitch, low) for pitch in pitches],
        width=_BAR_WIDE,
        base=_BARS_FROM,
        y=[round(_BARS_HIGH * keys[pitch].share / tallest, 4) for pitch in pitches],
        marker={"color": colours.new, "line": {"width": 0}},
        customdata=[keys[pitch].place for pitch in pitches],
        meta={"pitches": pitches},
        **_told([_lines(pitch, keys[pitch], name) for pitch in pitches]),
    )


def _crosses(pitches: list[int], low: int) -> go.Scatter:
    white = list(map(is_white, pitches))
    return go.Scatter(
        x=[middle(pitch, low) for pitch in pitches],
        y=[0.2 if ivory else 0.6 for ivory in white],
        mode="text",
        text=["✕"] * len(pitches),
        textfont={"size": 13, "color": [_EBONY if ivory else _IVORY for ivory in white]},
        hoverinfo="skip",
    )


def _told(texts: list[str]) -> dict[str, Any]:
    # A click chooses one key; Plotly would fade all the others.
    return {
        "hovertext": texts,
        "hoverinfo": "text",
        "unselected": {"marker": {"opacity": 1}},
    }


def _lines(pitch: int, key: HeatKey, name: Callable[[int], str]) -> str:
    return "<br>".join([f"<b>{escape(name(pitch))}</b>", *map(escape, key.told)])


def _colour(pitch: int, share: float) -> str:
    cold, warmth = _IVORY if is_white(pitch) else _EBONY, min(share, 1.0) ** 0.5
    mixed = [
        round(int(cold[at : at + 2], 16) * (1 - warmth) + int(_HOT[at : at + 2], 16) * warmth)
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in mixed)
