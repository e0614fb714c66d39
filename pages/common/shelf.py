"""Pieces that outlive a visit: kept as soon as they are made, opened again by their links.

A store that cannot be written costs a visitor nothing but that: the piece stays on the page, which
says why it was not kept.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from core import limits
from core.errors import SemillaError
from core.store import Piece, Store
from pages.common.i18n import _, plain
from pages.common.session import Result, visit
from pages.common.visitor import visitor
from pages.common.work import show_error, show_problem

TASK = "keep"
PAGE, LINK = "piece", "id"
# Opened pieces that a visit keeps at hand, each with its tree.
_KEPT_OPEN = 8
# The number of a piece among those that came of one.
_NUMBERED = re.compile(r" · ([1-9][0-9]{0,4})$")
_BASE_CHARACTERS = limits.PIECE_NAME_CHARACTERS - len(" · 99999")


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Give the database of pieces, one for all visitors."""
    return Store()


def add(result: Result) -> str:
    """Keep a piece for its visitor, and give its link; raises ``SemillaError`` if it cannot be."""
    pieces, owner = store(), visitor()
    # From here on nothing of Streamlit's is asked, which could end this run between the two.
    result.tried = True
    piece = pieces.add(
        owner,
        result.composition,
        result.arrangement,
        name=result.name,
        rank=result.rank,
        parent=result.parent,
    )
    result.link, result.mine = piece.link, True
    return piece.link


def keep(result: Result) -> None:
    """Keep a piece for its visitor; where that fails, ``show_unkept`` says so."""
    memory = visit()
    memory.problems.pop(TASK, None)
    try:
        add(result)
    except SemillaError as problem:
        memory.problems[TASK] = problem


def note_sound(result: Result) -> None:
    """Let a piece's link open it as its maker hears it now."""
    # A piece of somebody else's stays as they left it.
    if result.link is not None and result.mine:
        memory = visit()
        memory.problems.pop(TASK, None)
        try:
            store().set_sound(visitor(), result.link, result.arrangement, result.rank)
        except SemillaError as problem:
            memory.problems[TASK] = problem


def show_unkept() -> None:
    """Say why a piece was not kept, if one was not."""
    show_problem(TASK, _("The piece stays on this page: please download what you want to keep."))


def opened(link: str) -> Result:
    """Open a piece, once a visit; raises ``SemillaError`` where there is none."""
    memory = visit()
    result = memory.opened.pop(link, None) or read(link)
    memory.opened[link] = result
    while len(memory.opened) > _KEPT_OPEN:
        del memory.opened[next(iter(memory.opened))]
    return result


def read(link: str) -> Result:
    """Read a piece as it is kept, without regard to what this visit has made of it."""
    piece, composition = store().open(link)
    mine = piece.belongs_to(visitor())
    return Result(
        composition,
        arrangement=piece.arrangement,
        name=piece.name,
        link=piece.link,
        tried=True,
        mine=mine,
        rank=piece.rank,
        # What it goes on from was not shared with it.
        parent=piece.parent if mine else None,
        autoplay=False,
    )


def asked_for() -> Result | None:
    """Open the piece that the page's address names (``?id=``), if it names one."""
    link = st.query_params.get(LINK)
    return opened(link) if link else None


def reopen() -> None:
    """Open the piece that the address of a cold page names, as after a reload (``?piece=``)."""
    memory, asked = visit(), st.query_params.get(PAGE)
    if memory.latest is None and asked:
        try:
            memory.show(opened(asked))
        except SemillaError as problem:
            del st.query_params[PAGE]
            show_error(problem, _("Your other pieces are under “My pieces”."))


def write_address(result: Result) -> None:
    """Name a piece in the page's address, so that a reload opens it again."""
    if result.link is not None:
        st.query_params[PAGE] = result.link
    else:
        st.query_params.pop(PAGE, None)


def pieces() -> list[Piece]:
    """Give the visitor's own pieces, newest first."""
    return store().pieces(visitor())


def rename(link: str, name: str) -> None:
    """Give one of the visitor's pieces another name, here and where it is on a page."""
    kept = store().rename(visitor(), link, name)
    memory = visit()
    for result in (memory.result, memory.example, *memory.opened.values(), *memory.steered):
        if result is not None and result.link == link:
            result.name = kept


def further_names(name: str, count: int = 1) -> list[str]:
    """Give names for pieces that come of one: its own with the next free numbers, ``Song · 2``."""
    base = _NUMBERED.sub("", name)[:_BASE_CHARACTERS].strip() or _("Without a name")
    memory = visit()
    known = [result.name for result in memory.steered]
    with contextlib.suppress(SemillaError):
        known += [piece.name for piece in pieces()]
    taken = [
        int(found[1])
        for other in known
        if (found := _NUMBERED.search(other)) and other[: found.start()] == base
    ]
    first = max(taken, default=1) + 1
    return [f"{base} · {first + place}" for place in range(count)]


def delete(link: str) -> None:
    """Delete one of the visitor's pieces, here and where it is on a page."""
    store().delete(visitor(), link)
    memory = visit()
    memory.opened.pop(link, None)
    memory.steered = [result for result in memory.steered if result.link != link]
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
    return page_address(PAGE, {LINK: link})


def page_address(page: str, parameters: Mapping[str, str]) -> str:
    """Give the whole address of a page of this app, as this visitor's browser reaches it."""
    root = (st.context.url or "").removesuffix("/").removesuffix(f"/{visit().page}")
    return f"{root}/{page}?{urlencode(parameters)}"
