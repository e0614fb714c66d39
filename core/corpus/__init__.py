"""Training music: music21's bundled works, a folder, a zip; always split by piece."""

from __future__ import annotations

from pathlib import Path

from core.corpus.bundled import CHORALES, FIDDLE, QUARTETS, BundledCollection
from core.corpus.collection import Collection, Piece, Split, split_of, split_tokens
from core.corpus.files import FolderCollection, ZipCollection, open_files
from core.corpus.tokens import CorpusTokens, read_tokens

BUNDLED = {collection.name: collection for collection in (CHORALES, FIDDLE, QUARTETS)}


def open_collection(name_or_path: str) -> Collection:
    """Open a bundled collection by name, or a folder or zip by path."""
    return BUNDLED.get(name_or_path) or open_files(Path(name_or_path))


__all__ = [
    "BUNDLED",
    "CHORALES",
    "FIDDLE",
    "QUARTETS",
    "BundledCollection",
    "Collection",
    "CorpusTokens",
    "FolderCollection",
    "Piece",
    "Split",
    "ZipCollection",
    "open_collection",
    "open_files",
    "read_tokens",
    "split_of",
    "split_tokens",
]
