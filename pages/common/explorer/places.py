"""Where a word stands: pieces, bars, how it sounds there, and the way to Compose with it."""

from __future__ import annotations

import streamlit as st
from symusic.core import ScoreTick as Score

from core import limits
from core.arrangement import PLAIN, arrange
from core.errors import SemillaError
from core.lexicon import Lexicon, kind_of
from core.midi import bar_starts_ticks, clip_bars
from pages.common.explorer.names import shown
from pages.common.explorer.source import OWN, Source
from pages.common.i18n import _, n_, number
from pages.common.player import hear
from pages.common.setup import ICONS, PAGES
from pages.common.work import show_error

# The passage begins a bar before the one that was asked for.
_BARS = 4


def word_key(source: Source) -> str:
    """Give the key of the session's value that says which word is looked for."""
    return f"word_{source.key}"


def chosen_word(lexicon: Lexicon, source: Source) -> str:
    """Give the word that is looked for: until one is chosen, the commonest note or chord."""
    words = lexicon.vocabulary.words
    kinds = [kind_of(lexicon.codec, word) for word in words]
    first = next((w for w, k in zip(words, kinds, strict=True) if k in ("note", "chord")), words[0])
    chosen = st.session_state.get(word_key(source))
    return str(chosen) if chosen in lexicon.vocabulary else first


def show_places(lexicon: Lexicon, source: Source) -> None:
    """Let a word be chosen; tell where it stands, and play it there."""
    st.subheader(_("Where does a word occur?"))
    words = lexicon.vocabulary.words
    counts = dict(zip(words, map(int, lexicon.counts), strict=True))
    st.session_state[word_key(source)] = chosen_word(lexicon, source)
    word = st.selectbox(
        _("Word"),
        words,
        format_func=lambda word: f"{_name(lexicon, word)} · {number(counts[word])}×",
        key=word_key(source),
        persist_state="session",
        help=_("Type a part of it to find it."),
    )
    with_it = lexicon.pieces_with(word)
    st.markdown(_told(lexicon, counts[word], len(with_it)))
    choose, listen = st.columns([2, 3], gap="large")
    with choose:
        piece = _choose_piece(lexicon, source, word, with_it)
        bar = _choose_bar(lexicon, source, word, piece)
    with listen:
        _show_passage(lexicon, source, piece, bar)


def _name(lexicon: Lexicon, word: str) -> str:
    name = shown(lexicon, word)
    return name if name == word else f"{name} ({word})"


def _told(lexicon: Lexicon, count: int, pieces: int) -> str:
    parts = [n_("It occurs {n} time", "It occurs {n} times", count)]
    if len(lexicon.titles) > 1:
        all_pieces = number(len(lexicon.titles))
        told = _("in {pieces} of {all} pieces").format(pieces=number(pieces), all=all_pieces)
        parts.append(told)
    parts.append(_("1 word in {words}").format(words=number(lexicon.tokens / count)))
    return " · ".join(parts)


def _choose_piece(lexicon: Lexicon, source: Source, word: str, with_it: dict[str, int]) -> str:
    if source.upload is not None:
        return OWN
    often = sorted(with_it, key=lambda name: -with_it[name])
    return st.selectbox(
        _("Piece"),
        often,
        format_func=lambda name: f"{lexicon.titles[name]} · {number(with_it[name])}×",
        key=f"where_{source.key}_{word}",
        help=_("Pieces in which it occurs most stand first."),
    )


def _choose_bar(lexicon: Lexicon, source: Source, word: str, piece: str) -> int:
    bars = lexicon.bars_with(word, piece)
    return st.selectbox(
        _("Bar"),
        list(bars),
        format_func=lambda bar: number(bar) + (f" · {number(bars[bar])}×" if bars[bar] > 1 else ""),
        key=f"bar_{source.key}_{word}_{piece}",
    )


def _show_passage(lexicon: Lexicon, source: Source, piece: str, bar: int) -> None:
    try:
        score = source.score(piece)
        first, count = _around(score, bar)
        passage = clip_bars(score, first, count)
    except SemillaError as problem:
        show_error(problem, _("Please choose another bar."))
        return
    title = lexicon.titles[piece][: limits.SHOWN_CHARACTERS]
    bars = _("bars {first} to {last}").format(first=number(first), last=number(first + count - 1))
    hear(arrange(passage, PLAIN), key=f"hear_{source.key}", title=f"{title} · {bars}", compact=True)
    if st.button(
        _("Use this passage as a seed"),
        key=f"seed_{source.key}",
        icon=ICONS["compose"],
        on_click=_plant,
        args=[source, piece, first, count],
    ):
        st.switch_page(PAGES["compose"])


def _around(score: Score, bar: int) -> tuple[int, int]:
    """Give the first bar, from 1, and the number of bars of a passage with this bar in it."""
    bars = len(bar_starts_ticks(score))
    count = min(_BARS, bars)
    return max(1, min(bar - 1, bars - count + 1)), count


def _plant(source: Source, piece: str, first: int, count: int) -> None:
    """Choose the passage in the chooser of seeds, as if the visitor had."""
    memory = st.session_state
    if source.upload is not None:
        memory["seed"] = "upload"
        key = f"upload_{source.upload.number}"
    else:
        memory["seed"] = "passage"
        memory["passage_collection"] = source.collection
        memory[f"piece_{source.collection}"] = piece
        key = f"{source.collection}_{piece}"
    memory[f"first_{key}"], memory[f"count_{key}"] = first, count
