"""What is marked on a piano roll of final paths: where the new notes begin, and the chosen path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.figures.canvas import Point
from core.figures.palette import Palette
from core.figures.words import Words

# Of a text whose height is a share of the plot's.
ON_DOMAIN = {"yref": "y domain", "showarrow": False}


def mark_beginning(layout: dict[str, Any], begin_s: float, colours: Palette, words: Words) -> None:
    """Tell on which side of the first new note is what."""
    line = {"color": colours.ink, "width": 1, "dash": "dot"}
    layout["shapes"].append(_line((begin_s, 0), (begin_s, 1), line, y_is_share=True))
    for text, anchor in ((f"← {words.seed} ", "right"), (f" {words.new} →", "left")):
        layout["annotations"].append(
            ON_DOMAIN | {"text": text, "x": begin_s, "y": 1, "xanchor": anchor, "yanchor": "top"}
        )


def mark_path(
    layout: dict[str, Any], span_s: tuple[float, float], rank: int, colours: Palette, words: Words
) -> None:
    """Draw under the notes a line from the chosen path's beginning to its end, with its name."""
    begin_s, end_s = span_s
    colour = colours.beam_look(rank)[0]
    low = layout["yaxis"]["range"][0]
    thick, thin = {"color": colour, "width": 5}, {"color": colour, "width": 2}
    layout["shapes"] += [
        _line((begin_s, low), (end_s, low), thick),
        *(_line((x, low), (x, low + 1.5), thin) for x in (begin_s, end_s)),
    ]
    layout["annotations"].append(
        {
            "text": f"<b>{words.beam} {rank + 1}</b>",
            "x": end_s,
            "y": low,
            "xshift": -3,
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
        }
    )


def _line(
    start: Point, end: Point, look: Mapping[str, Any], *, y_is_share: bool = False
) -> dict[str, Any]:
    (x0, y0), (x1, y1) = start, end
    yref = "y domain" if y_is_share else "y"
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "yref": yref, "line": look}
