"""What is commonest, as bars, and how much of the whole the commonest things make up, as a line.

They draw numbers under names that they are given, and know nothing of music or of words.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from core.figures.palette import Palette, Theme, palette

_ROW_PX = 27
_COVERAGE_PX = 380
# Room at the right end for a bar's number.
_SPARE = 1.22
# So long a line fits beside a mark on a phone.
_LINE_CHARACTERS = 14


def bars_figure(
    names: Sequence[str],
    shares: Sequence[float],
    texts: Sequence[str],
    *,
    chosen: int | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw lying bars, the first on top, each with its name before it and a text behind it.

    Parameters
    ----------
    names, texts
        As they are to be read.
    shares
        How long each bar is, 0 … 1.
    chosen
        The place of the bar in another colour. A bar's ``customdata`` is its place.
    """
    colours = palette(theme)
    rows = list(range(len(names)))
    figure = go.Figure(
        go.Bar(
            orientation="h",
            x=list(shares),
            y=rows,
            text=list(texts),
            textposition="outside",
            cliponaxis=False,
            customdata=rows,
            marker={
                "color": [colours.seed if row == chosen else colours.new for row in rows],
                "cornerradius": 3,
                "line": {"width": 0},
            },
            # A click chooses one bar; Plotly would fade all the others.
            unselected={"marker": {"opacity": 1}},
            hoverinfo="none",
        )
    )
    figure.update_layout(
        **_plain(colours, height_px=_ROW_PX * max(len(rows), 3) + 16),
        bargap=0.25,
        clickmode="event+select",
        xaxis={
            "visible": False,
            "fixedrange": True,
            "range": [0, max(shares, default=1) * _SPARE],
        },
        yaxis={
            "tickvals": rows,
            "ticktext": [f"{name} " for name in names],
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
    )
    return figure


def coverage_figure(
    shares: Sequence[float],
    marks: Sequence[tuple[int, str]],
    *,
    x_title: str,
    y_title: str,
    theme: Theme = "light",
) -> go.Figure:
    """Draw how much the commonest 1, 2, … things make up together.

    Parameters
    ----------
    shares
        Of all, 0 … 1; never falling.
    marks
        Points worth reading off: how many things (from 1), and what to write there.
    """
    colours = palette(theme)
    ranks = list(range(1, len(shares) + 1))
    # A mark's text stands to its right, and is at most as long as half the line.
    right = max([len(shares), *(2 * rank for rank, _ in marks)])
    figure = go.Figure(
        go.Scatter(
            x=[0, *ranks],
            y=[0, *shares],
            mode="lines",
            line={"color": colours.new, "width": 3},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[rank for rank, _ in marks],
            y=[shares[rank - 1] for rank, _ in marks],
            text=["<br>".join(_lines(text)) for _, text in marks],
            mode="markers+text",
            textposition="bottom right",
            cliponaxis=False,
            marker={"color": colours.ink, "size": 10},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        **_plain(colours, height_px=_COVERAGE_PX),
        xaxis={
            "title": x_title,
            "gridcolor": colours.grid,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
            "range": [0, right],
        },
        yaxis={
            "title": y_title,
            "range": [0, 1.02],
            "tickformat": ".0%",
            "gridcolor": colours.grid,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return figure


def _lines(text: str) -> list[str]:
    """Break a mark's text, each line a little away from the mark."""
    return [f" {line}" for line in textwrap.wrap(text, _LINE_CHARACTERS, break_long_words=False)]


def _plain(colours: Palette, *, height_px: int) -> dict[str, Any]:
    return {
        "height": height_px,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": colours.ink, "size": 14},
        "showlegend": False,
        # A finger that moves over a figure scrolls the page instead of the figure.
        "dragmode": False,
    }
