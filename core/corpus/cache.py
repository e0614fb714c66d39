"""Scores kept on disk as JSON, for collections that are slow to parse.

A score is kept note by note. A MIDI file would not do: where one part holds a note while it
strikes the same pitch again, MIDI cannot tell which of the two ends first.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core.errors import StorageError
from core.midi import empty_score
from core.storage import make_folder, write_json


def folder() -> Path:
    """Give the folder of all caches: ``SEMILLA_CACHE`` if set, else the user's own."""
    own = os.environ.get("SEMILLA_CACHE")
    return Path(own) if own else user_cache_path("semilla")


def load(path: Path) -> Score | None:
    """Read a score that was kept; None where there is none, or only a damaged one."""
    try:
        return _score(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(path: Path, score: Score) -> None:
    """Keep a score; a home that cannot be written only costs the next reading."""
    record = {
        "metres": [[m.time, m.numerator, m.denominator] for m in score.time_signatures],
        "parts": [
            {
                "name": track.name,
                "notes": [[n.time, n.duration, n.pitch, n.velocity] for n in track.notes],
            }
            for track in score.tracks
        ],
    }
    with contextlib.suppress(StorageError):
        make_folder(path.parent)
        write_json(path, record)


def _score(record: dict[str, Any]) -> Score:
    score = empty_score()
    for metre in record["metres"]:
        score.time_signatures.append(TimeSignature(*metre))
    for part in record["parts"]:
        track = Track(part["name"], 0)
        for note in part["notes"]:
            track.notes.append(Note(*note))
        score.tracks.append(track)
    return score
