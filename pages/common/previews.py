"""What a seed looks and sounds like, and what a network reads of it."""

from __future__ import annotations

import hashlib

import streamlit as st

from core import limits
from core.composer import open_checkpoint
from core.midi import write_midi
from core.performance import mp3_of
from pages.common import work
from pages.common.drawing import draw_roll
from pages.common.i18n import _, n_
from pages.common.player import play
from pages.common.seeds import Seed
from pages.common.session import visit
from pages.common.wording import labels

_TASK = "seed_sound"
_HEIGHT_PX = 190
_MOST_WORDS = 24


def preview_seed(seed: Seed, checkpoint: str) -> None:
    """Draw a seed, offer to play it, and name what the network will read."""
    midi = write_midi(seed.score)
    draw_roll(seed.score, key=f"seed_{hashlib.sha256(midi).hexdigest()[:16]}", height_px=_HEIGHT_PX)
    _offer_sound(midi)
    if len(seed.words) > limits.SEED_TOKENS:
        st.caption(
            n_(
                "The network would read {n} note or chord of this; please choose fewer bars.",
                "The network would read {n} notes and chords of this; please choose fewer bars.",
                len(seed.words),
            )
        )
        return
    st.caption(
        n_(
            "The network reads {n} note or chord, one after another, without their lengths:",
            "The network reads {n} notes and chords, one after another, without their lengths:",
            len(seed.words),
        )
    )
    shown = labels(open_checkpoint(checkpoint).codec, seed.words[:_MOST_WORDS])
    st.text("  ".join(shown) + ("  …" if len(seed.words) > _MOST_WORDS else ""))


def _offer_sound(midi: bytes) -> None:
    memory = visit()
    if st.button(_("Listen to the seed"), icon=":material/play_arrow:"):
        memory.seed_midi, memory.seed_mp3 = midi, b""
        work.start(_TASK, mp3_of, midi)
    if memory.seed_midi != midi:
        return
    if (mp3 := work.follow(_TASK, _("Making the sound"))) is not None:
        memory.seed_mp3 = mp3
    if memory.seed_mp3:
        play(memory.seed_mp3, autoplay=True, alt=_("The seed"))
    work.show_problem(_TASK, _("Please try again."))
