"""Played times → times that can be written: each note's place and length on a grid of each beat.

Music that is on a grid already is left as it is, to the tick. Of what was played freely each beat
is read as sixteenths or as triplets, whichever lies nearer, and lengths are read as what a musician
would write for them. It knows no staves, no names of notes, and finds no beat: it trusts the
score's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from symusic.core import ScoreTick as Score

from core.midi import TICKS_PER_QUARTER
from core.notation.lines import Written, voices_of

# A time is on the grid if it is a whole number of 64ths, of triplets down to 48 a quarter, or of
# quintuplets down to 10 a quarter.
_BINARY_TICKS = TICKS_PER_QUARTER // 16
_TRIPLET_TICKS = TICKS_PER_QUARTER // 24
_QUINTUPLET_TICKS = TICKS_PER_QUARTER // 10
# Music of which so many onsets (or ends) are on the grid was written, not played: by chance 9 %
# would be.
_WRITTEN_SHARE = 0.8
# What each way to divide a quarter costs, in ticks by which its onsets may lie nearer.
_DIVISIONS = {
    TICKS_PER_QUARTER // 4: 0.0,
    TICKS_PER_QUARTER // 6: 6.0,
    TICKS_PER_QUARTER // 8: 18.0,
}
_TRIPLET_EIGHTHS = TICKS_PER_QUARTER // 3
# Ends of notes at least twice as long are read to these.
_END_STEPS = (TICKS_PER_QUARTER, TICKS_PER_QUARTER // 2)
_MOST_VOICES = 4


def written_tracks(score: Score) -> list[list[Written]]:
    """Give each track's notes, sorted by time and pitch; drums have no pitch and are left out."""
    number = 0
    tracks = []
    for track in score.tracks:
        notes = []
        for note in () if track.is_drum else track.notes:
            end = max(note.end, note.time + 1)
            notes.append(Written(note.time, end, note.pitch, number, note.time, end))
            number += 1
        tracks.append(sorted(notes, key=lambda note: (note.begin_ticks, note.pitch)))
    return _quantised(tracks)


def _quantised(tracks: list[list[Written]]) -> list[list[Written]]:
    every = [note for notes in tracks for note in notes]
    onsets_free = _free(note.begin_ticks for note in every)
    ends_free = onsets_free or _free(note.end_ticks for note in every)
    place = _beat_by_beat(every) if onsets_free else _nearest_on_grid
    placed = [[_placed(note, place, free=ends_free) for note in notes] for notes in tracks]
    return [_tidied(notes) for notes in placed] if ends_free else placed


def _free(times: Iterable[int]) -> bool:
    """Tell whether times were played rather than written."""
    on_grid = [_on_grid(time) for time in times]
    return sum(on_grid) < _WRITTEN_SHARE * len(on_grid)


def _on_grid(time: int) -> bool:
    return not (time % _BINARY_TICKS and time % _TRIPLET_TICKS and time % _QUINTUPLET_TICKS)


def _nearest_on_grid(time: int) -> int:
    """Give a time itself if it is on the grid, else the nearest 32nd or sixteenth triplet."""
    if _on_grid(time):
        return time
    return min((_nearest(time, step) for step in (60, 80)), key=lambda other: abs(other - time))


def _nearest(time: int, step: int) -> int:
    return (time + step // 2) // step * step


def _beat_by_beat(notes: Sequence[Written]) -> Callable[[int], int]:
    """Choose each quarter's division by the onsets in it."""
    inside: dict[int, list[int]] = defaultdict(list)
    for note in notes:
        inside[note.begin_ticks // TICKS_PER_QUARTER].append(note.begin_ticks)
    steps = {beat: _division(times) for beat, times in inside.items()}
    usual = TICKS_PER_QUARTER // 4

    def place(time: int) -> int:
        return _nearest(time, steps.get(time // TICKS_PER_QUARTER, usual))

    return place


def _division(times: Sequence[int]) -> int:
    def cost(step: int) -> float:
        away = sum(abs(_nearest(time, step) - time) for time in times) / len(times)
        return away + _DIVISIONS[step]

    best = min(_DIVISIONS, key=cost)
    # Where onsets need no sixths, thirds read better.
    thirds = best == TICKS_PER_QUARTER // 6 and all(
        _nearest(time, best) % _TRIPLET_EIGHTHS == 0 for time in times
    )
    return _TRIPLET_EIGHTHS if thirds else best


def _placed(note: Written, place: Callable[[int], int], *, free: bool) -> Written:
    begin = place(note.begin_ticks)
    length = note.end_ticks - note.begin_ticks
    # The longer a note is, the less its player minds where exactly it ends.
    steps = [step for step in _END_STEPS if free and length >= 2 * step]
    end = _nearest(note.end_ticks, steps[0]) if steps else place(note.end_ticks)
    # Nothing may last no time: it lasts to the next place there is.
    while end <= begin:
        end = max(place(end + TICKS_PER_QUARTER // 8), end + TICKS_PER_QUARTER // 8)
    return replace(note, begin_ticks=begin, end_ticks=end)


def _tidied(notes: Sequence[Written]) -> list[Written]:
    """Write played lengths plainly: in each voice small gaps and overlaps close."""
    held_less = {
        note.number: note.begin_ticks + max((note.end_ticks - note.begin_ticks) * 3 // 4, 1)
        for note in notes
    }
    short = [replace(note, end_ticks=held_less[note.number]) for note in notes]
    ends = {note.number: note.end_ticks for note in notes}
    return [
        note
        for voice in voices_of(short, _MOST_VOICES)
        for note in _joined([replace(n, end_ticks=ends[n.number]) for n in voice])
    ]


def _joined(voice: Sequence[Written]) -> list[Written]:
    """End each chord of a voice as one, and where the next begins if that is not far off."""
    ends: dict[int, int] = {}
    for note in voice:
        ends[note.begin_ticks] = max(ends.get(note.begin_ticks, 0), note.end_ticks)
    for onset, following in pairwise(sorted(ends)):
        gap = following - ends[onset]
        if gap <= max((following - onset) // 2, TICKS_PER_QUARTER // 4):
            ends[onset] = following
    return [replace(note, end_ticks=ends[note.begin_ticks]) for note in voice]
