"""Where a piano's keys lie: rectangles that can be clicked, outlines, middles. It draws nothing.

A white key is 1 wide and 1 high; x counts from the left edge of the lowest key, y from the near
edge upwards.
"""

from __future__ import annotations

from typing import NamedTuple

LOWEST, HIGHEST = 21, 108
BLACK_WIDE = 0.62
_BLACK_FROM = 0.4
# The two parts of a white key overlap a little, or a line would be seen between them.
_SEAM = 0.01
_WHITE = frozenset({0, 2, 4, 5, 7, 9, 11})


class Box(NamedTuple):
    """A part of a key; a white key has two, below the black ones and between them."""

    pitch: int
    left: float
    right: float
    bottom: float
    top: float


def is_white(pitch: int) -> bool:
    """Tell whether a pitch has a white key."""
    return pitch % 12 in _WHITE


def whites(low: int, pitch: int) -> int:
    """Count the white keys from ``low`` to below ``pitch``."""
    return sum(map(is_white, range(low, pitch)))


def middle(pitch: int, low: int) -> float:
    """Give the x of a key's middle."""
    return whites(low, pitch) + (0.5 if is_white(pitch) else 0.0)


def boxes(low: int, high: int) -> list[Box]:
    """Divide the keyboard, from white key to white key, so that a click hits just one key."""
    found = []
    half = BLACK_WIDE / 2
    for pitch in range(low, high + 1):
        left = float(whites(low, pitch))
        if not is_white(pitch):
            found.append(Box(pitch, left - half, left + half, _BLACK_FROM, 1.0))
            continue
        under = half if not is_white(pitch - 1) and pitch > low else 0.0
        over = half if not is_white(pitch + 1) and pitch < high else 0.0
        found.append(Box(pitch, left, left + 1, 0.0, _BLACK_FROM))
        found.append(Box(pitch, left + under, left + 1 - over, _BLACK_FROM - _SEAM, 1.0))
    return found


def outlines(low: int, high: int) -> list[tuple[float, float] | None]:
    """Give the keys' edges as lines through points, a None behind each line."""
    count = float(whites(low, high + 1))
    lines = [[(0.0, 0.0), (count, 0.0), (count, 1.0), (0.0, 1.0), (0.0, 0.0)]]
    for pitch in range(low + 1, high + 1):
        at = float(whites(low, pitch))
        if not is_white(pitch):
            left, right = at - BLACK_WIDE / 2, at + BLACK_WIDE / 2
            lines.append([(left, 1.0), (left, _BLACK_FROM), (right, _BLACK_FROM), (right, 1.0)])
            lines.append([(at, 0.0), (at, _BLACK_FROM)])
        elif is_white(pitch - 1):
            lines.append([(at, 0.0), (at, 1.0)])
    return [point for line in lines for point in (*line, None)]
