"""How a score sounds: instruments, tempo, transposition, loudness; from the words to a performance.

An ``Arrangement`` is frozen and JSON-able, and says nothing about which notes there are. Programs
are those of General MIDI, level 1, counted from 0. It makes no sound and knows no words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from symusic.core import ScoreTick as Score

from core import limits
from core.errors import RecipeError
from core.metre import bar_at, bars, begin_at_once
from core.voices import separate_voices

INSTRUMENTS = {
    "piano": 0,
    "harpsichord": 6,
    "music box": 10,
    "organ": 19,
    "guitar": 24,
    "violin": 40,
    "viola": 41,
    "cello": 42,
    "strings": 48,
    "choir": 52,
    "trumpet": 56,
    "trombone": 57,
    "tuba": 58,
    "horn": 60,
    "oboe": 68,
    "bassoon": 70,
    "clarinet": 71,
    "flute": 73,
}
# One instrument a voice, the highest first.
ENSEMBLES = {
    "string quartet": ("violin", "violin", "viola", "cello"),
    "woodwinds": ("oboe", "clarinet", "horn", "bassoon"),
    "brass": ("trumpet", "horn", "trombone", "tuba"),
}
TEMPO_QPM = (30, 240)
TRANSPOSE = (-12, 12)

_MOST_INSTRUMENTS = 4
_PHRASE_BARS = 4
# Loudness, in MIDI's steps of 0 … 127: all of it together lies between 66 and 97.
_LEVEL = 81
_ACCENTS = (-6, 1, 3, 7)  # by `Bar.strength`
_ARCH = 5  # a phrase's middle is so much louder, its ends so much softer
_HEIGHT = 4  # a note an octave and a half above the mean is so much louder
_HEIGHT_SEMITONES = 18


@dataclass(frozen=True)
class Arrangement:
    """How music is to sound.

    Attributes
    ----------
    instruments
        One name of ``INSTRUMENTS`` for all the music, or up to four for one a voice, the highest
        first.
    tempo_qpm
        Quarters a minute at the beginning, 30 … 240; None leaves the score's own.
    transpose
        Semitones, -12 … 12.
    dynamics
        Whether music whose notes are all equally loud is given loudness by metre and phrase.
    """

    instruments: tuple[str, ...] = ("piano",)
    tempo_qpm: float | None = None
    transpose: int = 0
    dynamics: bool = True

    def __post_init__(self) -> None:
        _in_range(
            "The number of instruments is {value}", len(self.instruments), 1, _MOST_INSTRUMENTS
        )
        for name in self.instruments:
            if name not in INSTRUMENTS:
                raise RecipeError(
                    "There is no instrument named '{name}'; there are: {known}.",
                    name=str(name)[: limits.SHOWN_CHARACTERS],
                    known=", ".join(INSTRUMENTS),
                )
        if self.tempo_qpm is not None:
            _in_range("The tempo is {value} quarters a minute", self.tempo_qpm, *TEMPO_QPM)
        _in_range("The transposition is {value} semitones", self.transpose, *TRANSPOSE)

    def as_json(self) -> dict[str, Any]:
        """Give the arrangement as plain JSON values."""
        return {**asdict(self), "instruments": list(self.instruments)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Arrangement:
        """Read what ``as_json`` gave; raises ``RecipeError`` for anything else."""
        try:
            return cls(**{**record, "instruments": tuple(record["instruments"])})
        except (KeyError, TypeError, ValueError) as problem:
            raise RecipeError("This arrangement cannot be read.") from problem


def arrange(score: Score, arrangement: Arrangement) -> Score:
    """Give a score as it is to sound.

    Parameters
    ----------
    score
        As ``core.midi`` gives it; it is left as it is.

    Returns
    -------
    symusic.Score
        The same notes at the same times but for
        ``core.metre.leading_ticks(score)``: a rest before the first
        note is left out, and the bar that it stood in is shorter by it. One instrument leaves the
        tracks as they are; several make one track a voice. A note that transposition would take
        out of 0 … 127 turns an octave.
    """
    arranged = score.copy()
    if arrangement.dynamics:
        _shape_loudness(arranged)
    for track in arranged.tracks:
        for note in track.notes:
            note.pitch = _turned(note.pitch + arrangement.transpose)
    arranged = begin_at_once(arranged)
    if arrangement.tempo_qpm is not None:
        faster = arrangement.tempo_qpm / arranged.tempos[0].qpm
        for tempo in arranged.tempos:
            tempo.qpm *= faster
    names = arrangement.instruments
    if len(names) == 1:
        names *= len(arranged.tracks)
    else:
        arranged = separate_voices(arranged, most=len(names))
    for track, name in zip(arranged.tracks, names, strict=False):
        track.program, track.name = INSTRUMENTS[name], name
    return arranged


def _shape_loudness(score: Score) -> None:
    """Give notes that are all equally loud some shape: metre, phrases of four bars, height."""
    notes = [note for track in score.tracks for note in track.notes]
    if len({note.velocity for note in notes}) != 1:
        return
    found = bars(score)
    mean = sum(note.pitch for note in notes) / len(notes)
    for note in notes:
        number = bar_at(found, note.time)
        phrase = found[number - number % _PHRASE_BARS :][:_PHRASE_BARS]
        begin, end = phrase[0].begin_ticks, phrase[-1].end_ticks
        arch = 2 * math.sin(math.pi * (note.time - begin) / (end - begin)) - 1
        height = max(-1.0, min((note.pitch - mean) / _HEIGHT_SEMITONES, 1.0))
        accent = _ACCENTS[found[number].strength(note.time)]
        note.velocity = round(_LEVEL + accent + _ARCH * arch + _HEIGHT * height)


def _turned(pitch: int) -> int:
    """Turn a pitch that MIDI does not have by an octave."""
    return pitch + 12 if pitch < 0 else pitch - 12 if pitch > 127 else pitch


def _in_range(what: str, value: float, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise RecipeError(
            what + "; it can be {lowest} to {highest}.",
            value=value,
            lowest=lowest,
            highest=highest,
        )


# What every field is when nothing was chosen.
PLAIN = Arrangement()
