"""The switches of a tree's picture: which one it is, how it is read, and how much it shows."""

from __future__ import annotations

from typing import cast, get_args

import streamlit as st

from pages.common.i18n import _
from pages.common.tree.state import TreeState, View

_FEW, _MORE = 6, 16


def choose_view(state: TreeState) -> None:
    """Draw the switches: which picture, and how much of it."""
    composition = state.result.composition
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"view_{state.result.number}"
        state.view = cast(
            View,
            st.segmented_control(
                _("Picture"),
                get_args(View),
                format_func=_view_title,
                default=state.view,
                required=True,
                key=key,
            ),
        )
        with st.popover(_("What is shown"), icon=":material/tune:"):
            amounts = [0, _FEW, _MORE]
            state.beside = st.radio(
                _("What the search let go of"),
                amounts,
                index=amounts.index(state.beside),
                format_func=_beside_title,
                key=f"amount_{state.result.number}",
            )
            state.folded = st.toggle(
                _("Fold what runs side by side"),
                state.folded,
                key=f"folded_{state.result.number}",
                help=_("Notes in which no path leaves another become one block."),
            )
            if composition.codec.end is not None:
                state.raw = st.toggle(
                    _("Show the network's words"),
                    state.raw,
                    key=f"raw_{state.result.number}",
                    help=_raw_words(),
                )
    state.settle()


def explain_view(state: TreeState) -> str:
    """Say in a few sentences how the chosen picture is read, in Markdown."""
    if state.view == "roll":
        return _(
            "All final paths on one piano roll: time runs to the right, what they all share is "
            "grey, and each path has its own colour. **Click a note to pick its path and hear it.**"
        )
    told = [_explain_icicle(state) if state.view == "icicle" else _explain_tree(state)]
    if state.raw:
        told.append(_raw_words())
    elif state.result.composition.codec.end is not None:
        # Where a note is several words.
        told.append(_("An ellipsis (…) after a name: the search stopped inside the note."))
    return " ".join(told)


def _explain_tree(state: TreeState) -> str:
    told = (
        _(
            "Read it from left to right: each point is one of the network’s words, and several of "
            "them make a note; the percentage is its chance after what is before it. "
            "**Click a word to hear the music up to there.**"
        )
        if state.raw
        else _(
            "Read it from left to right: each point is a note, and the percentage is its chance "
            "after the notes before it. **Click a note to hear how it would sound**, and go on "
            "from there."
        )
    )
    tree = state.tree
    if state.folded and (runs := tree.runs()):
        # The best path may have ended before.
        ahead = next(node for final in tree.finals if (node := tree.ahead(final, runs[0].last)))
        told += " " + _("A block such as “{block}” opens with a click.").format(
            block=state.names().block(runs[0], ahead)
        )
    return told


def _explain_icicle(state: TreeState) -> str:
    if state.raw:
        return _(
            "From left to right, each box is one of the network’s words, and the higher it is, the "
            "likelier. **Click a box to hear the music up to there.**"
        )
    return _(
        "From left to right, each box is a note, and the higher it is, the likelier: what may "
        "follow a note shares its height. **Click a box to hear how it would sound.**"
    )


def _raw_words() -> str:
    return _(
        "| a new bar, 3/4 its metre, @2½ the place in it (after the second beat), "
        "C5 a pitch, ×½ a length in beats, ‖ the end."
    )


def _view_title(view: View) -> str:
    titles = {"tree": _("Tree"), "icicle": _("Icicle"), "roll": _("Piano roll")}
    return titles[view]


def _beside_title(count: int) -> str:
    titles = {0: _("Nothing"), _FEW: _("The likeliest few"), _MORE: _("More")}
    return titles[count]
