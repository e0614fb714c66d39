"""A network that is asked what could come next: by a worker, once a place, the answers kept.

What is done with the answers is known to the caller.
"""

from __future__ import annotations

import time

import streamlit as st

from core.errors import SemillaError
from core.next_notes import NextNotes, next_notes
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _
from pages.common.session import visit

TASK = "next_notes"
# Up to half a megabyte each.
_KEPT = 12
_QUIET_S, _TICK_S = 1.5, 0.05

Words = tuple[str, ...]


def found_next(recipe: Recipe, words: Words) -> NextNotes | None:
    """Give what the network said; where it is not known yet, ask, and show that it thinks."""
    kept: dict[tuple[Recipe, Words], NextNotes] = st.session_state.setdefault("next_kept", {})
    asked = recipe, words
    if asked not in kept and st.session_state.get("next_asked") != asked:
        _ask(recipe, words)
    if asked in kept:
        # The last to be asked for is the last to be forgotten.
        kept[asked] = kept.pop(asked)
    _wait_quietly()
    value = work.follow(TASK, _("The network thinks"), patience_s=work.PATIENCE_S)
    if value is not None:
        kept[st.session_state["next_asked"]] = value
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]
    if asked not in kept:
        work.show_problem(TASK, _("The music and its tree are still there."))
    return kept.get(asked)


def _wait_quietly() -> None:
    """Wait a while without a progress bar: most answers come sooner, and nothing moves for them."""
    job, slot = visit().jobs.get(TASK), st.empty()
    began = time.monotonic()
    while job is not None and time.monotonic() - began < _QUIET_S:
        try:
            job.result(_TICK_S)
        except TimeoutError:
            # A newer click ends this run here.
            slot.empty()
        except SemillaError:
            return
        else:
            return


def _ask(recipe: Recipe, words: Words) -> None:
    st.session_state["next_asked"] = recipe, words
    work.start(TASK, next_notes, recipe, words)


def offer_again(recipe: Recipe, words: Words, key: str) -> None:
    """Offer to ask once more, where that was stopped or failed."""
    if not work.is_running(TASK):
        st.button(
            _("Ask again"),
            icon=":material/refresh:",
            key=f"{key}_again",
            on_click=_ask,
            args=[recipe, words],
        )
