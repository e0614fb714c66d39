"""Training music: music21's bundled works, a folder, a zip; always split by piece."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.corpus.bundled import CHORALES, FIDDLE, QUARTETS, BundledCollection
from core.corpus.collection import Collection, Piece, Split, split_of, split_tokens
from core.corpus.files import FolderCollection, ZipCollection, open_files
from core.corpus.reading import CorpusScores, read_scores

BUNDLED = {collection.name: collection for collection in (CHORALES, FIDDLE, QUARTETS)}


def open_collection(name_or_path: str, *, repeats: bool | None = None) -> Collection:
    """Open a bundled collection by name, or a folder or zip by path.

    Parameters
    ----------
    repeats
        Whether a bundled collection's repeated strains are played twice; None for its usual way.
    """
    if (bundled := BUNDLED.get(name_or_path)) is None:
        return open_files(Path(name_or_path))
    return bundled if repeats is None else replace(bundled, repeats=repeats)


__all__ = [
    "BUNDLED",
    "CHORALES",
    "FIDDLE",
    "QUARTETS",
    "BundledCollection",
    "Collection",
    "CorpusScores",
    "FolderCollection",
    "Piece",
    "Split",
    "ZipCollection",
    "open_collection",
    "open_files",
    "read_scores",
    "split_of",
    "split_tokens",
]
