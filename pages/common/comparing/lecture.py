"""The lecture's own comparison of its three networks, in one click, and what has been mended since.

The lecture wrote music down as names of notes and chords, showed its networks windows of 30 words,
went on greedily and by beam search without any guard against loops, and played it all on a piano.
Semilla's networks learned from other music than the lecture's, and from longer windows; that they
may look back 30 words only is what makes them the lecture's again, as near as can be.
"""

from __future__ import annotations

import streamlit as st

from core.arrangement import Arrangement
from core.checkpoint import find_checkpoint
from core.codecs import EventsCodec, NoteChordCodec
from core.composer import open_checkpoint
from core.errors import SemillaError
from core.midi import bar_starts_ticks, clip_bars
from core.models import MODELS
from core.recipe import Recipe
from pages.common.comparing.comparison import Cell, begin
from pages.common.examples import CHORALE, TUNE
from pages.common.i18n import _
from pages.common.networks import tokens_a_note
from pages.common.seeds import read_piece
from pages.common.session import visit
from pages.common.sounding import usual_arrangement
from pages.common.wording import collection_title
from pages.common.work import show_problem

LECTURE, MENDED = "lecture", "mended"
TASK = "compare_lecture"
_WINDOW_WORDS = 30
_K = 5
_NOTES = 100
# Neither piece was ever shown to a network.
_PIECES = {piece.collection: piece for piece in (TUNE, CHORALE)}
_LECTURE_SEARCHES, _MENDED_SEARCHES = ("greedy", "beam"), ("sample", "diverse-beam")


def offer_lecture() -> None:
    """Draw the two buttons, and what they do."""
    st.markdown(
        _(
            "Semilla grew out of a lecture that let three networks go on with the same "
            "30 notes, and was honest about what went wrong. Hear it again in one click, "
            "and then what has been done about it."
        )
    )
    collection = st.segmented_control(
        _("Music"),
        list(_PIECES),
        format_func=collection_title,
        default=TUNE.collection,
        required=True,
        key="compare_lecture_music",
        persist_state="session",
    )
    with st.container(horizontal=True):
        st.button(
            _("As in the lecture"),
            icon=":material/history_edu:",
            key="compare_lecture",
            on_click=_start,
            args=[str(collection), LECTURE],
        )
        st.button(
            _("The same, mended"),
            icon=":material/healing:",
            key="compare_mended",
            on_click=_start,
            args=[str(collection), MENDED],
        )
    show_problem(TASK, _("A comparison of your own works with other networks too."))


def story(name: str) -> str:
    """Say what there is to hear in one of the two comparisons; nothing of another one."""
    stories = {
        LECTURE: _(
            "The seed is the first 30 notes and chords of a piece that no network has seen. Each "
            "network adds 100 and may look back on 30, and a piano plays all of them equally "
            "long, as in the lecture.\n"
            "- **Listen for loops.** “Safe” and “Beam” take what is likeliest, and that is often "
            "what they have just played. The lecture found the Transformer worst.\n"
            "- **Listen for sameness.** The five paths of a beam hardly differ: open one in "
            "Compose to hear them all.\n"
            "- **Be fair.** These networks learned from other music than the lecture's, and from "
            "longer passages: you hear its way of doing it, not its very notes."
        ),
        MENDED: _(
            "The same opening, and about as many notes.\n"
            "- **What is new.** These networks read rhythm, octaves and bars, and look back on "
            "512 words. “Surprise me” throws dice and “Diverse beam” keeps its paths apart; both "
            "are kept from going in circles.\n"
            "- **What is still missing.** A plan for a whole piece: the music is led from note to "
            "note, not from a beginning to an end."
        ),
    }
    return stories.get(name, "")


def _start(collection: str, which: str) -> None:
    visit().problems.pop(TASK, None)
    try:
        cells = _lecture(collection) if which == LECTURE else _mended(collection)
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        begin(cells, title=_PIECES[collection].title, story=which)


def _lecture(collection: str) -> list[Cell]:
    piece = _PIECES[collection]
    names = _networks(collection, NoteChordCodec.name)
    music = read_piece(collection, piece.piece)
    words = tuple(open_checkpoint(names[0]).codec.encode(music))[:_WINDOW_WORDS]
    return [
        Cell(
            Recipe(name, words, search=search, k=_K, length=_NOTES, context=_WINDOW_WORDS),
            Arrangement(("piano",), dynamics=False),
        )
        for search in _LECTURE_SEARCHES
        for name in names
    ]


def _mended(collection: str) -> list[Cell]:
    piece = _PIECES[collection]
    names = _networks(collection, EventsCodec.name)
    music = read_piece(collection, piece.piece)
    lecture = NoteChordCodec()
    opening = next(
        clipped
        for bars in range(1, len(bar_starts_ticks(music)) + 1)
        if len(lecture.encode(clipped := clip_bars(music, 1, bars))) >= _WINDOW_WORDS
    )
    words = tuple(open_checkpoint(names[0]).codec.encode(opening))
    return [
        Cell(
            Recipe(
                name,
                words,
                search=search,
                k=_K,
                length=round(_NOTES * tokens_a_note(name)),
                # One that ends early could not be held against the others.
                may_end=False,
            ),
            usual_arrangement(name, opening),
        )
        for search in _MENDED_SEARCHES
        for name in names
    ]


def _networks(collection: str, codec: str) -> list[str]:
    """Give the three networks of a collection by name, having made sure that they are there."""
    return [find_checkpoint(f"{collection}-{codec}-{model}").name for model in MODELS]
