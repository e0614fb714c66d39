"""The blind vote on a visitor's own comparison, and the way to a vote for a class.

While names are hidden, letters stand in their places, dealt by chance. What was liked best is
counted for this visit, over all its comparisons.
"""

from __future__ import annotations

from collections import Counter
from typing import cast

import streamlit as st

from core import limits
from core.errors import SemillaError
from core.recipe import Recipe
from pages.common.comparing.comparison import Comparison
from pages.common.comparing.naming import letter, recipe_title
from pages.common.comparing.rounds import (
    PARAMETER,
    live_tally,
    note_round,
    share_round,
    share_sound,
)
from pages.common.comparing.tally import show_tally
from pages.common.i18n import _, number
from pages.common.session import visit
from pages.common.setup import PAGES
from pages.common.shelf import add, store
from pages.common.visitor import visitor
from pages.common.work import show_problem

TASK = "compare_round"
_BLIND = "compare_blind"
_VOTES = "compare_votes"
_FEWEST, _MOST = limits.ROUND_PIECES


def in_letters() -> bool:
    """Tell whether letters stand for the music, with or without its names."""
    return bool(st.session_state.get(_BLIND))


def are_hidden(comparison: Comparison) -> bool:
    """Tell whether the names are still hidden."""
    return in_letters() and comparison.vote is None


def offer_vote(comparison: Comparison) -> None:
    """Draw the switch that hides the names, the question, and what was answered."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            _("Hide the names"),
            key=_BLIND,
            persist_state="session",
            on_change=_deal,
            args=[comparison],
            help=_(
                "Letters in an order of chance stand for them until you say what you like best."
            ),
        )
        if comparison.round is None:
            _offer_round(comparison)
    show_problem(TASK, _("The comparison on this page still works, the vote of this visit too."))
    if in_letters():
        if comparison.vote is None:
            _ask(comparison)
        else:
            _tell(comparison)
    if comparison.round is not None:
        _show_round(comparison, comparison.round)


def _deal(comparison: Comparison) -> None:
    """Deal the letters when names are hidden; a class that votes keeps the letters it has."""
    comparison.vote = None
    if comparison.round is None:
        comparison.shuffle()


def _ask(comparison: Comparison) -> None:
    ready = [place for place in comparison.order if place in comparison.results]
    if len(ready) < _FEWEST:
        st.caption(_("The vote begins when two pieces are there."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.pills(
            _("Which do you prefer?"),
            ready,
            format_func=lambda place: letter(comparison.order.index(place)),
            key=f"compare_choice_{comparison.number}",
        )
        st.button(
            _("Vote and see the names"),
            icon=":material/how_to_vote:",
            key="compare_vote",
            disabled=place is None,
            on_click=_vote,
            args=[comparison, place],
        )


def _vote(comparison: Comparison, place: int) -> None:
    """Count a vote; a second click is none."""
    if comparison.vote is None:
        comparison.vote = place
        _votes()[comparison.cells[place].recipe] += 1


def _tell(comparison: Comparison) -> None:
    place = cast(int, comparison.vote)
    st.success(
        _("You like {letter} best: {title}.").format(
            letter=letter(comparison.order.index(place)),
            title=recipe_title(comparison.cells[place].recipe),
        ),
        icon=":material/how_to_vote:",
    )
    if comparison.round is None:
        by_title = Counter[str]()
        for recipe, count in _votes().items():
            by_title[recipe_title(recipe)] += count
        with st.container(border=True):
            st.markdown(f"**{_('Votes of this visit')}**")
            show_tally(dict(by_title.most_common()))
    st.button(
        _("Vote again") if comparison.round else _("Deal new letters and vote again"),
        icon=":material/shuffle:",
        key="compare_deal",
        on_click=_deal,
        args=[comparison],
    )


def _votes() -> Counter[Recipe]:
    return cast(Counter[Recipe], st.session_state.setdefault(_VOTES, Counter()))


def _offer_round(comparison: Comparison) -> None:
    pieces = len(comparison.results)
    st.button(
        _("Start a vote for the class"),
        icon=":material/groups:",
        key="compare_start_round",
        disabled=not _FEWEST <= pieces <= _MOST,
        on_click=_start_round,
        args=[comparison],
        help=_(
            "Gives a link: whoever opens it hears the pieces without their names and says "
            "which one is best. The pieces are kept among yours."
        ),
    )
    if pieces > _MOST:
        st.caption(
            _("A class can vote on {most} pieces at most: compare fewer for that.").format(
                most=number(_MOST)
            )
        )


def _show_round(comparison: Comparison, link: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('The class votes')}**")
        st.caption(_("Give them this link; it works in any browser that reaches this server."))
        share_round(link, comparison.title)
        live_tally(link, [] if are_hidden(comparison) else _titles(comparison))
        note_round(link)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                PAGES["compare"],
                label=_("See it as the class does"),
                icon=":material/how_to_vote:",
                query_params={PARAMETER: link},
            )
            st.button(
                _("Start another vote"),
                icon=":material/restart_alt:",
                key="compare_another_round",
                on_click=_start_round,
                args=[comparison],
                kwargs={"again": True},
            )


def _titles(comparison: Comparison) -> list[str]:
    return [recipe_title(comparison.cells[place].recipe) for place in comparison.order]


def _start_round(comparison: Comparison, *, again: bool = False) -> None:
    """Keep the pieces, and ask the class which is best; what is not finished takes no part."""
    if comparison.round is not None and not again:
        return  # the second of two clicks
    visit().problems.pop(TASK, None)
    comparison.order.sort(key=lambda place: place not in comparison.results)
    links = []
    try:
        for place in comparison.order[: len(comparison.results)]:
            result = comparison.results[place]
            links.append(result.link or add(result))
            share_sound(result)
        comparison.round = store().add_round(visitor(), comparison.title, links).link
        # The class may see this screen.
        st.session_state[_BLIND], comparison.vote = True, None
    except SemillaError as problem:
        visit().problems[TASK] = problem
