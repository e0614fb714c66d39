"""The controls of a search: how it chooses notes, the main dial of each way, and how many notes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import limits
from pages.common import dials
from pages.common.i18n import _
from pages.common.networks import ends_pieces, tokens_a_note
from pages.common.search_more import choose_more
from pages.common.wishes import wishes
from pages.common.wording import search_title

_LEAST_SHARE = 0.4
# A new bar, its metre, a place, a pitch, how loud and how long it is.
_FIRST_NOTE = 6


def choose_search(checkpoint: str | None) -> dict[str, Any]:
    """Draw the controls.

    Parameters
    ----------
    checkpoint
        The network that is to be searched: some take several words for a note.

    Returns
    -------
    dict
        Fields of a ``Recipe`` by their names; those that are not there stay as they are in one.
        ``random_seed`` is there only if the dice are to fall as they did before.
    """
    writes_rhythm = tokens_a_note(checkpoint) > 1
    search = _choose_kind(writes_rhythm)
    main = {
        "greedy": lambda: dials.guard("greedy"),
        "beam": dials.continuations,
        "diverse-beam": dials.difference,
        "sample": dials.daring,
    }
    fields = {"search": search, **main[search]()}
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
    fields["length"] = words_for(notes, checkpoint)
    if ends_pieces(checkpoint):
        # Or who asks for many notes gets a few, and after a seed that sounds like an end none.
        fields["min_length"] = round(fields["length"] * _LEAST_SHARE)
    with st.expander(_("More")):
        more = choose_more(fields, ends=ends_pieces(checkpoint))
    known = {"loop_penalty": fields.get("loop_penalty"), "search": search, **more}
    if said := wishes(known):
        st.caption(f":material/tune: {' · '.join(said)}")
    return {**fields, **more}


def words_for(notes: int, checkpoint: str | None) -> int:
    """Tell how many words hold about so many notes, one whole one at least."""
    words = round(notes * tokens_a_note(checkpoint))
    if ends_pieces(checkpoint):
        words = max(words, _FIRST_NOTE)
    return min(words, limits.LENGTH_TOKENS)


def _choose_kind(writes_rhythm: bool) -> str:
    """Draw the chooser of the four ways, and say what the chosen one does."""
    stories = {
        "greedy": _("At every step it takes the likeliest note and never looks back."),
        "beam": _(
            "It follows several possible continuations at once and keeps the k best, "
            "so that a modest note now may lead to a better phrase."
        ),
        "diverse-beam": _(
            "It follows several continuations that keep out of each other's way: "
            "different ideas to choose from, not one idea with a few notes changed."
        ),
        "sample": _(
            "It throws dice for every note, loaded with the chances that the network gives: "
            "each time another piece."
        ),
    }
    kind = str(
        st.pills(
            _("How it chooses"),
            list(stories),
            format_func=search_title,
            default="sample" if writes_rhythm else "beam",
            required=True,
            wrap=True,
            key="search",
            persist_state="session",
        )
    )
    st.caption(stories[kind])
    return kind
