"""What every codec offers: Score ⇄ tokens, and what a token means to a person.

A codec knows music and words; it knows no numbers (``core.vocabulary``) and no networks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from symusic.core import ScoreTick as Score


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

    def encode(self, score: Score) -> list[str]:
        """Give the score's words."""
        ...

    def decode(self, tokens: Sequence[str]) -> Score:
        """Give the music that the words describe, as a normalised Score."""
        ...

    def label(self, token: str, *, solfege: bool = False) -> str:
        """Name a word as a person reads it."""
        ...

    def starts_note(self, token: str) -> bool:
        """Tell whether a new note or chord begins with this word."""
        ...

    def transpose(self, tokens: Sequence[str], semitones: int) -> list[str]:
        """Give the same music higher or lower."""
        ...

    def intervals(self, tokens: Sequence[str]) -> list[str]:
        """Give what stays the same in every key, one entry fewer than the words."""
        ...

    def nearest(self, token: str, known: Collection[str]) -> str:
        """Give the word of ``known`` that sounds most like this one."""
        ...
