"""The words of what is looked into, counted by a worker and kept: a collection's for everybody.

A collection that nobody on this server has read yet is read in portions, each shorter than a
worker may take. Every piece read is kept on disk, so that Stop, or a lost worker, loses nothing.
"""

from __future__ import annotations

from collections.abc import MutableMapping

import streamlit as st

from core import limits
from core.lexicon import Lexicon, count_words, read_lexicon
from pages.common import work
from pages.common.explorer.source import OWN, Source
from pages.common.i18n import _, n_
from pages.common.session import visit

# The last piece of a portion is begun within it, and may take a minute itself.
_PORTION_S = limits.JOB_S / 2
_KEPT_OWN = 4


def counted(source: Source) -> Lexicon | None:
    """Give the words counted; where they are not, show how far it is, or what to do about it."""
    task = f"words_{source.key}"
    kept = _kept(source)
    asked = st.session_state.setdefault("explore_asked", set())
    if source.key not in kept and task not in asked:
        _begin(source, task)
    asked.add(task)
    _take_in(source, task, kept)
    work.show_problem(task, _("What was read is kept: please try again."))
    known = kept.get(source.key)
    if not work.is_running(task):
        _offer_to_go_on(source, task, known)
    return known if known is not None and known.tokens else None


def _take_in(source: Source, task: str, kept: MutableMapping[str, Lexicon]) -> None:
    """Keep what the worker counted; have it go on while that brings more pieces."""
    reading = st.session_state.setdefault("explore_reading", set())
    before = kept.get(source.key)
    doing = _("Reading the music") if task in reading else _("Counting the words")
    found: Lexicon | None = work.follow(task, doing)
    if found is None:
        if task in reading and not work.is_running(task):
            reading.discard(task)
            if task not in visit().problems:  # stopped: what was read so far can be shown
                _begin(source, task)
                st.rerun()
        return
    more = before is None or found.unread < before.unread
    if more:
        kept[source.key] = found
    if task in reading and found.unread and more:
        _begin(source, task, _PORTION_S)
        st.rerun()
    else:
        reading.discard(task)
    while source.upload is not None and len(kept) > _KEPT_OWN:
        del kept[next(iter(kept))]


def _offer_to_go_on(source: Source, task: str, known: Lexicon | None) -> None:
    """Offer to read what nobody has read yet, or to count again what was stopped."""
    if known is None:
        st.button(_("Count the words"), key=f"count_{task}", on_click=_begin, args=[source, task])
        return
    if not known.unread:
        return
    st.info(
        n_(
            "{n} piece of this collection was never read on this server. Reading it is slow the "
            "first time only; you can stop at any moment and go on later.",
            "{n} pieces of this collection were never read on this server. Reading them is slow "
            "the first time only; you can stop at any moment and go on later.",
            known.unread,
        ),
        icon=":material/hourglass_empty:",
    )
    st.button(
        _("Read them now"),
        type="primary",
        icon=":material/menu_book:",
        key=f"read_{task}",
        on_click=_read_on,
        args=[source, task],
    )


def _read_on(source: Source, task: str) -> None:
    st.session_state["explore_reading"].add(task)
    _begin(source, task, _PORTION_S)


def _begin(source: Source, task: str, budget_s: float = 0.0) -> None:
    if source.upload is None:
        work.start(task, read_lexicon, source.collection, source.codec_name, budget_s)
    else:
        titles = {OWN: source.upload.name}
        work.start(task, count_words, {OWN: source.upload.score}, source.codec(), titles)


def _kept(source: Source) -> MutableMapping[str, Lexicon]:
    """Give what was counted, by the source's key: everybody's, or this visitor's own."""
    if source.upload is None:
        return collections()
    own: dict[str, Lexicon] = st.session_state.setdefault("explore_own", {})
    return own


@st.cache_resource(show_spinner=False)
def collections() -> dict[str, Lexicon]:
    return {}
