"""Notes that one voice can sing: told, and divided among voices.

It knows no staves and no measures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symusic.core import NoteTick as Note
from symusic.core import TrackTick as Track

from core.midi import empty_score
from core.voices import separate_voices


@dataclass(frozen=True, slots=True)
class Written:
    """One note, as it is to be written and as it sounds.

    Attributes
    ----------
    begin_ticks, end_ticks
        On the grid; a quarter is 480 ticks.
    pitch
        MIDI number.
    number
        Which of the score's notes it is: distinct, and 0 for the first of the first track.
    played_begin_ticks, played_end_ticks
        As the score has them.
    """

    begin_ticks: int
    end_ticks: int
    pitch: int
    number: int
    played_begin_ticks: int
    played_end_ticks: int


Voice = tuple[Written, ...]


def voices_of(notes: Sequence[Written], most: int) -> list[list[Written]]:
    """Divide notes among voices as ``core.voices`` does, by the times that are written."""
    track = Track("", 0)
    waiting: dict[tuple[int, int, int], list[Written]] = defaultdict(list)
    for note in notes:
        length = note.end_ticks - note.begin_ticks
        track.notes.append(Note(note.begin_ticks, length, note.pitch, 64))
        waiting[note.begin_ticks, length, note.pitch].append(note)
    score = empty_score()
    score.tracks.append(track)
    return [
        [waiting[note.time, note.duration, note.pitch].pop() for note in voice.notes]
        for voice in separate_voices(score, most).tracks
    ]


def together(notes: Sequence[Written]) -> bool:
    """Tell whether notes fit into one voice: one after another, or in chords that begin and end."""
    ordered = sorted(notes, key=lambda note: (note.begin_ticks, note.end_ticks, note.pitch))
    for before, after in pairwise(ordered):
        chord = (before.begin_ticks, before.end_ticks) == (after.begin_ticks, after.end_ticks)
        if after.begin_ticks < before.end_ticks and (not chord or before.pitch == after.pitch):
            return False
    return True


def struck_once(notes: Sequence[Written]) -> Voice:
    """End a note where its pitch is struck again in the same voice, which then holds it on.

    Of two at once the longer one is kept.
    """
    kept: list[Written] = []
    last: dict[int, int] = {}
    for note in sorted(notes, key=lambda note: (note.begin_ticks, -note.end_ticks)):
        before = last.get(note.pitch)
        held = note
        if before is not None and kept[before].end_ticks > note.begin_ticks:
            if kept[before].begin_ticks == note.begin_ticks:
                continue
            held = replace(note, end_ticks=max(note.end_ticks, kept[before].end_ticks))
            kept[before] = replace(kept[before], end_ticks=note.begin_ticks)
        last[note.pitch] = len(kept)
        kept.append(held)
    return tuple(kept)


def one_line(notes: Sequence[Written]) -> bool:
    """Tell whether never two notes sound at once."""
    ordered = sorted(notes, key=lambda note: note.begin_ticks)
    return all(before.end_ticks <= after.begin_ticks for before, after in pairwise(ordered))
