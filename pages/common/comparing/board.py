"""The comparison on the page: a card a cell, and one player that all of them share."""

from __future__ import annotations

import streamlit as st

from pages.common import composing, shelf, work
from pages.common.comparing.card import explain_figures, show_figures, show_small_roll
from pages.common.comparing.comparison import Comparison, collect, make, stop_all
from pages.common.comparing.lecture import story
from pages.common.comparing.naming import (
    checkpoint_title,
    letter,
    lettered,
    recipe_title,
)
from pages.common.comparing.sight import stays_in_sight
from pages.common.comparing.voting import are_hidden, in_letters, offer_vote
from pages.common.i18n import _, n_, number
from pages.common.player import hear
from pages.common.session import Result
from pages.common.setup import PAGES
from pages.common.wording import search_title

_MOST_COLUMNS = 3
# Waiting cells have little to tell, and each that starts or ends draws the page anew.
_POLL_RUNNING_S, _POLL_WAITING_S = 0.5, 2.0


def show_board(comparison: Comparison) -> None:
    """Take in what is finished, and draw it all."""
    collect(comparison)
    st.header(_("Side by side"))
    if said := story(comparison.story):
        st.markdown(said)
    _show_progress(comparison)
    _show_player(comparison)
    shelf.show_unkept()
    offer_vote(comparison)
    places = comparison.order if in_letters() else list(range(len(comparison.cells)))
    wide = _columns(comparison)
    for begin in range(0, len(places), wide):
        for column, place in zip(st.columns(wide), places[begin : begin + wide], strict=False):
            with column, st.container(border=True, height="stretch"):
                _show_cell(comparison, place)
    if comparison.results and not are_hidden(comparison):
        explain_figures()


def title_of(comparison: Comparison, place: int) -> str:
    """Name a cell: by its letter while names are hidden, by letter and making after the vote."""
    alphabetical = comparison.order.index(place)
    if are_hidden(comparison):
        return lettered(alphabetical)
    title = recipe_title(comparison.cells[place].recipe)
    return f"{letter(alphabetical)} · {title}" if in_letters() else title


def _columns(comparison: Comparison) -> int:
    """Tell how many cards stand side by side: the networks, if all searches are rows of them."""
    return min(max(comparison.networks, min(len(comparison.cells), 2)), _MOST_COLUMNS)


def _show_progress(comparison: Comparison) -> None:
    cells = range(len(comparison.cells))
    unfinished = sum(map(comparison.is_running, cells))
    if unfinished and len(cells) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(n_("{n} piece is being made.", "{n} pieces are being made.", unfinished))
            st.button(
                _("Stop all"),
                icon=":material/stop:",
                key="compare_stop_all",
                on_click=stop_all,
                args=[comparison],
            )


def _show_player(comparison: Comparison) -> None:
    place = comparison.heard
    if place is None or (result := comparison.results.get(place)) is None:
        return
    with stays_in_sight("compare_listen"):
        st.markdown(f"**{title_of(comparison, place)}**")
        hear(
            result.score(0),
            key="compare_player",
            title=title_of(comparison, place),
            seed_ticks=result.seed_ticks(0),
            given=result.given(),
            mp3=result.sound(0),
            autoplay=comparison.autoplay,
            compact=True,
        )


def _show_cell(comparison: Comparison, place: int) -> None:
    recipe = comparison.cells[place].recipe
    alphabetical = letter(comparison.order.index(place))
    if are_hidden(comparison):
        st.markdown(f"#### {alphabetical}")
    else:
        before = f"{alphabetical} · " if in_letters() else ""
        st.markdown(f"#### {before}{checkpoint_title(recipe.checkpoint)}")
        st.caption(search_title(recipe.search))
    if (result := comparison.results.get(place)) is not None:
        _show_music(comparison, place, result)
    elif comparison.is_running(place):
        _follow(comparison, place)
    else:
        _show_failure(comparison, place)


def _show_music(comparison: Comparison, place: int, result: Result) -> None:
    show_small_roll(result, key=f"compare_roll_{result.number}")
    heard = place == comparison.heard
    st.button(
        _("In the player") if heard else _("Play"),
        icon=":material/graphic_eq:" if heard else ":material/play_arrow:",
        type="primary" if heard else "secondary",
        width="stretch",
        key=f"compare_play_{result.number}",
        on_click=comparison.hear,
        args=[place],
    )
    if are_hidden(comparison):
        return
    show_figures(result.composition)
    with st.container(horizontal=True):
        if st.button(
            _("Open in Compose"), icon=":material/piano:", key=f"compare_open_{result.number}"
        ):
            composing.show(result)
            st.switch_page(PAGES["compose"])
        kept = result.link is not None
        st.button(
            _("Among your pieces") if kept else _("Keep"),
            icon=":material/check:" if kept else ":material/bookmark_add:",
            key=f"compare_keep_{result.number}",
            disabled=kept,
            help=_("Puts it among your pieces."),
            on_click=shelf.keep,
            args=[result],
        )


def _show_failure(comparison: Comparison, place: int) -> None:
    problem = comparison.problem(place)
    if problem is None:
        st.caption(_("Stopped."))
    else:
        work.show_error(problem, "")
    st.button(
        _("Try again"),
        icon=":material/refresh:",
        key=f"compare_again_{comparison.number}_{place}",
        on_click=make,
        args=[comparison, place],
    )


def _follow(comparison: Comparison, place: int) -> None:
    job = comparison.job(place)
    every_s = _POLL_WAITING_S if job is None or job.place else _POLL_RUNNING_S
    st.fragment(_show_job, run_every=every_s)(comparison, place)


def _show_job(comparison: Comparison, place: int) -> None:
    job = comparison.job(place)
    if job is None or job.state not in ("waiting", "running"):
        st.rerun()
    waiting = _("Waiting: number {place} in the queue").format(place=number(job.place))
    st.progress(job.fraction, text=waiting if job.place else _("Composing"))
    st.button(
        _("Stop"),
        icon=":material/stop:",
        key=f"compare_stop_{comparison.number}_{place}",
        on_click=job.cancel,
    )
