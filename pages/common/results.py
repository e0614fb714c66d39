"""A composition on the page: its player, what can be done with it, what to know about it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.common import shelf
from pages.common.downloads import offer_downloads
from pages.common.i18n import _
from pages.common.meters import show_meters
from pages.common.player import hear
from pages.common.session import Result
from pages.common.setup import ICONS, PAGES
from pages.common.sounding import choose_arrangement, sounding
from pages.common.wishes import asked_of
from pages.common.wording import beams_table, remarks


def show_result(result: Result, beside: Callable[[], None] = lambda: None) -> None:
    """Show a composition with all its paths.

    Parameters
    ----------
    beside
        Draws what is to stand between the music and what there is to know about it.
    """
    choose_path(result)
    music = st.container()
    beside()
    arrangement = choose_arrangement(result)
    if arrangement != result.arrangement:
        result.arrangement, result.autoplay = arrangement, True
        shelf.note_sound(result)
    with music:
        show_music(result)
    show_meters(result.composition, result.rank)
    if said := [*remarks(result.composition, result.rank), *asked_of(result.composition)]:
        st.markdown("\n".join(f"- {remark}" for remark in said))
    if len(result.composition.beams) > 1:
        offer_paths(result)
    st.markdown(f"**{_('Take it away')}**")
    offer_downloads(result)


def choose_path(result: Result) -> None:
    """Let the visitor pick one of the finished paths to hear."""
    count = len(result.composition.beams)
    if count == 1:
        return
    key = f"path_{result.number}"
    # A path may have been picked elsewhere: Streamlit warns of a default beside that.
    st.session_state.setdefault(key, result.rank)
    rank = st.pills(
        _("Path to hear"),
        range(count),
        format_func=lambda rank: _("1 (best)") if rank == 0 else str(rank + 1),
        required=True,
        key=key,
        persist_state="session",
    )
    if rank is not None and rank != result.rank:
        _hear_path(result, int(rank))


def pick_path(result: Result, rank: int) -> None:
    """Take a path to hear that was picked elsewhere, before the page is run for it."""
    st.session_state[f"path_{result.number}"] = rank
    _hear_path(result, rank)


def _hear_path(result: Result, rank: int) -> None:
    result.rank, result.autoplay = rank, True
    shelf.note_sound(result)


def show_music(result: Result) -> None:
    """Show the player of the path that was chosen."""
    rank = result.rank
    hear(
        sounding(result, rank),
        key=f"music_{result.number}",
        title=result.name,
        seed_ticks=result.seed_ticks(rank),
        given=result.given(),
        mp3=result.sound(rank),
        autoplay=result.autoplay,
    )


def offer_paths(result: Result) -> None:
    """Offer the finished paths as a table, which is drawn when it is asked for."""
    table = st.expander(
        _("All the paths found, side by side"),
        key=f"all_paths_table_{result.number}",
        on_change="rerun",
    )
    if table.open:
        with table:
            _show_paths(result)


def _show_paths(result: Result) -> None:
    st.dataframe(
        beams_table(result.composition),
        hide_index=True,
        column_config={_("Log-probability"): st.column_config.NumberColumn(format="%.2f")},
        key=f"paths_{result.number}",
    )
    st.caption(
        _(
            "The log-probability adds up how likely each note was, on a scale where 0 is certain: "
            "the closer to 0, the likelier the path."
        )
    )
    likelihoods = [beam.log_probability for beam in result.composition.beams]
    if max(likelihoods) > likelihoods[0]:
        st.caption(
            _(
                "Path 1 is the best by what you asked for. What repeats itself counts less, "
                "so that another path can be likelier."
            )
        )


def link_to_tree() -> None:
    """Lead on to the tree of what is shown here."""
    st.page_link(
        PAGES["beam_tree"], label=_("See what the search was thinking"), icon=ICONS["beam_tree"]
    )
