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
    return _with_all(beam_search(_STEPPER, [START], steps, width))


def _with_all(tree: BeamTree) -> BeamTree:
    """Add the continuations that a beam need not look at, as dropped ones: readers count them.

    None is among the ``k`` best of its hypothesis, and so none among those of its step.
    """
    whole, ids = BeamTree(), {0: 0}
    for step in range(1, tree.steps + 1):
        nodes = sorted((node for node in tree if node.step == step), key=lambda node: node.place)
        rows = [
            (int(node.parent or 0), node.token, node.log_probability, node.sum, node.kept)
            for node in nodes
        ]
        known = {row[:2] for row in rows}
        others = [
            (parent, token, math.log(share), tree.node(parent).sum + math.log(share), False)
            for parent in sorted({parent for parent, _token in known})
            for token, share in enumerate(CHANCES[_last_letter(tree, parent)])
            if (parent, token) not in known
        ]
        # What ties keeps the search's own order.
        ranked = sorted([*rows, *others], key=lambda row: -round(row[3], 6))
        parents, tokens, own, sums, kept = zip(*ranked, strict=True)
        added = whole.add(
            [ids[parent] for parent in parents],
            *(tokens, own, sums, kept),
            places=range(1, len(ranked) + 1),
        )
        now = {row[:2]: int(new) for row, new in zip(ranked, added, strict=True)}
        ids |= {node.id: now[row[:2]] for node, row in zip(nodes, rows, strict=True)}
    whole.finish(ids[final] for final in tree.finals)
    return whole


def _last_letter(tree: BeamTree, node: int) -> int:
    return [START, *tree.path(node)][-1]


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
