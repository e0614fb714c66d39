"""Tones as waves: how the air trembles over some hundredths of a second."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from core.figures.palette import Theme, palette

_HEIGHT_PX = 220
_POINTS = 900


def wave_figure(
    tones_hz: Mapping[str, float],
    *,
    span_ms: float = 20,
    theme: Theme = "light",
    milliseconds: str = "Milliseconds",
) -> go.Figure:
    """Draw pure tones over each other, the first one strongest.

    Parameters
    ----------
    tones_hz
        Frequencies by the names that the legend shows.
    span_ms
        How much time is shown.
    milliseconds
        The title of the time axis.
    """
    colours = palette(theme)
    time_ms = np.linspace(0, span_ms, _POINTS)
    figure = go.Figure()
    for rank, (name, frequency_hz) in enumerate(tones_hz.items()):
        colour, dash = colours.beam_look(rank)
        figure.add_trace(
            go.Scatter(
                x=time_ms,
                y=np.sin(2 * np.pi * frequency_hz * time_ms / 1000).round(4),
                name=name,
                mode="lines",
                line={"color": colour, "dash": dash, "width": 2.5 if rank == 0 else 1.5},
                hoverinfo="skip",
            )
        )
    figure.update_layout(
        height=_HEIGHT_PX,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink},
        showlegend=len(tones_hz) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        xaxis={"title": milliseconds, "gridcolor": colours.grid, "automargin": True},
        yaxis={"visible": False, "range": [-1.15, 1.15], "fixedrange": True},
    )
    return figure
