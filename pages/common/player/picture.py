"""A score as the browser draws it: notes and bars in seconds, and the names of its pitches.

It knows neither sound nor session. Times are seconds from the score's beginning, to a tenth of a
millisecond; tempos are honoured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from symusic.core import NoteTick as Note
from symusic.core import ScoreSecond, TrackSecond
from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.midi import bar_starts_ticks, last_note_end_ticks, with_tracks
from core.theory import shown_pitch

_DIGITS = 4
# Start and length in seconds, pitch, 1 for new.
_Row = tuple[float, float, int, int]


def picture_of(score: Score, *, seed_ticks: int | None, solfege: bool) -> dict[str, Any]:
    """Give what the roll is drawn from, ready for JSON.

    Parameters
    ----------
    seed_ticks
        Notes from here on are new; None if all were given.
    solfege
        Whether notes are called Do Re Mi.

    Returns
    -------
    dict
        ``starts``, ``lengths`` (seconds), ``pitches`` and ``fresh`` (1 for new) of all notes, by
        start; ``bars``, the seconds at which bars begin, and at the end the last one's end;
        ``seam``, the second at which new music begins, or None; ``end``, where the last note
        ends; ``names``, pitches' names by number.
    """
    rows: list[_Row] = []
    for track, timed in zip(score.tracks, in_seconds(score).tracks, strict=True):
        rows += _rows(track, timed, seed_ticks)
    rows.sort()
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    starts, lengths, pitches, fresh = (list(column) for column in columns)
    edges = seconds_at(score, bar_edges_ticks(score))
    return {
        "starts": starts,
        "lengths": lengths,
        "pitches": pitches,
        "fresh": fresh,
        "bars": edges,
        "seam": min((row[0] for row in rows if row[3]), default=None),
        "end": max([edges[-1], *(row[0] + row[1] for row in rows)]),
        "names": {
            pitch: shown_pitch(pitch, solfege=solfege) for pitch in {*pitches, *range(0, 128, 12)}
        },
    }


def bar_edges_ticks(score: Score) -> list[int]:
    """Give where bars begin, and after the last one the end of the music."""
    return [*bar_starts_ticks(score), last_note_end_ticks(score)]


def seconds_at(score: Score, times_ticks: Sequence[int]) -> list[float]:
    """Turn times in ticks into seconds, by the score's tempos."""
    marks = Track("", 0)
    for time in times_ticks:
        marks.notes.append(Note(time, 1, 60, 1))
    (timed,) = in_seconds(with_tracks(score, [marks])).tracks
    return [round(float(second), _DIGITS) for second in timed.notes.numpy()["time"]]


def in_seconds(score: Score) -> ScoreSecond:
    """Give a score with its times in seconds."""
    return cast(ScoreSecond, score.to("second"))  # its stub says object


def _rows(track: Track, timed: TrackSecond, seed_ticks: int | None) -> list[_Row]:
    ticks, seconds = track.notes.numpy(), timed.notes.numpy()
    new = [0] * len(track.notes)
    if seed_ticks is not None:
        new = (ticks["time"] >= seed_ticks).astype(int).tolist()
    columns = [seconds[name].tolist() for name in ("time", "duration", "pitch")]
    return [
        (round(start, _DIGITS), round(length, _DIGITS), pitch, fresh)
        for start, length, pitch, fresh in zip(*columns, new, strict=True)
    ]
