"""Random notes as a seed: nonsense, on purpose, for a network to make the best of."""

from __future__ import annotations

import streamlit as st

from core.arrangement import PLAIN, arrange
from core.composer import open_checkpoint, random_seed_tokens
from pages.common.i18n import _
from pages.common.player import hear
from pages.common.seeds.seed import Seed
from pages.common.session import visit

_MOST_NOTES = 64


def roll_notes(checkpoint: str | None) -> Seed | None:
    """Draw the choice of how many notes, and the dice."""
    memory = visit()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input(
            _("Number of notes"), 1, _MOST_NOTES, 8, key="random_notes", persist_state="session"
        )
        if st.button(_("Roll the dice"), icon=":material/casino:", key="roll_the_dice"):
            memory.dice += 1
    st.caption(
        _("Drawn from all the notes and chords that the network knows: nonsense, on purpose.")
    )
    if checkpoint is None:
        return None
    network = open_checkpoint(checkpoint)
    words = random_seed_tokens(network, count, memory.dice)
    score = network.codec.decode(words)
    title = _("Random notes")
    hear(arrange(score, PLAIN), key="random_seed_roll", title=title)
    return Seed(words, score, title)
