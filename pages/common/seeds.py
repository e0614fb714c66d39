"""The chooser of a seed: a visitor's own file, a passage of the training music, random notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from symusic.core import ScoreTick as Score

from core import limits
from core.composer import open_checkpoint, random_seed_tokens
from core.corpus import BUNDLED, Piece
from core.errors import SemillaError
from core.midi import bar_starts_ticks, clip_bars, inspect_midi
from core.performance import read_bundled
from pages.common import work
from pages.common.i18n import _, n_, number
from pages.common.session import Upload, visit
from pages.common.wording import collection_title
from pages.common.work import show_error

# What is offered first: short, and never seen by a network.
_FIRST_PIECES = {"quartets": "mozart-k80.movement4"}
_READING = "reading"
_BARS = 4
_MOST_BARS = 64
_MOST_RANDOM = 64


@dataclass(frozen=True)
class Seed:
    """What was chosen: the words to go on from, and how they sound before a network reads them."""

    words: tuple[str, ...]
    score: Score


def choose_seed(checkpoint: str | None) -> Seed | None:
    """Draw the chooser; give None, having said why, where there is nothing to go on from.

    Parameters
    ----------
    checkpoint
        The network that is to read it.
    """
    kinds: dict[str, tuple[str, Callable[[], Score | None]]] = {
        "upload": (_("My MIDI file"), _upload),
        "passage": (_("A passage of the training music"), _passage),
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
            return _random(checkpoint)
        score = kinds[str(kind)][1]()
        if score is None or checkpoint is None:
            return None
        return Seed(tuple(open_checkpoint(checkpoint).codec.encode(score)), score)
    except SemillaError as problem:
        show_error(problem, _("Please choose another passage."))
        return None


def _upload() -> Score | None:
    memory = visit()
    st.file_uploader(
        _("A MIDI file of yours"),
        type=[".mid", ".midi"],
        key="upload",
        on_change=_take_upload,
        help=_("At most 2 MB and 10 minutes. Drums are left out."),
    )
    if (problem := memory.problems.get("upload")) is not None:
        kept = _("The music you gave before is still here.") if memory.upload else ""
        show_error(problem, f"{_('Please choose another file.')} {kept}")
    if memory.upload is None:
        st.caption(
            _("Any piano piece or melody will do. It stays on this server for your visit only.")
        )
        return None
    _report(memory.upload)
    return _bars(memory.upload.score, f"upload_{memory.upload.number}")


def _take_upload() -> None:
    memory = visit()
    memory.problems.pop("upload", None)
    if (file := st.session_state.get("upload")) is None:
        return
    try:
        score, report = inspect_midi(file.getvalue())
    except SemillaError as problem:
        memory.problems["upload"] = problem
    else:
        memory.upload = Upload(file.name, score, report)


def _report(upload: Upload) -> None:
    found = upload.report
    st.text(upload.name[: limits.SHOWN_CHARACTERS])
    facts = [
        n_("{n} part", "{n} parts", found.tracks),
        n_("{n} note", "{n} notes", found.notes),
        _("{seconds} seconds").format(seconds=number(found.duration_s)),
    ]
    if found.drum_notes:
        facts.append(n_("{n} drum note left out", "{n} drum notes left out", found.drum_notes))
    st.caption(" · ".join(facts))


def _passage() -> Score | None:
    name = st.segmented_control(
        _("Collection"),
        list(BUNDLED),
        format_func=collection_title,
        default="chorales",
        required=True,
        wrap=True,
        key="passage_collection",
        persist_state="session",
    )
    pieces = _pieces(str(name))
    first = _FIRST_PIECES.get(str(name))
    piece = st.selectbox(
        _("Piece"),
        list(pieces),
        list(pieces).index(first) if first else 0,
        format_func=lambda piece: pieces[piece].title,
        key=f"piece_{name}",
        persist_state="session",
        help=_("Type a part of its title to find a piece."),
    )
    if not _is_ready(str(name), str(piece)):
        return None
    return _bars(read_piece(str(name), str(piece)), f"{name}_{piece}")


def _is_ready(collection: str, piece: str) -> bool:
    """Tell whether a piece can be read at once; have a quartet read by a worker the first time."""
    found = _pieces(collection)[piece]
    if collection != "quartets" or BUNDLED[collection].is_quick(found):
        return True
    task = f"{_READING}_{collection}_{piece}"
    if not work.is_running(task) and task not in visit().problems:
        work.start(task, read_bundled, collection, piece)
    done = work.follow(task, _("Reading the score, which takes up to a minute the first time"))
    work.show_problem(task, _("Please choose another passage."))
    return done is not None


@st.cache_resource(show_spinner=False)
def _pieces(collection: str) -> dict[str, Piece]:
    return {piece.name: piece for piece in BUNDLED[collection].pieces()}


@st.cache_resource(max_entries=64, show_spinner=False)
def read_piece(collection: str, name: str) -> Score:
    """Read a bundled piece by its name; not to be changed, for all visitors share it."""
    return BUNDLED[collection].read(_pieces(collection)[name])


def _bars(score: Score, key: str) -> Score:
    bars = len(bar_starts_ticks(score))
    with st.container(horizontal=True):
        first = st.number_input(
            _("From bar"), 1, bars, 1, key=f"first_{key}", persist_state="session"
        )
        count = st.number_input(
            _("Number of bars"),
            1,
            min(bars, _MOST_BARS),
            min(bars, _BARS),
            key=f"count_{key}",
            persist_state="session",
        )
    return clip_bars(score, first, count)


def _random(checkpoint: str | None) -> Seed | None:
    memory = visit()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input(
            _("Number of notes"), 1, _MOST_RANDOM, 8, key="random_notes", persist_state="session"
        )
        if st.button(_("Roll the dice"), icon=":material/casino:"):
            memory.dice += 1
    st.caption(
        _("Drawn from all the notes and chords that the network knows: nonsense, on purpose.")
    )
    if checkpoint is None:
        return None
    network = open_checkpoint(checkpoint)
    words = random_seed_tokens(network, count, memory.dice)
    return Seed(words, network.codec.decode(words))
