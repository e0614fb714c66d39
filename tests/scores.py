"""Scores written down note by note, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core.midi import TICKS_PER_QUARTER, empty_score

# Onset and length in quarters, pitch.
Shape = tuple[float, float, int]


def score_of(
    *parts: Sequence[Shape],
    metres: Sequence[tuple[float, int, int]] = ((0, 4, 4),),
    velocity: int = 80,
    tempo_qpm: float = 120,
) -> Score:
    """Give a score of these parts; metres are (quarters, beats, beat value)."""
    score = empty_score(tempo_qpm)
    for onset_ql, beats, value in metres:
        score.time_signatures.append(TimeSignature(_ticks(onset_ql), beats, value))
    for part in parts:
        track = Track("", 0)
        for onset_ql, length_ql, pitch in part:
            track.notes.append(Note(_ticks(onset_ql), _ticks(length_ql), pitch, velocity))
        score.tracks.append(track)
    return score


def shapes(score: Score) -> list[list[Shape]]:
    """Give each track's notes as onset and length in quarters, and pitch."""
    return [
        sorted(
            (n.time / TICKS_PER_QUARTER, n.duration / TICKS_PER_QUARTER, n.pitch)
            for n in track.notes
        )
        for track in score.tracks
    ]


def _ticks(length_ql: float) -> int:
    return round(length_ql * TICKS_PER_QUARTER)
