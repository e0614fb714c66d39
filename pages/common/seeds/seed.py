"""What choosing a seed comes to: music with a name, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from symusic.core import ScoreTick as Score


@dataclass(frozen=True)
class Music:
    """Music that was chosen and trimmed.

    Attributes
    ----------
    score
        At least one note.
    title
        What it is called: a stranger's text, perhaps.
    """

    score: Score
    title: str


@dataclass(frozen=True)
class Seed:
    """What was chosen.

    Attributes
    ----------
    words
        What the network goes on from.
    score
        How they sound before a network reads them.
    title
        What the music is called, at most 80 characters: a stranger's text, perhaps.
    """

    words: tuple[str, ...]
    score: Score
    title: str
