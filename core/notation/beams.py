"""Which short notes share a beam: those of one beat, or of half a bar of plain eighths.

It knows values and places, and no pitch.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from core.midi import TICKS_PER_QUARTER
from core.notation.measures import Measure
from core.notation.rhythm import Sign

Beam = Literal["start", "continue", "stop", "partial-right", "partial-left"]
_EIGHTH = 8
_HALF_TICKS = 2 * TICKS_PER_QUARTER


def beams(signs: Sequence[Sign], measure: Measure) -> list[list[Beam]]:
    """Give each sign's beams, the outermost first; none to those that have a flag or no stem."""
    found: list[list[Beam]] = [[] for _ in signs]
    numbered = [(number, sign, _group(sign, signs, measure)) for number, sign in enumerate(signs)]
    for key, run in groupby(numbered, key=lambda item: (_short(item[1]), item[2])):
        members = list(run)
        if key[0] and len(members) > 1:
            depths = [_depth(sign) for _, sign, _ in members]
            for (number, _, _), beam in zip(members, _beamed(depths), strict=True):
                found[number] = beam
    return found


def _short(sign: Sign) -> bool:
    return bool(sign.notes) and sign.value >= _EIGHTH


def _depth(sign: Sign) -> int:
    return sign.value.bit_length() - _EIGHTH.bit_length() + 1


def _group(sign: Sign, signs: Sequence[Sign], measure: Measure) -> int:
    """Number the stretch of the measure whose notes may share a beam with this one."""
    place = measure.place(sign.begin_ticks)
    pulse = measure.pulse_ticks
    if pulse < TICKS_PER_QUARTER and not measure.compound:
        return _pair(place // pulse, measure)
    whole = measure.length_ticks + measure.missing_ticks
    if not measure.compound and whole in (_HALF_TICKS, 2 * _HALF_TICKS):
        half = place // _HALF_TICKS
        together = [s for s in signs if measure.place(s.begin_ticks) // _HALF_TICKS == half]
        if all(not s.tuplet and (not _short(s) or s.value == _EIGHTH) for s in together):
            return half * _HALF_TICKS
        pulse = TICKS_PER_QUARTER
    return place // pulse * pulse


def _pair(beat: int, measure: Measure) -> int:
    """Group short beats: 3/8 as one, 5/8 as 2 + 3, 7/8 as 2 + 2 + 3, sixteenths by the quarter."""
    size = max(2, 2 * measure.beat_value // _EIGHTH)
    return min(beat // size, max(measure.beats // size - 1, 0))


def _beamed(depths: Sequence[int]) -> list[list[Beam]]:
    found: list[list[Beam]] = [[] for _ in depths]
    for level in range(1, max(depths) + 1):
        for index, depth in enumerate(depths):
            if depth < level:
                continue
            before = index > 0 and depths[index - 1] >= level
            after = index + 1 < len(depths) and depths[index + 1] >= level
            if before and after:
                found[index].append("continue")
            elif before or after:
                found[index].append("stop" if before else "start")
            else:
                found[index].append("partial-left" if index else "partial-right")
    return found
