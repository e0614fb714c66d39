"""A whole collection read: its scores, and their words in a codec.

A piece that cannot be read is left out, with the reason; the others are read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symusic.core import ScoreTick as Score

from core import limits
from core.codecs import Codec
from core.corpus.collection import Collection
from core.errors import CorpusError, SemillaError

Progress = Callable[[float], None]


@dataclass(frozen=True)
class CorpusScores:
    """What was read of a collection.

    Attributes
    ----------
    scores
        Scores by the piece's name.
    skipped
        Why a piece could not be read, by its name.
    """

    scores: dict[str, Score]
    skipped: dict[str, str]

    def tokens(self, codec: Codec) -> Iterator[tuple[str, list[str]]]:
        """Give each piece's name and words, the codec's end word last."""
        ending = [] if codec.end is None else [codec.end]
        for name, score in self.scores.items():
            yield name, codec.encode(score) + ending


def read_scores(collection: Collection, *, progress: Progress | None = None) -> CorpusScores:
    """Read a collection.

    Parameters
    ----------
    progress
        Called with the share read so far, 0 … 1; what it raises stops the reading.

    Raises
    ------
    CorpusError
        If not one piece can be read.
    """
    scores: dict[str, Score] = {}
    skipped: dict[str, str] = {}
    pieces = collection.pieces()
    for number, piece in enumerate(pieces):
        if progress is not None:
            progress(number / len(pieces))
        try:
            scores[piece.name] = collection.read(piece)
        except SemillaError as problem:
            skipped[piece.name] = str(problem)
    if not scores:
        raise CorpusError(
            "No piece of '{name}' could be read.", name=collection.name[: limits.SHOWN_CHARACTERS]
        )
    if progress is not None:
        progress(1.0)
    return CorpusScores(scores, skipped)
