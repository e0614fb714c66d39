"""The switches of a tree's picture: which one it is, and how much it shows."""

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
                    help=_(
                        "| a new bar, 3/4 its metre, @2½ the place in it (after the second beat), "
                        "C5 a pitch, ×½ a length in beats, ‖ the end."
                    ),
                )
    state.settle()


def _view_title(view: View) -> str:
    titles = {"tree": _("Tree"), "icicle": _("Icicle"), "roll": _("Piano roll")}
    return titles[view]


def _beside_title(count: int) -> str:
    titles = {0: _("Nothing"), _FEW: _("The likeliest few"), _MORE: _("More")}
    return titles[count]
