"""A piece to take away: as a score, as a sound, and as one zip of everything.

Top-level functions whose arguments and answers can cross to a worker process. What is in a file is
decided by ``midi``, ``notation`` and ``audio``; here is decided which files there are.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

from core import audio, notation
from core.arrangement import Arrangement
from core.composer import Composition
from core.errors import AudioError, NotationError
from core.midi import read_midi

Progress = Callable[[float], None]
SCHEMA = 1
_NAME_CHARACTERS = 40


def musicxml_of(midi: bytes, title: str, *, progress: Progress) -> bytes:
    """Write MIDI down as MusicXML."""
    progress(0.0)
    return notation.musicxml(read_midi(midi, keep_drums=True), title=title)


def pdf_of(midi: bytes, title: str, *, progress: Progress) -> bytes:
    """Engrave MIDI on pages of paper."""
    progress(0.0)
    return notation.pdf(read_midi(midi, keep_drums=True), title=title)


def bundle_of(
    midi: bytes,
    composition: Composition,
    arrangement: Arrangement,
    rank: int,
    name: str,
    *,
    progress: Progress,
) -> bytes:
    """Give a zip: MIDI, MusicXML, PDF, MP3, WAV, the recipe and the tree as JSON.

    Parameters
    ----------
    midi
        The path that is written, as it is to sound, its parts named as its score is to name them.
    rank
        Which path that is, 0 for the best.
    name
        What the piece is called: a stranger's text, of which only plain letters become file names.

    Notes
    -----
    Where no sound can be made on this machine, or the piece is too long for a score, the zip holds
    everything else.
    """
    score = read_midi(midi, keep_drums=True)
    stem, file = file_stem(name), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{stem}.mid", midi)
        bundle.writestr("recipe.json", _json(recipe_record(composition, arrangement, rank, name)))
        bundle.writestr("tree.json", _json(composition.tree_json()))
        progress(0.2)
        with contextlib.suppress(NotationError):
            bundle.writestr(f"{stem}.musicxml", notation.musicxml(score, title=name))
            progress(0.4)
            bundle.writestr(f"{stem}.pdf", notation.pdf(score, title=name))
        progress(0.6)
        with contextlib.suppress(AudioError):
            sound = audio.render(score)
            bundle.writestr(f"{stem}.wav", sound.wav())
            progress(0.9)
            # What is compressed already is only carried.
            bundle.writestr(f"{stem}.mp3", sound.mp3(), zipfile.ZIP_STORED)
    return file.getvalue()


def recipe_record(
    composition: Composition, arrangement: Arrangement, rank: int, name: str
) -> dict[str, Any]:
    """Give what is needed to make a piece again, as plain JSON values."""
    return {
        "schema": SCHEMA,
        "name": name,
        "recipe": composition.recipe.as_json(),
        "path": rank,
        "arrangement": arrangement.as_json(),
    }


def file_stem(name: str) -> str:
    """Make a file's name, without its ending, of whatever a piece is called."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME_CHARACTERS].rstrip("-")
    return f"semilla-{words}" if words else "semilla"


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
