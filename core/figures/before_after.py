"""Chances before and after: a thin bar for what was, a thick one under it for what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from core.figures.canvas import FONT
from core.figures.palette import Theme, palette

_ROW_PX, _HEAD_PX = 46, 44
# In rows: where a row's text stands and where its bars lie, and how thick they are.
_TEXT_AT, _BEFORE_AT, _AFTER_AT = -0.26, 0.04, 0.26
_THIN, _THICK = 0.13, 0.27


@dataclass(frozen=True)
class Change:
    """A row.

    Attributes
    ----------
    name, text
        What it is, and what is said of its chances.
    before, after
        The chances, 0 … 1.
    place
        What a click on it gives, as ``customdata``.
    """

    name: str
    text: str
    before: float
    after: float
    place: int = -1


def before_after_height_px(rows: int) -> int:
    """Give the height of a figure of so many rows."""
    return _HEAD_PX + _ROW_PX * rows


def before_after_figure(
    rows: Sequence[Change], *, before: str, after: str, theme: Theme = "light"
) -> go.Figure:
    """Draw rows from the top down.

    Parameters
    ----------
    before, after
        What the two bars are called.
    """
    colours = palette(theme)
    places = list(range(len(rows)))
    figure = go.Figure()
    for title, at, thick, colour, values in (
        (before, _BEFORE_AT, _THIN, colours.seed, [row.before for row in rows]),
        (after, _AFTER_AT, _THICK, colours.new, [row.after for row in rows]),
    ):
        figure.add_trace(
            go.Bar(
                name=escape(title),
                orientation="h",
                x=values,
                y=[place + at for place in places],
                width=thick,
                customdata=[row.place for row in rows],
                marker={"color": colour, "cornerradius": 2, "line": {"width": 0}},
                # A click chooses one row; Plotly would fade all the others.
                unselected={"marker": {"opacity": 1}},
                hoverinfo="none",
            )
        )
    # A whole row can be clicked, however short its bars are.
    most = max([1e-3, *(max(row.before, row.after) for row in rows)])
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=[most] * len(rows),
            y=places,
            width=0.96,
            customdata=[row.place for row in rows],
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
            unselected={"marker": {"opacity": 1}},
            hoverinfo="none",
            showlegend=False,
        )
    )
    # All at once: one by one they take several times as long.
    texts = [
        {
            "x": 0,
            "y": place + _TEXT_AT,
            "text": f"<b>{escape(row.name)}</b>  {escape(row.text)}",
            "font": {"size": 14, "color": colours.ink},
            "showarrow": False,
            "xanchor": "left",
            "align": "left",
        }
        for place, row in enumerate(rows)
    ]
    figure.update_layout(
        height=before_after_height_px(len(rows)),
        margin={"l": 4, "r": 4, "t": _HEAD_PX - 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink, "family": FONT, "size": 13},
        annotations=texts,
        barmode="overlay",
        hovermode="closest",
        clickmode="event+select",
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={"visible": False, "fixedrange": True, "range": [0, most]},
        yaxis={"visible": False, "fixedrange": True, "range": [len(rows) - 0.5, -0.5]},
    )
    return figure
