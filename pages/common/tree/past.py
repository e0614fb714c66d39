"""What a visitor chose so far, step by step, each to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.codecs import Codec
from core.codecs.base import beat_ql_after
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
            step = f"{number(place + 1)} · {plain(choice(entry, before))}"
            st.button(
                # Told in words, too, for those who hear the page.
                _("{step} (shown)").format(step=step) if here else step,
                key=f"past_{entry.number}",
                type="primary" if here else "secondary",
                icon=":material/radio_button_checked:" if here else None,
                on_click=steering.show,
                args=[entry],
            )


def choice(result: Result, before: Result | None) -> str:
    """Say in a few words what was chosen to get a result from the one before."""
    composition = result.composition
    recipe = composition.recipe
    if before is not None:
        banned = _new_bans(recipe, before.composition.recipe)
        if banned:
            return _banned(result, banned[-1])
    if not recipe.chosen:
        return _("the search itself")
    last = _last_note(result, recipe.chosen)
    place = {"note": last.name.removesuffix(" …"), "n": number(last.number)}
    if before is not None:
        codec, made = composition.codec, before.composition.beams[0].tokens
        other = _note_at(before, made, last.number)
        # On another path there is nothing in whose place it could be.
        begins = _begin_of(codec, recipe.chosen, last.number)
        together = recipe.chosen[:begins] == made[: _begin_of(codec, made, last.number)]
        if other is not None and together and not _alike(last.name, other):
            other = other.removesuffix(" …")
            return _("{note} in place of {other}, note {n}").format(**place, other=other)
    return _("on from {note}, note {n}").format(**place)


@dataclass(frozen=True)
class _Note:
    name: str
    number: int


def _banned(result: Result, ban: Ban) -> str:
    """Say which note was banned, and where."""
    codec, words = result.composition.codec, result.composition.recipe.chosen
    note = note_name(codec, [ban.word]).removesuffix(" …")
    if ban.for_good:
        return _("never {note}").format(note=note)
    place = sum(map(codec.ends_note, words[: ban.step])) + 1
    return _("without {note}, note {n}").format(note=note, n=number(place))


def _alike(note: str, other: str) -> bool:
    """Tell whether two names may be the same note's: one without a length yet has any."""
    begun = note.removesuffix("…")
    return note == other or (begun != note and other.startswith(begun))


def _last_note(result: Result, words: Sequence[str]) -> _Note:
    """Name the last note of some words, whole or not, and tell how many there are."""
    codec = result.composition.codec
    whole = sum(map(codec.ends_note, words))
    count = whole if words and codec.ends_note(words[-1]) else whole + 1
    return _Note(_note_at(result, words, count) or "", count)


def _begin_of(codec: Codec, words: Sequence[str], place: int) -> int:
    """Tell how many words are before a note, counted from 1; all, where there are fewer notes."""
    ends = [0, *(at for at, word in enumerate(words, 1) if codec.ends_note(word))]
    return (*ends, len(words))[min(place - 1, len(ends))]


def _note_at(result: Result, words: Sequence[str], place: int) -> str | None:
    """Name one of the notes that words behind the seed make, counted from 1; None: there is none.

    The last one may be broken off.
    """
    codec, seed = result.composition.codec, result.composition.seed_tokens
    begin, end = (_begin_of(codec, words, at) for at in (place, place + 1))
    if begin == end:
        return None
    return note_name(codec, words[begin:end], beat_ql_after(codec, seed, words[:end]))


def _new_bans(recipe: Recipe, before: Recipe) -> list[Ban]:
    """Give the bans that a recipe has beyond another's; one for good may have moved."""
    known = {(None if ban.for_good else ban.step, ban.word) for ban in before.banned}
    return [
        ban for ban in recipe.banned if (None if ban.for_good else ban.step, ban.word) not in known
    ]
