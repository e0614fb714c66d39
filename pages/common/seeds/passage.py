"""A passage of the training music as a seed: found by its title, heard before it is chosen."""

from __future__ import annotations

import streamlit as st
from symusic.core import ScoreTick as Score

from core.corpus import BUNDLED, Piece
from core.performance import read_bundled
from pages.common import work
from pages.common.i18n import _
from pages.common.seeds.seed import Music
from pages.common.seeds.trimming import trim
from pages.common.wording import collection_title

# What is offered first: short, and never seen by a network.
_FIRST_PIECES = {"quartets": "mozart-k80.movement4"}
_READING, _ASKED = "reading", "passages_asked"


def choose_passage() -> Music | None:
    """Draw the choice of a collection, a piece and its bars."""
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
    title = pieces[str(piece)].title
    score = read_piece(str(name), str(piece))
    return Music(trim(score, key=f"{name}_{piece}", title=title), title)


def _is_ready(collection: str, piece: str) -> bool:
    """Tell whether a piece can be read at once; have a quartet read by a worker the first time."""
    found = _pieces(collection)[piece]
    if collection != "quartets" or BUNDLED[collection].is_quick(found):
        return True
    task = f"{_READING}_{collection}_{piece}"
    asked: set[str] = st.session_state.setdefault(_ASKED, set())
    if task not in asked:
        work.start(task, read_bundled, collection, piece)
    asked.add(task)
    done = work.follow(task, _("Reading the score, which takes up to a minute the first time"))
    work.show_problem(task, _("Please choose another passage."))
    # It was stopped, or it cannot be read.
    if done is None and not work.is_running(task):
        st.button(
            _("Read it"),
            icon=":material/menu_book:",
            key=f"read_{piece}",
            on_click=work.start,
            args=[task, read_bundled, collection, piece],
        )
    return done is not None


@st.cache_resource(show_spinner=False)
def _pieces(collection: str) -> dict[str, Piece]:
    return {piece.name: piece for piece in BUNDLED[collection].pieces()}


@st.cache_resource(max_entries=64, show_spinner=False)
def read_piece(collection: str, name: str) -> Score:
    """Read a bundled piece by its name; not to be changed, for all visitors share it."""
    return BUNDLED[collection].read(_pieces(collection)[name])
