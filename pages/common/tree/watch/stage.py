"""The stage on which a search is watched: controls, what happens, two pictures and a table.

It is a fragment: while it plays, the rest of the page rests.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from pages.common.i18n import _
from pages.common.tree.watch.pictures import draw_race, draw_tree, shown
from pages.common.tree.watch.playing import Clock, Playing, draw_controls, playing_of
from pages.common.tree.watch.steps import Step, Watched
from pages.common.tree.watch.table import rows
from pages.common.tree.watch.telling import tell

# What is told has one length at one step and another at the next; what stands below stays.
_STYLE = """
<style>
.st-key-watch_told { min-height: 5rem; }
.st-key-watch_told [data-testid="stMarkdownContainer"] { font-size: 1.2rem; }
@media (max-width: 767px) {
  .st-key-watch_told { min-height: 9rem; }
  .st-key-watch_told [data-testid="stMarkdownContainer"] { font-size: 1.05rem; }
}
</style>
"""


def show_stage(
    watched: Callable[[], Watched],
    after: Callable[[Watched, Step], None] = lambda watched, step: None,
    *,
    key: str,
    steps: int,
    clock: Clock = time.monotonic,
) -> None:
    """Show a search on the stage.

    Parameters
    ----------
    watched
        Gives the search; what it draws stands above the controls.
    after
        Draws what is to stand below a step.
    key
        Tells this stage from others, and what a visitor did on it.
    steps
        Of the search, at least one.
    clock
        Tells the time in seconds.
    """
    st.html(_STYLE)
    playing = playing_of(key, steps)
    playing.follow(clock())
    beat_s = playing.beat_s
    st.fragment(_draw, run_every=beat_s)(watched, after, playing, key, clock, beat_s)


def _draw(
    watched_now: Callable[[], Watched],
    after: Callable[[Watched, Step], None],
    playing: Playing,
    key: str,
    clock: Clock,
    beat_s: float | None,
) -> None:
    number = playing.follow(clock())
    if playing.beat_s != beat_s:
        # Only the page can tell the browser to come back at another pace, or no more.
        st.rerun()
    watched = watched_now()
    step = watched.step(number)
    draw_controls(playing, key=key, clock=clock)
    with st.container(key="watch_told"):
        st.markdown(" ".join(tell(watched, step)))
    left, right = st.columns(2)
    with left:
        draw_race(watched, step, key=f"watch_race_{key}")
    with right:
        draw_tree(watched, step, key=f"watch_tree_{key}")
    st.caption(
        _(
            "Each line leads from the sum that a path had (│) to the sum that it has now. What "
            "goes on has a number, here and in the tree; a cross is dropped."
        )
    )
    # A table of Streamlit's plain kind cannot be scrolled by keys where it is wider than a phone.
    st.dataframe(
        rows(watched, step, shown(watched, step)), hide_index=True, key=f"watch_rows_{key}"
    )
    with st.container():
        after(watched, step)
