"""The attention picture: notes on a roll, and arcs from one of them back to those it looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go

from core.figures.palette import Palette, Theme, palette
from core.figures.words import percent

_HEIGHT_PX = 340
_LEAST_SEMITONES = 14
# Looks under this share are shown by the note's colour alone.
_LEAST_ARC = 0.04
_MOST_ARCS = 8
_WIDEST_PX = 9.0
_ARC_POINTS = 24
_FAINTEST = 0.16
_AHEAD = 0.1
# A name takes this share of the width and so many rows, on a phone.
_NAME_SHARE, _NAME_SEMITONES = 0.2, 2.5


@dataclass(frozen=True)
class Spot:
    """A note or chord where the picture shows it.

    Attributes
    ----------
    begin_ql, length_ql
        In quarters.
    pitches
        MIDI numbers, at least one.
    label
        Its name for people.
    """

    begin_ql: float
    length_ql: float
    pitches: tuple[int, ...]
    label: str


def attention_figure(
    spots: Sequence[Spot],
    looks: Sequence[float],
    chosen: int,
    *,
    theme: Theme = "light",
    quarters: str = "Quarters",
) -> go.Figure:
    """Draw what the chosen note looked at: the more, the stronger the note and its arc.

    Parameters
    ----------
    spots
        The notes in the order in which they were read.
    looks
        For each note up to the chosen one, 0 … 1, its share of the chosen note's look.
    chosen
        The place of the note that looks, from 0; what comes after it is hardly seen.
    quarters
        The title of the time axis.
    """
    colours = palette(theme)
    figure = go.Figure()
    for at in _strongest(looks, chosen):
        figure.add_trace(_arc(spots[chosen], spots[at], looks[at], colours))
    strongest = max([*looks[:chosen], _LEAST_ARC])
    for at, spot in enumerate(spots):
        share = looks[at] if at <= chosen else 0.0
        figure.add_trace(_bars(spot, share, at - chosen, share / strongest, colours))
    for at in _named(spots, looks, chosen):
        figure.add_annotation(
            x=_middle(spots[at])[0],
            y=max(spots[at].pitches) + 0.6,
            text=f"<b>{escape(spots[at].label)}</b> {percent(looks[at])}",
            font={"size": 12, "color": colours.ink},
            showarrow=False,
            yanchor="bottom",
        )
    pitches = [pitch for spot in spots for pitch in spot.pitches]
    spare = max(3, (_LEAST_SEMITONES - (max(pitches) - min(pitches))) // 2)
    figure.update_layout(
        barmode="overlay",
        height=_HEIGHT_PX,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink},
        showlegend=False,
        xaxis={
            "title": quarters,
            "gridcolor": colours.grid,
            "zeroline": False,
            "automargin": True,
        },
        yaxis={
            "range": [min(pitches) - spare, max(pitches) + spare + 3],
            "visible": False,
            "fixedrange": True,
        },
    )
    return figure


def _strongest(looks: Sequence[float], chosen: int) -> list[int]:
    """Give the places of the earlier notes that get an arc, the least looked at first."""
    seen = [at for at in range(chosen) if looks[at] >= _LEAST_ARC]
    return sorted(seen, key=lambda at: looks[at])[-_MOST_ARCS:]


def _named(spots: Sequence[Spot], looks: Sequence[float], chosen: int) -> list[int]:
    """Give the places of those with an arc whose names do not lie on a stronger one's."""
    named: list[int] = []
    for at in reversed(_strongest(looks, chosen)):
        x, y = _middle(spots[at])
        others = [_middle(spots[other]) for other in named]
        across = (spots[-1].begin_ql + spots[-1].length_ql) * _NAME_SHARE
        if not any(abs(x - u) < across and abs(y - v) < _NAME_SEMITONES for u, v in others):
            named.append(at)
    return named


def _bars(spot: Spot, share: float, place: int, strength: float, colours: Palette) -> go.Bar:
    opacity = 1.0 if place == 0 else _AHEAD
    if place < 0:
        opacity = _FAINTEST + (1 - _FAINTEST) * min(strength, 1.0)
    return go.Bar(
        orientation="h",
        base=[spot.begin_ql] * len(spot.pitches),
        x=[spot.length_ql * 0.94] * len(spot.pitches),
        y=list(spot.pitches),
        width=0.86,
        opacity=round(opacity, 3),
        marker={
            "color": colours.beams[1] if place == 0 else colours.new,
            "cornerradius": 3,
            "line": {"width": 0},
        },
        hovertext=f"<b>{escape(spot.label)}</b> {percent(share) if place <= 0 else ''}",
        hoverinfo="text",
        meta={"place": place},
    )


def _arc(reader: Spot, seen: Spot, share: float, colours: Palette) -> go.Scatter:
    (x0, y0), (x1, y1) = _middle(reader), _middle(seen)
    along = np.linspace(0, 1, _ARC_POINTS)
    lift = 2.0 + 0.35 * abs(x1 - x0)
    height = max(y0, y1) + lift
    x = x0 + (x1 - x0) * along
    # A quadratic Bézier curve through the point above both.
    y = (1 - along) ** 2 * y0 + 2 * along * (1 - along) * height + along**2 * y1
    return go.Scatter(
        x=x.round(3),
        y=y.round(3),
        mode="lines",
        line={"color": colours.beams[1], "width": round(1 + _WIDEST_PX * share, 1)},
        opacity=0.55,
        hoverinfo="skip",
    )


def _middle(spot: Spot) -> tuple[float, float]:
    return spot.begin_ql + spot.length_ql / 2, float(max(spot.pitches))
