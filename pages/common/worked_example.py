"""A search small enough for a blackboard: three letters, three steps, chances in a table.

Chances depend on the letter before alone. The searches are those of ``core.decoding``,
which compute here what they compute for any network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from core.decoding import BeamTree, beam_search, greedy
from core.decoding.table import TableStepper
from core.theory import shown_pitch_class
from pages.common.i18n import _, number, solfege

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


def best(tree: BeamTree) -> list[int]:
    """Give the letters of the path that a search found."""
    return tree.path(tree.finals[0])


def letter(token: int) -> str:
    """Name a letter as the reader calls notes."""
    return shown_pitch_class(PITCHES[token], solfege=solfege())


def sequence_name(letters: Sequence[int]) -> str:
    """Name letters one after another."""
    return " ".join(map(letter, letters))


def show_chances() -> None:
    """Draw the table that stands for the network."""
    letters = [letter(token) for token in range(len(PITCHES))]
    st.caption(
        _(
            "It knows three notes, and looks only at the one before. A row tells how likely "
            "each note is to follow:"
        )
    )
    st.table(
        {
            _("After"): [_("the beginning"), *letters],
            **{
                f"→ {name}": [number(row[place], 2) for row in (CHANCES[-1], *CHANCES[:-1])]
                for place, name in enumerate(letters)
            },
        },
        hide_index=True,
    )
