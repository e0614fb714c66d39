"""Keys and scales: their notes and names, and a guess at the key that music is in.

A key is a pitch class to come home to (0 is C) and a mode. A note can be spelled in many ways and
here has one, the usual one of its key: B♭ major, but A♯ never. It knows no words and no networks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symusic.core import ScoreTick as Score

from core import limits
from core.errors import RecipeError

# Steps above the tonic, in semitones.
MODES: Mapping[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    # Natural minor and the leading note, without which no cadence in minor sounds like one. The
    # raised sixth is left out: with it, nine notes of twelve would hardly be a scale.
    "minor": (0, 2, 3, 5, 7, 8, 10, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
}
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SOLFEGE = dict(zip("CDEFGAB", ("Do", "Re", "Mi", "Fa", "Sol", "La", "Si"), strict=True))
# Minor keys and those of a minor third are spelled with the sharps of their relative major.
_MAJOR_TONICS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_SIGNS = {"#": 1, "♯": 1, "b": -1, "♭": -1, "-": -1}
_NAME = re.compile(r"([A-G])([#♯b♭-]?)\s+(\S.*)", re.IGNORECASE)

# How well listeners found each note to fit a key that they had just heard, from its tonic up.
_PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}


@dataclass(frozen=True)
class Key:
    """A tonic, 0 … 11, and one of ``MODES``."""

    tonic: int
    mode: str

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.tonic not in range(12):
            raise _unknown(f"{self.tonic} {self.mode}")

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The notes of its scale."""
        return frozenset((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def triad(self) -> tuple[int, int, int]:
        """Tonic, third and fifth, as its scale has them; in whole tones the fifth is wide."""
        fifth = 7 if 7 in MODES[self.mode] else 8
        return self.tonic, (self.tonic + self._third) % 12, (self.tonic + fifth) % 12

    @property
    def name(self) -> str:
        """Its name in plain letters, as in ``Bb major`` and ``F# minor``."""
        return f"{self._tonic_name} {self.mode}"

    def shown_tonic(self, *, solfege: bool = False) -> str:
        """Name the tonic as people write it: ``B♭``, or ``Si♭`` in solfège."""
        letter, sign = self._tonic_name[0], self._tonic_name[1:]
        return (_SOLFEGE[letter] if solfege else letter) + sign.replace("#", "♯").replace("b", "♭")

    @classmethod
    def parse(cls, name: str) -> Key:
        """Read a name, in any spelling of the tonic: ``D minor``, ``bb major``, ``B♭ Major``.

        Raises
        ------
        RecipeError
            If it is none.
        """
        found = _NAME.fullmatch(name.strip())
        mode = " ".join(found[3].lower().split()) if found else ""
        if found is None or mode not in MODES:
            raise _unknown(name)
        return cls((_LETTERS[found[1].upper()] + _SIGNS.get(found[2].lower(), 0)) % 12, mode)

    @property
    def _third(self) -> int:
        return 4 if 4 in MODES[self.mode] else 3

    @property
    def _tonic_name(self) -> str:
        return (_MAJOR_TONICS if self._third == 4 else _MINOR_TONICS)[self.tonic]


def estimate_key(durations: Sequence[float]) -> Key:
    """Guess the key, major or minor, from how long each of the 12 pitch classes sounds.

    It is the one whose profile has the highest correlation with the durations (the algorithm of
    Krumhansl and Schmuckler: Krumhansl, *Cognitive Foundations of Musical Pitch*, 1990); the
    profiles are those of Krumhansl and Kessler, "Tracing the dynamic changes in perceived tonal
    organization in a spatial representation of musical keys", *Psychological Review* 89, 1982.
    It hears one key for the whole, and takes a dominant for the tonic where much is made of it.
    Durations that are all alike, or none, say nothing, and are said to be in C major.
    """
    keys = [Key(tonic, mode) for mode in _PROFILES for tonic in range(12)]
    return max(keys, key=lambda key: _fit(durations, key))


def estimate_score_key(score: Score) -> Key:
    """Guess the key that a score is in, from all its notes."""
    durations = [0.0] * 12
    for track in score.tracks:
        for note in track.notes:
            durations[note.pitch % 12] += note.duration
    return estimate_key(durations)


def _fit(durations: Sequence[float], key: Key) -> float:
    """Give the correlation with a key's profile; 0 where the durations do not differ."""
    heard = [durations[(key.tonic + step) % 12] for step in range(12)]
    profile = _PROFILES[key.mode]
    mean, profile_mean = math.fsum(heard) / 12, math.fsum(profile) / 12
    heard, away = [h - mean for h in heard], [p - profile_mean for p in profile]
    size = math.hypot(*heard) * math.hypot(*away)
    together = math.fsum(h * p for h, p in zip(heard, away, strict=True))
    return together / size if size else 0.0


def _unknown(name: str) -> RecipeError:
    return RecipeError(
        "There is no key named '{name}'; a key is a note from A to G, with # or b if need be, "
        "and one of: {modes}.",
        name=name[: limits.SHOWN_CHARACTERS],
        modes=", ".join(MODES),
    )
