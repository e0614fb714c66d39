"""Finds the bar of the score that each word of a codec stands in. It counts nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from symusic.core import ScoreTick as Score

from core.codecs import Codec, NoteChordCodec
from core.codecs.note_chord import CHORD_SPREAD_TICKS
from core.codecs.remi import BAR, HIGHEST, LOWEST
from core.midi import bar_starts_ticks, first_part_with_notes


def bars_of_words(codec: Codec, words: Sequence[str], score: Score) -> list[int]:
    """Give the bar of the score, from 1, that each word stands in."""
    starts = bar_starts_ticks(score)
    if isinstance(codec, NoteChordCodec):
        onsets = _onsets_ticks(first_part_with_notes(score) if codec.parts == "first" else score)
    else:
        onsets = [time for time, pitch in _notes(score) if LOWEST <= pitch <= HIGHEST]
    note_bars = [max(int(bar), 1) for bar in np.searchsorted(starts, onsets, side="right")]
    return note_bars if isinstance(codec, NoteChordCodec) else _bars_of_events(words, note_bars)


def _bars_of_events(words: Sequence[str], note_bars: Sequence[int]) -> list[int]:
    """Let each word stand with its note, and a bar line behind the one before it.

    Bar lines cannot simply be counted: where the metre changes inside a bar, REMI draws more of
    them than the score has, or fewer.
    """
    found: list[int] = []
    bar, note = 0, 0
    for word in words:
        coming = note_bars[min(note, len(note_bars) - 1)]
        if word.startswith(("Pitch_", "Position_")):
            bar = coming
            note += word.startswith("Pitch_")
        elif word == BAR:
            bar = min(bar + 1, coming)
        found.append(bar)
    return found


def _onsets_ticks(score: Score) -> list[int]:
    """Give the time of each onset, a spread chord's once, as ``NoteChordCodec`` makes words."""
    onsets: list[int] = []
    for time, _ in _notes(score):
        if not onsets or time - onsets[-1] >= CHORD_SPREAD_TICKS:
            onsets.append(time)
    return onsets


def _notes(score: Score) -> list[tuple[int, int]]:
    return sorted((note.time, note.pitch) for track in score.tracks for note in track.notes)
