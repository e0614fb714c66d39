"""Which hand plays which notes of keyboard music.

The line between the hands moves through the music: hands stay within an octave or a ninth, the
line lies in gaps and stays where it is if it can, near middle C. It knows no staves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from core.notation.lines import Written

_MIDDLE_C = 60
# The line may lie just below any of these pitches.
_LINES = range(43, 80)
_REACH_SEMITONES = 14
# Costs: of a semitone over a hand's reach, of a semitone from middle C, of moving by a semitone.
_STRETCH, _AWAY, _MOVE = 4.0, 0.15, 0.35
# A gap round the line is worth so much a semitone, up to an octave.
_GAP, _WIDEST_GAP = 0.3, 12


def divide_hands(notes: Sequence[Written]) -> tuple[list[Written], list[Written]]:
    """Give the right hand's notes and the left's."""
    ordered = sorted(notes, key=lambda note: (note.begin_ticks, note.pitch))
    onsets = [list(group) for _, group in groupby(ordered, key=lambda note: note.begin_ticks)]
    lines = _cheapest([_costs(pitches) for pitches in _sounding(onsets)])
    right: list[Written] = []
    left: list[Written] = []
    for begun, line in zip(onsets, lines, strict=True):
        for note in begun:
            (right if note.pitch >= line else left).append(note)
    return right, left


def _sounding(onsets: Sequence[Sequence[Written]]) -> list[list[int]]:
    """Give the pitches that sound at each onset, held ones included, from the lowest up."""
    held: list[Written] = []
    found = []
    for begun in onsets:
        held = [note for note in held if note.end_ticks > begun[0].begin_ticks] + list(begun)
        found.append(sorted(note.pitch for note in held))
    return found


def _costs(pitches: Sequence[int]) -> list[float]:
    """Tell what each place of the line costs where these pitches sound."""
    found = []
    for line in _LINES:
        below = [pitch for pitch in pitches if pitch < line]
        above = [pitch for pitch in pitches if pitch >= line]
        cost = _AWAY * abs(line - _MIDDLE_C)
        for hand in (below, above):
            if hand:
                cost += _STRETCH * max(hand[-1] - hand[0] - _REACH_SEMITONES, 0)
        if below and above:
            cost -= _GAP * min(above[0] - below[-1], _WIDEST_GAP)
        found.append(cost)
    return found


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Choose a line for each onset at the least cost in all, moves included."""
    places = range(len(_LINES))
    sums = [0.0] * len(_LINES)
    ways: list[list[int]] = []
    for row in costs:
        # The cheapest place to come from, found from both sides: moving costs by the semitone.
        origin = list(places)
        for order in (places, reversed(places)):
            before = None
            for place in order:
                if before is not None and sums[before] + _MOVE < sums[place]:
                    sums[place], origin[place] = sums[before] + _MOVE, origin[before]
                before = place
        sums = [total + cost for total, cost in zip(sums, row, strict=True)]
        ways.append(origin)
    place = min(places, key=sums.__getitem__)
    chosen = []
    for origin in reversed(ways):
        chosen.append(_LINES[place])
        place = origin[place]
    return chosen[::-1]
