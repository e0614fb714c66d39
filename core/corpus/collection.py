"""What a collection of training music is, and how its pieces are split.

Pieces, never windows, are divided into training, validation and test music, so that no passage
of a test piece was ever seen in training. The division depends on nothing but a piece's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from symusic.core import ScoreTick as Score

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True, order=True)
class Piece:
    """One work of a collection.

    Attributes
    ----------
    name
        Unique in its collection and the same for ever: the split hangs on it.
    title
        For people.
    """

    name: str
    title: str


class Collection(Protocol):
    """Music to learn from."""

    @property
    def name(self) -> str:
        """Its short name, as in ``--corpus``."""
        ...

    @property
    def title(self) -> str:
        """Its name for people, in English."""
        ...

    @property
    def step_ql(self) -> float:
        """Quarter lengths between most onsets: the ``note_chord`` codec's step."""
        ...

    @property
    def parts(self) -> str:
        """What the ``note_chord`` codec reads of each piece: ``first`` part or ``all``."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether repeated strains are played twice."""
        ...

    def pieces(self) -> Sequence[Piece]:
        """List the pieces without reading any of them, sorted by name."""
        ...

    def read(self, piece: Piece) -> Score:
        """Read one piece.

        Raises
        ------
        SemillaError
            If this piece holds no music that can be read.
        """
        ...

    def fingerprint(self) -> str:
        """Give a text that changes when the music does; caches hang on it."""
        ...


def split_of(name: str) -> Split:
    """Tell which set a piece belongs to: 80 % train, 10 % validation, 10 % test, by its name."""
    bucket = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 10
    if bucket == 0:
        return "test"
    return "validation" if bucket == 1 else "train"


def split_tokens(
    tokens: Iterable[tuple[str, list[str]]],
) -> dict[Split, dict[str, list[str]]]:
    """Divide (piece name, tokens) pairs into the three sets."""
    sets: dict[Split, dict[str, list[str]]] = {"train": {}, "validation": {}, "test": {}}
    for name, words in tokens:
        sets[split_of(name)][name] = words
    return sets
