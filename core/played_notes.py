"""Notes that somebody played → a Score: onsets and lengths in seconds drawn to sixteenths.

It checks what a browser sent, since anybody can send anything, and guesses a tempo. It hears no
metre: bars are 4/4 and begin with the first note. It knows no keyboard and makes no sound.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core.midi import DEFAULT_TEMPO_QPM, TICKS_PER_QUARTER, empty_score

# A piano's keys.
LOWEST, HIGHEST = 21, 108
MOST_PRESSES = 256
LONGEST_S = 600.0
SIXTEENTH_TICKS = TICKS_PER_QUARTER // 4
# Fingers that mean to come down together do so within this time.
TOGETHER_S = 0.05
# A guess lies in one octave of tempos: twice as fast could be written as half as long.
SLOWEST_GUESS_QPM, FASTEST_GUESS_QPM = 70, 140

_VELOCITY = 80


@dataclass(frozen=True)
class Press:
    """A key held down.

    Attributes
    ----------
    pitch
        MIDI number, 21 … 108.
    start_s, duration_s
        Seconds, 0 … 600.
    """

    pitch: int
    start_s: float
    duration_s: float


def read_presses(sent: object) -> tuple[Press, ...]:
    """Take from a browser's answer what can have been played, in order of time.

    Parameters
    ----------
    sent
        A list of ``[pitch, start_s, duration_s]``; of anything else, nothing is taken.

    Returns
    -------
    tuple of Press
        At most 256.
    """
    found = [_press(item) for item in sent] if isinstance(sent, list) else []
    presses = sorted((p for p in found if p is not None), key=lambda p: (p.start_s, p.pitch))
    return tuple(presses[:MOST_PRESSES])


def _press(item: object) -> Press | None:
    match item:
        case [int(pitch), int() | float() as start_s, int() | float() as duration_s]:
            times = (start_s, duration_s)
            if LOWEST <= pitch <= HIGHEST and all(0 <= time <= LONGEST_S for time in times):
                return Press(pitch, float(start_s), float(duration_s))
    return None


def chords(presses: Sequence[Press]) -> list[list[Press]]:
    """Put together what was struck within 50 ms of the first note of its chord."""
    found: list[list[Press]] = []
    for press in sorted(presses, key=lambda p: (p.start_s, p.pitch)):
        if found and press.start_s - found[-1][0].start_s <= TOGETHER_S:
            found[-1].append(press)
        else:
            found.append([press])
    return found


def guess_tempo_qpm(presses: Sequence[Press]) -> int:
    """Guess a tempo of 70 … 140 quarters a minute from the usual time between two onsets.

    The median of those times is taken for a quarter, or for as many halves or doubles of one as
    the range asks for. Fewer than two onsets say nothing: 120.
    """
    onsets = [chord[0].start_s for chord in chords(presses)]
    gaps = [after - before for before, after in pairwise(onsets)]
    if not gaps:
        return round(DEFAULT_TEMPO_QPM)
    octaves = math.log2(60 / statistics.median(gaps) / SLOWEST_GUESS_QPM)
    return round(SLOWEST_GUESS_QPM * 2 ** (octaves % 1))


def as_played(presses: Sequence[Press], tempo_qpm: float) -> Score:
    """Write what was played with its rhythm, drawn to the nearest sixteenths.

    Parameters
    ----------
    presses
        At least one.
    tempo_qpm
        Quarters a minute, above 0.

    Returns
    -------
    symusic.Score
        One track that begins at time 0 with the first note. Every note is a sixteenth long or
        more, and ends where its key is struck again.
    """
    struck = chords(presses)
    begun_s = struck[0][0].start_s

    def ticks(time_s: float) -> int:
        return round(time_s * tempo_qpm / 60 * TICKS_PER_QUARTER / SIXTEENTH_TICKS)

    def length(press: Press) -> int:
        return max(ticks(press.duration_s), 1) * SIXTEENTH_TICKS

    onsets = [ticks(chord[0].start_s - begun_s) * SIXTEENTH_TICKS for chord in struck]
    return _written(struck, onsets, length, tempo_qpm)


def in_equal_steps(presses: Sequence[Press], step_ticks: int) -> Score:
    """Write what was played as notes and chords of one length, one after another.

    Parameters
    ----------
    presses
        At least one.
    step_ticks
        How long each is; 480 a quarter.
    """
    struck = chords(presses)
    onsets = [number * step_ticks for number in range(len(struck))]
    return _written(struck, onsets, lambda _: step_ticks, DEFAULT_TEMPO_QPM)


def _written(
    struck: Sequence[Sequence[Press]],
    onsets_ticks: Sequence[int],
    length_ticks: Callable[[Press], int],
    tempo_qpm: float,
) -> Score:
    """Write chords at their onsets; of one pitch, no note lasts into the next."""
    lengths: dict[tuple[int, int], int] = {}
    for onset, chord in zip(onsets_ticks, struck, strict=True):
        for press in chord:
            place = (onset, press.pitch)
            lengths[place] = max(lengths.get(place, 0), length_ticks(press))
    score = empty_score(tempo_qpm)
    score.time_signatures.append(TimeSignature(0, 4, 4))
    track = Track()
    next_onset: dict[int, int] = {}
    for (onset, pitch), length in sorted(lengths.items(), reverse=True):
        length = min(length, next_onset.get(pitch, onset + length) - onset)
        next_onset[pitch] = onset
        track.notes.append(Note(onset, length, pitch, _VELOCITY))
    track.notes.sort(key=lambda note: (note.time, note.pitch), inplace=True)
    score.tracks.append(track)
    return score
