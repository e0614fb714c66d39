"""What a visitor chose so far, step by step, each to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.codecs import Codec
from core.codecs.base import QUARTER
from core.recipe import Ban, Recipe
from pages.common.i18n import _, number, plain
from pages.common.session import Result, visit
from pages.common.tree import steering
from pages.common.tree.names import note_name


def show_past(result: Result) -> None:
    """Draw the choices as a row of buttons, the one that is shown marked."""
    past = visit().steered
    if len(past) < 2:
        return
    st.caption(_("Your way so far; each step can be gone back to:"))
    with st.container(horizontal=True, key="past"):
        for place, entry in enumerate(past):
            before = past[place - 1] if place else None
            here = entry is result
            st.button(
                f"{number(place + 1)} · {plain(choice(entry, before))}",
                key=f"past_{entry.number}",
                type="primary" if here else "secondary",
                icon=":material/radio_button_checked:" if here else None,
                on_click=steering.show,
                args=[entry],
            )


def choice(result: Result, before: Result | None) -> str:
    """Say in a few words what was chosen to get a result from the one before."""
    composition = result.composition
    recipe, codec = composition.recipe, composition.codec
    if before is not None:
        banned = _new_bans(recipe, before.composition.recipe)
        if banned:
            note = note_name(codec, [banned[-1].word]).removesuffix(" …")
            told = _("never {note}") if banned[-1].for_good else _("without {note}")
            return told.format(note=note)
    if not recipe.chosen:
        return _("the search itself")
    last = _last_note(codec, composition.seed_tokens, recipe.chosen)
    return _("on from {note}, note {n}").format(note=last.name, n=number(last.number))


@dataclass(frozen=True)
class _Note:
    name: str
    number: int


def _last_note(codec: Codec, seed: Sequence[str], words: Sequence[str]) -> _Note:
    """Name the last note of some words, whole or not, and tell how many there are."""
    ends = [at for at, word in enumerate(words, 1) if codec.ends_note(word)]
    if ends and ends[-1] == len(words):
        begin, count = [0, *ends][-2], len(ends)
    else:
        begin, count = [0, *ends][-1], len(ends) + 1
    beats = (beat for word in (*reversed(words), *reversed(seed)) if (beat := codec.beat_ql(word)))
    return _Note(note_name(codec, words[begin:], next(beats, QUARTER)), count)


def _new_bans(recipe: Recipe, before: Recipe) -> list[Ban]:
    """Give the bans that a recipe has beyond another's; one for good may have moved."""
    known = {(None if ban.for_good else ban.step, ban.word) for ban in before.banned}
    return [
        ban for ban in recipe.banned if (None if ban.for_good else ban.step, ban.word) not in known
    ]
