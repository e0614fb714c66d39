"""The controls of a search: how it chooses notes, how many, and how far back it looks."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import limits
from core.recipe import Recipe
from pages.common.i18n import _, number
from pages.common.networks import tokens_a_note

_CONTEXTS = (8, 16, 32, 64, 128, 256, 512, None)


@dataclass(frozen=True)
class Search:
    """What was chosen; the fields of a ``Recipe``."""

    search: str
    k: int
    length: int
    context: int | None
    temperature: float
    may_end: bool


def choose_search(checkpoint: str | None) -> Search:
    """Draw the controls.

    Parameters
    ----------
    checkpoint
        The network that is to be searched: some take several words for a note.
    """
    writes_rhythm = tokens_a_note(checkpoint) > 1
    kinds = {
        "greedy": _("Greedy"),
        "beam": _("Beam search"),
        "sample": _("Surprise me (sampling)"),
    }
    kind = st.segmented_control(
        _("How it chooses"),
        list(kinds),
        format_func=lambda name: kinds[name],
        default="sample" if writes_rhythm else "beam",
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
        "sample": _(
            "It throws dice for every note, loaded with the chances that the network gives: "
            "each time another piece."
        ),
    }
    st.caption(stories[str(kind)])
    k, temperature = 1, Recipe.temperature
    if kind == "sample":
        temperature = st.slider(
            _("Daring"),
            0.5,
            1.5,
            Recipe.temperature,
            0.05,
            key="temperature",
            persist_state="session",
            help=_("Lower plays safe, higher takes risks; 1 follows the network's own chances."),
        )
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
    notes = st.slider(
        _("Notes to add"),
        1,
        limits.LENGTH_NOTES,
        # Half a minute or so, where several voices share the notes.
        160 if writes_rhythm else 64,
        key="length",
        persist_state="session",
        help=_("Notes and chords; where the network writes rhythm, about as many."),
    )
    with st.expander(_("More")):
        context = st.select_slider(
            _("How far back may it look?"),
            _CONTEXTS,
            None,
            format_func=lambda notes: _("as far as it learned") if notes is None else number(notes),
            key="context",
            persist_state="session",
            help=_(
                "How many of the last words the network may use. "
                "The lecture that Semilla grew out of used 30."
            ),
        )
        may_end = st.toggle(
            _("It may end the piece by itself"),
            Recipe.may_end,
            key="may_end",
            persist_state="session",
        )
    length = min(round(notes * tokens_a_note(checkpoint)), limits.LENGTH_TOKENS)
    return Search(str(kind), k, length, context, temperature, may_end)
