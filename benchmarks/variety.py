"""What diverse beams gain over plain ones, and how often each search goes round in circles.

Each network goes on from 50 passages of test pieces, as ``core evaluate`` takes them. A mean
log-probability is that of all words of all beams, in the network's own opinion.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

import torch

from benchmarks.timing import table
from core.composer import Composition, compose, open_checkpoint
from core.corpus import open_collection, read_scores, split_tokens
from core.evaluation import SEEDS
from core.evaluation.music import notes_of, seeds_of
from core.recipe import Recipe

CHECKPOINTS = [f"chorales-events-{model}" for model in ("gru", "gru-attention", "transformer")]
APART_NOTES, LOOP_NOTES = 100, 256
LOOPING = ("greedy", "beam", "diverse-beam", "stochastic-beam", "sample")


def run() -> str:
    """Measure; give the tables."""
    torch.set_num_threads(1)
    apart, loops = [], []
    for name in CHECKPOINTS:
        seeds, words_a_note = _music(name)
        asked = Recipe(name, seeds[0], may_end=False, length=round(APART_NOTES * words_a_note))
        plain, diverse = (
            _made(replace(asked, search=search), seeds) for search in ("beam", "diverse-beam")
        )
        apart.append([name, *_apart(plain), *_apart(diverse), _loss(plain, diverse)])
        longer = replace(asked, length=round(LOOP_NOTES * words_a_note))
        rates = (_loop_rate(_made(replace(longer, search=search), seeds)) for search in LOOPING)
        loops.append([name, *rates])
    both = ["edit distance", "log-probability a word"]
    head = ["network", *(f"beam, {what}" for what in both), *(f"diverse, {what}" for what in both)]
    return "\n".join(
        [
            table(
                f"How far {Recipe.k} beams of {APART_NOTES} notes are apart, {SEEDS} seeds",
                [*head, "loss"],
                apart,
            ),
            table(
                f"Best beams of {LOOP_NOTES} notes that end in a loop, {SEEDS} seeds",
                ["network", *LOOPING],
                loops,
            ),
        ]
    )


def _music(name: str) -> tuple[list[tuple[str, ...]], float]:
    """Give passages of test pieces to go on from, and the words of a note in training pieces."""
    checkpoint = open_checkpoint(name)
    repeats = bool(checkpoint.card.get("repeats"))
    collection = open_collection(str(checkpoint.card["collection"]), repeats=repeats)
    sets = split_tokens(read_scores(collection).tokens(checkpoint.codec))
    train = sets["train"].values()
    words_a_note = sum(map(len, train)) / sum(notes_of(piece, checkpoint.codec) for piece in train)
    return [tuple(seed) for seed in seeds_of(sets["test"], checkpoint.codec, SEEDS)], words_a_note


def _made(asked: Recipe, seeds: Sequence[tuple[str, ...]]) -> list[Composition]:
    return [
        compose(replace(asked, seed=seed, random_seed=number))
        for number, seed in enumerate(seeds, 1)
    ]


def _log_probability(made: Sequence[Composition]) -> float:
    beams = [beam for composition in made for beam in composition.beams]
    return statistics.fmean(beam.log_probability / len(beam.tokens) for beam in beams)


def _apart(made: Sequence[Composition]) -> list[str]:
    distances = [composition.metrics["pairwise_edit_distance"] or 0.0 for composition in made]
    return [f"{statistics.fmean(distances):.3f}", f"{_log_probability(made):.4f}"]


def _loss(plain: Sequence[Composition], other: Sequence[Composition]) -> str:
    return f"{100 * (_log_probability(other) / _log_probability(plain) - 1):.1f} %"


def _loop_rate(made: Sequence[Composition]) -> str:
    looping = sum(composition.metrics["loop_start"] is not None for composition in made)
    return f"{100 * looping / len(made):.0f} %"
