"""What every codec offers: Score ⇄ tokens, and what a token means to a person.

A codec knows music and words; it knows no numbers (``core.vocabulary``) and no networks.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Protocol, TypeVar

from symusic.core import ScoreTick as Score

QUARTER = Fraction(1)


@dataclass(frozen=True)
class Losses:
    """What a codec could not keep of a score, beyond what it never keeps.

    Attributes
    ----------
    off_piano
        Notes left out because they lie below A0 or above C8.
    moved
        Notes whose onset or length was drawn to the nearest that can be written.
    metres
        Metres that it does not write; their bars are counted in another.
    """

    off_piano: int = 0
    moved: int = 0
    metres: tuple[str, ...] = ()


State = TypeVar("State", bound=Hashable)
Read_contra = TypeVar("Read_contra", contravariant=True)


class Grammar(Protocol[State]):
    """Which words may follow which, as ``encode`` writes them.

    A state is all of what was read that bears on the next word: small, hashable, never changed.
    Any words can be read, in any order, for a seed may be cut in the middle of a note.
    """

    def begin(self, words: Sequence[str] = ()) -> State:
        """Give the state after these words."""
        ...

    def after(self, state: State, word: str) -> State:
        """Give the state after one word more."""
        ...

    def sort(self, word: str) -> tuple[str, int]:
        """Give a word's kind and its number among its kind."""
        ...

    def following(self, state: State) -> Mapping[str, range]:
        """Give the kinds of words that ``encode`` could write next, and their numbers.

        The end of the piece counts as a word.
        """
        ...


class Closing(Protocol[Read_contra]):
    """How a piece is brought to its last words at a length that was asked for.

    ``left`` counts the words to come, these last ones included; ``state`` is the grammar's.
    """

    def free(self, left: int) -> bool:
        """Tell whether it does not matter yet what comes, but for the end of the piece."""
        ...

    def allowed(self, state: Read_contra, left: int) -> frozenset[str]:
        """Give the words after which the piece can still close as it should."""
        ...


class Codec(Protocol):
    """Turns a checked Score into a list of words and back."""

    @property
    def name(self) -> str:
        """The codec's name, as in ``--codec``."""
        ...

    @property
    def settings(self) -> dict[str, object]:
        """JSON-able keyword arguments that build this codec again."""
        ...

    @property
    def end(self) -> str | None:
        """The word that ends a piece, or None. ``encode`` never gives it: training adds it."""
        ...

    @property
    def grammar(self) -> Grammar[Any]:
        """Which words may follow which."""
        ...

    def encode(self, score: Score) -> list[str]:
        """Give the score's words."""
        ...

    def losses(self, score: Score) -> Losses:
        """Tell what of a score would not come back from its words."""
        ...

    def decode(self, tokens: Sequence[str]) -> Score:
        """Give the music that the words describe, as a normalised Score."""
        ...

    def label(self, token: str, *, solfege: bool = False) -> str:
        """Name a word as a person reads it."""
        ...

    def tail(self, tokens: Sequence[str], most: int) -> list[str]:
        """Give the end of the music, at most so many words, from a good place to begin."""
        ...

    def starts_note(self, token: str) -> bool:
        """Tell whether a new note or chord begins with this word."""
        ...

    def ends_note(self, token: str) -> bool:
        """Tell whether a note, a chord or the piece is complete with this word."""
        ...

    def name_note(
        self, tokens: Sequence[str], *, solfege: bool = False, beat_ql: Fraction = QUARTER
    ) -> str:
        """Name one note or chord, with what was written for it, as a person reads it.

        Parameters
        ----------
        tokens
            The words from the note before up to its own last one; a search may have stopped
            before that.
        beat_ql
            Quarters a beat where it stands.
        """
        ...

    def beat_ql(self, token: str) -> Fraction | None:
        """Give the quarters a beat from this word on; None where it says nothing of that."""
        ...

    def pitch(self, token: str) -> int | None:
        """Give the MIDI pitch that a word stands for; None where it has none, or no octave."""
        ...

    def pitch_classes(self, token: str) -> frozenset[int]:
        """Give the pitch classes that a word sounds: none, a note's or a chord's."""
        ...

    def closing(
        self,
        known: Sequence[str],
        seed: Sequence[str],
        length: int,
        triad: Sequence[int],
        *,
        may_end: bool,
    ) -> Closing[Any]:
        """Plan an ending on a triad, whose pitch classes are given from its root.

        ``length`` words of ``known`` follow the ``seed``. The last of them is the end of the
        piece where it is among the known ones and ``may_end``.
        """
        ...

    def transpose(self, tokens: Sequence[str], semitones: int) -> list[str]:
        """Give the same music higher or lower."""
        ...

    def intervals(self, tokens: Sequence[str]) -> list[str]:
        """Give what stays the same in every key, one entry fewer than the notes."""
        ...

    def nearest(self, token: str, known: Collection[str]) -> str:
        """Give the word of ``known`` that sounds most like this one."""
        ...

    def random_notes(self, known: Sequence[str], count: int, draw: Random) -> list[str]:
        """Give ``count`` notes or chords drawn from the words of a vocabulary: whole nonsense.

        ``known`` comes commonest first; the end of a piece is never drawn.
        """
        ...


def beat_ql_after(codec: Codec, *passages: Sequence[str]) -> Fraction:
    """Give the quarters a beat that hold behind words, in passages one after another.

    A quarter where none of them names a metre.
    """
    words = (word for passage in reversed(passages) for word in reversed(passage))
    return next(filter(None, map(codec.beat_ql, words)), QUARTER)
