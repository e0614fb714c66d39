"""The lecture's codec: one word an onset, a note's name or a chord's pitch classes.

A lone note is its name with octave (``"F#4"``, ``"B-3"``). Notes that start together are the
normal order of their pitch classes joined by dots (``"4.7.11"``). Lengths, loudness and a
chord's octave are lost, which is the point: it fits on a blackboard. It knows nothing of
instruments, and of time only that words follow each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core import limits
from core.codecs.base import QUARTER, Losses
from core.codecs.closing import LastWord
from core.codecs.grammar import AnyOrder
from core.errors import CodecError
from core.midi import TICKS_PER_QUARTER, empty_score, first_part_with_notes
from core.theory import normal_order, pitch_name, pitch_number, shown_chord, shown_pitch

# Players spread a chord; starts closer than this (31 ms at 120 quarters a minute) are one onset.
CHORD_SPREAD_TICKS = TICKS_PER_QUARTER // 16
# Where a voiced chord may lie (C2 … C6), and where the first one is placed (middle C).
_LOWEST, _HIGHEST, _START = 36, 84, (60,)
# Two names below C0 are also names in octave 1: no note is moved down there.
_LOWEST_NAMED = 12
_VELOCITY = 80
PARTS = ("first", "all")


@dataclass(frozen=True)
class NoteChordCodec:
    """The lecture's words.

    Parameters
    ----------
    step_ql
        Quarter lengths from one word to the next when decoding; each sounds that long.
    parts
        ``"first"`` reads the first part with notes, as the lecture did; ``"all"`` reads all
        parts together, which four-part chorales need.
    """

    step_ql: float = 0.5
    parts: str = "first"

    name = "note_chord"
    # The lecture's networks never learned to end.
    end = None

    def __post_init__(self) -> None:
        if self.parts not in PARTS:
            raise CodecError("Parts can be first or all, not '{parts}'.", parts=self.parts)
        if not 0.0625 <= self.step_ql <= 4:
            raise CodecError(
                "A step of {step} quarters is out of range; it can be 0.0625 to 4.",
                step=self.step_ql,
            )

    @property
    def settings(self) -> dict[str, object]:
        """JSON-able keyword arguments that build this codec again."""
        return asdict(self)

    @property
    def grammar(self) -> AnyOrder:
        """Which words may follow which: any."""
        return AnyOrder()

    def encode(self, score: Score) -> list[str]:
        """Give one word an onset, in order of time."""
        if self.parts == "first":
            score = first_part_with_notes(score)
        return [_word(pitches) for pitches in _onsets(score)]

    def losses(self, score: Score) -> Losses:
        """Tell nothing: lengths, bars and octaves of chords are what this codec never keeps."""
        return Losses()

    def decode(self, tokens: Sequence[str]) -> Score:
        """Give the words as a piano part in steady steps, each chord near the sound before it."""
        score = empty_score()
        track = Track("Semilla", 0)
        step_ticks = round(self.step_ql * TICKS_PER_QUARTER)
        before: tuple[int, ...] = _START
        for index, token in enumerate(tokens):
            before = _voice(token, before)
            for pitch in before:
                track.notes.append(Note(index * step_ticks, step_ticks, pitch, _VELOCITY))
        score.tracks.append(track)
        return score

    def label(self, token: str, *, solfege: bool = False) -> str:
        """Name a word as a person reads it: ``F♯4``, ``E·G·B``."""
        chord = _chord(token)
        if chord is None:
            return shown_pitch(pitch_number(token), solfege=solfege)
        return shown_chord(chord, solfege=solfege)

    def tail(self, tokens: Sequence[str], most: int) -> list[str]:
        """Give the last words: any one is a good beginning."""
        return list(tokens[-most:])

    def starts_note(self, token: str) -> bool:
        """Tell whether a new note or chord begins here: always, in this codec."""
        return True

    def ends_note(self, token: str) -> bool:
        """Tell whether a note or chord is complete with this word: always, in this codec."""
        return True

    def name_note(
        self, tokens: Sequence[str], *, solfege: bool = False, beat_ql: Fraction = QUARTER
    ) -> str:
        """Name a note or chord; all are of one length."""
        return " ".join(self.label(token, solfege=solfege) for token in tokens)

    def beat_ql(self, token: str) -> None:
        """Tell nothing: these words know no metre."""

    def pitch(self, token: str) -> int | None:
        """Give a lone note's pitch; None for a chord, which has no octave."""
        return None if _chord(token) else pitch_number(token)

    def pitch_classes(self, token: str) -> frozenset[int]:
        """Give a note's pitch class or a chord's."""
        return _pitch_classes(token)

    def closing(
        self,
        known: Sequence[str],
        seed: Sequence[str],
        length: int,
        triad: Sequence[int],
        *,
        may_end: bool,
    ) -> LastWord:
        """Plan a last word: the triad's root, or a chord of it that holds the root."""
        return LastWord({word: _pitch_classes(word) for word in known}, triad)

    def transpose(self, tokens: Sequence[str], semitones: int) -> list[str]:
        """Give the same words higher or lower; a note that would leave C0 … G9 turns an octave."""
        return [_transpose(token, semitones) for token in tokens]

    def intervals(self, tokens: Sequence[str]) -> list[str]:
        """Give what stays the same in every key: each word's shape and the step to it, mod 12.

        One fewer than the words; equal lists are the same passage, transposition ignored.
        """
        chords = [_chord(token) or (pitch_number(token) % 12,) for token in tokens]
        lone = [_chord(token) is None for token in tokens]
        steps = []
        for before, chord, single in zip(chords, chords[1:], lone[1:], strict=False):
            shape = "" if single else _joined(tuple((pc - chord[0]) % 12 for pc in chord))
            steps.append(f"{(chord[0] - before[0]) % 12}:{shape}")
        return steps

    def nearest(self, token: str, known: Collection[str]) -> str:
        """Give the known word that sounds most like this one.

        Closeness: most pitch classes shared, fewest of its own added, then the smallest distance
        between notes; ties go to the word that sorts first.
        """
        if token in known:
            return token
        if not known:
            raise CodecError("The network's vocabulary is empty.")
        wanted = _pitch_classes(token)
        pitch = None if _chord(token) else pitch_number(token)

        def distance(candidate: str) -> tuple[int, int, str]:
            other = _pitch_classes(candidate)
            apart = 128
            if pitch is not None and _chord(candidate) is None:
                apart = abs(pitch_number(candidate) - pitch)
            return len(wanted ^ other), apart, candidate

        return min(known, key=distance)

    def random_notes(self, known: Sequence[str], count: int, draw: Random) -> list[str]:
        """Give ``count`` known words, each as likely as any other."""
        return draw.choices(known, k=count)


