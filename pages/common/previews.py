"""What a network reads of a seed. The seed itself is shown where it is chosen."""

from __future__ import annotations

import streamlit as st

from core import limits
from core.codecs import Codec, EventsCodec
from core.composer import open_checkpoint
from pages.common.i18n import n_
from pages.common.seeds import Seed
from pages.common.wording import labels, losses, notes_of

_MOST_WORDS = 24


def preview_seed(seed: Seed, checkpoint: str) -> None:
    """Name what the network will read of a seed, and what it cannot."""
    codec = open_checkpoint(checkpoint).codec
    notes = notes_of(codec, seed.words)
    if len(seed.words) > limits.SEED_TOKENS:
        st.caption(
            n_(
                "The network would read {n} note or chord of this; please choose fewer bars.",
                "The network would read {n} notes and chords of this; please choose fewer bars.",
                len(notes),
            )
        )
        return
    st.caption(_what_is_read(codec, len(notes)))
    shown = labels(codec, notes[:_MOST_WORDS])
    st.text("  ".join(shown) + ("  …" if len(notes) > _MOST_WORDS else ""))
    for loss in losses(codec.losses(seed.score)):
        st.caption(f":material/info: {loss}")


def _what_is_read(codec: Codec, notes: int) -> str:
    if codec.name == EventsCodec.name:
        return n_(
            "The network reads {n} note with its length and its place in the bar:",
            "The network reads {n} notes with their lengths and places in the bar:",
            notes,
        )
    return n_(
        "The network reads {n} note or chord, one after another, without their lengths:",
        "The network reads {n} notes and chords, one after another, without their lengths:",
        notes,
    )
