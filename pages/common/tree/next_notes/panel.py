"""What could come next at a node: a keyboard, a list with before and after, and the looks back.

A worker asks the network; what it said is kept, so that a node that is gone back to, and another
temperature, cost nothing. Until it has said it, the same figures stand there empty.
"""

from __future__ import annotations

import hashlib
from functools import partial

import streamlit as st

from core.next_notes import Outlook
from core.recipe import TEMPERATURE, Recipe
from pages.common.i18n import _, number
from pages.common.session import Result
from pages.common.tree.next_notes.asking import Words, found_next, offer_again
from pages.common.tree.next_notes.board import Board, Take
from pages.common.tree.next_notes.looks import show_looks
from pages.common.tree.next_notes.telling import Teller

_HEAT_STEP = 0.05


def show_next_notes(result: Result, words: Words, *, key: str, on_take: Take) -> None:
    """Draw what could come next behind a node.

    Parameters
    ----------
    result
        Whose search it is.
    words
        The words from the end of the seed to the node.
    key
        Of the panel; its widgets' keys begin with it.
    on_take
        Called, as a widget's callback, with the words of what is to come next.
    """
    codec = result.composition.codec
    if words and words[-1] == codec.end:
        st.caption(_("The piece ends here: nothing comes next."))
        return
    # A click inside the fragment runs the fragment alone; a whole run has seen what came of it.
    st.session_state.pop(_taken_key(key), None)
    _panel(result, words, key, on_take)


@st.fragment
def _panel(result: Result, words: Words, key: str, on_take: Take) -> None:
    if st.session_state.pop(_taken_key(key), False):
        st.rerun()
    composition = result.composition
    before = (*composition.seed_tokens, *words)
    found = found_next(composition.recipe, words)
    # Side by side on a screen, one under the other on a phone.
    one, other = st.columns(2, gap="large")
    with one:
        keyboard = st.container()
        heat = _ask_heat(composition.recipe, key)
    board = Board(
        Teller(composition.codec, before),
        f"{key}_{_digest(composition.recipe, words)}",
        partial(_take, key, on_take),
        found.outlook(heat) if found else Outlook((), 0.0, 0.0),
        found,
    )
    with keyboard:
        board.draw_keyboard()
    with other:
        board.draw_changes()
    if found is None:
        offer_again(composition.recipe, words, key)
        return
    with one:
        for sentence in board.teller.weights(composition.recipe, found, board.outlook, heat):
            st.caption(sentence)
        st.caption(board.teller.beside_tree(inside=found.inside_note))
        board.offer()
    show_looks(composition.codec, before, found.looks, key=board.key)


def _take(key: str, on_take: Take, words: Words) -> None:
    st.session_state[_taken_key(key)] = True
    on_take(words)


def _taken_key(key: str) -> str:
    return f"{key}_taken"


def _ask_heat(recipe: Recipe, key: str) -> float:
    """Draw the slider of a temperature to try; the recipe's own until it is moved."""
    own = recipe.temperature if recipe.search in ("sample", "stochastic-beam") else 1.0
    least, most = TEMPERATURE
    steps = range(round(least / _HEAT_STEP), round(most / _HEAT_STEP) + 1)
    return float(
        # A plain slider would write a point where some readers write a comma.
        st.select_slider(
            _("What if the temperature were …"),
            sorted({own, *(round(step * _HEAT_STEP, 2) for step in steps)}),
            own,
            format_func=lambda heat: number(heat, 2),
            key=f"{key}_heat",
            help=_(
                "Only for a look: the piece stays as it was searched, at {t}. Low ones favour "
                "what is likely, high ones give everything a chance."
            ).format(t=number(own, 2)),
        )
    )


def _digest(recipe: Recipe, words: Words) -> str:
    return hashlib.sha256(repr((recipe, words)).encode()).hexdigest()[:12]
