"""Core's figures in the reader's language and theme."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from core.figures import Theme, Words
from pages.common.i18n import _, number_signs

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


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
        A Plotly figure; it is changed. One that has a width keeps it, and the container that it
        is in scrolls sideways: give it one of its own. Any other is as wide as its place.
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
    if figure.layout.width is not None:
        _keep_width(figure.layout.width, key)
    figure.update_layout(dragmode=False, xaxis={"fixedrange": True}, separators=number_signs())
    return st.plotly_chart(
        figure,
        width="stretch" if figure.layout.width is None else "content",
        theme=None,
        key=key,
        on_select=on_select,
        selection_mode="points",
        config={"staticPlot": True} if is_picture else _CONFIG,
        alt=alt,
    )


def _keep_width(width_px: float, key: str) -> None:
    """Let a figure be wider than its place; Streamlit would squeeze it."""
    name = re.sub(r"[^a-zA-Z0-9_-]", "-", f"st-key-{key}")
    st.html(
        f"<style>.{name} {{ min-width: {width_px:.0f}px; }}"
        f".stVerticalBlock:has(> .{name}) {{ overflow: auto hidden; }}</style>"
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
        since_new=_("Seconds from the first new note"),
        beams=_("Paths"),
        on_path=_("On a final path"),
        lost=_("Kept, lost later"),
        overtaken=_("Ended, overtaken"),
        wide=_("Wider is likelier"),
        hidden=_("So many not shown"),
        end=_("A path’s end"),
        picked=_("The chosen path"),
        chosen=_("What is chosen"),
        way=_("The way to it"),
        folded=_("Folded: a click opens it"),
        others=_("Others"),
        agree=_("All agree"),
        nothing=_("Nothing follows"),
        decimal=number_signs()[0],
    )
