"""The beam's tree of probabilities: left to right, one node a token.

Final paths are strong lines, each with a colour and a dash of its own; what the search dropped is
faint. A node's size and a label's percentage tell how likely its token was, given its path.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from html import escape

import numpy as np
import plotly.graph_objects as go

from core.decoding import BeamTree, Node
from core.figures.layout import Places, place_nodes
from core.figures.palette import Palette, Theme, palette
from core.figures.words import Words, percent

_ROW_PX = 40
_LEAST_HEIGHT_PX, _MOST_HEIGHT_PX = 260, 900
_SMALLEST_PX, _LARGEST_PX = 7.0, 20.0
# Plotly lines have one width a trace: kept steps are drawn in classes of probability.
_KEPT_WIDTHS = ((0.0, 0.1, 1.0), (0.1, 0.3, 2.5), (0.3, 0.6, 5.0), (0.6, 2.0, 8.0))
# How far apart the strands of agreeing paths run, and how wide they may spread, in rows.
_RIBBON_ROWS, _RIBBON_MOST_ROWS = 0.08, 0.4
# With more steps than this, names lie on each other on any screen; they are told on hovering.
_MOST_NAMED_STEPS = 16

Label = Callable[[int], str]


def beam_tree_figure(
    tree: BeamTree,
    label: Label,
    *,
    first_step: int = 1,
    steps: int = 12,
    most_dropped: int | None = 6,
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw some steps of a search.

    Parameters
    ----------
    tree
        The search's history.
    label
        Tells what a token's id is called, for people.
    first_step, steps
        Which steps are shown: ``first_step`` is 1 … ``tree.steps``.
    most_dropped
        Of what was dropped, at most this many a step, the likeliest; None for all.

    Returns
    -------
    plotly Figure
        Final paths are traces with ``meta = {"final_rank": rank}``; nodes carry their id as
        ``customdata``.
    """
    words, colours = words or Words(), palette(theme)
    shown = _shown(tree, first_step, steps, most_dropped)
    places = place_nodes(tree, shown)
    figure = go.Figure()
    dropped = [node for node in shown if not node.kept]
    kept = [node for node in shown if node.kept]
    figure.add_trace(_lines(dropped, places, colours.faint, width=1, opacity=0.35))
    for least, most, width in _KEPT_WIDTHS:
        nodes = [node for node in kept if least <= math.exp(node.log_probability) < most]
        figure.add_trace(_lines(nodes, places, colours.new, width=width, opacity=0.2 + least / 2))
    for rank, strand in enumerate(_strands(tree, places)):
        figure.add_trace(_beam_line(rank, strand, colours, words))
    # The nodes just before the window only tell where its lines come from.
    named = {node.id for node in shown if node.step >= first_step and steps <= _MOST_NAMED_STEPS}
    for nodes, faint in ((dropped, True), (kept, False)):
        figure.add_trace(_markers(nodes, places, label, named, colours, words, faint=faint))
    rows = [y for _, y in places.values()]
    height = (max(rows) - min(rows) + 2) * _ROW_PX + 70
    last_step = max((node.step for node in shown), default=0)
    figure.update_layout(
        height=round(min(max(height, _LEAST_HEIGHT_PX), _MOST_HEIGHT_PX)),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        clickmode="event+select",
        dragmode="pan",
        hoverlabel={"align": "left"},
        xaxis={
            "title": words.step,
            # On the right there is room for the names of what was dropped.
            "range": [first_step - 1.25, last_step + 0.95],
            "automargin": True,
            "tickmode": "array",
            "tickvals": list(range(max(1, first_step), last_step + 1)),
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"visible": False, "range": [max(rows) + 1, min(rows) - 1], "fixedrange": True},
    )
    return figure


def _shown(tree: BeamTree, first_step: int, steps: int, most_dropped: int | None) -> list[Node]:
    """Give the nodes of the steps that are shown, and the kept ones just before them."""
    inside = (tree.column("step") >= first_step - 1) & (tree.column("step") < first_step + steps)
    found = [tree.node(int(number)) for number in np.flatnonzero(inside)]
    dropped: defaultdict[int, list[Node]] = defaultdict(list)
    for node in found:
        if not node.kept and node.step >= first_step:
            dropped[node.step].append(node)
    for nodes in dropped.values():
        nodes.sort(key=lambda node: -node.sum)
    likeliest = {node.id for nodes in dropped.values() for node in nodes[:most_dropped]}
    return [node for node in found if node.kept or node.id in likeliest]