def _onsets(score: Score) -> Iterator[list[int]]:
    """Give the pitches of each onset in time order."""
    notes = sorted((n.time, n.pitch) for track in score.tracks for n in track.notes)
    pitches: list[int] = []
    began = 0
    for time, pitch in notes:
        if pitches and time - began >= CHORD_SPREAD_TICKS:
            yield pitches
            pitches = []
        if not pitches:
            began = time
        pitches.append(pitch)
    if pitches:
        yield pitches


def _word(pitches: list[int]) -> str:
    if len(pitches) == 1:
        return pitch_name(pitches[0])
    return _joined(normal_order(frozenset(pitch % 12 for pitch in pitches)))


def _joined(pitch_classes: tuple[int, ...]) -> str:
    return ".".join(map(str, pitch_classes))


@lru_cache(maxsize=8192)
def _chord(token: str) -> tuple[int, ...] | None:
    """Give a chord word's pitch classes, or None for a lone note's name."""
    parts = token.split(".")
    if not all(part.isdecimal() and part.isascii() for part in parts):
        return None
    chord = tuple(map(int, parts))
    if len(set(chord)) < len(chord) or max(chord) > 11:
        raise CodecError(
            "'{token}' is not a chord of pitch classes 0 to 11.",
            token=token[: limits.SHOWN_CHARACTERS],
        )
    return chord


def _pitch_classes(token: str) -> frozenset[int]:
    chord = _chord(token)
    return frozenset(chord) if chord else frozenset((pitch_number(token) % 12,))


@lru_cache(maxsize=65536)
def _transpose(token: str, semitones: int) -> str:
    chord = _chord(token)
    if chord is not None:
        return _joined(normal_order(frozenset((pc + semitones) % 12 for pc in chord)))
    pitch = pitch_number(token) + semitones
    while pitch < _LOWEST_NAMED:
        pitch += 12
    while pitch > 127:
        pitch -= 12
    return pitch_name(pitch)


def _voice(token: str, before: tuple[int, ...]) -> tuple[int, ...]:
    """Give a word's pitches: a note is itself, a chord moves least from the pitches before."""
    chord = _chord(token)
    if chord is None:
        return (pitch_number(token),)
    near = [min(max(pitch, _LOWEST), _HIGHEST) for pitch in before]
    return tuple(sorted(_nearest_octave(pitch_class, near) for pitch_class in chord))


def _nearest_octave(pitch_class: int, near: Sequence[int]) -> int:
    octaves = range(_LOWEST + pitch_class, _HIGHEST + 1, 12)
    pairs = itertools.product(octaves, near)
    return min(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair[0]))[0]
