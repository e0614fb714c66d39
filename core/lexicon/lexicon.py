"""The words of much music counted: how many there are, how often each comes, and where.

A ``Lexicon`` keeps every word of every piece as a number, with the bar that it stands in, in flat
arrays: so it crosses from a worker process in a moment, and each question is one pass over them.
It asks a codec what a word says, and knows nothing of how music is read and its words are made,
of networks or of pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.codecs import Codec
from core.corpus import Split, split_of
from core.vocabulary import Vocabulary

Kind = Literal["note", "chord", "length", "place", "metre", "bar", "loudness", "end"]

_KINDS: dict[str, Kind] = {
    "Pitch": "note",
    "Duration": "length",
    "Position": "place",
    "TimeSig": "metre",
    "Bar": "bar",
    "Velocity": "loudness",
    "EOS": "end",
}


@dataclass(frozen=True)
class Amount:
    """How much music there is: pieces, and their words one after another."""

    pieces: int
    tokens: int


@dataclass(frozen=True)
class Lexicon:
    """What the words of some pieces are, and where they stand.

    Attributes
    ----------
    codec
        What made the words.
    vocabulary
        The different words, commonest first, ties in alphabetical order.
    ids, bars
        int32 ``[N]``: for each word of each piece its number in ``vocabulary``, and the bar that
        it stands in, counted from 1. A length stands in the bar in which its note begins.
    ends
        int64 ``[P]``: where each piece's words end in ``ids``.
    titles
        Of the pieces, by their names, in the order of ``ends``.
    notes
        How many notes all parts have together.
    unread
        Pieces of the collection that are not in here, because nobody has read them yet.
    unreadable
        Pieces that are not in here because they cannot be read.
    """

    codec: Codec
    vocabulary: Vocabulary
    ids: NDArray[np.int32]
    bars: NDArray[np.int32]
    ends: NDArray[np.int64]
    titles: Mapping[str, str]
    notes: int
    unread: int = 0
    unreadable: int = 0

    @cached_property
    def _places(self) -> dict[str, slice]:
        """Where each piece's words lie in ``ids``, by the piece's name."""
        begins = pairwise([0, *map(int, self.ends)])
        return {name: slice(*pair) for name, pair in zip(self.titles, begins, strict=True)}

    @property
    def tokens(self) -> int:
        """How many words all pieces have together."""
        return len(self.ids)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each word comes, int64 ``[V]``, in the order of ``vocabulary``."""
        return np.bincount(self.ids, minlength=len(self.vocabulary)).astype(np.int64)

    @cached_property
    def spread(self) -> NDArray[np.int64]:
        """In how many pieces each word comes, int64 ``[V]``, in the order of ``vocabulary``."""
        found = np.zeros(len(self.vocabulary), np.int64)
        for place in self._places.values():
            found[np.unique(self.ids[place])] += 1
        return found

    @property
    def once(self) -> int:
        """How many of the words come only once."""
        return int((self.counts == 1).sum())

    def coverage(self) -> NDArray[np.float64]:
        """Give the share of the music that the commonest 1, 2, … V words make up, 0 … 1."""
        return np.cumsum(self.counts) / max(self.tokens, 1)

    def commonest_for(self, share: float) -> int:
        """Tell how many of the commonest words make up such a share (0 … 1) of the music."""
        return int(np.searchsorted(self.coverage(), share - 1e-9)) + 1

    def count(self, word: str) -> int:
        """Tell how often a word comes; 0 for one that never does."""
        return int(self.counts[self.vocabulary.ids([word])[0]]) if word in self.vocabulary else 0

    def pieces_with(self, word: str) -> dict[str, int]:
        """Give the pieces in which a word comes, by name, and how often it does there."""
        if word not in self.vocabulary:
            return {}
        found = np.concatenate([[0], np.cumsum(self.ids == self.vocabulary.ids([word])[0])])
        counts = {name: int(found[at.stop] - found[at.start]) for name, at in self._places.items()}
        return {name: count for name, count in counts.items() if count}

    def bars_with(self, word: str, piece: str) -> dict[int, int]:
        """Give the bars of a piece, from 1, in which a word comes, and how often it does there."""
        if word not in self.vocabulary:
            return {}
        place = self._places[piece]
        standing = self.bars[place][self.ids[place] == self.vocabulary.ids([word])[0]]
        bars, counts = np.unique(standing, return_counts=True)
        return dict(zip(map(int, bars), map(int, counts), strict=True))

    def unknown(self, known: Vocabulary) -> dict[str, int]:
        """Give the words that another vocabulary lacks, and how often each comes."""
        words = zip(self.vocabulary.words, map(int, self.counts), strict=True)
        return {word: count for word, count in words if word not in known}

    def amounts(self) -> dict[Split, Amount]:
        """Tell how much of the music is learned from, and how much is held out."""
        found: dict[Split, Amount] = {s: Amount(0, 0) for s in ("train", "validation", "test")}
        for name, place in self._places.items():
            before = found[split := split_of(name)]
            found[split] = Amount(before.pieces + 1, before.tokens + place.stop - place.start)
        return found


def kind_of(codec: Codec, word: str) -> Kind:
    """Tell what a word says of music."""
    if kind := codec.grammar.sort(word)[0]:
        return _KINDS[kind]
    return "chord" if codec.pitch(word) is None else "note"
