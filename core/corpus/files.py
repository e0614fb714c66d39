"""A person's own training music: a folder of MIDI files, or a zip of them.

A zip is a stranger's: it is read in memory, its entries are never written to disk, and what they
would unpack to is bounded before anything is unpacked.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from symusic.core import ScoreTick as Score

from core import limits
from core.corpus.collection import Piece
from core.errors import CorpusError
from core.midi import read_midi

_SUFFIXES = (".mid", ".midi")
_STEP_QL = 0.5


def open_files(path: Path) -> FolderCollection | ZipCollection:
    """Open a folder or a zip as a collection.

    Raises
    ------
    CorpusError
        If it is neither, cannot be opened, or holds no MIDI files or too many.
    """
    if path.is_dir():
        collection: FolderCollection | ZipCollection = FolderCollection(path)
    elif path.is_file() and zipfile.is_zipfile(path):
        collection = ZipCollection(path)
    else:
        raise CorpusError(
            "'{path}' is neither a folder nor a zip file.",
            path=str(path)[: limits.SHOWN_CHARACTERS],
        )
    count = len(collection.pieces())
    if not 0 < count <= limits.CORPUS_PIECES:
        raise CorpusError(
            "'{path}' holds {count} MIDI files; it can hold 1 to {limit}.",
            path=str(path)[: limits.SHOWN_CHARACTERS],
            count=count,
            limit=limits.CORPUS_PIECES,
        )
    return collection


@dataclass(frozen=True)
class FolderCollection:
    """Every ``.mid`` and ``.midi`` file in a folder and the folders in it."""

    path: Path
    step_ql: float = _STEP_QL
    parts: str = "first"
    repeats: bool = False

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.resolve().stem

    title = name

    @cached_property
    def _files(self) -> dict[Piece, Path]:
        return {
            Piece(file.relative_to(self.path).as_posix(), file.stem): file
            for file in sorted(self.path.rglob("*"))
            if file.suffix.lower() in _SUFFIXES and file.is_file()
        }

    def pieces(self) -> list[Piece]:
        """List the files, sorted by name."""
        return sorted(self._files)

    def read(self, piece: Piece) -> Score:
        """Read one file; raises ``MidiError`` where it is no music."""
        file = self._files[piece]
        if file.stat().st_size > limits.MIDI_BYTES:
            raise _too_large(piece.name, file.stat().st_size)
        return read_midi(file.read_bytes())

    def fingerprint(self) -> str:
        """Give a hash of the files' names, sizes and times."""
        digest = hashlib.sha256(str(self.path.resolve()).encode())
        for piece, file in self._files.items():
            stat = file.stat()
            digest.update(f"{piece.name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class ZipCollection:
    """Every ``.mid`` and ``.midi`` file in a zip."""

    path: Path
    step_ql: float = _STEP_QL
    parts: str = "first"
    repeats: bool = False

    @property
    def name(self) -> str:
        """The zip's name without its ending."""
        return self.path.stem

    title = name

    @cached_property
    def _entries(self) -> dict[Piece, zipfile.ZipInfo]:
        size = self.path.stat().st_size
        if size > limits.ZIP_BYTES:
            raise _too_large(self.path.name, size, limits.ZIP_BYTES)
        try:
            with zipfile.ZipFile(self.path) as archive:
                found = archive.infolist()
        except zipfile.BadZipFile as problem:
            raise CorpusError(
                "'{name}' is a damaged zip.", name=self.path.name[: limits.SHOWN_CHARACTERS]
            ) from problem
        entries = [entry for entry in found if entry.filename.lower().endswith(_SUFFIXES)]
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.ZIP_UNPACKED_BYTES:
            raise _too_large(self.path.name, unpacked, limits.ZIP_UNPACKED_BYTES)
        return {Piece(entry.filename, Path(entry.filename).stem): entry for entry in entries}

    def pieces(self) -> list[Piece]:
        """List the entries, sorted by name."""
        return sorted(self._entries)

    def read(self, piece: Piece) -> Score:
        """Read one entry; raises ``MidiError`` where it is no music."""
        entry = self._entries[piece]
        if entry.file_size > limits.MIDI_BYTES:
            raise _too_large(piece.name, entry.file_size)
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(entry) as member:
                # The declared size can lie: never read more than a MIDI file may be.
                data = member.read(limits.MIDI_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise CorpusError(
                "'{name}' cannot be unpacked.", name=piece.name[: limits.SHOWN_CHARACTERS]
            ) from problem
        return read_midi(data)

    def fingerprint(self) -> str:
        """Give a hash of the entries' names and checksums."""
        lines = (f"{piece.name}\0{entry.CRC}" for piece, entry in sorted(self._entries.items()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _too_large(name: str, size: int, limit: int = limits.MIDI_BYTES) -> CorpusError:
    return CorpusError(
        "'{name}' is {megabytes:.1f} MB large; the limit is {limit:.0f} MB.",
        name=name[: limits.SHOWN_CHARACTERS],
        megabytes=size / 1e6,
        limit=limit / 1e6,
    )
