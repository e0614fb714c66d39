"""One checkpoint measured: losses on its collection's test pieces, and figures of what it makes.

Losses are in nats. Music is made from the beginnings of test passages with the recipe's own
defaults, except that a piece may not end: all of it has the length that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import torch

from core import limits
from core.checkpoint import Checkpoint
from core.composer import Composition, compose, open_checkpoint
from core.errors import CheckpointError, RecipeError
from core.evaluation.music import (
    LIKENESS,
    Music,
    bars_of,
    likeness_of,
    notes_of,
    passage,
    read_music,
    seeds_of,
    variety,
)
from core.recipe import Recipe
from core.training import evaluate_loss, numbered

SEEDS, NOTES = 50, 256
SEARCHES = ("greedy", "beam", "diverse-beam", "sample")
_DIGITS = 4

# One figure, by search.
BySearch = dict[str, Any]


@dataclass(frozen=True)
class Evaluation:
    """The figures of one checkpoint.

    Attributes
    ----------
    checkpoint, title, codec, model
        Its name, its collection's title, its codec and its network.
    losses
        ``loss_per_token``, ``loss_per_note``, ``ngram_loss_per_token``, ``ngram_loss_per_note``
        in nats, ``gain_percent`` over the 5-gram, and how many ``pieces`` they were measured on.
    generated
        ``seeds``, ``notes`` asked for, ``words`` made from each seed; by search, ``loop_rate``,
        ``distinct_8grams``, the three measures of likeness, ``copied_notes_median`` and
        ``copied_longest``; ``distance_percent`` of each measure and search from the collection's
        own value (positive: higher); and the ``collection``'s own figures.
    """

    checkpoint: str
    title: str
    codec: str
    model: str
    losses: dict[str, Any]
    generated: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Give the fields of ``core evaluate --json``."""
        record = asdict(self)
        parts = record.pop("losses"), record.pop("generated")
        return {**record, **parts[0], **parts[1]}


def evaluate(
    name: str, *, corpus: str | None = None, seeds: int = SEEDS, notes: int = NOTES
) -> Evaluation:
    """Measure a checkpoint on its collection's test pieces.

    Parameters
    ----------
    corpus
        Name or path of the collection; the one on its card unless told otherwise.
    seeds
        How many held-out passages to go on from.
    notes
        About how many notes to make from each.

    Raises
    ------
    CheckpointError, CorpusError, RecipeError
        If the checkpoint or its music cannot be used, or more notes are asked for than a recipe
        allows.
    """
    if seeds < 1:
        raise RecipeError("The number of seeds is {seeds}; it must be at least 1.", seeds=seeds)
    if notes < 1:
        raise RecipeError("The number of notes is {notes}; it must be at least 1.", notes=notes)
    checkpoint = open_checkpoint(name)
    codec = checkpoint.codec
    # A card that does not speak of repeats is older than they are.
    repeats = bool(checkpoint.card.get("repeats"))
    collection = corpus or str(_on_card(checkpoint, "collection"))
    data = checkpoint.card.get("data")
    left_out = data.get("left_out_for_held_out_passages", ()) if isinstance(data, dict) else ()
    music = read_music(collection, repeats, codec, notes, left_out)
    beginnings = seeds_of(music.test, codec, seeds)
    words = round(notes * music.words_a_note)
    with _one_thread():
        losses = _losses(checkpoint, music)
        figures = {
            search: _figures(_made(name, search, beginnings, words), music) for search in SEARCHES
        }
    by_search: dict[str, BySearch] = {
        figure: {search: figures[search][figure] for search in SEARCHES}
        for figure in figures[SEARCHES[0]]
    }
    return Evaluation(
        checkpoint=checkpoint.name,
        title=music.title,
        codec=codec.name,
        model=checkpoint.model_name,
        losses=losses,
        generated={
            "seeds": len(beginnings),
            "notes": notes,
            "words": words,
            **by_search,
            "distance_percent": {
                measure: {
                    search: _distance_percent(figures[search][measure], music.own[measure])
                    for search in SEARCHES
                }
                for measure in LIKENESS
            },
            "collection": _rounded(music.own),
        },
    )


def _made(name: str, search: str, seeds: Sequence[Sequence[str]], words: int) -> list[Composition]:
    """Go on from each seed with one search; each has a random number of its own."""
    recipes = (
        Recipe(
            checkpoint=name,
            seed=tuple(seed),
            search=search,
            length=words,
            may_end=False,
            random_seed=number,
        )
        for number, seed in enumerate(seeds, 1)
    )
    return [compose(recipe) for recipe in recipes]


def _losses(checkpoint: Checkpoint, music: Music) -> dict[str, Any]:
    """Give the losses a token and a note; a note's is that of all its tokens, added."""
    test = numbered(music.test, checkpoint.vocabulary, checkpoint.codec)
    loss = evaluate_loss(checkpoint.network, test, checkpoint.context)
    floor = _on_card(checkpoint, "evaluation", "ngram_loss_per_token")
    notes = sum(notes_of(words, checkpoint.codec) for words in music.test.values())
    tokens_a_note = sum(map(len, test)) / notes
    return _rounded(
        {
            "loss_per_token": loss,
            "loss_per_note": loss * tokens_a_note,
            "ngram_loss_per_token": floor,
            "ngram_loss_per_note": floor * tokens_a_note,
            "gain_percent": 100 * (1 - loss / floor),
            "pieces": len(test),
        }
    )


def _figures(made: Sequence[Composition], music: Music) -> dict[str, Any]:
    """Give all figures of the music that one search made."""
    codec = made[0].codec
    added = [composition.beams[0].tokens for composition in made]
    passages = []
    for words in added:
        # Bars can only be told from the first whole one on; a loop may never come to one.
        begin = next(iter(bars_of(words, codec)), 0)
        part = passage(words, codec, begin, music.passage_notes)
        passages.append(part or list(words[begin:]))
    return {
        **_rounded(variety(added, passages)),
        **_rounded(likeness_of(passages, codec)),
        **music.copies.figures(map(_added_intervals, made)),
    }


def _added_intervals(composition: Composition) -> list[str]:
    """Give the intervals of the notes that were added to the seed.

    The seed is read too, so that the first onset stands in its bar; its own do not count.
    """
    codec, seed = composition.codec, composition.seed_tokens
    intervals = codec.intervals([*seed, *composition.beams[0].tokens])
    return intervals[notes_of(seed, codec) :]


def _on_card(checkpoint: Checkpoint, *keys: str) -> Any:
    value: Any = checkpoint.card
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise CheckpointError(
                "The card of '{name}' does not tell its {key}.",
                name=checkpoint.name[: limits.SHOWN_CHARACTERS],
                key=key,
            )
        value = value[key]
    return value


@contextmanager
def _one_thread() -> Iterator[None]:
    """Leave the other cores alone: one word at a time gives two threads nothing but waiting."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _distance_percent(value: float | None, own: float | None) -> float | None:
    return None if value is None or not own else round(100 * (value / own - 1), 2)


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, _DIGITS) if isinstance(value, float) else value
        for name, value in figures.items()
    }
