"""Steering a search: go on from any node, take a note that it passed over, ban one, undo.

Each choice is a new search with a recipe of its own, which holds all that was chosen; it is kept
as a piece. What stood before it can be gone back to and taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

import streamlit as st

from core import limits
from core.errors import SemillaError
from core.recipe import Ban, Recipe
from pages.common import composing
from pages.common.session import Result, visit

_KEY = "steered"
_KEPT = 24
# A piece that is steered near its end goes on for so many notes at least.
_LEAST_NOTES = 12
_WORDS_A_NOTE = 4


@dataclass
class History:
    """The results of a visitor's choices, in their order.

    Attributes
    ----------
    entries
        The oldest first; those behind ``at`` can be taken up again.
    at
        The place of the one that is shown.
    """

    entries: list[Result] = field(default_factory=list)
    at: int = 0

    def see(self, result: Result) -> None:
        """Take in what is shown now; a piece that no choice here led to begins a new history."""
        places = [at for at, entry in enumerate(self.entries) if entry is result]
        sources = [at for at, entry in enumerate(self.entries) if _led(entry, result)]
        if places:
            self.at = places[-1]
        elif sources:
            self.entries = [*self.entries[: sources[-1] + 1], result][-_KEPT:]
            self.at = len(self.entries) - 1
        else:
            self.entries, self.at = [result], 0


def history() -> History:
    """Give this visitor's history."""
    return cast(History, st.session_state.setdefault(_KEY, History()))


def go_on_from(result: Result, words: tuple[str, ...]) -> None:
    """Search on behind these words, counted from the end of the seed."""
    _search(result, words, _bans(result.composition.recipe, words))


def ban(
    result: Result, before: tuple[str, ...], own: tuple[str, ...], *, for_good: bool = False
) -> None:
    """Search on from a note, without one that followed it.

    Parameters
    ----------
    before, own
        The words up to that note, from the end of the seed, and the words of the one that is
        banned: its pitch cannot come there, or, where it has none, its last word.
    for_good
        Whether it is banned from all that follows, too.
    """
    begins = map(result.composition.codec.starts_note, own)
    at = next((place for place, is_note in enumerate(begins) if is_note), len(own) - 1)
    words = (*before, *own[:at])
    bans = [*_bans(result.composition.recipe, words), Ban(len(words), own[at], for_good)]
    _search(result, words, tuple(dict.fromkeys(bans)))


def undo() -> None:
    """Show what was there before the last choice."""
    past = history()
    _show(past.at - 1)


def redo() -> None:
    """Take up again what was undone."""
    _show(history().at + 1)


def show(result: Result) -> None:
    """Show a result of the history."""
    result.autoplay = False
    composing.show(result)


def _show(place: int) -> None:
    entries = history().entries
    if 0 <= place < len(entries):
        show(entries[place])


def take_back(result: Result) -> None:
    """Go back to what a result was made from, also where this visit's history does not reach."""
    past = history()
    if past.at > 0:
        undo()
    else:
        composing.take_back(result)


def _search(result: Result, words: tuple[str, ...], bans: tuple[Ban, ...]) -> None:
    """Begin a search; it is shown when it is done, and what is there stays until then."""
    composition = result.composition
    least = _LEAST_NOTES * (1 if composition.codec.end is None else _WORDS_A_NOTE)
    length = max(composition.recipe.length, len(words) + least)
    try:
        recipe = replace(
            composition.recipe,
            chosen=words,
            banned=bans,
            length=min(length, limits.LENGTH_TOKENS),
        )
    except SemillaError as problem:
        visit().problems[composing.TASK] = problem
    else:
        composing.begin(composing.TASK, recipe, result)


def _bans(recipe: Recipe, words: tuple[str, ...]) -> tuple[Ban, ...]:
    """Give the bans that still hold behind these words."""
    kept = []
    for ban in recipe.banned:
        if ban.for_good:
            # Never again is never again, be it from an earlier place.
            kept.append(replace(ban, step=min(ban.step, len(words))))
        elif ban.step == len(words) and recipe.chosen[: ban.step] == words:
            kept.append(ban)
    return tuple(kept)


def _led(before: Result, result: Result) -> bool:
    """Tell whether a result was steered from another one."""
    same = result.before is before or (before.link is not None and before.link == result.parent)
    return same and result.composition.recipe.seed == before.composition.recipe.seed
