"""One stream of notes → voices: who sings what in music whose parts were joined.

The ``events`` codec writes all parts as one stream. Here they are told apart again by three rules
of part-writing: a voice sings one note at a time, voices do not cross, and each moves as little as
it can. Real parts break the second rule now and then, so that of the notes of Bach's four-part
chorales 97.6 % go to their own part, and of the classical quartets' 77 %, whose players rest and
leap over each other. It knows no instruments and no words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.midi import with_tracks

# Semitones: more than any movement, so that voices cross only where there is no other way.
_CROSSING = 1000.0


def separate_voices(score: Score, most: int = 4) -> Score:
    """Divide all notes of a score among voices.

    Parameters
    ----------
    score
        As ``core.midi`` gives it; its division into tracks is not looked at.
    most
        The number of voices there may be. There are fewer where fewer notes ever sound together.

    Returns
    -------
    symusic.Score
        One track a voice, the highest first, without controls and bends. Notes that begin together
        go to the voices that are free, in their order of pitch; a held note keeps its voice. Where
        more notes begin than voices are free, the others join the voices nearest to them.
    """
    notes = sorted(
        (note for track in score.tracks for note in track.notes),
        key=lambda note: (note.time, -note.pitch, -note.duration),
    )
    onsets = [list(group) for _, group in groupby(notes, key=lambda note: note.time)]
    voices = [_Voice(home) for home in _homes(onsets, most)]
    for begun in onsets:
        _share_out(begun, voices)
    return with_tracks(score, (voice.track for voice in voices if voice.track.note_num()))


class _Voice:
    """A voice on its way through a piece: where it lies, where it is, until when it is held."""

    def __init__(self, home: float) -> None:
        self.home = self.pitch = home
        self.end_ticks = 0
        self.track = Track("", 0)

    def sing(self, note: Note) -> None:
        self.track.notes.append(note)
        self.pitch = note.pitch
        self.end_ticks = max(self.end_ticks, note.end)

    def movement(self, pitch: int) -> float:
        # Home counts as much as the last note: after a rest or a leap a voice comes back.
        return (abs(pitch - self.pitch) + abs(pitch - self.home)) / 2


def _homes(onsets: Iterable[Sequence[Note]], most: int) -> list[float]:
    """Give each voice's mean pitch, the highest first, over the moments when all of them sound."""
    sounding: list[Note] = []
    moments: list[list[int]] = []
    for begun in onsets:
        sounding = [note for note in sounding if note.end > begun[0].time] + list(begun)
        moments.append(sorted((note.pitch for note in sounding), reverse=True))
    count = min(most, max(map(len, moments), default=0))
    full = [pitches for pitches in moments if len(pitches) >= count]
    # Of more notes than voices, the outer ones and as many between.
    ranks = [rank / max(count - 1, 1) for rank in range(count)]
    return [sum(p[round(rank * (len(p) - 1))] for p in full) / len(full) for rank in ranks]


def _share_out(begun: Sequence[Note], voices: Sequence[_Voice]) -> None:
    """Give notes that begin together, the highest first, to voices."""
    free = [index for index, voice in enumerate(voices) if voice.end_ticks <= begun[0].time]
    costs = [[_cost(note.pitch, index, voices, free) for index in free] for note in begun]
    if len(begun) <= len(free):
        pairs = list(zip(begun, (free[i] for i in _in_order(costs, len(free))), strict=True))
        others: list[Note] = []
    else:
        by_voice = [list(column) for column in zip(*costs, strict=True)]
        chosen = _in_order(by_voice, len(begun))
        pairs = [(begun[i], index) for i, index in zip(chosen, free, strict=True)]
        others = [note for i, note in enumerate(begun) if i not in set(chosen)]
    for note, index in pairs:
        voices[index].sing(note)
    for note in others:
        min(voices, key=lambda voice: abs(voice.pitch - note.pitch)).sing(note)


def _cost(pitch: int, index: int, voices: Sequence[_Voice], free: Sequence[int]) -> float:
    """Say how little a note suits a voice: its movement, and the held voices it would cross."""
    crossed = sum(
        (other < index and voice.pitch < pitch) or (other > index and voice.pitch > pitch)
        for other, voice in enumerate(voices)
        if other not in free
    )
    return crossed * _CROSSING + voices[index].movement(pitch)


def _in_order(costs: Sequence[Sequence[float]], columns: int) -> tuple[int, ...]:
    """Choose one column a row, each further right than the last, at the least cost in all."""
    # best[c]: the cheapest choice for the rows so far among the first c columns.
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (columns + 1)
    for row in costs:
        after: list[tuple[float, tuple[int, ...]]] = [(math.inf, ())]
        for column, cost in enumerate(row):
            total, chosen = best[column]
            after.append(min(after[-1], (total + cost, (*chosen, column))))
        best = after
    return best[-1][1]