def _lines(
    nodes: list[Node], places: Places, colour: str, *, width: float, opacity: float
) -> go.Scatter:
    """Draw the lines from parents to these nodes, as one trace with gaps."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for node in nodes:
        if node.parent is not None and node.parent in places:
            (x0, y0), (x1, y1) = places[node.parent], places[node.id]
            xs += [x0, x1, None]
            ys += [y0, y1, None]
    return go.Scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": colour, "width": width},
        opacity=opacity,
        hoverinfo="skip",
        showlegend=False,
    )


def _strands(tree: BeamTree, places: Places) -> list[list[tuple[float, float]]]:
    """Give each final path's points.

    Where paths agree they run beside each other, like the strands of a ribbon, the best one
    through the nodes and the others under it, clear of the names above; alone, a path runs through
    its nodes.
    """
    beams = tree.beams()
    apart = min(_RIBBON_ROWS, _RIBBON_MOST_ROWS / max(len(beams), 1))
    better: defaultdict[int, int] = defaultdict(int)
    strands = []
    for path in beams:
        strand = []
        for number in (0, *path):
            if number in places:
                x, y = places[number]
                strand.append((x, round(y + better[number] * apart, 3)))
                better[number] += 1
        strands.append(strand)
    return strands


def _beam_line(
    rank: int, strand: list[tuple[float, float]], colours: Palette, words: Words
) -> go.Scatter:
    colour, dash = colours.beam_look(rank)
    return go.Scatter(
        x=[x for x, _ in strand],
        y=[y for _, y in strand],
        mode="lines",
        name=f"{words.beam} {rank + 1}",
        meta={"final_rank": rank},
        line={"color": colour, "dash": dash, "width": 4 if rank == 0 else 2.5},
        hoverinfo="skip",
    )


def _markers(
    nodes: list[Node],
    places: Places,
    label: Label,
    named: set[int],
    colours: Palette,
    words: Words,
    *,
    faint: bool,
) -> go.Scatter:
    names = [words.end_of_seed if n.token is None else escape(label(n.token)) for n in nodes]
    shares = [math.exp(node.log_probability) for node in nodes]
    texts = [
        f"<b>{name}</b> {percent(share)}" if node.id in named else ""
        for node, name, share in zip(nodes, names, shares, strict=True)
    ]
    return go.Scatter(
        x=[places[node.id][0] for node in nodes],
        y=[places[node.id][1] for node in nodes],
        mode="markers+text",
        name=words.pruned if faint else words.kept,
        text=texts,
        textposition="middle right" if faint else "top center",
        textfont={"size": 10 if faint else 12, "color": colours.faint if faint else colours.ink},
        customdata=[node.id for node in nodes],
        hovertext=[
            _hover(node, name, share, words)
            for node, name, share in zip(nodes, names, shares, strict=True)
        ],
        hoverinfo="text",
        marker={
            "size": [
                round(_SMALLEST_PX + (_LARGEST_PX - _SMALLEST_PX) * share, 1) for share in shares
            ],
            "color": colours.faint if faint else colours.new,
            "opacity": [0.5 if faint else round(0.55 + 0.45 * share, 2) for share in shares],
            "symbol": "x-thin-open" if faint else "circle",
            "line": {"color": colours.ink, "width": 0 if not faint else 1},
        },
        # A click marks one node; it must not fade the others and their names.
        unselected={
            "marker": {"opacity": 0.5 if faint else 0.9},
            "textfont": {"color": colours.faint if faint else colours.ink},
        },
        showlegend=faint,
    )


def _hover(node: Node, name: str, share: float, words: Words) -> str:
    if node.token is None:
        return name
    return "<br>".join(
        (
            f"<b>{name}</b> · {words.kept if node.kept else words.pruned}",
            f"{words.step}: {node.step}",
            f"{words.probability}: {percent(share)}",
            f"{words.log_probability}: {words.number(node.log_probability, 3)}",
            f"{words.sum}: {words.number(node.sum, 3)}",
        )
    )
