"""Which networks are asked to go on from a place in a tree, what for, and what they answered.

Each answer is a task of the queue; answers are kept for the visit, a few of them, and nowhere else.
Nothing is drawn here but how far the tasks are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import streamlit as st

from core import limits
from core.arrangement import Arrangement
from core.checkpoint import CheckpointInfo
from core.composer import Composition, compose
from core.errors import SemillaError
from core.performance import Performance
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _
from pages.common.networks import codec_of, collection_of, installed, model_of, tokens_a_note
from pages.common.session import Result, visit
from pages.common.wording import model_title

_KEY = "tree_networks"
# Answers that a visit keeps, each with its tree: those of four places.
_KEPT = 12
# Of music in bars: more than any collection's mean, so that a full bar more than usual fits in.
_WORDS_A_NOTE = 3.4


@dataclass(frozen=True)
class Question:
    """What a network is asked.

    Attributes
    ----------
    network
        Which one.
    recipe
        The piece's own, but for the network, the words before and the length.
    arrangement
        How it is to sound.
    """

    network: CheckpointInfo
    recipe: Recipe
    arrangement: Arrangement

    @property
    def title(self) -> str:
        """Which of the three it is, in the reader's language."""
        return model_title(model_of(self.network))


@dataclass
class _Memory:
    """What this visit asked last, and what was answered, by the recipe."""

    asked: tuple[Recipe, ...] = ()
    answers: dict[Recipe, Result] = field(default_factory=dict)


def rivals(checkpoint: str) -> list[CheckpointInfo]:
    """Give a network and one of each other kind that learned and reads the same.

    In the order in which networks are shown; those are taken first that are called alike. Nothing
    where that network itself cannot be used.
    """
    sound = [info for info in installed() if info.ok]
    own = next((info for info in sound if info.name == checkpoint), None)
    if own is None:
        return []
    reading = collection_of(own), codec_of(own)
    alike = [info for info in sound if (collection_of(info), codec_of(info)) == reading]
    family = own.name.removesuffix(model_of(own))
    kinds = {model_of(own): own.name}
    for info in sorted(alike, key=lambda info: info.name != family + model_of(info)):
        kinds.setdefault(model_of(info), info.name)
    return [info for info in alike if info.name in kinds.values()]


def questions(
    result: Result, networks: Sequence[CheckpointInfo], words: Sequence[str], notes: int
) -> list[Question]:
    """Ask networks to go on behind a piece's seed and these words for about so many notes.

    Raises
    ------
    RecipeError
        If no more words can follow.
    """
    recipe = result.composition.recipe
    in_bars = tokens_a_note(recipe.checkpoint) > 1
    length = len(words) + math.ceil(notes * (_WORDS_A_NOTE if in_bars else 1))
    if len(words) < limits.LENGTH_TOKENS:
        length = min(length, limits.LENGTH_TOKENS)
    asked = replace(
        recipe,
        chosen=tuple(words),
        length=length,
        min_length=min(recipe.min_length, length),
        banned=tuple(ban for ban in recipe.banned if ban.step < length),
        # These notes are not the piece's last ones.
        end_on_tonic=False,
    )
    return [
        Question(info, replace(asked, checkpoint=info.name), result.arrangement)
        for info in networks
    ]


def ask(asked: Sequence[Question]) -> None:
    """Have questions answered that were not yet, instead of those that are being answered."""
    recipes = tuple(question.recipe for question in asked)
    # Streamlit may call this twice for one click.
    if _memory().asked == recipes and any(map(is_running, range(len(asked)))):
        return
    for place in range(len(_memory().asked)):
        work.stop(_task(place))
    _memory().asked = recipes
    for place, recipe in enumerate(recipes):
        if recipe not in _memory().answers:
            work.start(_task(place), compose, recipe)


def collect(asked: Sequence[Question], before: Result) -> None:
    """Take in what was answered; show how far the rest is, if it is these questions' answer.

    ``before`` is the piece that the answers go on from.
    """
    running = was_asked(asked)
    for place in range(len(_memory().asked)):
        job = visit().jobs.get(_task(place))
        if not running and (job is None or job.state in ("waiting", "running")):
            continue
        title = asked[place].title if running else ""
        doing = _("{network} goes on").format(network=title)
        found = work.follow(_task(place), doing, patience_s=work.PATIENCE_S if running else 0.0)
        if found is not None:
            _keep(found, before)


def was_asked(asked: Sequence[Question]) -> bool:
    """Tell whether these questions are the last ones that were asked."""
    return tuple(question.recipe for question in asked) == _memory().asked


def answer(question: Question) -> Result | None:
    """Give what a network answered, if it did, as it is to sound now."""
    answers = _memory().answers
    found = answers.get(question.recipe)
    if found is not None and found.arrangement != question.arrangement:
        # Not changed: it may have been opened, and be a piece of its own by now.
        found = answers[question.recipe] = Result(
            found.composition,
            question.arrangement,
            name=found.name,
            parent=found.parent,
            before=found.before,
            autoplay=False,
        )
    return found


def is_running(place: int) -> bool:
    """Tell whether the network at a place is still at it."""
    return work.is_running(_task(place))


def problem(place: int) -> SemillaError | None:
    """Give what the last try of the network at a place ended with, if it failed."""
    return visit().problems.get(_task(place))


def _memory() -> _Memory:
    return cast(_Memory, st.session_state.setdefault(_KEY, _Memory()))


def _keep(found: Composition, before: Result) -> None:
    performance = Performance(found, None, arrangement=before.arrangement)
    result = Result.of(performance, name=before.name, before=before)
    result.autoplay = False
    answers = _memory().answers
    answers[found.recipe] = result
    while len(answers) > _KEPT:
        del answers[next(iter(answers))]


def _task(place: int) -> str:
    return f"network_{place}"
