"""The controls of a search: how it chooses notes, how many, and how far back it looks."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import limits
from pages.common.i18n import _, number

_CONTEXTS = (8, 16, 32, 64, 128, 256, None)


@dataclass(frozen=True)
class Search:
    """What was chosen; the fields of a ``Recipe``."""

    search: str
    k: int
    length: int
    context: int | None


def choose_search() -> Search:
    """Draw the controls."""
    kinds = {"greedy": _("Greedy"), "beam": _("Beam search")}
    kind = st.segmented_control(
        _("How it chooses"),
        list(kinds),
        format_func=lambda name: kinds[name],
        default="beam",
        required=True,
        wrap=True,
        key="search",
        persist_state="session",
    )
    stories = {
        "greedy": _("At every step it takes the likeliest note and never looks back."),
        "beam": _(
            "It follows several possible continuations at once and keeps the k likeliest, "
            "so that a modest note now may lead to a better phrase."
        ),
    }
    st.caption(stories[str(kind)])
    k = 1
    if kind == "beam":
        k = st.slider(
            _("Continuations kept (k)"),
            1,
            limits.BEAM_WIDTH,
            5,
            key="k",
            persist_state="session",
            help=_("More find likelier music and take longer. k = 1 is greedy search."),
        )
    length = st.slider(
        _("Notes to add"),
        1,
        limits.LENGTH_TOKENS,
        64,
        key="length",
        persist_state="session",
        help=_("Notes and chords; four of them last about a second."),
    )
    with st.expander(_("More")):
        context = st.select_slider(
            _("How far back may it look?"),
            _CONTEXTS,
            None,
            format_func=lambda notes: _("everything") if notes is None else number(notes),
            key="context",
            persist_state="session",
            help=_(
                "How many of the last notes the network may use. "
                "The lecture that Semilla grew out of used 30."
            ),
        )
    return Search(str(kind), k, length, context)
