"""The command line's options for a recipe: one for each of its fields, with its range."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from core import limits
from core.errors import RecipeError
from core.key import MODES
from core.recipe import (
    DIVERSITY,
    GROUP_WIDTH,
    LENGTH_POWER,
    LOOP_PENALTY,
    MIN_P,
    NO_REPEAT_NOTES,
    PITCH,
    PURE,
    SEARCHES,
    SEED_KEY,
    TEMPERATURE,
    TOP_K,
    TOP_P,
    USUAL_LOOP_PENALTY,
    Ban,
    Recipe,
)

_GIVEN_BEFORE = ("checkpoint", "seed")


def add_recipe_options(command: argparse.ArgumentParser) -> None:
    """Add options named like a recipe's fields, but for its checkpoint and its seed."""
    search = command.add_argument_group("how it searches")
    search.add_argument("--search", choices=SEARCHES, default=Recipe.search)
    _number(search, "k", int, (1, limits.BEAM_WIDTH), "continuations that beams give")
    _number(search, "length", int, (1, limits.LENGTH_TOKENS), "words to add")
    _number(search, "context", int, limits.CONTEXT_TOKENS, "how many words back it may look")
    _number(search, "random_seed", int, (0, limits.RANDOM_SEED), "what chance draws by")
    _number(
        *(search, "length_power", float, LENGTH_POWER),
        "of beam: compare sums of log-probabilities (0), means (1) or what lies between",
    )
    _number(
        *(search, "diversity", float, DIVERSITY),
        "of diverse-beam: nats that a note costs which an earlier group chose at this step",
    )
    _number(
        *(search, "group_width", int, GROUP_WIDTH),
        "of diverse-beam: hypotheses that stand behind each continuation",
    )
    _number(search, "temperature", float, TEMPERATURE, "of sample and stochastic-beam")
    _number(search, "top_k", int, TOP_K, "of sample: the likeliest words only; 0 for any number")
    _number(
        search, "top_p", float, TOP_P, "of sample: the likeliest words that hold this share only"
    )
    _number(
        *(search, "min_p", float, MIN_P),
        "of sample: words at least so likely beside the likeliest only",
    )
    search.add_argument(
        "--steady-temperature",
        dest="adaptive_temperature",
        action="store_false",
        help="of sample: grow no warmer when the network has been too sure for too long",
    )
    _number(
        *(search, "loop_penalty", float, LOOP_PENALTY),
        "nats that notes lose which would end a passage's third time in a row; "
        f"without it, 0 for {' and '.join(PURE)}, {USUAL_LOOP_PENALTY:g} for the others",
    )
    search.add_argument(
        "--never-repeat",
        dest="may_repeat",
        action="store_false",
        help="the loop penalty is for any passage heard before, not for its third time in a row",
    )
    _number(
        *(search, "no_repeat_notes", int, NO_REPEAT_NOTES),
        "no passage of so many notes comes twice",
    )
    search.add_argument(
        "--chosen",
        type=_words,
        default=Recipe.chosen,
        metavar='"WORD WORD …"',
        help="words that follow the seed; the search goes on behind them, within --length",
    )
    for name, place in (("--ban", "after STEP new words"), ("--ban-from", "after STEP or more")):
        search.add_argument(
            name,
            action="append",
            default=[],
            metavar="STEP:WORD",
            help=f"{place} this word must not come; for up to {limits.BANS} bans",
        )
    music = command.add_argument_group("what the music may be")
    music.add_argument(
        "--key",
        metavar="KEY",
        help=f"its only notes: '{SEED_KEY}' for the seed's own key, or a note and one of: "
        f"{', '.join(MODES)}",
    )
    _number(music, "lowest", int, PITCH, "lowest note, as a MIDI pitch")
    _number(music, "highest", int, PITCH, "highest note, as a MIDI pitch")
    music.add_argument(
        "--end-on-tonic", action="store_true", help="close on the key's tonic at the asked length"
    )
    music.add_argument(
        "--never-end",
        dest="may_end",
        action="store_false",
        help="the network may not end the piece",
    )
    _number(
        *(music, "min_length", int, (0, limits.LENGTH_TOKENS)),
        "words that come before the network may end the piece",
    )


def recipe_fields(options: argparse.Namespace) -> dict[str, Any]:
    """Give what was asked for by these options, by the names of the recipe's fields."""
    elsewhere = (*_GIVEN_BEFORE, "banned")
    names = [field.name for field in fields(Recipe) if field.name not in elsewhere]
    bans = [_ban(text, False) for text in options.ban]
    bans += [_ban(text, True) for text in options.ban_from]
    return {name: getattr(options, name) for name in names} | {"banned": tuple(bans)}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _ban(text: str, for_good: bool) -> Ban:
    step, _, word = text.partition(":")
    try:
        if word:
            return Ban(int(step), word, for_good)
    except ValueError:
        pass
    shown = text[: limits.SHOWN_CHARACTERS]
    raise RecipeError("'{text}' is no place and word, such as 12:Pitch_60.", text=shown)


def _number(
    group: argparse._ArgumentGroup,
    name: str,
    kind: type[int] | type[float],
    bounds: tuple[float, float],
    story: str,
) -> None:
    usual = getattr(Recipe, name)
    default = "" if usual is None else f"; {usual:.10g} unless told otherwise"
    group.add_argument(
        f"--{name.replace('_', '-')}",
        type=kind,
        default=usual,
        metavar="N" if kind is int else "X",
        help=f"{story} ({bounds[0]:.10g} to {bounds[1]:.10g}{default})",
    )
