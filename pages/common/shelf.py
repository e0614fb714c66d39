"""Pieces that outlive a visit: kept as soon as they are made, opened again by their links.

A store that cannot be written costs a visitor nothing but that: the piece stays on the page, which
says why it was not kept.
"""

from __future__ import annotations

import contextlib
from urllib.parse import urlencode

import streamlit as st

from core.errors import SemillaError
from core.store import Piece, Store
from pages.common.i18n import _, plain
from pages.common.session import Result, visit
from pages.common.visitor import visitor
from pages.common.work import show_error, show_problem

TASK = "keep"
PAGE, LINK = "piece", "id"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Give the database of pieces, one for all visitors."""
    return Store()


def keep(result: Result) -> None:
    """Keep a piece for its visitor; where that fails, ``show_unkept`` says so."""
    memory = visit()
    memory.problems.pop(TASK, None)
    try:
        piece = store().add(
            visitor(),
            result.composition,
            result.arrangement,
            name=result.name,
            parent=result.parent,
        )
    except SemillaError as problem:
        memory.problems[TASK] = problem
    else:
        result.link = piece.link


def note_sound(result: Result) -> None:
    """Let a piece's link open it as its maker hears it now."""
    if result.link is not None:
        # A piece of somebody else's stays as they left it.
        with contextlib.suppress(SemillaError):
            store().set_sound(visitor(), result.link, result.arrangement, result.rank)


def show_unkept() -> None:
    """Say why a piece was not kept, if one was not."""
    show_problem(TASK, _("The piece stays on this page: please download what you want to keep."))


def opened(link: str) -> Result:
    """Open a piece, once a visit; raises ``SemillaError`` where there is none."""
    memory = visit()
    if link not in memory.opened:
        memory.opened[link] = _read(link)
    return memory.opened[link]


def asked_for() -> Result | None:
    """Open the piece that the page's address names (``?id=``), if it names one."""
    link = st.query_params.get(LINK)
    return opened(link) if link else None


def reopen() -> None:
    """Open the piece that the address of a cold page names, as after a reload (``?piece=``)."""
    memory, asked = visit(), st.query_params.get(PAGE)
    if memory.latest is None and asked:
        try:
            memory.result = opened(asked)
        except SemillaError as problem:
            del st.query_params[PAGE]
            show_error(problem, _("Your other pieces are under “My pieces”."))


def write_address(result: Result) -> None:
    """Name a piece in the page's address, so that a reload opens it again."""
    if result.link is not None:
        st.query_params[PAGE] = result.link


def pieces() -> list[Piece]:
    """Give the visitor's own pieces, newest first."""
    return store().pieces(visitor())


def rename(link: str, name: str) -> None:
    """Give one of the visitor's pieces another name, here and where it is on a page."""
    store().rename(visitor(), link, name)
    memory = visit()
    for result in (memory.result, memory.example, *memory.opened.values()):
        if result is not None and result.link == link:
            result.name = name


def delete(link: str) -> None:
    """Delete one of the visitor's pieces, here and where it is on a page."""
    store().delete(visitor(), link)
    memory = visit()
    memory.opened.pop(link, None)
    if memory.result is not None and memory.result.link == link:
        memory.result = None
    if memory.example is not None and memory.example.link == link:
        memory.example = None


def restore(link: str) -> None:
    """Take back that a piece was deleted."""
    store().restore(visitor(), link)


def set_favourite(link: str, favourite: bool) -> None:
    """Mark one of the visitor's pieces, or take the mark away."""
    store().set_favourite(visitor(), link, favourite)


def shown_name(name: str) -> str:
    """Give a piece's name as Markdown in which nothing is markup."""
    return plain(name) or _("Without a name")


def address(link: str) -> str:
    """Give the whole address that opens a piece in any browser."""
    root = (st.context.url or "").removesuffix("/").removesuffix(f"/{visit().page}")
    return f"{root}/{PAGE}?{urlencode({LINK: link})}"


def _read(link: str) -> Result:
    piece, composition = store().open(link)
    return Result(
        composition,
        arrangement=piece.arrangement,
        name=piece.name,
        link=piece.link,
        rank=piece.rank,
        parent=piece.parent,
        autoplay=False,
    )
