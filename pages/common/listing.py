"""A visitor's pieces as a list: one row a piece, with a player for the one that is listened to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from babel.dates import format_datetime, get_timezone

from core.errors import SemillaError
from core.store import Piece
from pages.common import naming, shelf
from pages.common.i18n import _, language, n_, number
from pages.common.results import show_music
from pages.common.session import visit
from pages.common.setup import PAGES
from pages.common.stories import network_titles
from pages.common.wording import search_title
from pages.common.work import show_error

_DELETED, _HEARD = "deleted_piece", "heard_piece"
_ROWS = 20


def show_list(pieces: Sequence[Piece]) -> None:
    """Show pieces, newest first, favourites alone if the visitor likes."""
    _offer_undo()
    naming.show_failure()
    if not pieces:
        return
    favourites = [piece for piece in pieces if piece.favourite]
    if favourites and st.toggle(
        _("Favourites only"), key="favourites_only", persist_state="session"
    ):
        pieces = favourites
    count = st.session_state.get("rows", _ROWS)
    for piece in pieces[:count]:
        with st.container(border=True):
            _show_row(piece)
    if len(pieces) > count:
        st.button(
            n_("Show {n} more", "Show {n} more", min(_ROWS, len(pieces) - count)),
            key="more_rows",
            on_click=lambda: st.session_state.update(rows=count + _ROWS),
        )


def _show_row(piece: Piece) -> None:
    st.markdown(f"**{shelf.shown_name(piece.name)}**")
    st.caption(_facts(piece))
    heard = st.session_state.get(_HEARD) == piece.link
    with st.container(horizontal=True, vertical_alignment="center"):
        _button(piece, "listen", _("Listen"), ":material/play_arrow:", _listen, disabled=heard)
        if st.button(_("Open"), icon=":material/open_in_full:", key=f"open_{piece.link}"):
            st.switch_page(PAGES["piece"], query_params={shelf.LINK: piece.link})
        starred = _("Remove from favourites") if piece.favourite else _("Favourite")
        icon = ":material/heart_minus:" if piece.favourite else ":material/favorite:"
        _button(piece, "star", starred, icon, shelf.set_favourite, not piece.favourite)
        naming.ask_name(piece.link, piece.name)
        _button(piece, "delete", _("Delete"), ":material/delete:", _delete)
    if heard:
        _play(piece)


def _facts(piece: Piece) -> str:
    zone = get_timezone(st.context.timezone or "UTC")
    made = format_datetime(piece.created, "d MMM y, HH:mm", zone, language())
    facts = [
        made,
        *network_titles(piece.network),
        search_title(piece.search),
        n_("{n} note", "{n} notes", piece.notes),
        _("{seconds} seconds").format(seconds=number(piece.duration_s)),
    ]
    if piece.favourite:
        facts.insert(0, ":material/favorite:")
    return " · ".join(facts)


def _button(
    piece: Piece,
    name: str,
    label: str,
    icon: str,
    do: Callable[..., None],
    *args: Any,
    disabled: bool = False,
) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{name}_{piece.link}",
        on_click=_tried,
        args=[do, piece.link, *args],
        disabled=disabled,
    )


def _tried(do: Callable[..., None], *args: Any) -> None:
    """Do something with the store; where it fails, the page says why."""
    visit().problems.pop(naming.TASK, None)
    try:
        do(*args)
    except SemillaError as problem:
        visit().problems[naming.TASK] = problem


def _listen(link: str) -> None:
    shelf.opened(link).autoplay = True
    st.session_state[_HEARD] = link


def _delete(link: str) -> None:
    shelf.delete(link)
    st.session_state[_DELETED] = link


def _restore(link: str) -> None:
    # Whatever comes of it: a piece that is gone for good cannot be asked back again and again.
    del st.session_state[_DELETED]
    shelf.restore(link)


def _offer_undo() -> None:
    if (link := st.session_state.get(_DELETED)) is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_("The piece is deleted, and its link opens nothing any more."))
        st.button(
            _("Undo"),
            icon=":material/undo:",
            key="undo_delete",
            on_click=_tried,
            args=[_restore, link],
        )


def _play(piece: Piece) -> None:
    try:
        show_music(shelf.opened(piece.link))
    except SemillaError as problem:
        show_error(problem, _("Your other pieces are under “My pieces”."))
