"""Welcome: what Semilla is, something to hear at once, and where to go."""

from __future__ import annotations

from itertools import count, cycle

import streamlit as st

from pages.common import examples, shelf
from pages.common.i18n import _
from pages.common.meters import show_meters
from pages.common.results import link_to_tree, show_music
from pages.common.session import visit
from pages.common.setup import ICONS, PAGES, page_name, setup_page
from pages.common.sharing import share


def main() -> None:
    """Draw the page."""
    setup_page("welcome", layout="centered")
    st.title(f"{ICONS['welcome']} Semilla")
    st.markdown(
        _(
            "Give it a few bars of music, and a small neural network carries on from them. "
            "You hear what it made, and you see the paths it thought about and dropped."
        )
    )
    examples.example_button(examples.CHORALE)
    examples.collect()
    shelf.show_unkept()
    if (example := visit().example) is not None:
        # The tree's page shows what was seen last.
        visit().show_example(example)
        show_music(example)
        st.caption(examples.story(example))
        share(example)
        show_meters(example.composition, example.rank)
        link_to_tree()
    _show_ways()
    _show_steps()


def _show_ways() -> None:
    stories = {
        "compose": _(
            "Your own file, a tune, what you play on the keys or a roll of the dice: "
            "choose a seed, a network and a search, and listen."
        ),
        "beam_tree": _(
            "Every note that the search thought about, as a tree that you can see, hear and steer."
        ),
        "compare": _(
            "Three networks go on from the same notes. Which is best? "
            "Listen without their names, alone or with a class."
        ),
        "learn": _(
            "From a sound to a network that guesses notes: ten chapters to touch, "
            "and a game against the networks."
        ),
    }
    columns = st.columns(2)
    for column, (page, story) in zip(cycle(columns), stories.items(), strict=False):
        with column:
            _card(page, story)


def _show_steps() -> None:
    st.subheader(_("How it works"))
    steps = {
        _("Seed"): _("A few bars become a row of notes and chords, like words in a sentence."),
        _("Network"): _("It has read hundreds of pieces and guesses which note comes next."),
        _("Search"): _("Guesses add up to paths. The best path is the music you hear."),
    }
    columns = st.columns(len(steps))
    for column, number, (title, story) in zip(columns, count(1), steps.items(), strict=False):
        column.markdown(f"**{number} · {title}**")
        column.caption(story)


def _card(page: str, story: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"#### {ICONS[page]} {page_name(page)}")
        st.markdown(story)
        st.page_link(PAGES[page], label=_("Open"), icon=":material/arrow_forward:")


if __name__ == "__main__":
    main()
