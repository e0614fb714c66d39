"""What looking further back saves each network: the lecture's open question, drawn."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from core.figures.palette import Theme, palette
from core.figures.words import Words

_HEIGHT_PX = 380
_MARKERS = ("circle", "square", "diamond")


def memory_figure(
    losses: Mapping[str, Mapping[int, float]],
    *,
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw the loss against the memory, a line a network, its name at the line's end.

    Parameters
    ----------
    losses
        Nats a note by memory in words, by the network's name as it is shown.
    """
    words, colours = words or Words(), palette(theme)
    figure = go.Figure()
    for rank, (name, by_memory) in enumerate(losses.items()):
        colour, dash = colours.beam_look(rank)
        memories = sorted(by_memory)
        figure.add_trace(
            go.Scatter(
                x=memories,
                y=[by_memory[memory] for memory in memories],
                name=name,
                mode="lines+markers+text",
                text=[*[""] * (len(memories) - 1), f" {name}"],
                textposition="middle right",
                textfont={"color": colour},
                cliponaxis=False,
                line={"color": colour, "dash": dash, "width": 3},
                marker={"color": colour, "size": 11, "symbol": _MARKERS[rank % len(_MARKERS)]},
                hovertemplate="%{x}: %{y:.3f}",
            )
        )
    memories = sorted({memory for by_memory in losses.values() for memory in by_memory})
    figure.update_layout(
        height=_HEIGHT_PX,
        margin={"l": 8, "r": 150, "t": 16, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink, "size": 14},
        showlegend=False,
        xaxis={
            "title": words.memory,
            "type": "log",
            "tickvals": memories,
            "gridcolor": colours.grid,
            "automargin": True,
        },
        yaxis={
            "title": words.loss_per_note,
            "gridcolor": colours.grid,
            "zeroline": False,
            "automargin": True,
        },
    )
    return figure
