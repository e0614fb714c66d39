"""Collections: deterministic splits, a cache that notices changes, and hostile zips."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from music21 import converter

from core import limits
from core.codecs import NoteChordCodec
from core.corpus import BUNDLED, open_collection, read_tokens, split_of, split_tokens
from core.errors import CorpusError
from core.midi import TICKS_PER_QUARTER, bar_starts_ticks
from tests.midi_files import melody, midi

CODEC = NoteChordCodec()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMILLA_CACHE", str(tmp_path / "cache"))


def fill(folder: Path, names: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        (folder / name).write_bytes(midi(melody([60 + number, 62 + number])))
    return folder


def test_the_bundled_collections_hold_what_their_names_say() -> None:
    sizes = {name: len(collection.pieces()) for name, collection in BUNDLED.items()}
    assert sizes == {"chorales": 349, "fiddle": 1059, "quartets": 46}
    for collection in BUNDLED.values():
        names = [piece.name for piece in collection.pieces()]
        assert names == sorted(set(names))


@pytest.mark.parametrize(
    ("name", "piece"),
    [("chorales", "bwv269"), ("fiddle", "7thRegimentReel"), ("quartets", "mozart-k80.movement1")],
)
def test_a_bundled_piece_is_read_whole(name: str, piece: str) -> None:
    """Parts, notes (ties joined, graces left out) and bars are those that music21 counts."""
    collection = BUNDLED[name]
    found = next(p for p in collection.pieces() if p.name == piece)
    stream = converter.parse(collection.path(found))
    score = collection.read(found)
    assert len(score.tracks) == len(stream.parts)
    assert score.note_num() == sum(
        len(element.pitches)
        for part in stream.parts
        for element in part.stripTies().flatten().notes
        if element.quarterLength
    )
    measures = {m.offset for m in stream.parts[0].getElementsByClass("Measure")}
    assert {start / TICKS_PER_QUARTER for start in bar_starts_ticks(score)} == measures


def test_splits_are_by_piece_for_ever_and_about_a_tenth_each() -> None:
    """The three names are frozen: moving a piece would leak what was trained on."""
    assert [split_of(name) for name in ("bwv66.6", "bwv269", "bwv10.7")] == FROZEN
    sets = split_tokens((str(number), []) for number in range(5000))
    assert {name: len(pieces) for name, pieces in sets.items()} == {
        "train": pytest.approx(4000, rel=0.05),
        "validation": pytest.approx(500, rel=0.15),
        "test": pytest.approx(500, rel=0.15),
    }


FROZEN = ["train", "train", "validation"]


def test_a_folder_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    folder = fill(tmp_path / "music", ["b.mid", "a.MIDI", "notes.txt"])
    (folder / "broken.mid").write_bytes(b"not music")
    shares: list[float] = []
    found = read_tokens(open_collection(str(folder)), CODEC, progress=shares.append)
    assert found.pieces == {"b.mid": ["C4", "D4"], "a.MIDI": ["C#4", "E-4"]}
    assert "MThd" in found.skipped["broken.mid"]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == 1
    (cached,) = (tmp_path / "cache" / "tokens").iterdir()
    assert json.loads(cached.read_text())["pieces"] == found.pieces
    again: list[float] = []
    assert read_tokens(open_collection(str(folder)), CODEC, progress=again.append) == found
    assert again == []
    fill(folder, ["c.mid"])
    assert "c.mid" in read_tokens(open_collection(str(folder)), CODEC).pieces


def test_a_damaged_cache_is_read_anew(tmp_path: Path) -> None:
    folder = fill(tmp_path / "music", ["a.mid"])
    found = read_tokens(open_collection(str(folder)), CODEC)
    (cached,) = (tmp_path / "cache" / "tokens").iterdir()
    cached.write_text('{"pieces": [1')
    assert read_tokens(open_collection(str(folder)), CODEC) == found


def test_a_zip_gives_what_its_folder_gives(tmp_path: Path) -> None:
    folder = fill(tmp_path / "music", ["a.mid", "b.mid"])
    archive = tmp_path / "music.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.iterdir()):
            file.write(path, path.name)
    assert (
        read_tokens(open_collection(str(archive)), CODEC).pieces
        == read_tokens(open_collection(str(folder)), CODEC).pieces
    )


def test_a_zip_that_would_unpack_to_too_much_is_refused(tmp_path: Path, monkeypatch) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.mid", bytes(3_000_000))
    with pytest.raises(CorpusError, match=r"No piece of 'bomb'"):
        read_tokens(open_collection(str(archive)), CODEC)
    monkeypatch.setattr(limits, "ZIP_UNPACKED_BYTES", 2_000_000)
    with pytest.raises(CorpusError, match=r"'bomb.zip' is 3.0 MB large; the limit is 2 MB"):
        open_collection(str(archive))


def test_a_zip_that_climbs_out_of_its_folder_writes_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "climber.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../escaped.mid", midi(melody([60])))
    assert read_tokens(open_collection(str(archive)), CODEC).pieces == {"../../escaped.mid": ["C4"]}
    assert not list(tmp_path.parent.rglob("escaped.mid"))


@pytest.mark.parametrize("kind", ["missing", "empty folder", "text file"])
def test_what_is_no_collection_gets_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "music"
    if kind == "empty folder":
        path.mkdir()
    if kind == "text file":
        path.write_text("hello")
    with pytest.raises(CorpusError, match="music"):
        open_collection(str(path))
