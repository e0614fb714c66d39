"""A whole collection as token lists, read once and then kept as JSON.

Reading hundreds of scores with music21 takes minutes; the second time takes a fraction of a
second. The cache lies in the user's cache folder and hangs on the music, the codec and its
settings: when one changes, it is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from core import limits
from core.codecs import Codec
from core.corpus.collection import Collection
from core.errors import CorpusError, SemillaError, StorageError
from core.storage import make_folder, write_json

# Part of the cache's key: raise it when a reader or a codec changes what it gives.
_CACHE_VERSION = 1

Progress = Callable[[float], None]


@dataclass(frozen=True)
class CorpusTokens:
    """What was read of a collection.

    Attributes
    ----------
    pieces
        Token lists by the piece's name.
    skipped
        Why a piece could not be read, by its name.
    """

    pieces: dict[str, list[str]]
    skipped: dict[str, str]


def read_tokens(
    collection: Collection, codec: Codec, *, progress: Progress | None = None
) -> CorpusTokens:
    """Read a collection with a codec, from the cache where it was read before.

    Parameters
    ----------
    progress
        Called with the share read so far, 0 … 1; what it raises stops the reading.

    Raises
    ------
    CorpusError
        If not one piece can be read.
    """
    path = _cache_path(collection, codec)
    cached = _load(path)
    if cached is not None:
        return cached
    tokens: dict[str, list[str]] = {}
    skipped: dict[str, str] = {}
    pieces = collection.pieces()
    for number, piece in enumerate(pieces):
        if progress is not None:
            progress(number / len(pieces))
        try:
            tokens[piece.name] = codec.encode(collection.read(piece))
        except SemillaError as problem:
            skipped[piece.name] = str(problem)
    if not tokens:
        raise CorpusError(
            "No piece of '{name}' could be read.", name=collection.name[: limits.SHOWN_CHARACTERS]
        )
    found = CorpusTokens(tokens, skipped)
    _save(path, found)
    if progress is not None:
        progress(1.0)
    return found


def _cache_path(collection: Collection, codec: Codec) -> Path:
    root = os.environ.get("SEMILLA_CACHE")
    folder = Path(root) if root else user_cache_path("semilla")
    key = [_CACHE_VERSION, collection.name, collection.fingerprint(), codec.name, codec.settings]
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]
    return folder / "tokens" / f"{digest}.json"


def _load(path: Path) -> CorpusTokens | None:
    try:
        record = json.loads(path.read_text("utf-8"))
        return CorpusTokens(dict(record["pieces"]), dict(record["skipped"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save(path: Path, found: CorpusTokens) -> None:
    """Write the cache; a home that cannot be written only costs the next reading."""
    with contextlib.suppress(StorageError):
        make_folder(path.parent)
        write_json(path, {"pieces": found.pieces, "skipped": found.skipped})
