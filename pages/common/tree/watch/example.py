"""The small example: three notes, three steps, and a beam of two that beats greedy search."""

from __future__ import annotations

import streamlit as st

from pages.common.i18n import _, number
from pages.common.tree.watch.playing import Clock
from pages.common.tree.watch.stage import show_stage
from pages.common.tree.watch.steps import Step, Watched
from pages.common.worked_example import (
    best,
    chance,
    letter,
    searched,
    sequence_name,
    show_chances,
)

_WIDTHS = (1, 2)


def choose_k(key: str) -> int:
    """Let a visitor choose how many paths are kept; ``key`` tells its place from others."""
    k = st.segmented_control(
        _("Paths kept, k"),
        _WIDTHS,
        format_func=lambda k: (
            _("k = 1: one path (greedy)") if k == 1 else _("k = {k} paths").format(k=number(k))
        ),
        default=2,
        required=True,
        key=f"watch_k_{key}",
        label_visibility="collapsed",
        persist_state="session",
    )
    return int(k or 2)


def show_example(k: int, *, key: str, clock: Clock) -> None:
    """Show the example with so many paths kept.

    Both ways of searching take as many steps: who changes k stays at the step.
    """
    search = "greedy" if k == 1 else "beam"
    watched = Watched(searched(k), search, k, letter, _("Note"), _("Start"), multiplies=True)
    show_stage(watched, _tell_end, key=key, clock=clock)
    left, right = st.columns(2)
    with left:
        st.markdown(
            _(
                "A network only gives chances. The search keeps the **k** likeliest paths alive, "
                "step by step. How likely a path is, is the product of its notes' chances. "
                "Computers add up the logarithms of the chances instead (log-probabilities): the "
                "order is the same. All are below 0, and the closest to 0 is the likeliest."
            )
        )
    with right:
        show_chances()


def _tell_end(watched: Watched, step: Step) -> None:
    if not step.is_last:
        return
    found, other = best(watched.tree), best(searched(3 - watched.k))
    said = _("Found: **{sequence}**, chance {chance}.").format(
        sequence=sequence_name(found), chance=number(chance(found), 3)
    )
    if watched.k == 1:
        st.warning(
            f"{said} "
            + _(
                "Greedy took the likeliest first note and could not go back. There is a likelier "
                "sequence: try k = 2."
            ),
            icon=":material/trending_down:",
        )
    else:
        st.success(
            f"{said} "
            + _(
                "With k = 1 (greedy) it would have been **{sequence}**, chance {chance}: there the "
                "likeliest first note is taken, and the better path is never found."
            ).format(sequence=sequence_name(other), chance=number(chance(other), 3)),
            icon=":material/trending_up:",
        )
