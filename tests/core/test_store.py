"""Pieces are kept for good, opened by their links, and changed by nobody but their makers."""

from __future__ import annotations

import hashlib
import multiprocessing
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import limits
from core.arrangement import PLAIN, Arrangement, arrange
from core.composer import Composition, compose
from core.composition_record import from_bytes, to_bytes
from core.errors import NoSuchPiece, StoreError
from core.midi import score_duration_s
from core.recipe import Recipe
from core.store import Piece, Store, pieces
from core.store.database import Database
from tests.checkpoints import write_tiny_checkpoint

ANA, BEN = "ana's secret token", "ben's secret token"
HOSTILE = (
    *("", "x", "'; DROP TABLE pieces; --", "' OR '1'='1", "a" * 10_000, "%" * 22, "_" * 23),
    *("../../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAA\n", "AAAAAAAAAAAAAAAAAAAAAA\n", "\x00" * 22),
    *("é" * 22, "\ud800" * 22, "٣" * 22, "A" * 22),
)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Composition:
    """Give a small search with three paths."""
    folder = tmp_path_factory.mktemp("checkpoints")
    path = write_tiny_checkpoint(folder, "gru")
    recipe = Recipe(str(path), ("C4", "D4", "0.4.7", "E4"), k=3, length=6)
    return compose(recipe)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pieces.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    found = Store(f"sqlite:///{file}")
    yield found
    found.close()


@pytest.fixture
def piece(store: Store, music: Composition) -> Piece:
    """Give a piece of Ana's."""
    return store.add(ANA, music, PLAIN, name="Morning")


