"""Tokens ⇄ ids: which words a network knows, and their numbers.

Ids run from 0 to V - 1 in the order of the words; nothing else is numbered here (the networks
keep their start symbol to themselves). It knows nothing of what a word means: what to do with an
unknown one is asked of the codec.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core import limits
from core.codecs.base import Codec
from core.errors import CodecError


@dataclass(frozen=True)
class Vocabulary:
    """An ordered set of words."""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.words)) < len(self.words):
            raise CodecError("A vocabulary holds the same word twice.")

    @classmethod
    def from_pieces(cls, pieces: Iterable[Sequence[str]]) -> Vocabulary:
        """Collect the words of token lists, commonest first, ties in alphabetical order."""
        counts = Counter(word for piece in pieces for word in piece)
        return cls(tuple(sorted(counts, key=lambda word: (-counts[word], word))))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def ids(self, tokens: Iterable[str]) -> list[int]:
        """Give the tokens' numbers.

        Raises
        ------
        CodecError
            If a token is not in the vocabulary.
        """
        try:
            return [self._ids[token] for token in tokens]
        except KeyError as unknown:
            raise CodecError(
                "The network does not know the word '{word}'.",
                word=str(unknown.args[0])[: limits.SHOWN_CHARACTERS],
            ) from None

    def tokens(self, ids: Iterable[int]) -> list[str]:
        """Give the words of ids in ``[0, V)``."""
        return [self.words[number] for number in ids]

    def map_known(self, tokens: Sequence[str], codec: Codec) -> tuple[list[str], int]:
        """Replace unknown tokens by the nearest known ones; say how many were replaced."""
        nearest = {t: codec.nearest(t, self.words) for t in set(tokens) if t not in self}
        mapped = [nearest.get(token, token) for token in tokens]
        return mapped, sum(token in nearest for token in tokens)
