"""What Semilla remembers of one visit, on every page, until the tab is closed.

Widgets keep their own values; here is what they led to: the uploaded music, the composition, its
sounds, the jobs that run, and the last error of each. It draws nothing.
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

# Sounds a result keeps: at about a megabyte a minute each.
_KEPT_SOUNDS = 8
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
    sounds
        MP3 by the beam's rank and the arrangement: the last ones that were asked for.
    sound_problem
        Why there is no sound, if there is none.
    arrangement
        How it is to sound; pictures and downloads follow it.
    tempo_qpm
        The tempo it was made in, quarters a minute.
    heard
        The rank and the sound that were played last.
    autoplay
        Whether it should be heard at once.
    number
        Different for each result; keys of widgets hang on it.
    """

    composition: Composition
    sounds: dict[tuple[int, Arrangement], bytes]
    sound_problem: SemillaError | None
    arrangement: Arrangement
    tempo_qpm: float
    heard: tuple[int, bytes] | None = None
    autoplay: bool = True
    number: int = field(default_factory=lambda: next(_numbers))

    @classmethod
    def of(cls, performance: Performance) -> Result:
        """Wrap what a worker gave back."""
        arrangement = performance.arrangement
        sounds = {} if performance.mp3 is None else {(0, arrangement): performance.mp3}
        return cls(
            performance.composition,
            sounds,
            performance.sound_problem,
            arrangement,
            arrangement.tempo_qpm or DEFAULT_TEMPO_QPM,
        )

    def score(self, rank: int) -> Score:
        """Give a path behind its seed as it is to sound."""
        return arrange(self.composition.score(rank), self.arrangement)

    def seed_ticks(self, rank: int) -> int:
        """Tell where the new music begins in ``score(rank)``."""
        return self.composition.seed_ticks() - leading_ticks(self.composition.score(rank))

    def keep_sound(self, rank: int, arrangement: Arrangement, mp3: bytes) -> None:
        """Keep a sound; the oldest one of too many goes."""
        self.sounds[rank, arrangement] = mp3
        while len(self.sounds) > _KEPT_SOUNDS:
            del self.sounds[next(iter(self.sounds))]


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
    seed_midi, seed_mp3
        The seed that was last listened to, and its sound.
    jobs, problems
        By the task's name: what runs, and the error that the last try ended with.
    """

    page: str = ""
    upload: Upload | None = None
    dice: int = 1
    result: Result | None = None
    example: Result | None = None
    seed_midi: bytes = b""
    seed_mp3: bytes = b""
    jobs: dict[str, Job[Any]] = field(default_factory=dict)
    problems: dict[str, SemillaError] = field(default_factory=dict)

    @property
    def latest(self) -> Result | None:
        """Give what was made last."""
        made = [result for result in (self.result, self.example) if result is not None]
        return max(made, key=lambda result: result.number, default=None)


def visit() -> Visit:
    """Give this visitor's memory."""
    return cast(Visit, st.session_state.setdefault("visit", Visit()))