def sql(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Reach round the store."""
    connection = sqlite3.connect(file)
    with connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


def test_what_was_kept_is_found_by_another_process_years_later(store, file, music) -> None:
    sound = Arrangement(("violin", "cello"), tempo_qpm=80.5, transpose=-2, dynamics=False)
    first = store.add(ANA, music, sound, name="  Morning\n walk ", rank=2)
    store.close()
    again = Store(f"sqlite:///{file}")
    piece, found = again.open(first.link)
    assert again.pieces(ANA) == [piece] == [first]
    again.close()
    assert (piece.name, piece.rank, piece.arrangement) == ("Morning walk", 2, sound)
    assert (piece.network, piece.search) == (music.recipe.checkpoint, "beam")
    assert (piece.favourite, piece.parent, piece.deleted) == (False, None, False)
    assert piece.notes == music.score(2).note_num()
    assert piece.duration_s == score_duration_s(arrange(music.score(2), sound))
    assert timedelta(0) <= datetime.now(UTC) - piece.created < timedelta(minutes=5)
    assert found.as_json() == music.as_json()
    assert found.tree_json() == music.tree_json()


def test_the_file_is_made_on_first_use_where_it_is_told(tmp_path, monkeypatch) -> None:
    for number, (variable, value) in enumerate(
        [
            ("SEMILLA_DATABASE", f"sqlite:///{tmp_path}/0/deep/pieces.db"),
            ("XDG_DATA_HOME", str(tmp_path / "1")),
        ]
    ):
        monkeypatch.delenv("SEMILLA_DATABASE", raising=False)
        monkeypatch.setenv(variable, value)
        found = Store()
        assert not (tmp_path / str(number)).exists()
        assert found.pieces(ANA) == []
        found.close()
        (made,) = (tmp_path / str(number)).rglob("pieces.db")
        assert sql(made, "PRAGMA journal_mode") == [("wal",)]


def test_pieces_come_newest_first_and_each_to_its_maker(store, music) -> None:
    names = [f"{number}" for number in range(12)]
    for name in names:
        store.add(ANA, music, PLAIN, name=name)
    store.add(BEN, music, PLAIN, name="another's")
    assert [piece.name for piece in store.pieces(ANA)] == names[::-1]
    assert [piece.name for piece in store.pieces(BEN)] == ["another's"]
    assert store.pieces("nobody") == []
    assert all(piece.belongs_to(ANA) for piece in store.pieces(ANA))
    assert not any(piece.belongs_to(other) for piece in store.pieces(ANA) for other in (BEN, ""))


def test_links_are_long_and_tell_nothing(store, music) -> None:
    """128 bits of chance each; the first signs of counted links would be alike."""
    links = {store.add(ANA, music, PLAIN, name="").link for _ in range(64)}
    assert all(re.fullmatch(r"[\w-]{22}", link) for link in links)
    assert len({link[:5] for link in links}) == len({link[-6:] for link in links}) == 64
    assert max(sum(link.count(sign) for link in links) for sign in "aZ0_-") < 64


def test_the_file_gives_nobodys_shelf_away(store, file, piece) -> None:
    link = store.add_round(BEN, "Which?", [piece.link, store_copy(store, piece)]).link
    store.vote(link, ANA, 1)
    store.close()
    data = file.read_bytes()
    assert ANA.encode() not in data
    assert BEN.encode() not in data
    assert hashlib.sha256(ANA.encode()).hexdigest().encode() in data
    assert ANA not in repr(piece)


def store_copy(store: Store, piece: Piece) -> str:
    """Keep the same music once more; give its link."""
    return store.add(ANA, store.open(piece.link)[1], PLAIN, name="copy").link


@pytest.mark.parametrize("link", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_links_lead_nowhere(store, music, piece, link: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: store.open(link),
        lambda: store.rename(ANA, link, "x"),
        lambda: store.set_favourite(ANA, link, True),
        lambda: store.set_sound(ANA, link, PLAIN, 0),
        lambda: store.delete(ANA, link),
        lambda: store.restore(ANA, link),
        lambda: store.add_round(ANA, "", [piece.link, link]),
    ]
    for call in calls:
        with pytest.raises(NoSuchPiece, match="no piece at this link"):
            call()
    for call in (
        lambda: store.open_round(link),
        lambda: store.vote(link, ANA, 0),
        lambda: store.tally(link),
        lambda: store.choice_of(link, ANA),
    ):
        with pytest.raises(NoSuchPiece):
            call()
    assert store.add(ANA, music, PLAIN, name="child", parent=link).parent is None
    assert store.pieces(ANA)[1:] == [piece]


def test_a_link_lets_its_reader_change_nothing(store, piece) -> None:
    for owner in (BEN, piece.owner, piece.link):
        for call in (
            lambda owner=owner: store.rename(owner, piece.link, "mine"),
            lambda owner=owner: store.set_favourite(owner, piece.link, True),
            lambda owner=owner: store.set_sound(owner, piece.link, Arrangement(("organ",)), 1),
            lambda owner=owner: store.delete(owner, piece.link),
            lambda owner=owner: store.restore(owner, piece.link),
        ):
            with pytest.raises(StoreError, match="Only the one who made a piece"):
                call()
    assert store.pieces(ANA) == [piece]


def test_a_visitor_without_a_token_is_nobody(store, music, piece) -> None:
    for call in (
        lambda: store.add("", music, PLAIN, name=""),
        lambda: store.pieces(""),
        lambda: store.delete("", piece.link),
        lambda: store.vote(piece.link, "", 0),
    ):
        with pytest.raises(StoreError, match="whom the browser remembers"):
            call()


def test_a_piece_is_named_marked_and_given_another_sound(store, music, piece) -> None:
    store.rename(ANA, piece.link, "Evening")
    store.set_favourite(ANA, piece.link, True)
    store.set_sound(ANA, piece.link, Arrangement(("organ",), tempo_qpm=60), 1)
    (found,) = store.pieces(ANA)
    assert (found.name, found.favourite, found.rank) == ("Evening", True, 1)
    assert found.arrangement == Arrangement(("organ",), tempo_qpm=60)
    assert found.duration_s == pytest.approx(2 * piece.duration_s)
    store.set_favourite(ANA, piece.link, False)
    assert not store.open(piece.link)[0].favourite
    for rank in (-1, 3):
        with pytest.raises(StoreError, match=rf"paths 1 to 3, and no path {rank + 1}\."):
            store.set_sound(ANA, piece.link, PLAIN, rank)
        with pytest.raises(StoreError, match="no path"):
            store.add(ANA, music, PLAIN, name="", rank=rank)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, music: Composition) -> Iterator[Store]:
    found = Store(f"sqlite:///{tmp_path_factory.mktemp('named')}/pieces.db")
    found.add(ANA, music, PLAIN, name="")
    yield found
    found.close()


@given(st.text(max_size=300) | st.text("ab \n\t\x00\u202e\u200d\ud800é", max_size=120))
def test_any_name_is_one_line_that_can_be_seen(named: Store, name: str) -> None:
    (piece,) = named.pieces(ANA)
    named.rename(ANA, piece.link, name)
    kept = named.pieces(ANA)[0].name
    assert len(kept) <= 80
    assert kept == kept.strip()
    assert not [sign for sign in kept if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(kept) & set("\u202e\u2066\ufeff")
    if name.isprintable() and len(name) <= 80 and name == " ".join(name.split()):
        assert kept == name
    named.rename(ANA, piece.link, kept)
    assert named.pieces(ANA)[0].name == kept


def test_a_deleted_piece_can_be_brought_back(store, music, piece) -> None:
    child = store.add(ANA, music, PLAIN, name="child", parent=piece.link)
    store.delete(ANA, piece.link)
    store.delete(ANA, piece.link)
    assert store.pieces(ANA) == [child]
    assert store.open(child.link)[0].parent == piece.link
    for call in (
        lambda: store.open(piece.link),
        lambda: store.rename(ANA, piece.link, "x"),
        lambda: store.set_sound(ANA, piece.link, PLAIN, 0),
    ):
        with pytest.raises(NoSuchPiece, match="was deleted by the one who made it"):
            call()
    store.restore(ANA, piece.link)
    store.restore(ANA, piece.link)
    assert store.pieces(ANA) == [child, piece]
    assert store.open(piece.link)[0] == piece


def test_what_was_deleted_long_ago_is_gone_and_its_children_stay(store, file, music, piece) -> None:
    child = store.add(BEN, music, PLAIN, name="child", parent=piece.link)
    assert child.parent == piece.link
    for days, gone in ((29, False), (31, True)):
        store.delete(ANA, piece.link)
        day_us = 86_400_000_000
        sql(file, "UPDATE pieces SET deleted_us = deleted_us - ?", days * day_us)
        store.add(BEN, music, PLAIN, name="something else")
        if not gone:
            store.restore(ANA, piece.link)
    with pytest.raises(NoSuchPiece, match="no piece at this link"):
        store.restore(ANA, piece.link)
    assert store.open(child.link)[0] == replace(child, parent=None)


def test_each_visitor_keeps_so_many_pieces(store, music, piece, monkeypatch) -> None:
    monkeypatch.setattr(limits, "PIECES_PER_VISITOR", 3)
    monkeypatch.setattr(limits, "DELETED_PIECES_PER_VISITOR", 2)
    others = [store.add(ANA, music, PLAIN, name=name) for name in "ab"]
    with pytest.raises(StoreError, match="You keep 3 pieces already, which is the most"):
        store.add(ANA, music, PLAIN, name="c")
    store.add(BEN, music, PLAIN, name="another's")
    store.delete(ANA, piece.link)
    store.add(ANA, music, PLAIN, name="c")
    with pytest.raises(StoreError, match="You keep 3"):
        store.restore(ANA, piece.link)
    for other in others:
        store.delete(ANA, other.link)
    with pytest.raises(NoSuchPiece):
        store.restore(ANA, piece.link)  # the oldest of three that were deleted
    for other in others:
        store.restore(ANA, other.link)
    assert [piece.name for piece in store.pieces(ANA)] == ["c", "b", "a"]


def test_a_shelf_is_read_without_its_music(store, file, music) -> None:
    """Not even damaged music keeps the others from being listed."""
    first, second = (store.add(ANA, music, PLAIN, name=name) for name in "ab")
    data = bytearray(to_bytes(music))
    data[len(data) // 2] ^= 1
    sql(file, "UPDATE pieces SET composition = ? WHERE link = ?", bytes(data), first.link)
    assert store.pieces(ANA) == [second, first]
    assert from_bytes(to_bytes(store.open(second.link)[1])).beams == music.beams
    with pytest.raises(StoreError, match="damaged and cannot be opened"):
        store.open(first.link)
    sql(file, "UPDATE pieces SET arrangement = '{' WHERE link = ?", first.link)
    with pytest.raises(StoreError, match="damaged"):
        store.open(first.link)


@pytest.fixture
def links(store: Store, music: Composition) -> list[str]:
    return [store.add(ANA, music, PLAIN, name=name).link for name in "abc"]


def test_everybody_has_one_vote_and_may_change_their_mind(store, links) -> None:
    opened = store.add_round(BEN, " Which \x07one? ", links)
    assert store.open_round(opened.link) == opened
    assert (opened.title, opened.links) == ("Which one?", tuple(links))
    assert opened.belongs_to(BEN)
    assert not opened.belongs_to(ANA)
    assert store.tally(opened.link) == [0, 0, 0]
    assert store.choice_of(opened.link, ANA) is None
    for voter, choice in ((ANA, 0), (BEN, 2), ("carla", 2), (ANA, 2), (ANA, 1)):
        store.vote(opened.link, voter, choice)
        assert store.choice_of(opened.link, voter) == choice
    assert store.tally(opened.link) == [0, 1, 2]
    other = store.add_round(BEN, "", links[:2])
    assert store.tally(other.link) == [0, 0]
    for choice in (-1, 3):
        with pytest.raises(StoreError, match=rf"pieces 1 to 3, and no piece {choice + 1}\."):
            store.vote(opened.link, ANA, choice)
    assert store.tally(opened.link) == [0, 1, 2]


def test_a_round_outlives_its_pieces(store, file, music, links) -> None:
    opened = store.add_round(ANA, "", links)
    store.vote(opened.link, BEN, 0)
    store.delete(ANA, links[0])
    store.vote(opened.link, ANA, 0)
    sql(file, "UPDATE pieces SET deleted_us = 1 WHERE deleted_us IS NOT NULL")
    store.add(ANA, music, PLAIN, name="")
    assert store.open_round(opened.link).links == tuple(links)
    assert store.tally(opened.link) == [2, 0, 0]
    with pytest.raises(NoSuchPiece):
        store.add_round(ANA, "", links)


def test_rounds_have_two_to_eight_different_pieces_that_are_there(store, links) -> None:
    for wrong in ([], links[:1], [links[0]] * 2, links * 3):
        with pytest.raises(StoreError, match="it can be 2 to 8 different ones"):
            store.add_round(ANA, "", wrong)
    store.delete(ANA, links[2])
    with pytest.raises(NoSuchPiece):
        store.add_round(ANA, "", links)
    with pytest.raises(NoSuchPiece, match="no comparison at this link"):
        store.open_round(links[0])
    with pytest.raises(NoSuchPiece, match="no piece at this link"):
        store.open(store.add_round(ANA, "", links[:2]).link)


def test_votes_and_rounds_are_counted(store, file, links, monkeypatch) -> None:
    monkeypatch.setattr(limits, "ROUND_VOTES", 2)
    monkeypatch.setattr(limits, "ROUNDS_PER_VISITOR", 2)
    first, second = (store.add_round(ANA, "", links) for _ in range(2))
    for voter in (ANA, BEN):
        store.vote(first.link, voter, 0)
    with pytest.raises(StoreError, match="has 2 votes already"):
        store.vote(first.link, "carla", 1)
    store.vote(first.link, BEN, 1)
    assert store.tally(first.link) == [1, 1, 0]
    theirs = store.add_round(BEN, "", links)
    third = store.add_round(ANA, "", links)
    with pytest.raises(NoSuchPiece):
        store.tally(first.link)
    assert sql(file, "SELECT count(*) FROM votes") == [(0,)]
    assert all(store.open_round(kept.link) == kept for kept in (second, third, theirs))


def add_many(url: str, owner: str, count: int, data: bytes) -> list[str]:
    """Keep pieces from another process."""
    found = Store(url)
    links = [found.add(owner, from_bytes(data), PLAIN, name=f"{n}").link for n in range(count)]
    found.close()
    return links


def test_two_processes_begin_the_same_file_and_write_at_once(file, music) -> None:
    url, data = f"sqlite:///{file}", to_bytes(music)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as processes:
        calls = [processes.submit(add_many, url, owner, 30, data) for owner in (ANA, BEN)]
        links = [call.result() for call in calls]
    found = Store(url)
    for owner, kept in zip((ANA, BEN), links, strict=True):
        assert [piece.link for piece in found.pieces(owner)] == kept[::-1]
    assert found.open(links[0][0])[1].beams == music.beams
    found.close()


def test_many_threads_begin_and_use_one_store(store, music) -> None:
    """A page's store is shared by all visitors, each in a thread of their own."""

    def visit(number: int) -> None:
        owner = f"visitor {number}"
        first, second = (store.add(owner, music, PLAIN, name=name) for name in "ab")
        store.rename(owner, first.link, "c")
        assert store.open(first.link)[0].name == "c"
        opened = store.add_round(owner, "", [first.link, second.link])
        store.vote(opened.link, owner, 1)
        store.delete(owner, second.link)
        assert store.tally(opened.link) == [0, 1]
        assert [piece.name for piece in store.pieces(owner)] == ["c"]

    with ThreadPoolExecutor(16) as threads:
        assert len(list(threads.map(visit, range(48)))) == 48


def test_all_votes_at_once_are_counted(store, links) -> None:
    opened = store.add_round(ANA, "", links)
    with ThreadPoolExecutor(8) as threads:
        votes = ((f"voter {number % 20}", number % 3) for number in range(60))
        list(threads.map(lambda vote: store.vote(opened.link, *vote), votes))
    assert sum(store.tally(opened.link)) == 20


def test_a_connection_that_failed_shows_nobody_an_old_state(file: Path, store, piece) -> None:
    """An answer half read held its transaction open, and the next visitor got the connection."""
    database = Database(f"sqlite:///{file}")
    held = []

    def read_half() -> None:
        with database.session() as session:
            held.append(session.connection().connection.cursor())
            held[0].execute("SELECT 1 FROM pieces UNION ALL SELECT 2").fetchone()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_half()
    store.rename(ANA, piece.link, "new")
    with database.session() as session:
        assert pieces.kept(session, piece.owner)[0].name == "new"
    database.close()


def test_a_place_that_cannot_be_written_gets_a_sentence(file: Path, music) -> None:
    file.write_bytes(b"")
    for place in (file / "under" / "pieces.db", "/proc/semilla/pieces.db"):
        found = Store(f"sqlite:///{place}")
        with pytest.raises(StoreError, match="the disk for them cannot be written"):
            found.add(ANA, music, PLAIN, name="")


def test_a_file_that_is_only_read_can_be_read(store, file: Path, music, piece) -> None:
    reader = Store(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert reader.open(piece.link)[0] == piece
    with pytest.raises(StoreError, match="the disk for them cannot be written"):
        reader.add(ANA, music, PLAIN, name="")
    assert reader.pieces(ANA) == [piece]
    reader.close()


def test_a_damaged_file_gets_a_sentence_and_is_let_alone(store, file: Path) -> None:
    garbage = b"This is no database. " * 500
    file.write_bytes(garbage)
    for _ in range(2):
        with pytest.raises(StoreError, match="The file that pieces are kept in is damaged"):
            store.pieces(ANA)
    assert file.read_bytes() == garbage


def test_a_file_without_its_tables_gets_a_sentence(store, file: Path, piece) -> None:
    sql(file, "DROP TABLE pieces")
    with pytest.raises(StoreError, match="does not answer as it should") as caught:
        store.open(piece.link)
    assert "select" not in str(caught.value).lower()


def test_a_locked_file_gets_a_sentence_and_can_be_used_later(file: Path, store, music, piece):
    hasty = Store(f"sqlite:///{file}?timeout=0.05")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert hasty.open(piece.link)[0] == piece
    with pytest.raises(StoreError, match="being written by others at this moment"):
        hasty.rename(ANA, piece.link, "x")
    other.execute("ROLLBACK")
    other.close()
    hasty.rename(ANA, piece.link, "x")
    assert [piece.name for piece in store.pieces(ANA)] == ["x"]
    hasty.close()


def test_a_newer_file_is_refused_and_let_alone(file: Path, store, piece) -> None:
    store.close()
    sql(file, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="kept by a newer Semilla: its file has version 99"):
        store.pieces(ANA)
    assert sql(file, "PRAGMA user_version") == [(99,)]
    assert sql(file, "SELECT count(*) FROM pieces") == [(1,)]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@example.org/pieces",
        "sqlite://",
        "sqlite:///:memory:",
        "hunter2",
        "sqlite://me:hunter2@example.org/pieces.db",
        "sqlite:////tmp/pieces.db?timeout=hunter2",
        "nothing://hunter2",
    ],
)
def test_an_address_of_something_else_is_refused_without_telling_it(url: str) -> None:
    found = Store(url)
    with pytest.raises(StoreError) as caught:
        found.pieces(ANA)
    assert "hunter2" not in str(caught.value)
    assert "sqlalche" not in str(caught.value).lower()
