"""Which key signature music has, and how each of its notes is spelled: C♯ or D♭.

A note's letter is found by David Meredith's ps13s1 ("The ps13 pitch spelling algorithm", *Journal
of New Music Research* 35, 2006): the notes around it vote, each as if it were the tonic of a
harmonic chromatic scale. The scales are anchored in the key signature here, where he anchors them
in the first note. It knows no staves and no measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from symusic.core import ScoreTick as Score

from core.key import estimate_score_key
from core.notation.lines import Written

LETTERS = "CDEFGAB"
_NATURAL = (0, 2, 4, 5, 7, 9, 11)
_MOST_FIFTHS = 7
# Letters above the tonic, by semitones above it, in the harmonic chromatic scale.
_STEPS_ABOVE = (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)
_NOTES_BEFORE, _NOTES_AFTER = 10, 42
# Another signature is better where it leaves so small a share of the accidentals.
_FEWER = 0.5
# … or not many more than these, where the music ends on its tonic.
_AS_WELL = 1.05
# A score's own signature may leave so much more of the music outside its scale than the guess.
_TRUST = 0.05


@dataclass(frozen=True)
class Spelled:
    """A pitch's name: a letter, its sign in semitones (♭ is -1), its octave (middle C's is 4)."""

    letter: str
    alter: int
    octave: int


def signature_fifths(score: Score) -> int:
    """Give the number of sharps, or of flats as a negative number, of the key signature.

    The score's own is taken where it fits the notes as well as the guess does: many files say C
    major only because nobody said otherwise, and a transposed score keeps its old one.
    """
    durations = [0] * 12
    for track in score.tracks:
        for note in track.notes if not track.is_drum else ():
            durations[note.pitch % 12] += note.duration
    guess = _guessed_fifths(score, durations)
    own = next((signature.key for signature in score.key_signatures), None)
    if own is not None and abs(own) <= _MOST_FIFTHS:
        outside, usual = _outside(own, durations), _outside(guess, durations)
        if outside <= usual + _TRUST * sum(durations):
            return int(own)
    return guess


def spell(notes: Sequence[Written], fifths: int) -> dict[int, Spelled]:
    """Spell notes under a key signature.

    Returns
    -------
    dict
        By the notes' numbers.
    """
    ordered = sorted(notes, key=lambda note: (note.begin_ticks, note.pitch))
    tonic_letters = _tonic_letters(fifths)
    around: Counter[int] = Counter(note.pitch % 12 for note in ordered[: _NOTES_AFTER - 1])
    spelled = {}
    for index, note in enumerate(ordered):
        if (coming := index + _NOTES_AFTER - 1) < len(ordered):
            around[ordered[coming].pitch % 12] += 1
        if (gone := index - _NOTES_BEFORE - 1) >= 0:
            around[ordered[gone].pitch % 12] -= 1
        votes = [0] * 7
        for tonic, count in around.items():
            above = _STEPS_ABOVE[(note.pitch - tonic) % 12]
            votes[(tonic_letters[tonic] + above) % 7] += count
        letter = max(range(7), key=lambda letter: (votes[letter], -abs(_alter(note.pitch, letter))))
        spelled[note.number] = _named(note.pitch, letter)
    return spelled


def _named(pitch: int, letter: int) -> Spelled:
    alter = _alter(pitch, letter)
    return Spelled(LETTERS[letter], alter, (pitch - alter) // 12 - 1)


def _alter(pitch: int, letter: int) -> int:
    """Give the sign that a letter needs for a pitch, -6 … 5 semitones."""
    return (pitch - _NATURAL[letter] + 6) % 12 - 6


def _tonic_letters(fifths: int) -> list[int]:
    """Name each pitch class as the signature's major key and its relative minor name it."""
    letters = [0] * 12
    # From the minor key's lowered second to its raised fourth, along the line of fifths.
    for place in range(fifths - 2, fifths + 10):
        letters[7 * place % 12] = 4 * place % 7
    return letters


def _guessed_fifths(score: Score, durations: Sequence[int]) -> int:
    """Give the signature of the key that the score seems to be in, or a neighbour's.

    A neighbour's is taken where the music ends on its tonic and fits it as well, or where it fits
    very much better: a tune in Mixolydian has the tonic of a major key and the signature of
    another.
    """
    guess = _fifths_of(estimate_score_key(score).name)
    outside = {near: _outside(near, durations) for near in (guess, guess - 1, guess + 1)}
    last = _last_bass(score)
    at_home = [near for near in outside if last in (7 * near % 12, (7 * near + 9) % 12)]
    if at_home and at_home[0] != guess and outside[at_home[0]] <= _AS_WELL * outside[guess]:
        guess = at_home[0]
    best = min(outside, key=outside.__getitem__)
    found = best if outside[best] < _FEWER * outside[guess] else guess
    return found if abs(found) <= _MOST_FIFTHS else found - 12 * (1 if found > 0 else -1)


def _last_bass(score: Score) -> int:
    """Give the pitch class of the lowest note that sounds to the end."""
    notes = [note for track in score.tracks if not track.is_drum for note in track.notes]
    last = max((note.end for note in notes), default=0)
    return min((note.pitch for note in notes if note.end == last), default=0) % 12


def _fifths_of(name: str) -> int:
    """Give the signature of a key named as ``Key.name`` does: ``Eb minor`` → -6."""
    tonic, mode = name.split(" ", 1)
    sign = tonic.count("#") - tonic.count("b")
    return "FCGDAEB".index(tonic[0]) - 1 + 7 * sign - (3 if mode == "minor" else 0)


def _outside(fifths: int, durations: Sequence[int]) -> int:
    """Tell how long notes sound that the signature's scale does not have."""
    inside = {7 * place % 12 for place in range(fifths - 1, fifths + 6)}
    return sum(length for pitch, length in enumerate(durations) if pitch not in inside)
