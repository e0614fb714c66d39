"""The stage on which a search is watched: controls, what happens, two pictures and a table.

It is a fragment: while it plays, the rest of the page rests.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.common.i18n import _, number
from pages.common.tree.watch.pictures import draw_race, draw_tree
from pages.common.tree.watch.playing import Clock, Playing, draw_controls, playing_of
from pages.common.tree.watch.steps import Step, Watched
from pages.common.tree.watch.table import rows
from pages.common.tree.watch.telling import tell

# What is told has one length at one step and another at the next; what stands below stays.
_STYLE = """
<style>
.st-key-watch_told { min-height: 3.5rem; }
.st-key-watch_told [data-testid="stMarkdownContainer"] { font-size: 1.15rem; }
@media (max-width: 767px) {
  .st-key-watch_told { min-height: 8rem; }
  .st-key-watch_told [data-testid="stMarkdownContainer"] { font-size: 1.05rem; }
}
</style>
"""

After = Callable[[Watched, Step], None]


def show_stage(
    watched: Watched, after: After = lambda watched, step: None, *, key: str, clock: Clock
) -> None:
    """Show a search on the stage.

    Parameters
    ----------
    watched
        The search, of a step or more.
    after
        Draws what is to stand below a step.
    key
        Tells this stage from others, and what a visitor did on it.
    clock
        Tells the time in seconds.
    """
    st.html(_STYLE)
    playing = playing_of(key, watched.tree.steps)
    playing.follow(clock())
    beat_s = playing.beat_s
    st.fragment(_draw, run_every=beat_s)(watched, after, playing, key, clock, beat_s)


def _draw(
    watched: Watched, after: After, playing: Playing, key: str, clock: Clock, beat_s: float | None
) -> None:
    at = playing.follow(clock())
    if playing.beat_s != beat_s:
        # Only the page can tell the browser to come back at another pace, or no more.
        st.rerun()
    step = watched.step(at)
    draw_controls(playing, key=key, clock=clock)
    with st.container(key="watch_told"):
        count = _("Step {step} of {steps}.").format(step=number(at), steps=number(playing.steps))
        st.markdown(f"**{count}** {' '.join(tell(watched, step))}")
    left, right = st.columns(2)
    with left:
        draw_race(watched, step, key=f"watch_race_{key}")
    with right:
        draw_tree(watched, step, key=f"watch_tree_{key}")
    with st.container():
        after(watched, step)
    st.caption(
        _(
            "Each line leads from the sum that a path had (│) to the sum that it has now. What "
            "goes on has its place in this step as a number, here and in the tree; a cross is "
            "dropped."
        )
    )
    # A table of Streamlit's plain kind cannot be scrolled by keys where it is wider than a phone.
    st.dataframe(rows(watched, step), hide_index=True, key=f"watch_rows_{key}")
