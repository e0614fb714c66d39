"""A score as the browser draws it: notes and bars in seconds, and the names of its pitches.

It knows neither sound nor session. Times are seconds from the score's beginning, to a tenth of a
millisecond; tempos are honoured.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.midi import bar_edges_ticks, seconds_at
from core.theory import shown_pitch

_DIGITS = 4
# Start and length in seconds, pitch, 1 for new.
_Row = tuple[float, float, int, int]


def picture_of(
    score: Score,
    *,
    seed_ticks: int | None,
    given: Collection[tuple[int, int]] | None = None,
    solfege: bool,
) -> dict[str, Any]:
    """Give what the roll is drawn from, ready for JSON.

    Parameters
    ----------
    seed_ticks
        Notes from here on are new; None if all were given.
    given
        Time in ticks and pitch of all notes that were given, where others before ``seed_ticks``
        are new as well.
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
    for track in score.tracks:
        rows += _rows(score, track, seed_ticks, given)
    rows.sort()
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    starts, lengths, pitches, fresh = (list(column) for column in columns)
    edges = seconds_at(score, bar_edges_ticks(score)).round(_DIGITS).tolist()
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


def _rows(
    score: Score,
    track: Track,
    seed_ticks: int | None,
    given: Collection[tuple[int, int]] | None,
) -> list[_Row]:
    notes = track.notes.numpy()
    begins, lengths = notes["time"].astype(np.int64), notes["duration"]
    begins_s, ends_s = seconds_at(score, [begins, begins + lengths])
    fresh = begins >= seed_ticks if seed_ticks is not None else np.zeros_like(begins)
    if given is not None:
        pairs = zip(begins.tolist(), notes["pitch"].tolist(), strict=True)
        fresh |= np.fromiter((pair not in given for pair in pairs), bool, len(begins))
    return list(
        zip(
            begins_s.round(_DIGITS).tolist(),
            (ends_s - begins_s).round(_DIGITS).tolist(),
            notes["pitch"].tolist(),
            fresh.astype(int).tolist(),
            strict=True,
        )
    )
