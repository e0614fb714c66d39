"""Collections: deterministic splits, a cache that notices changes, and hostile zips."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from music21 import converter

from core import limits
from core.codecs import EventsCodec, NoteChordCodec
from core.corpus import BUNDLED, Piece, open_collection, read_scores, split_of, split_tokens
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
    ("name", "piece", "upbeat_after", "completed"),
    [
        ("chorales", "bwv269", 2, [21, 42]),
        ("fiddle", "CupidoHornpipe", 1.5, [16]),
        ("quartets", "mozart-k80.movement1", 0, []),
    ],
)
def test_a_bundled_piece_is_read_whole(
    name: str, piece: str, upbeat_after: float, completed: list[float]
) -> None:
    """Parts, notes (ties joined, graces left out) and bars are those that music21 counts."""
    collection = open_collection(name, repeats=False)
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
    measures = [m.offset for m in stream.parts[0].getElementsByClass("Measure")]
    # An upbeat's bar begins with a rest; in the middle, two short measures are one bar.
    starts = [start / TICKS_PER_QUARTER for start in bar_starts_ticks(score)]
    rest = starts[1] - measures[1]
    assert rest == upbeat_after
    assert min(note.time for track in score.tracks for note in track.notes) >= rest
    assert [0, *(offset + rest for offset in measures[1:] if offset not in completed)] == starts


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


def words(path: Path) -> dict[str, list[str]]:
    return dict(read_scores(open_collection(str(path))).tokens(CODEC))


def test_a_folder_is_read_whole_and_what_is_no_music_is_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "music", ["b.mid", "a.MIDI", "notes.txt"])
    (folder / "broken.mid").write_bytes(b"not music")
    shares: list[float] = []
    found = read_scores(open_collection(str(folder)), progress=shares.append)
    assert dict(found.tokens(CODEC)) == {"b.mid": ["C4", "D4"], "a.MIDI": ["C#4", "E-4"]}
    assert "MThd" in found.skipped["broken.mid"]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_pieces_end_with_their_codecs_end_word(tmp_path: Path) -> None:
    found = read_scores(open_collection(str(fill(tmp_path / "music", ["a.mid"]))))
    ((_, written),) = found.tokens(EventsCodec())
    assert written[-1] == EventsCodec.end
    assert EventsCodec.end not in written[:-1]


def test_a_bundled_piece_is_parsed_once_and_anew_where_the_cache_is_damaged(
    tmp_path: Path,
) -> None:
    collection = BUNDLED["fiddle"]
    piece = next(p for p in collection.pieces() if p.name == "CupidoHornpipe")
    assert not collection.is_quick(piece)
    parsed = collection.read(piece)
    (kept,) = (tmp_path / "cache" / "scores").glob("fiddle-*/*.json")
    assert collection.is_quick(piece)
    assert collection.read(piece) == parsed
    kept.write_text('{"parts": [')
    assert collection.read(piece) == parsed


def test_repeated_strains_are_played_twice_where_asked() -> None:
    """Two strains of eight bars, A A B B, each with its upbeat."""
    once, twice = (
        open_collection("fiddle", repeats=repeats).read(Piece("CupidoHornpipe", "Cupido Hornpipe"))
        for repeats in (False, True)
    )
    assert (once.note_num(), twice.note_num()) == (116, 232)
    starts = [note.time for note in twice.tracks[0].notes]
    pitches = [note.pitch for note in twice.tracks[0].notes]
    first = sum(start < 17.5 * TICKS_PER_QUARTER for start in starts)
    assert pitches[:first] == pitches[first : 2 * first]
    assert [(m.time, m.numerator) for m in twice.time_signatures] == [(0, 2)]


def test_a_zip_gives_what_its_folder_gives(tmp_path: Path) -> None:
    folder = fill(tmp_path / "music", ["a.mid", "b.mid"])
    archive = tmp_path / "music.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.iterdir()):
            file.write(path, path.name)
    assert words(archive) == words(folder)


def test_a_zip_that_would_unpack_to_too_much_is_refused(tmp_path: Path, monkeypatch) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.mid", bytes(3_000_000))
    with pytest.raises(CorpusError, match=r"No piece of 'bomb'"):
        words(archive)
    monkeypatch.setattr(limits, "ZIP_UNPACKED_BYTES", 2_000_000)
    with pytest.raises(CorpusError, match=r"'bomb.zip' is 3.0 MB large; the limit is 2 MB"):
        open_collection(str(archive))


def test_a_zip_that_climbs_out_of_its_folder_writes_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "climber.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../escaped.mid", midi(melody([60])))
    assert words(archive) == {"../../escaped.mid": ["C4"]}
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
