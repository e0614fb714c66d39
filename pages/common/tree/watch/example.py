"""The small example: three notes, three steps, and a beam of two that beats greedy search."""

from __future__ import annotations

import time

import streamlit as st

from pages.common.i18n import _, number
from pages.common.tree.watch.playing import Clock
from pages.common.tree.watch.stage import show_stage
from pages.common.tree.watch.steps import Step, Watched
from pages.common.worked_example import (
    STEPS,
    best,
    chance,
    letter,
    searched,
    sequence_name,
    show_chances,
)

_WIDTHS = (1, 2)


def show_example(key: str, *, clock: Clock = time.monotonic) -> None:
    """Show it; ``key`` tells its place from others on the page."""
    # Both ways of searching take as many steps: who changes k stays at the step.
    show_stage(lambda: _watched(key), _tell_end, key=key, steps=STEPS, clock=clock)


def _watched(key: str) -> Watched:
    left, right = st.columns(2)
    with right:
        show_chances()
    with left:
        k = _choose_k(key)
    search = "greedy" if k == 1 else "beam"
    return Watched(searched(k), search, k, letter, _("Note"), _("the beginning"), multiplies=True)


def _choose_k(key: str) -> int:
    st.markdown(
        _(
            "A network only gives chances. Beam search keeps the **k** likeliest paths alive, step "
            "by step. To compare paths it adds up **log-probabilities**: that is the same as "
            "multiplying chances. All are below 0, and the closest to 0 is the likeliest."
        )
    )
    k = st.segmented_control(
        _("Paths kept, k"),
        _WIDTHS,
        format_func=lambda k: _("1 (greedy)") if k == 1 else str(k),
        default=2,
        required=True,
        key=f"watch_k_{key}",
        persist_state="session",
    )
    return int(k or 2)


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
