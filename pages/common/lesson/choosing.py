"""Chapter 7: greedy search against a beam, on an example small enough for a blackboard."""

from __future__ import annotations

import math

import streamlit as st

from core.decoding import BeamTree
from core.figures import tree_figure
from core.midi import TICKS_PER_QUARTER
from core.note_tree import NoteTree, look
from pages.common.drawing import show_figure, theme, words
from pages.common.i18n import _, number
from pages.common.lesson import parts, sounds
from pages.common.player import hear
from pages.common.worked_example import (
    PITCHES,
    STEPS,
    best,
    chance,
    letter,
    searched,
    sequence_name,
    show_chances,
)

_WIDTHS = (1, 2, 3)
_STEP_QL = 0.5


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "A network only gives chances. Someone has to **choose**. *Greedy* search takes the "
            "likeliest note each time. *Beam* search keeps the **k** best beginnings alive and "
            "compares whole sequences. The chance of a sequence is the product of its notes' "
            "chances."
        )
    )
    with st.expander(_("The network of this example"), icon=":material/table:", expanded=True):
        show_chances()
    parts.try_it(_("go step by step with k = 1 (greedy), then with k = 2. Who ends up likelier?"))
    left, right = st.columns(2)
    width = int(
        left.segmented_control(
            _("Paths kept, k"),
            _WIDTHS,
            format_func=lambda k: _("1 (greedy)") if k == 1 else str(k),
            default=1,
            required=True,
            key="learn_k",
        )
        or 1
    )
    step = int(right.slider(_("Step"), 1, STEPS, key="learn_step"))
    tree = searched(width, step)
    with st.container(key="learn_tree"):
        _draw_tree(tree, key=f"learn_tree_{width}_{step}")
    st.table(_rows(tree, step), hide_index=True)
    _tell(tree, width, step)
    _listen()


def _draw_tree(tree: BeamTree, *, key: str) -> None:
    notes = NoteTree(tree, is_last=lambda token: True)

    def name(node: int) -> str:
        return letter(notes.node(node).tokens[0]) if node else _("End of the seed")

    def fate(node: int) -> str:
        return _("Kept") if notes.is_kept(node) else _("Dropped")

    show_figure(
        tree_figure(
            notes,
            look(notes, folded=False, beside=None),
            name=name,
            why=fate,
            chosen=None,
            theme=theme(),
            words=words(),
        ),
        key=key,
        alt=_("The tree of the search; the tables below say the same in words."),
    )


def _rows(tree: BeamTree, step: int) -> list[dict[str, str]]:
    """Give the candidates of a step, likeliest first, with how their chances come about."""
    nodes = sorted((node for node in tree if node.step == step), key=lambda node: -node.sum)
    rows = []
    for node in nodes:
        path = tree.path(node.id)
        own = math.exp(node.log_probability)
        product = number(math.exp(node.sum), 3)
        before = number(math.exp(node.sum - node.log_probability), 3)
        rows.append(
            {
                _("Sequence"): sequence_name(path),
                _("Its chance"): f"{before} × {number(own, 2)} = {product}"
                if step > 1
                else product,
                _("Fate"): _("Kept") if node.kept else _("Dropped"),
            }
        )
    return rows


def _tell(tree: BeamTree, width: int, step: int) -> None:
    if step < STEPS:
        st.caption(
            _(
                "Only what is kept goes on: the next step begins from there. Of each path the list "
                "shows only the notes that can still win."
            )
        )
        return
    letters = best(tree)
    found = _("Found: **{sequence}**, chance {chance}.").format(
        sequence=sequence_name(letters), chance=number(chance(letters), 3)
    )
    if width == 1:
        st.warning(
            found
            + " "
            + _(
                "Greedy took the likeliest first note and could not go back. There is a likelier "
                "sequence: try k = 2."
            ),
            icon=":material/trending_down:",
        )
    else:
        st.success(
            found
            + " "
            + _(
                "Its first note was only the second likeliest. The beam kept it alive long enough "
                "to see that it pays. No sequence of three notes is likelier here; with real "
                "music a beam can still miss the best one."
            ),
            icon=":material/trending_up:",
        )


def _listen() -> None:
    greedy, beam = (best(searched(width)) for width in _WIDTHS[:2])
    hear(
        sounds.score_of([[PITCHES[token]] for token in [*greedy, *beam]], step_ql=_STEP_QL),
        key="learn_choice",
        title=_("First what greedy found, then what the beam found"),
        seed_ticks=round(len(greedy) * _STEP_QL * TICKS_PER_QUARTER),
        compact=True,
    )
