"""Steering a search: go on from any node, take a note that it passed over, ban one, undo.

Each choice is a new search with a recipe of its own, which holds all that was chosen; it is kept
as a piece. What stood before it can be gone back to and taken up again: a visit remembers the
pieces in the order of their choices (``Visit.steered``), and a new one finds them in the store.
"""

from __future__ import annotations

from dataclasses import replace

from core import limits
from core.errors import SemillaError
from core.recipe import Ban, Recipe
from pages.common import composing, shelf, work
from pages.common.networks import installed
from pages.common.session import Result, visit
from pages.common.tree.state import state_of

# Each holds a whole search.
_KEPT = 12
# Of what came of a piece, so much is looked at to find what was steered from it.
_TRIED = 4
# A piece that is steered near its end goes on for so many notes at least.
_LEAST_NOTES = 12
_WORDS_A_NOTE = 4


def see(result: Result) -> None:
    """Take in what is shown now; a piece that no choice here led to begins a new history."""
    memory = visit()
    past = memory.steered
    for place, entry in enumerate(past):
        # One that was opened again by its link takes its own place.
        if entry is result or (entry.link is not None and entry.link == result.link):
            past[place] = result
            return
    sources = [at for at, entry in enumerate(past) if _led(entry, result)]
    if sources:
        memory.steered = [*past[: sources[-1] + 1], result][-_KEPT:]
        _let_hear(result)
    elif past and _led(result, past[0]):
        memory.steered = [result, *past][:_KEPT]
    else:
        before = _ancestors(result)
        memory.steered = [*before, result, *_descendants(result, _KEPT - 1 - len(before))]


def lacks_network(result: Result) -> bool:
    """Tell whether a result cannot be steered, for the network that made it is not here."""
    name = result.composition.recipe.checkpoint
    return not any(info.ok and info.name == name for info in installed())


def around(result: Result) -> tuple[Result | None, Result | None]:
    """Give what stands before and behind a result in the history, where there is something."""
    past = visit().steered
    at = next((place for place, entry in enumerate(past) if entry is result), 0)
    before = past[at - 1] if at else None
    return before, past[at + 1] if at + 1 < len(past) else None


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


def show(result: Result) -> None:
    """Show a result of the history, however often it is asked for; stop the search that runs."""
    halt()
    result.autoplay = False
    composing.show(result)


def undo(result: Result) -> None:
    """Go back to what a result was made from, also where this visit's history does not reach."""
    before, _ = around(result)
    if before is not None:
        show(before)
    else:
        composing.take_back(result)


def halt() -> None:
    """Stop the search for what was chosen last, if it runs."""
    work.stop(composing.TASK)
    visit().asked.pop(composing.TASK, None)


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
        elif ban.step <= len(words) and words[: ban.step] == recipe.chosen[: ban.step]:
            kept.append(ban)
    return tuple(kept)


def _let_hear(result: Result) -> None:
    """Let a choice be heard at its note in the tree, instead of the whole piece from its start."""
    if result.autoplay:
        result.autoplay = False
        state = state_of(result)
        state.heard = state.node


def _ancestors(result: Result) -> list[Result]:
    """Open the visitor's own pieces that a result was steered from, the first one first."""
    found = [result]
    while len(found) < _KEPT and (link := found[0].parent) is not None:
        before = _own(link)
        if before is None or not _led(before, found[0]):
            break
        found.insert(0, before)
    return found[:-1]


def _descendants(result: Result, most: int) -> list[Result]:
    """Open what the visitor last steered a result to, and from there on, one after the other."""
    if result.link is None or not result.mine:
        return []
    try:
        pieces = shelf.pieces()
    except SemillaError:
        return []
    found = [result]
    while len(found) <= most:
        # The newest one that is no variation of it: that is what was undone.
        links = [piece.link for piece in pieces if piece.parent == found[-1].link][:_TRIED]
        children = (child for link in links if (child := _own(link)) is not None)
        after = next((child for child in children if _led(found[-1], child)), None)
        if after is None:
            break
        found.append(after)
    return found[1:]


def _own(link: str) -> Result | None:
    """Open one of the visitor's own pieces; None for anybody else's, and for one that is gone."""
    try:
        found = visit().opened.get(link) or shelf.read(link)
    except SemillaError:
        return None
    return found if found.mine else None


def _led(before: Result, result: Result) -> bool:
    """Tell whether a result was steered from another one, be it with another network."""
    one, other = before.composition.recipe, result.composition.recipe
    same = result.before is before or (before.link is not None and before.link == result.parent)
    steered = replace(
        other,
        checkpoint=one.checkpoint,
        chosen=one.chosen,
        banned=one.banned,
        length=one.length,
        min_length=one.min_length,
    )
    return same and steered == one
