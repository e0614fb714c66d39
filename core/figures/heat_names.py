"""Where names stand over a keyboard's bars: each as low as it can, and none on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Keys with less than this need not be seen.
LEAST_SHARE = 0.004
# The height of the picture; a white key is 1 wide and 1 high.
TOP = 3.0
_MOST_NAMED = 5
# A name's height. It is lifted over what is in its way, if it is worth that.
_NAME_HIGH = 0.44
_LEAST_LIFTED = 0.05


@dataclass(frozen=True)
class Tip:
    """The end of a bar, where its name stands if nothing is in its way."""

    x: float
    y: float
    share: float


def name_heights(tips: Mapping[int, Tip], across: float) -> dict[int, float]:
    """Give the likeliest pitches and the heights of their names, of which no two overlap."""
    placed: dict[int, float] = {}
    likeliest = sorted(tips, key=lambda pitch: -tips[pitch].share)
    for pitch in (p for p in likeliest if tips[p].share >= LEAST_SHARE):
        tip = tips[pitch]
        near = [o for o in tips if o != pitch and abs(tips[o].x - tip.x) < across]
        # A bar is half as much in the way as a name.
        bars = [tips[o].y for o in near if abs(tips[o].x - tip.x) < (across + 1) / 2]
        names = [placed[o] for o in near if o in placed]
        for height in (tip.y, *sorted([*bars, *(n + _NAME_HIGH for n in names)])):
            free = all(abs(height - n) >= _NAME_HIGH - 1e-9 for n in names)
            if height < tip.y or not free or any(height < bar for bar in bars):
                continue
            lifted = height > tip.y
            if height + _NAME_HIGH <= TOP and (not lifted or tip.share >= _LEAST_LIFTED):
                placed[pitch] = height
            break
        if len(placed) == _MOST_NAMED:
            break
    return placed
