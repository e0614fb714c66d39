"""A visitor's own file held against a collection: which of its words the networks do not know."""

from __future__ import annotations

import streamlit as st

from core.lexicon import Lexicon
from pages.common.explorer.dictionary import networks_words
from pages.common.explorer.names import shown
from pages.common.explorer.source import Source
from pages.common.i18n import _, n_, solfege
from pages.common.wording import codec_title, collection_title, percentage

# For each the nearest known word is looked for among hundreds.
_MOST_SHOWN = 20


def show_known(lexicon: Lexicon, source: Source) -> None:
    """Tell how much of the file is made of words that the networks know, and name the others."""
    st.subheader(_("What the networks know of it"))
    known = networks_words(source)
    if known is None:
        st.info(
            _("No network of this collection reads music this way: “{codec}”.").format(
                codec=codec_title(source.codec_name)
            ),
            icon=":material/info:",
        )
        return
    unknown = lexicon.unknown(known)
    share = 100 * (1 - sum(unknown.values()) / lexicon.tokens)
    # Never rounded up to all of it.
    whole = int(share) if unknown else 100
    st.markdown(
        _("**{share}** of your music is made of words that the networks of “{name}” know.").format(
            share=percentage(whole), name=collection_title(source.collection)
        )
    )
    if not unknown:
        return
    st.markdown(
        n_(
            "{n} of its words is new to them. They read the nearest word that they know instead:",
            "{n} of its words are new to them. They read the nearest words that they know instead:",
            len(unknown),
        )
    )
    label = lexicon.codec.label
    st.dataframe(
        [
            {
                _("New to them"): shown(lexicon, word),
                _("Times"): count,
                _("They read"): label(lexicon.codec.nearest(word, known.words), solfege=solfege()),
            }
            for word, count in list(unknown.items())[:_MOST_SHOWN]
        ],
        hide_index=True,
        key=f"unknown_{source.key}",
    )
