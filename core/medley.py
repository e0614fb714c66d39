"""Several pieces of music one after another, with a rest between."""

from __future__ import annotations

from collections.abc import Sequence

from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.midi import TICKS_PER_QUARTER, empty_score, last_note_end_ticks

REST_TICKS = 2 * TICKS_PER_QUARTER


def in_a_row(scores: Sequence[Score], rest_ticks: int = REST_TICKS) -> Score:
    """Put scores behind each other, on one track.

    Parameters
    ----------
    scores
        At least one; tempos are the first one's, metres are each one's own.
    rest_ticks
        Between a score's last note and the beginning of the next one, 480 a quarter.
    """
    row = empty_score()
    row.tempos = scores[0].tempos
    track, begin_ticks = Track(), 0
    for score in scores:
        moved = score.shift_time(begin_ticks)
        for part in moved.tracks:
            track.notes.extend(part.notes)
        row.time_signatures.extend(moved.time_signatures)
        begin_ticks += last_note_end_ticks(score) + rest_ticks
    track.notes.sort(key=lambda note: (note.time, note.pitch, note.duration), inplace=True)
    row.tracks.append(track)
    return row
