"""What a seed looks and sounds like, and what a network reads of it."""

from __future__ import annotations

import hashlib

import streamlit as st

from core import limits
from core.arrangement import PLAIN, arrange
from core.codecs import Codec, EventsCodec
from core.composer import open_checkpoint
from core.midi import write_midi
from core.performance import mp3_of
from pages.common import work
from pages.common.drawing import draw_roll
from pages.common.i18n import _, n_
from pages.common.player import play
from pages.common.seeds import Seed
from pages.common.session import visit
from pages.common.wording import labels, losses, notes_of

_TASK = "seed_sound"
_HEIGHT_PX = 190
_MOST_WORDS = 24


def preview_seed(seed: Seed, checkpoint: str) -> None:
    """Draw a seed, offer to play it, and name what the network will read."""
    score = arrange(seed.score, PLAIN)
    midi = write_midi(score)
    draw_roll(score, key=f"seed_{hashlib.sha256(midi).hexdigest()[:16]}", height_px=_HEIGHT_PX)
    _offer_sound(midi)
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
