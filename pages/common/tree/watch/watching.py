"""The choice of what to watch: the small example, or the search behind a composition."""

from __future__ import annotations

import time

import streamlit as st

from core.codecs import EventsCodec
from core.composer import Composition
from pages.common.i18n import _
from pages.common.session import Result
from pages.common.tree.names import word_name
from pages.common.tree.watch.example import show_example
from pages.common.tree.watch.playing import Clock
from pages.common.tree.watch.stage import show_stage
from pages.common.tree.watch.steps import Watched
from pages.common.wording import step_name

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
    source = st.segmented_control(
        _("What to watch"),
        list(sources),
        format_func=sources.__getitem__,
        default=_EXAMPLE,
        required=True,
        key=f"watch_source_{result.number}",
        persist_state="session",
    )
    if source == _SEARCH:
        _show_search(result, clock)
    else:
        show_example(f"{_EXAMPLE}_{result.number}", clock=clock)


def _show_search(result: Result, clock: Clock) -> None:
    composition = result.composition
    if composition.tree.steps == 0:
        st.info(_("This search took no step: there is nothing to watch."))
        return
    if composition.codec.name == EventsCodec.name:
        st.caption(
            _(
                "This network spells music out in words: | a new bar, 3/4 its metre, @2½ the place "
                "in it (after the second beat), C5 a pitch, ×½ a length in beats, ‖ the end."
            )
        )
    watched = _watched(composition)
    show_stage(
        lambda: watched,
        key=f"{_SEARCH}_{result.number}",
        steps=composition.tree.steps,
        clock=clock,
    )


def _watched(composition: Composition) -> Watched:
    recipe, codec, vocabulary = composition.recipe, composition.codec, composition.vocabulary
    ends = codec.end is not None and codec.end in vocabulary

    def label(token: int) -> str:
        return word_name(codec, vocabulary.words[token])

    return Watched(
        tree=composition.tree,
        search=recipe.search,
        k=1 if recipe.search in ("greedy", "sample") else recipe.k,
        label=label,
        unit=step_name(codec),
        root=_("Seed"),
        end=vocabulary.ids([str(codec.end)])[0] if ends else None,
        chosen=len(recipe.chosen),
        length_power=1.0 if recipe.search == "diverse-beam" else recipe.length_power,
    )
