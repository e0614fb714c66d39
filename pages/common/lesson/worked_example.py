"""A search small enough for a blackboard: three letters, three steps, chances in a table.

Chances depend on the letter before alone. The searches are those of ``core.decoding``,
which compute here what they compute for any network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.decoding import BeamTree, beam_search, greedy
from core.decoding.table import TableStepper

STEPS = 3
# La, Si, Do in Spanish: the letters are notes, and can be heard.
PITCHES = (69, 71, 72)
START = len(PITCHES)
# By the letter before, the chances of A, B and C; the last row is for the beginning.
CHANCES = (
    (0.3, 0.4, 0.3),
    (0.1, 0.1, 0.8),
    (0.2, 0.7, 0.1),
    (0.5, 0.4, 0.1),
)
_STEPPER = TableStepper(CHANCES)


def searched(width: int, steps: int = STEPS) -> BeamTree:
    """Search so many steps with a beam of this width; 1 is the greedy search."""
    if width == 1:
        # The same as a beam of 1, and its tree shows what else there was.
        return greedy(_STEPPER, [START], steps)
    return beam_search(_STEPPER, [START], steps, width)


def chance(letters: Sequence[int]) -> float:
    """Give a sequence's chance: the product of its letters' own."""
    before = [START, *letters]
    return math.prod(CHANCES[b][letter] for b, letter in zip(before, letters, strict=False))
