"""One step of a search as a race: who competes, how far each one got, and whom the search keeps.

Each candidate has a row, the best on top: a mark where the hypothesis stood that it goes on from,
and a line to where its own token takes it. To the right is likelier. It draws numbers and names
that it is given, and knows no search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from core.figures.canvas import FONT
from core.figures.palette import Palette, Theme, palette
from core.figures.race_rows import CUT_ROWS, Row, Runner, rows_of, span
from core.figures.words import Words

_ROW_PX, _AXIS_PX, _FONT_PX = 44, 62, 16
_BADGE_PX, _CROSS_PX = 21, 10
# In rows: the room for what is not shown.
_MORE_ROWS = 0.7
# A row's name stands above its line.
_NAME_ROWS, _LINE_ROWS = -0.2, 0.25


def race_figure(
    runners: Sequence[Runner],
    *,
    cut: tuple[int, str] | None = None,
    more: str = "",
    rows: int = 0,
    axis: str = "Sum so far",
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw who competes at a step.

    Parameters
    ----------
    runners
        At least one, the best first.
    cut
        After how many of them a line is drawn, and what it is called.
    more
        Says what is not shown.
    rows
        For so many the figure has room at least, so that it stays as high from step to step.
    axis
        What the numbers are.

    Returns
    -------
    plotly Figure
        The ends of the lines are traces named ``words.kept`` and ``words.pruned``, with the
        runners' places as ``customdata``.
    """
    words, colours = words or Words(), palette(theme)
    left, right = span(runners)
    placed = rows_of(runners, None if cut is None else cut[0], left)
    kept = [row for row in placed if row.runner.survives]
    dropped = [row for row in placed if not row.runner.survives]
    figure = go.Figure()
    figure.add_trace(_lines(((left, right, row.y) for row in placed), colours.grid, width=1))
    for those, colour, width in ((dropped, colours.faint, 2), (kept, colours.new, 6)):
        running = [row for row in those if not row.runner.waits]
        stems = ((max(r.runner.before, left), max(r.runner.own, left), r.y) for r in running)
        figure.add_trace(_lines(stems, colour, width=width))
        taken = ((max(r.runner.own, left), r.x, r.y) for r in running if r.runner.own != r.x)
        figure.add_trace(_lines(taken, colour, width=2, dash="dot"))
    figure.add_trace(_starts(placed, left, colours))
    figure.add_traces([_dropped(dropped, colours, words), _kept(kept, colours, words)])
    for those, colour in ((dropped, colours.faint), (kept, colours.ink)):
        figure.add_trace(_texts(those, [row.name for row in those], left, "middle right", colour))
        scores = [words.number(row.runner.score, 2).replace("-", "−") for row in those]
        figure.add_trace(_texts(those, scores, right, "middle left", colour))
    last = placed[-1].y
    if cut is not None:
        _draw_cut(figure, cut[0] + (CUT_ROWS - 1) / 2 - 0.05, cut[1], colours)
    if more:
        _write(figure, last + _MORE_ROWS + 0.05, escape(more), colours.faint)
    bottom = max(rows - 1 + CUT_ROWS, last) + _MORE_ROWS + 0.4
    figure.update_layout(
        height=round((bottom + 0.6) * _ROW_PX) + _AXIS_PX,
        margin={"l": 8, "r": 8, "t": 4, "b": _AXIS_PX - 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink, "family": FONT, "size": _FONT_PX},
        showlegend=False,
        hoverlabel={"align": "left"},
        xaxis={
            "title": {"text": escape(axis), "font": {"size": 14}, "standoff": 6},
            "range": [left, right],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "nticks": 6,
            "tickfont": {"size": 13},
        },
        yaxis={"visible": False, "range": [bottom, -0.6], "fixedrange": True},
    )
    return figure


def _lines(
    spans: Iterable[tuple[float, float, float]], colour: str, *, width: float, dash: str = "solid"
) -> go.Scatter:
    """Draw level lines (from, to, row) as one trace with gaps."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for begin, end, y in spans:
        xs += [begin, end, None]
        ys += [y + _LINE_ROWS, y + _LINE_ROWS, None]
    line = {"color": colour, "width": width, "dash": dash}
    return go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")


def _starts(rows: Sequence[Row], left: float, colours: Palette) -> go.Scatter:
    running = [row for row in rows if not row.runner.waits and row.runner.before >= left]
    return go.Scatter(
        x=[row.runner.before for row in running],
        y=[row.y + _LINE_ROWS for row in running],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 12,
            "line": {"width": 2, "color": colours.ink},
        },
        hoverinfo="skip",
    )


def _dropped(rows: Sequence[Row], colours: Palette, words: Words) -> go.Scatter:
    def symbol(row: Row) -> str:
        if row.is_off:
            return "triangle-left-open"
        return "diamond-x-open" if row.runner.waits else "x"

    marker = {
        "symbol": [symbol(row) for row in rows],
        "size": _CROSS_PX,
        "color": colours.faint,
        "line": {"width": 1.5, "color": colours.faint},
    }
    return _ends(rows, marker, words.pruned, words)


def _kept(rows: Sequence[Row], colours: Palette, words: Words) -> go.Scatter:
    # One colour for all: a rank's own would jump from path to path, from step to step.
    marker = {
        "symbol": ["diamond" if row.runner.waits else "circle" for row in rows],
        "size": [_BADGE_PX + 4 if row.runner.waits else _BADGE_PX for row in rows],
        "color": colours.new,
        "opacity": 1,
    }
    trace = _ends(rows, marker, words.kept, words)
    return trace.update(
        mode="markers+text",
        text=[f"<b>{(row.runner.rank or 0) + 1}</b>" for row in rows],
        textfont={"size": 13, "color": colours.page},
    )


def _ends(rows: Sequence[Row], marker: Mapping[str, Any], name: str, words: Words) -> go.Scatter:
    return go.Scatter(
        x=[row.x for row in rows],
        y=[row.y + _LINE_ROWS for row in rows],
        mode="markers",
        name=name,
        customdata=[row.runner.place for row in rows],
        marker=dict(marker),
        hovertext=[_hover(row, words) for row in rows],
        hoverinfo="text",
    )


def _hover(row: Row, words: Words) -> str:
    runner = row.runner
    lines = [f"{row.name} · {words.kept if runner.survives else words.pruned}"]
    if not runner.waits:
        own = words.number(runner.own - runner.before, 3)
        lines.append(f"{words.log_probability}: {own}")
    return "<br>".join([*lines, f"{words.sum}: {words.number(runner.score, 3)}"])


def _texts(
    rows: Sequence[Row], texts: Sequence[str], x: float, side: str, colour: str
) -> go.Scatter:
    return go.Scatter(
        x=[x] * len(rows),
        y=[row.y + _NAME_ROWS for row in rows],
        mode="text",
        text=list(texts),
        textposition=side,
        textfont={"size": _FONT_PX, "color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _draw_cut(figure: go.Figure, y: float, name: str, colours: Palette) -> None:
    line: dict[str, Any] = {"color": colours.ink, "width": 2, "dash": "dash"}
    figure.add_shape(
        type="line", xref="x domain", x0=0, x1=1, yref="y", y0=y + 0.22, y1=y + 0.22, line=line
    )
    _write(figure, y - 0.1, f"<b>{escape(name)}</b>", colours.ink)


def _write(figure: go.Figure, y: float, text: str, colour: str) -> None:
    figure.add_annotation(
        xref="x domain",
        x=0,
        xanchor="left",
        yref="y",
        y=y,
        yanchor="middle",
        showarrow=False,
        text=text,
        font={"size": 14, "color": colour},
    )
