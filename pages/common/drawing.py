"""Core's figures in the reader's language and theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from core.composer import Composition
from core.figures import Theme, Words, beam_tree_figure
from pages.common.i18n import _, number_signs, solfege
from pages.common.wording import step_name

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def draw_tree(composition: Composition, *, first: int, last: int, key: str) -> Any:
    """Draw the steps ``first`` … ``last`` of a search; give what was clicked."""
    tokens = composition.vocabulary.words

    def label(number: int) -> str:
        return composition.codec.label(tokens[number], solfege=solfege())

    figure = beam_tree_figure(
        composition.tree,
        label,
        first_step=first,
        steps=last - first + 1,
        theme=theme(),
        words=replace(words(), step=step_name(composition.codec)),
    )
    return show_figure(
        figure,
        key=key,
        alt=_("The tree of the search; the tables below say the same in words."),
        on_select="rerun",
    )


def show_figure(
    figure: Any,
    *,
    key: str,
    alt: str,
    on_select: Literal["ignore", "rerun"] | Callable[[], None] = "ignore",
    is_picture: bool = False,
) -> Any:
    """Show a figure that a finger may pass over while it scrolls the page.

    Parameters
    ----------
    figure
        A Plotly figure; it is changed.
    alt
        What it shows, for those who do not see it.
    on_select
        What a click on one of its points does.
    is_picture
        Whether it is only looked at: it then tells nothing under the mouse either.

    Returns
    -------
    Any
        What was clicked, where clicks do something.
    """
    figure.update_layout(dragmode=False, xaxis={"fixedrange": True}, separators=number_signs())
    return st.plotly_chart(
        figure,
        theme=None,
        key=key,
        on_select=on_select,
        selection_mode="points",
        config={"staticPlot": True} if is_picture else _CONFIG,
        alt=alt,
    )


def theme() -> Theme:
    """Tell whether the page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def words() -> Words:
    """Give the figures' words."""
    return Words(
        seed=_("Seed"),
        new=_("New"),
        beam=_("Path"),
        probability=_("Probability"),
        log_probability=_("Log-probability"),
        sum=_("Sum so far"),
        kept=_("Kept"),
        pruned=_("Dropped"),
        step=_("Note"),
        seconds=_("Seconds"),
        end_of_seed=_("End of the seed"),
        decimal=number_signs()[0],
    )
