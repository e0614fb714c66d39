"""Core's figures in the reader's language and theme."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from symusic.core import ScoreTick as Score

from core.composer import Composition
from core.figures import Theme, Words, beam_tree_figure, piano_roll_figure
from pages.common.i18n import _, solfege
from pages.common.wording import step_name

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def draw_roll(
    score: Score, *, key: str, seed_ticks: int | None = None, height_px: int | None = None
) -> None:
    """Draw a piano roll; what begins at ``seed_ticks`` or later is shown as new."""
    figure = piano_roll_figure(
        score, seed_ticks=seed_ticks, theme=theme(), words=words(), solfege=solfege()
    )
    if height_px is not None:
        figure.update_layout(height=height_px)
    st.plotly_chart(
        _still(figure),
        theme=None,
        key=key,
        config=_CONFIG,
        alt=_("Piano roll: time from left to right, pitch from bottom to top."),
    )


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
    return st.plotly_chart(
        _still(figure),
        theme=None,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config=_CONFIG,
        alt=_("The tree of the search; the tables below say the same in words."),
    )


def _still(figure: Any) -> Any:
    """Let a finger that moves over a figure scroll the page instead of the figure."""
    return figure.update_layout(dragmode=False, xaxis={"fixedrange": True})


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
    )
