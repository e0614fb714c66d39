"""How the three networks read, as small drawings (SVG) of notes in a row."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.figures.palette import Palette

_STEP, _TOP, _RADIUS = 92, 138, 25
_HEIGHT = 172
_RISE = 0.36


def diagram(model: str, names: Sequence[str], colours: Palette, question: str = "?") -> str:
    """Draw how a network comes from notes to its guess.

    Parameters
    ----------
    model
        A key of ``core.models.MODELS``: ``gru`` hands a summary on from note to note,
        ``gru-attention`` also looks back from the last, ``transformer`` looks back from each.
    names
        The notes' names, two or more.

    Returns
    -------
    str
        A whole SVG document with a transparent ground.
    """
    count = len(names)
    drawn = []
    if model != "transformer":
        drawn += [_arrow(_x(at), _x(at + 1), colours) for at in range(count - 1)]
    readers = {"gru": [], "gru-attention": [count - 1], "transformer": range(1, count)}[model]
    for reader in readers:
        last = reader == count - 1
        drawn += [_arc(_x(reader), _x(seen), colours, strong=last) for seen in range(reader)]
    drawn.append(_arrow(_x(count - 1), _x(count), colours))
    drawn += [_circle(_x(at), name, colours.new, colours) for at, name in enumerate(names)]
    drawn.append(_circle(_x(count), question, colours.beams[1], colours, dashed=True))
    width = _x(count) + _STEP // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" '
        f'width="{width}" height="{_HEIGHT}" font-family="sans-serif">{"".join(drawn)}</svg>'
    )


def _x(place: int) -> int:
    return _STEP // 2 + place * _STEP


def _circle(x: int, name: str, colour: str, colours: Palette, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<circle cx="{x}" cy="{_TOP}" r="{_RADIUS}" fill="{colour}" fill-opacity="0.16" '
        f'stroke="{colour}" stroke-width="2.5"{dash}/>'
        f'<text x="{x}" y="{_TOP + 5}" text-anchor="middle" font-size="16" font-weight="600" '
        f'fill="{colours.ink}">{escape(name)}</text>'
    )


def _arrow(begin: int, end: int, colours: Palette) -> str:
    """Draw an arrow from one circle's edge to the next one's."""
    x0, x1 = begin + _RADIUS + 4, end - _RADIUS - 5
    return (
        f'<path d="M{x0} {_TOP} H{x1 - 7}" stroke="{colours.ink}" stroke-width="4" fill="none"/>'
        f'<path d="M{x1 - 9} {_TOP - 7} L{x1} {_TOP} L{x1 - 9} {_TOP + 7} Z" '
        f'fill="{colours.ink}"/>'
    )


def _arc(reader: int, seen: int, colours: Palette, *, strong: bool) -> str:
    """Draw a look back, above the circles; the last note's are strong."""
    edge = _TOP - _RADIUS - 3
    # A cubic curve rises to three quarters of the way to its control points.
    top = edge - 20 - (reader - seen) * _RISE
    width, opacity = (2.5, 0.9) if strong else (1.5, 0.4)
    return (
        f'<path d="M{reader} {edge} C{reader} {top:.1f} {seen} {top:.1f} {seen} {edge}" '
        f'fill="none" stroke="{colours.beams[1]}" stroke-width="{width}" '
        f'stroke-opacity="{opacity}"/>'
    )
