"""How good a checkpoint is, on pieces it never saw.

Losses are in nats on the test split; loops, variety and copied passages are counted on music that
it makes from the beginnings of test pieces. For the ``note_chord`` codec a word is a note, so the
losses a token and a note agree.
"""

from __future__ import annotations

import statistics
from typing import Any

from core.composer import compose, open_checkpoint
from core.corpus import open_collection, read_scores, split_tokens
from core.metrics import CopyIndex, distinct_ngrams, loop_start
from core.recipe import SEARCHES, Recipe
from core.training import evaluate_loss, numbered

SEED_TOKENS = 16
LENGTH_TOKENS = 128


def evaluate(name: str, *, corpus: str | None = None, seeds: int = 20) -> dict[str, Any]:
    """Measure a checkpoint on its collection's test pieces.

    Parameters
    ----------
    corpus
        Name or path of the collection; the one on its card unless told otherwise.
    seeds
        How many test pieces, the first in order of name, to go on from.

    Returns
    -------
    dict
        The fields of ``core evaluate --json``.
    """
    checkpoint = open_checkpoint(name)
    # The lecture's networks read every strain once, as written.
    repeats = bool(checkpoint.card.get("repeats"))
    collection = open_collection(corpus or checkpoint.card["collection"], repeats=repeats)
    sets = split_tokens(read_scores(collection).tokens(checkpoint.codec))
    test = numbered(sets["test"], checkpoint.vocabulary, checkpoint.codec)
    loss = evaluate_loss(checkpoint.network, test, checkpoint.context)
    steps = checkpoint.codec.intervals
    copies = CopyIndex({piece: steps(words) for piece, words in sets["train"].items()})
    beginnings = [words[:SEED_TOKENS] for words in sets["test"].values()][:seeds]
    figures: dict[str, Any] = {
        "checkpoint": checkpoint.name,
        "loss_per_token": round(loss, 4),
        "loss_per_note": round(loss, 4),
        "ngram_loss_per_token": checkpoint.card["evaluation"]["ngram_loss_per_token"],
        "pieces": len(test),
        "loop_rate": {},
        "distinct_8grams": {},
        "copied_notes_median": {},
    }
    for search in SEARCHES:
        made = [_continuation(name, search, seed) for seed in beginnings]
        figures["loop_rate"][search] = sum(loop_start(m) is not None for m in made) / len(made)
        figures["distinct_8grams"][search] = round(
            statistics.mean(distinct_ngrams(m, 8) for m in made), 4
        )
        figures["copied_notes_median"][search] = statistics.median(
            _copied_notes(copies.longest(steps(m))[0]) for m in made
        )
    return figures


def _copied_notes(intervals: int) -> int:
    """A passage of n intervals has n + 1 notes; none at all has none."""
    return intervals + 1 if intervals else 0


def _continuation(name: str, search: str, seed: list[str]) -> list[str]:
    recipe = Recipe(checkpoint=name, seed=tuple(seed), search=search, length=LENGTH_TOKENS)
    return list(compose(recipe).beams[0].tokens)
