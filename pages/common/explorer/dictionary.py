"""The dictionary as a table that can be searched and sorted."""

from __future__ import annotations

import streamlit as st

from core.composer import open_checkpoint
from core.lexicon import Lexicon, kind_of
from core.vocabulary import Vocabulary
from pages.common.explorer.names import kind_title, shown
from pages.common.explorer.source import Source
from pages.common.i18n import _, n_

_HEIGHT_PX = 420


def show_dictionary(lexicon: Lexicon, source: Source) -> None:
    """Show every word with what it is called, how often it comes, and its number."""
    st.subheader(_("The dictionary"))
    known = networks_words(source)
    st.markdown(
        _(
            "A network reads numbers, not notes: each word has one. The table can be searched and "
            "sorted."
        )
    )
    names = {
        "word": _("Word"),
        "written": _("As it is written"),
        "kind": _("Kind"),
        "count": _("Times"),
        "share": _("Share of the music"),
        "pieces": _("In pieces"),
        "number": _("Number for the network"),
    }
    st.dataframe(
        _columns(lexicon, known),
        hide_index=True,
        height=_HEIGHT_PX,
        placeholder="–",
        key=f"dictionary_{source.key}",
        column_order=[
            name
            for name in names
            if (name != "pieces" or source.upload is None) and (name != "number" or known)
        ],
        column_config={
            "word": st.column_config.TextColumn(names["word"], pinned=True),
            "written": st.column_config.TextColumn(names["written"]),
            "kind": st.column_config.TextColumn(names["kind"]),
            "count": st.column_config.NumberColumn(names["count"], format="localized"),
            "share": st.column_config.NumberColumn(names["share"], format="%.2f %%"),
            "pieces": st.column_config.NumberColumn(names["pieces"], format="localized"),
            "number": st.column_config.NumberColumn(names["number"], format="%d"),
        },
        alt=_("The dictionary: each word, how often it occurs and its number."),
    )
    if known is not None:
        st.caption(_about_numbers(lexicon, known, source))


def networks_words(source: Source) -> Vocabulary | None:
    """Give the words that the networks know; None where no network reads this way."""
    # All three learned from the same pieces, so that their dictionaries are the same.
    for info in source.networks():
        return open_checkpoint(info.name).vocabulary
    return None


def _columns(lexicon: Lexicon, known: Vocabulary | None) -> dict[str, list[object]]:
    words = lexicon.vocabulary.words
    numbers = {} if known is None else dict(zip(known.words, range(len(known)), strict=True))
    return {
        "word": [shown(lexicon, word) for word in words],
        "written": list(words),
        "kind": [kind_title(kind_of(lexicon.codec, word)) for word in words],
        "count": [int(count) for count in lexicon.counts],
        "share": [float(100 * count / lexicon.tokens) for count in lexicon.counts],
        "pieces": [int(count) for count in lexicon.spread],
        "number": [numbers.get(word) for word in words],
    }


def _about_numbers(lexicon: Lexicon, known: Vocabulary, source: Source) -> str:
    told = n_(
        "The networks number {n} word, the commonest of their training first.",
        "The networks number {n} words, the commonest of their training first.",
        len(known),
    )
    if source.upload is not None:
        return told
    told += " " + _(
        "They learned each piece in all twelve keys, so they also know words that never occur here."
    )
    if lexicon.unknown(known):
        told += " " + _("A word without a number occurs only in pieces that were held out.")
    return told
