"""The task of composing, followed on every page that shows what came of it.

A piece is made from a seed, goes on from another piece, or varies one; it is kept at once.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import streamlit as st

from core.composer import open_checkpoint
from core.errors import SemillaError
from core.performance import Performance, perform
from core.recipe import Recipe
from pages.common import shelf, work
from pages.common.i18n import _, number
from pages.common.seeds import Seed
from pages.common.session import Asked, Result, visit
from pages.common.sounding import chosen_arrangement
from pages.common.wishes import DRAWN

TASK = "compose"
VARIANTS = 4
# A page that shows progress elsewhere is drawn anew for what takes longer.
_QUIET_S = 1.0
# Six digits at most: a class can be told them.
DICE = 999_999


def compose_button(checkpoint: str | None, seed: Seed | None, search: dict[str, Any]) -> None:
    """Draw the button that begins it all."""
    st.button(
        _("Compose"),
        type="primary",
        icon=":material/psychiatry:",
        width="stretch",
        disabled=checkpoint is None or seed is None,
        on_click=_start,
        args=[checkpoint, seed, search],
    )


def collect(next_step: str = "") -> None:
    """Take in a composition that has been finished; show how far one is that has not.

    Parameters
    ----------
    next_step
        What to do where it failed; Compose's own advice unless told.
    """
    _take_in(work.follow(TASK, _("Composing"), patience_s=work.PATIENCE_S))
    work.show_problem(TASK, next_step or _("Change the settings above and try again."))


def collect_quietly() -> None:
    """Take in a composition that has been finished; ``show_search`` shows one that has not."""
    patience_s = min(_QUIET_S, work.PATIENCE_S)
    _take_in(work.follow(TASK, "", patience_s=patience_s, quiet=True))


def show_search(next_step: str) -> None:
    """Show how far a composition is that has not been finished, or what it ended with.

    Parameters
    ----------
    next_step
        What to do where it failed.
    """
    work.show_progress(TASK, _("Composing"))
    work.show_problem(TASK, next_step)


def _take_in(performance: Performance | None) -> None:
    """Show what a worker gave back, if it did, and keep it."""
    memory = visit()
    if performance is not None:
        asked = memory.asked.pop(TASK, Asked())
        # First of all: a click ends this run wherever it is, and the next one goes on from here.
        memory.show(Result.of(performance, name=asked.name, before=asked.before))
        forget_variants()
    if memory.result is not None and not memory.result.tried:
        shelf.keep(memory.result)


def show(result: Result) -> None:
    """Put a piece on the page; variants of another one go."""
    visit().show(result)
    forget_variants()


def go_on(result: Result, checkpoint: str, search: dict[str, Any]) -> None:
    """Carry a piece on, with the network and the search that are chosen now."""
    try:
        dice = {"random_seed": random.randint(1, DICE)}
        recipe = Recipe(checkpoint, words_of(result, checkpoint), **{**dice, **search})
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        begin(TASK, recipe, result)


def vary(result: Result) -> None:
    """Make other ways of going on from the same seed, each with dice of its own."""
    forget_variants()
    recipe = result.composition.recipe
    names = shelf.further_names(result.name, VARIANTS)
    for place, dice in enumerate(random.sample(range(1, DICE + 1), VARIANTS)):
        search = recipe.search if recipe.search in DRAWN else "sample"
        other = replace(recipe, search=search, random_seed=dice)
        begin(variant_task(place), other, result, names[place])


def collect_variants() -> None:
    """Take in the variants that are finished; show how far the others are."""
    memory = visit()
    for place in range(VARIANTS):
        task = variant_task(place)
        doing = _("Variation {n}").format(n=number(place + 1))
        if (performance := work.follow(task, doing)) is not None:
            asked = memory.asked.pop(task, Asked())
            variant = Result.of(performance, name=asked.name, before=asked.before)
            variant.autoplay = False
            memory.variants[place] = variant
        work.show_problem(task, _("The others are not concerned."))


def forget_variants() -> None:
    """Let the variants go, those too that are still being made."""
    memory = visit()
    memory.variants.clear()
    for place in range(VARIANTS):
        work.stop(variant_task(place))


def take_back(result: Result) -> None:
    """Go back to the piece that this one goes on from or varies; both are kept."""
    try:
        before = result.before or shelf.opened(result.parent or "")
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        before.autoplay = False
        show(before)


def variant_task(place: int) -> str:
    """Name the task of a variant, by its place from 0."""
    return f"vary_{place}"


def words_of(result: Result, checkpoint: str) -> tuple[str, ...]:
    """Give all of a piece in the words of a network that is to go on from it."""
    composition, network = result.composition, open_checkpoint(checkpoint)
    rank = result.rank
    if network.codec.name != composition.codec.name:
        return tuple(network.codec.encode(composition.score(rank)))
    made = composition.beams[rank].tokens
    ended = made[-1:] == (composition.codec.end,)
    return *composition.seed_tokens, *(made[:-1] if ended else made)


def _start(checkpoint: str, seed: Seed, search: dict[str, Any]) -> None:
    try:
        dice = random.randint(1, DICE)
        recipe = Recipe(checkpoint, seed.words, **{"random_seed": dice, **search})
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        visit().asked[TASK] = Asked(seed.title)
        work.start(TASK, perform, recipe, chosen_arrangement(checkpoint, seed.score))


def begin(task: str, recipe: Recipe, before: Result, name: str | None = None) -> None:
    """Begin to compose what comes of another piece, as it sounds and with a name of its own.

    Parameters
    ----------
    name
        None for the other one's with the next free number.
    """
    visit().asked[task] = Asked(name or shelf.further_names(before.name)[0], before)
    work.start(task, perform, recipe, before.arrangement)
