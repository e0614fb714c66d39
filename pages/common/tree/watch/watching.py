"""The choice of what to watch: the small example, or the search behind a composition."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from core.codecs import EventsCodec
from core.codecs.base import beat_ql_after
from core.composer import Composition
from pages.common.i18n import _
from pages.common.session import Result
from pages.common.tree.names import word_name
from pages.common.tree.watch.example import choose_k, show_example
from pages.common.tree.watch.playing import Clock
from pages.common.tree.watch.spelling import spelled
from pages.common.tree.watch.stage import show_stage
from pages.common.tree.watch.steps import Watched
from pages.common.wording import step_name

# A bar line, a metre, a place, a pitch, how loud and how long it is.
_WORDS_A_NAME = 6
_EXAMPLE, _SEARCH = "example", "search"


def show_watch(result: Result, *, clock: Clock = time.monotonic) -> None:
    """Let a visitor watch a search happen.

    Parameters
    ----------
    result
        Whose search it is; what the visitor chose is remembered by its number.
    clock
        Tells the time in seconds, by which it plays.
    """
    sources = {_EXAMPLE: _("A small example"), _SEARCH: _("This search")}
    key = f"{_EXAMPLE}_{result.number}"
    with st.container(horizontal=True, vertical_alignment="center"):
        source = st.segmented_control(
            _("What to watch"),
            list(sources),
            format_func=sources.__getitem__,
            default=_EXAMPLE,
            required=True,
            key=f"watch_source_{result.number}",
            label_visibility="collapsed",
            persist_state="session",
        )
        k = choose_k(key) if source != _SEARCH else 0
    if source == _SEARCH:
        _show_search(result, clock)
    else:
        show_example(k, key=key, clock=clock)


def show_small_example(*, clock: Clock = time.monotonic) -> None:
    """Show the example alone, where there is no search yet."""
    key = f"{_EXAMPLE}_alone"
    show_example(choose_k(key), key=key, clock=clock)


def _show_search(result: Result, clock: Clock) -> None:
    composition = result.composition
    if composition.tree.steps == 0:
        st.info(_("This search took no step: there is nothing to watch."))
        return
    show_stage(_watched(composition), key=f"{_SEARCH}_{result.number}", clock=clock)
    if composition.codec.name == EventsCodec.name:
        st.caption(
            _(
                "This network writes music in words, and a step adds one: a new bar (|), its metre "
                "(3/4), a beat in the bar, a pitch (C5), or how long that sounds (C5 ♩; ♩×2 is "
                "twice as long). With ‖ the piece ends."
            )
        )


def _watched(composition: Composition) -> Watched:
    recipe, codec, vocabulary = composition.recipe, composition.codec, composition.vocabulary
    ends = codec.end is not None and codec.end in vocabulary

    def label(token: int) -> str:
        return word_name(codec, vocabulary.words[token])

    def spell(tokens: Sequence[int], most: int) -> list[str]:
        # Long paths are told by their ends; more than enough words for so many names.
        words = vocabulary.tokens(tokens)
        at = max(0, len(words) - _WORDS_A_NAME * (most + 2))
        beat_ql = beat_ql_after(codec, composition.seed_tokens, words[:at])
        return spelled(codec, words[at:], beat_ql)

    return Watched(
        tree=composition.tree,
        search=recipe.search,
        k=1 if recipe.search in ("greedy", "sample") else recipe.k,
        label=label,
        spell=spell if codec.name == EventsCodec.name else None,
        unit=step_name(codec),
        root=_("Seed"),
        end=vocabulary.ids([str(codec.end)])[0] if ends else None,
        chosen=len(recipe.chosen),
        length_power=1.0 if recipe.search == "diverse-beam" else recipe.length_power,
    )
