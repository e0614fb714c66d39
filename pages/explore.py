"""Collections: what the training music and a visitor's own file are made of."""

from __future__ import annotations

import streamlit as st

from pages.common.explorer.counting import counted
from pages.common.explorer.dictionary import show_dictionary
from pages.common.explorer.learned import show_learned
from pages.common.explorer.overview import show_commonest, show_numbers
from pages.common.explorer.own import show_known
from pages.common.explorer.places import show_places
from pages.common.explorer.source import choose_source
from pages.common.i18n import _
from pages.common.setup import page_name, setup_page


def main() -> None:
    """Draw the page."""
    setup_page("explore")
    st.title(page_name("explore"))
    st.markdown(
        _(
            "A network reads music as a text: notes and chords are its words. Here are the words "
            "of all the music that the networks learned from, counted; and those of your own file."
        )
    )
    if (source := choose_source()) is None or (lexicon := counted(source)) is None:
        return
    show_numbers(lexicon)
    show_commonest(lexicon, source)
    show_places(lexicon, source)
    show_dictionary(lexicon, source)
    if source.upload is None:
        show_learned(lexicon, source)
    else:
        show_known(lexicon, source)


if __name__ == "__main__":
    main()
