"""What Semilla remembers of one visit, on every page, until the tab is closed.

Widgets keep their own values; here is what they led to: the uploaded music, the compositions, the
jobs that run, and the last error of each. What outlives the visit is ``shelf``'s. It draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import streamlit as st
from symusic.core import ScoreTick as Score

from core.arrangement import Arrangement, arrange
from core.composer import Composition
from core.errors import SemillaError
from core.jobs import Job
from core.metre import leading_ticks
from core.midi import DEFAULT_TEMPO_QPM, MidiReport
from core.performance import Performance

_numbers = count(1)


@dataclass(frozen=True)
class Upload:
    """A visitor's own music, checked.

    Attributes
    ----------
    name
        The file's name: a stranger's text.
    score, report
        The music and what was found in the file.
    number
        Different for each upload; keys of widgets hang on it.
    """

    name: str
    score: Score
    report: MidiReport
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass
class Result:
    """A composition as a page shows it.

    Attributes
    ----------
    composition
        The music and the search behind it.
    arrangement
        How it is to sound; pictures and downloads follow it.
    rank
        The path that is heard, 0 for the best.
    name
        What its maker calls it: a stranger's text.
    link
        What opens it again; None where it could not be kept.
    tried
        Whether it was tried to keep it.
    mine
        Whether this visitor made it.
    parent
        The link of the piece that it goes on from or varies, if there is one.
    before
        That piece itself, where it has no link.
    mp3
        The best path as it was first arranged; None where it is to be made when it is asked for.
    autoplay
        Whether it should be heard at once.
    number
        Different for each result; keys of widgets hang on it.
    """

    composition: Composition
    arrangement: Arrangement
    rank: int = 0
    name: str = ""
    link: str | None = None
    tried: bool = False
    mine: bool = True
    parent: str | None = None
    before: Result | None = None
    mp3: bytes | None = None
    autoplay: bool = True
    number: int = field(default_factory=lambda: next(_numbers))

    def __post_init__(self) -> None:
        self._made = 0, self.arrangement
        self.tempo_qpm = self.arrangement.tempo_qpm or DEFAULT_TEMPO_QPM

    @classmethod
    def of(
        cls, performance: Performance, *, name: str = "", before: Result | None = None
    ) -> Result:
        """Wrap what a worker gave back."""
        return cls(
            performance.composition,
            performance.arrangement,
            name=name,
            parent=before.link if before is not None else None,
            # One that was kept is found again; a chain of all that went before would only grow.
            before=before if before is not None and before.link is None else None,
            mp3=performance.mp3,
        )

    def score(self, rank: int) -> Score:
        """Give a path behind its seed as it is to sound."""
        return arrange(self.composition.score(rank), self.arrangement)

    def seed_ticks(self, rank: int) -> int:
        """Tell where the new music begins in ``score(rank)``."""
        return self.composition.seed_ticks() - leading_ticks(self.composition.score(rank))

    def given(self) -> frozenset[tuple[int, int]]:
        """Give the time in ticks and the pitch of each of the seed's notes, as they sound.

        The first new notes can begin with the seed's last ones.
        """
        composition = self.composition
        seed = arrange(composition.codec.decode(composition.seed_tokens), self.arrangement)
        return frozenset((note.time, note.pitch) for track in seed.tracks for note in track.notes)

    def sound(self, rank: int) -> bytes | None:
        """Give the MP3 of ``score(rank)`` if it came along with the music."""
        return self.mp3 if (rank, self.arrangement) == self._made else None


@dataclass(frozen=True)
class Asked:
    """What a task that composes was asked for beside its recipe: a name, and what it goes on from.

    Attributes
    ----------
    name, before
        As in ``Result``.
    """

    name: str = ""
    before: Result | None = None


@dataclass
class Visit:
    """Everything that outlives a rerun and a change of page.

    Attributes
    ----------
    page
        The page that was drawn last.
    upload, dice
        The visitor's file; the number that random notes are drawn with.
    result, example
        What Compose made, and what Welcome did.
    example_is_latest
        Whether the example is what was made or gone back to last.
    variants
        Other ways of going on that were made beside ``result``, by their places.
    opened
        Pieces that were opened by their links, by link.
    steered
        What came of the choices made in a tree, in their order.
    asked
        By the task's name: what composing tasks were asked for.
    jobs, problems
        By the task's name: what runs, and the error that the last try ended with.
    """

    page: str = ""
    upload: Upload | None = None
    dice: int = 1
    result: Result | None = None
    example: Result | None = None
    example_is_latest: bool = False
    variants: dict[int, Result] = field(default_factory=dict)
    opened: dict[str, Result] = field(default_factory=dict)
    steered: list[Result] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    jobs: dict[str, Job[Any]] = field(default_factory=dict)
    problems: dict[str, SemillaError] = field(default_factory=dict)

    def show(self, result: Result) -> None:
        """Put a piece in the place of what Compose made."""
        self.result, self.example_is_latest = result, False

    def show_example(self, result: Result) -> None:
        """Put a piece in the place of what Welcome made."""
        self.example, self.example_is_latest = result, True

    @property
    def latest(self) -> Result | None:
        """Give what was made or gone back to last."""
        if self.example is not None and (self.example_is_latest or self.result is None):
            return self.example
        return self.result


def visit() -> Visit:
    """Give this visitor's memory."""
    return cast(Visit, st.session_state.setdefault("visit", Visit()))
