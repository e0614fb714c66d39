"""The choice between kinds of seeds; each kind has a module of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import limits
from core.composer import open_checkpoint
from core.errors import SemillaError
from pages.common.i18n import _
from pages.common.seeds.dice import roll_notes
from pages.common.seeds.passage import choose_passage
from pages.common.seeds.played import play_by_hand
from pages.common.seeds.seed import Music, Seed
from pages.common.seeds.upload import choose_upload
from pages.common.work import show_error


def choose_seed(checkpoint: str | None) -> Seed | None:
    """Draw the chooser; give None, having said why, where there is nothing to go on from.

    Parameters
    ----------
    checkpoint
        The network that is to read it.
    """
    kinds: dict[str, tuple[str, Callable[[], Music | None]]] = {
        "passage": (_("A passage of the training music"), choose_passage),
        "upload": (_("My MIDI file"), choose_upload),
        "played": (_("Play it yourself"), play_by_hand),
        "random": (_("Random notes"), lambda: None),
    }
    kind = st.pills(
        _("Where the music begins"),
        list(kinds),
        format_func=lambda name: kinds[name][0],
        default="passage",
        required=True,
        wrap=True,
        key="seed",
        persist_state="session",
    )
    try:
        if kind == "random":
            return roll_notes(checkpoint)
        music = kinds[str(kind)][1]()
        if music is None or checkpoint is None:
            return None
        words = open_checkpoint(checkpoint).codec.encode(music.score)
        return Seed(tuple(words), music.score, music.title[: limits.SHOWN_CHARACTERS])
    except SemillaError as problem:
        show_error(problem, _("Please choose another passage."))
        return None
