"""Names of notes and chords, and the normal order of pitch classes.

Conventions: a pitch is a MIDI number 0 … 127 (60 is middle C, ``C4``); a pitch class is
0 … 11 (0 is C). Names are spelled as music21 spells a bare MIDI number: C# E- F# G# B-, a flat
being ``-``. Tests hold the names of all 128 pitches and the normal orders against music21, which
is not called here because building one of its chords takes milliseconds. This module knows no
key and no time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from core import limits
from core.errors import CodecError

PITCH_CLASS_NAMES = ("C", "C#", "D", "E-", "E", "F", "F#", "G", "G#", "A", "B-", "B")
_PITCH_CLASSES = {name: number for number, name in enumerate(PITCH_CLASS_NAMES)}
# Semitones over the root. Of those that can be read in two ways (augmented, diminished sevenths,
# sixths) the first root in the chord's order is taken.
CHORD_KINDS = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "augmented": (0, 4, 8),
    "dominant7": (0, 4, 7, 10),
    "major7": (0, 4, 7, 11),
    "minor7": (0, 3, 7, 10),
    "half-diminished7": (0, 3, 6, 10),
    "diminished7": (0, 3, 6, 9),
}
_KINDS = {shape: kind for kind, shape in CHORD_KINDS.items()}
_SOLFEGE = ("Do", "Do#", "Re", "Mi-", "Mi", "Fa", "Fa#", "Sol", "Sol#", "La", "Si-", "Si")


def pitch_name(pitch: int) -> str:
    """Name a MIDI pitch with its octave: 60 → ``C4``, 70 → ``B-4``."""
    return f"{PITCH_CLASS_NAMES[pitch % 12]}{pitch // 12 - 1}"


def pitch_number(name: str) -> int:
    """Read a name that ``pitch_name`` gave: ``B-4`` → 70.

    Raises
    ------
    CodecError
        If it is no such name.

    Notes
    -----
    music21's spelling says ``E-1`` and ``B-1`` twice: of E and B in octave -1 (pitches 4 and 11,
    far below a piano) and of E flat and B flat in octave 1. The flats are meant here.
    """
    for length in (2, 1):
        pitch_class = _PITCH_CLASSES.get(name[:length])
        octave = name[length:]
        if pitch_class is not None and octave.lstrip("-").isdecimal():
            pitch = 12 * (int(octave) + 1) + pitch_class
            if 0 <= pitch <= 127 and pitch_name(pitch) == name:
                return pitch
    raise CodecError("'{name}' is not the name of a note.", name=name[: limits.SHOWN_CHARACTERS])


@lru_cache(maxsize=4096)
def normal_order(pitch_classes: frozenset[int]) -> tuple[int, ...]:
    """Give the most tightly packed rotation of a set of pitch classes.

    Ties are broken from the left, as in Allen Forte, *The Structure of Atonal Music* (1973),
    which is also what music21's ``Chord.normalOrder`` does.
    """
    ordered = sorted(pitch_classes)
    rotations = [tuple(ordered[i:] + ordered[:i]) for i in range(len(ordered))]

    def packing(rotation: tuple[int, ...]) -> tuple[int, ...]:
        intervals = [(pitch_class - rotation[0]) % 12 for pitch_class in rotation]
        return intervals[-1], *intervals[1:-1]

    return min(rotations, key=packing)


def shown_pitch_class(pitch_class: int, *, solfege: bool = False) -> str:
    """Name a pitch class as people write it: 10 → ``B♭``, or ``Si♭`` in solfège."""
    names = _SOLFEGE if solfege else PITCH_CLASS_NAMES
    return names[pitch_class % 12].replace("#", "♯").replace("-", "♭")


def shown_pitch(pitch: int, *, solfege: bool = False) -> str:
    """Name a pitch as people write it: 70 → ``B♭4``."""
    return f"{shown_pitch_class(pitch, solfege=solfege)}{pitch // 12 - 1}"


def shown_chord(pitch_classes: Iterable[int], *, solfege: bool = False) -> str:
    """Name a chord by its notes: (4, 7, 0) → ``E·G·C``."""
    return "·".join(shown_pitch_class(number, solfege=solfege) for number in pitch_classes)


def chord_kind(pitch_classes: Collection[int]) -> tuple[int, str] | None:
    """Give the root and the kind, a key of ``CHORD_KINDS``, of a chord that has a common name."""
    for root in pitch_classes:
        shape = tuple(sorted((number - root) % 12 for number in pitch_classes))
        if (kind := _KINDS.get(shape)) is not None:
            return root, kind
    return None
