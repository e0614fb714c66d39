"""A collection as evaluation sees it: seeds of its test pieces, passages of its training pieces.

Everything is cut at whole notes and, where the codec writes bars, begins with one. Nothing is
drawn by chance. It knows no network.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symusic.core import ScoreTick as Score

from core import likeness, limits
from core.codecs import Codec
from core.corpus import open_collection, read_scores, split_tokens
from core.errors import CorpusError
from core.metrics import CopyIndex, distinct_ngrams, loop_start

SEED_NOTES = 16
LIKENESS: dict[str, Callable[[Score], float | None]] = {
    "pitch_class_entropy": likeness.pitch_class_entropy,
    "scale_consistency": likeness.scale_consistency,
    "groove_consistency": likeness.groove_consistency,
}


@dataclass(frozen=True)
class Copies:
    """Finds passages copied from pieces, transposition ignored."""

    index: CopyIndex
    titles: Mapping[str, str]

    @classmethod
    def of(cls, pieces: Mapping[str, list[str]], titles: Mapping[str, str], codec: Codec) -> Copies:
        """Index pieces, words by name."""
        return cls(CopyIndex({name: codec.intervals(pieces[name]) for name in pieces}), titles)

    def figures(self, music: Iterable[Sequence[str]]) -> dict[str, Any]:
        """Give the longest copy's notes, median and highest, of music as its codec's intervals."""
        found = [self.index.longest(intervals) for intervals in music]
        # n intervals are n + 1 notes.
        notes = [length + 1 if length else 0 for length, _ in found]
        name = max(found, key=lambda copy: copy[0])[1]
        return {
            "copied_notes_median": statistics.median(notes),
            "copied_longest": {
                "notes": max(notes),
                "piece": None if name is None else self.titles[name],
            },
        }


@dataclass(frozen=True)
class Music:
    """What a checkpoint is measured against.

    Attributes
    ----------
    title
        The collection's, for people.
    test
        Words of the test pieces by name, the codec's end word last.
    words_a_note
        Mean over the training pieces.
    passage_notes
        Notes of each passage that makes music comparable.
    own
        The collection's own figures: loops, variety and likeness of the training pieces' passages,
        and what the test pieces' beginnings share with training pieces.
    copies
        Finds passages copied from the training pieces.
    """

    title: str
    test: Mapping[str, list[str]]
    words_a_note: float
    passage_notes: int
    own: Mapping[str, Any]
    copies: Copies


def read_music(
    corpus: str, repeats: bool | None, codec: Codec, notes: int, left_out: Iterable[str] = ()
) -> Music:
    """Read a collection and measure its training pieces.

    Parameters
    ----------
    corpus, repeats
        As ``open_collection`` takes them.
    notes
        How many notes will be made from each seed. Passages are as long, or as the median
        training piece where that is shorter.
    left_out
        Names of the pieces that training left out, although they are of its set.
    """
    collection = open_collection(corpus, repeats=repeats)
    sets = split_tokens(read_scores(collection).tokens(codec))
    for name in left_out:
        sets["train"].pop(name, None)
    train = list(sets["train"].values())
    if not train or not sets["test"]:
        raise CorpusError(
            "'{name}' is too small: it has no training pieces or no test pieces.",
            name=collection.name[: limits.SHOWN_CHARACTERS],
        )
    lengths = [notes_of(words, codec) for words in train]
    passage_notes = min(notes, int(statistics.median(lengths)))
    # A piece that is shorter than a passage is one all the same: the short ones count too.
    passages = [
        part
        for words in train
        for part in list(passages_of(words, codec, passage_notes)) or [words]
    ]
    unseen = [passage(words, codec, 0, passage_notes) or words for words in sets["test"].values()]
    titles = {piece.name: piece.title for piece in collection.pieces()}
    copies = Copies.of(sets["train"], titles, codec)
    return Music(
        title=collection.title,
        test=sets["test"],
        words_a_note=sum(map(len, train)) / sum(lengths),
        passage_notes=passage_notes,
        own={
            "passages": len(passages),
            "passage_notes": passage_notes,
            **variety(passages, passages),
            **likeness_of(passages, codec),
            **copies.figures(map(codec.intervals, unseen)),
        },
        copies=copies,
    )


def seeds_of(pieces: Mapping[str, list[str]], codec: Codec, count: int) -> list[list[str]]:
    """Cut seeds of 16 whole notes out of pieces, spread evenly.

    The first bars of as many pieces as are asked for; where there are fewer pieces, several
    passages of each, from its first bar to its last. Fewer seeds where the music gives no more.
    """
    found = []
    for words in pieces.values():
        begun = (passage(words, codec, begin, SEED_NOTES) for begin in bars_of(words, codec))
        if whole := [seed for seed in begun if seed]:
            found.append(whole)
    owners = [number * len(found) // count for number in range(count)] if found else []
    seeds = []
    for owner, whole in enumerate(found):
        share = min(owners.count(owner), len(whole))
        seeds += [whole[number * len(whole) // share] for number in range(share)]
    if not seeds:
        raise CorpusError(
            "None of the test pieces has {notes} notes to go on from.", notes=SEED_NOTES
        )
    return seeds


def passages_of(words: Sequence[str], codec: Codec, notes: int) -> Iterator[list[str]]:
    """Cut one passage after another out of a piece, each beginning with a bar."""
    end = 0
    for begin in bars_of(words, codec):
        if begin >= end:
            part = passage(words, codec, begin, notes)
            if part is None:
                return
            yield part
            end = begin + len(part)


def passage(words: Sequence[str], codec: Codec, begin: int, notes: int) -> list[str] | None:
    """Give the words from ``begin`` on that make so many whole notes, or None if they end."""
    for end in range(begin, len(words)):
        notes -= _ends_note(words[end], codec)
        if notes == 0:
            return list(words[begin : end + 1])
    return None


def bars_of(words: Sequence[str], codec: Codec) -> list[int]:
    """Give the places where bars begin; every place for a codec that writes no bars."""
    return [at for at, word in enumerate(words) if codec.name != "events" or word == "Bar_None"]


def notes_of(words: Sequence[str], codec: Codec) -> int:
    """Count the notes that begin in these words."""
    return sum(map(codec.starts_note, words))


def variety(music: Sequence[Sequence[str]], passages: Sequence[Sequence[str]]) -> dict[str, float]:
    """Give the share of music that ends in a loop, and passages' mean share of distinct 8-grams."""
    loops = [words for words in music if loop_start(words) is not None]
    return {
        "loop_rate": len(loops) / len(music),
        "distinct_8grams": statistics.mean(distinct_ngrams(words, 8) for words in passages),
    }


def likeness_of(passages: Sequence[Sequence[str]], codec: Codec) -> dict[str, float | None]:
    """Give the mean of each measure over the passages that have it."""
    scores = [codec.decode(words) for words in passages]
    means: dict[str, float | None] = {}
    for name, measure in LIKENESS.items():
        values = [value for score in scores if (value := measure(score)) is not None]
        means[name] = statistics.mean(values) if values else None
    return means


def _ends_note(word: str, codec: Codec) -> bool:
    return codec.name != "events" or word.startswith("Duration_")
