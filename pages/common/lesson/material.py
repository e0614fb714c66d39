"""The music that a chapter is about: the visitor's own where there is some, or else an example."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from symusic.core import ScoreTick as Score

from core import limits
from core.midi import bar_starts_ticks, clip_bars
from pages.common import examples
from pages.common.i18n import _
from pages.common.networks import collection_of, installed
from pages.common.seeds import read_piece
from pages.common.session import visit

_BARS = 8


@dataclass(frozen=True)
class Material:
    """The beginning of a piece.

    Attributes
    ----------
    title
        A stranger's text, perhaps.
    score
        Its first bars, from the first note's bar on.
    whose
        A name that is another one for other music; keys of widgets hang on it.
    collection
        The collection whose networks read it best; nothing where that is not known.
    """

    title: str
    score: Score
    whose: str
    collection: str


def choose_material(key: str) -> Material:
    """Draw the chooser; the visitor's own file comes first."""
    memory = visit()
    sources = {"chorale": _("A chorale by Bach"), "tune": _("A fiddle tune")}
    if memory.latest is not None:
        sources = {"latest": _("What I composed"), **sources}
    if memory.upload is not None:
        sources = {"upload": _("My file"), **sources}
    source = st.segmented_control(
        _("The music"),
        list(sources),
        format_func=sources.__getitem__,
        default=next(iter(sources)),
        required=True,
        wrap=True,
        key=f"learn_music_{key}_{'_'.join(sources)}",
    )
    if memory.upload is None:
        st.caption(_("Upload a file of yours on the page Compose, and it will be here too."))
    if source == "upload" and memory.upload is not None:
        upload = memory.upload
        st.text(upload.name[: limits.SHOWN_CHARACTERS])
        return Material(upload.name, opening(upload.score), f"upload_{upload.number}", "chorales")
    if source == "latest" and memory.latest is not None:
        result = memory.latest
        name = result.composition.recipe.checkpoint
        # Somebody's piece may have been made by a network that is not installed here.
        collection = next((collection_of(i) for i in installed() if i.name == name), "")
        score = opening(result.composition.score(0))
        return Material(sources["latest"], score, f"latest_{result.number}", collection)
    example = examples.TUNE if source == "tune" else examples.CHORALE
    score = read_piece(example.collection, example.piece)
    return Material(example.title, opening(score), str(source), example.collection)


def opening(score: Score) -> Score:
    """Give the first bars that have notes."""
    first_ticks = min(note.time for track in score.tracks for note in track.notes)
    before = sum(start <= first_ticks for start in bar_starts_ticks(score))
    return clip_bars(score, before, _BARS)
