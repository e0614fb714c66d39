"""The guessing game's rules: which passage, which notes to choose from, who gains a point.

All of it follows from a game's number and a round's, so that a class plays the same game. It draws
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from core.checkpoint import Checkpoint
from core.decoding import beam_search

CHOICES = 5
ROUNDS = 10
# What is heard before the gap, and after it as the solution.
BEFORE, AFTER = 20, 8


@dataclass(frozen=True)
class Guess:
    """What a network thinks of the gap.

    Attributes
    ----------
    first
        The word it holds likeliest.
    truth
        The chance that it gives the true word, 0 … 1.
    ranked
        Its likeliest words, best first: at least ``CHOICES`` if it knows so many.
    """

    first: str
    truth: float
    ranked: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """A gap in a piece.

    Attributes
    ----------
    piece
        Its name.
    before, truth, after
        The words before the gap, the one in it, and some that follow.
    """

    piece: str
    before: tuple[str, ...]
    truth: str
    after: tuple[str, ...]


def piece_of(pieces: Sequence[str], game: int, number: int) -> str:
    """Draw a round's piece; all of a game's are different while there are enough."""
    order = Random(game).sample(pieces, len(pieces))
    return order[number % len(order)]


def round_of(piece: str, words: Sequence[str], game: int, number: int) -> Round:
    """Draw the gap in a piece of two words or more; as much as can be lies before it."""
    earliest = min(BEFORE, len(words) - 1)
    latest = max(earliest, len(words) - 1 - AFTER)
    gap = Random(f"{game}/{number}").randint(earliest, latest)
    return Round(
        piece,
        tuple(words[max(0, gap - BEFORE) : gap]),
        words[gap],
        tuple(words[gap + 1 : gap + 1 + AFTER]),
    )


def guess(checkpoint: Checkpoint, asked: Round) -> Guess:
    """Ask a network; a word that it does not know has no chance with it."""
    vocabulary, network = checkpoint.vocabulary, checkpoint.network
    read, _replaced = vocabulary.map_known(asked.before, checkpoint.codec)
    prompt = [network.start_id, *vocabulary.ids(read)]
    # One step with a beam as wide as the dictionary: every word with its chance.
    tree = beam_search(network, prompt, 1, len(vocabulary))
    nodes = [tree.node(path[-1]) for path in tree.beams()]
    chances = {vocabulary.words[node.token or 0]: math.exp(node.sum) for node in nodes}
    ranked = tuple(chances)[:CHOICES]
    return Guess(ranked[0], chances.get(asked.truth, 0.0), ranked)


def choices_of(asked: Round, guesses: Sequence[Guess]) -> set[str]:
    """Give the words to choose from: the true one and the networks' likeliest."""
    found = {asked.truth: None}
    for rank in range(CHOICES):
        for one in guesses:
            if rank < len(one.ranked):
                found.setdefault(one.ranked[rank])
    return set(list(found)[:CHOICES])


def points(truths: Sequence[str], answers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Count who said the true word how often.

    Parameters
    ----------
    truths
        A word a round.
    answers
        By player, a word a round.
    """
    return {
        player: sum(said == truth for said, truth in zip(words, truths, strict=True))
        for player, words in answers.items()
    }
