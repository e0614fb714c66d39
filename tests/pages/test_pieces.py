"""Pieces: kept by themselves, opened by a link, carried on, varied, taken back, named, deleted."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import music21
import pytest
from streamlit.testing.v1 import AppTest

from core import limits
from core.arrangement import arrange
from core.bundle import bundle_of, file_stem
from core.errors import QueueFull, SemillaError
from core.midi import write_midi
from core.performance import Performance
from core.recipe import Recipe
from pages.common import composing, downloads, shelf
from pages.common.session import Result, Visit
from pages.common.visitor import _KEY as TOKEN
from tests.pages.conftest import (
    NETWORK,
    choose_network,
    labelled,
    memory_of,
    press,
    settled,
    unopened,
)

ME, OTHER = "m" * 32, "o" * 32


def kept(performance: Performance, name: str = "First") -> str:
    """Keep a piece of mine; give its link."""
    piece = shelf.store().add(
        ME, performance.composition, performance.arrangement, name=name, rank=0, parent=None
    )
    return piece.link


def opened(path: str, who: str = ME, **parameters: str) -> AppTest:
    at = unopened(path)
    at.session_state[TOKEN] = who
    for name, value in parameters.items():
        at.query_params[name] = value
    return settled(at.run())


def names(at: AppTest) -> list[str]:
    return [shown.value for shown in at.main.markdown if shown.value.startswith("**")]


def test_what_is_composed_is_kept_and_its_link_opens_it_for_everybody(
    performance: Performance,
) -> None:
    link = kept(performance, "A <b>bold</b> *name* 🎵")
    at = opened("pages/piece.py", who=OTHER, id=link)
    assert at.title[0].value == r"A \<b\>bold\<\/b\> \*name\* 🎵"
    at = press(at, "Make it again")
    assert [note.value for note in at.success] == ["The same notes came out, one by one."]


def test_an_address_without_its_piece_says_what_to_do(performance: Performance) -> None:
    link = kept(performance)
    shelf.store().delete(ME, link)
    for lost in (link, "nowhere", "'; DROP TABLE pieces; --", "x" * 10_000):
        at = opened("pages/piece.py", id=lost)
        (problem,) = at.error
        assert "make a piece of your own" in problem.value
        assert not at.exception


def test_a_reload_brings_the_piece_back(performance: Performance) -> None:
    link = kept(performance)
    at = opened("pages/compose.py", piece=link)
    assert [header.value for header in at.header] == ["Your music"]
    assert memory_of(at).result.composition.beams == performance.composition.beams


def test_going_on_and_taking_it_back(performance: Performance) -> None:
    before = Result.of(performance, name="Song")
    at = unopened("pages/compose.py", memory=Visit(result=before))
    at.session_state[TOKEN] = ME
    at = choose_network(settled(at.run()), NETWORK).run()
    first = memory_of(at).result.link
    at = press(at, "Go on from here")
    after = memory_of(at).result
    assert after.link != first
    assert after.name == "Song · 2"
    old = performance.composition
    assert after.composition.codec.name == old.codec.name
    given = after.composition.recipe.seed
    assert given == (*old.seed_tokens, *old.beams[0].tokens)
    at = press(at, "Take it back")
    assert memory_of(at).result.link == first
    assert len(shelf.store().pieces(ME)) == 2


def test_what_comes_of_a_piece_gets_the_next_free_number(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "visit", Visit)
    monkeypatch.setattr(shelf, "visitor", lambda: ME)
    for name in ("Song", "Song · 4", "Song · two", "Other · 9"):
        kept(performance, name)
    assert shelf.further_names("Song", 2) == ["Song · 5", "Song · 6"]
    assert shelf.further_names("Song · 4") == ["Song · 5"]
    assert shelf.further_names("x" * 80)[0].endswith("x · 2")
    assert len(shelf.further_names("x" * 80)[0]) <= limits.PIECE_NAME_CHARACTERS


def test_four_variations_have_one_seed_and_each_its_own_notes(performance: Performance) -> None:
    at = settled(unopened("pages/compose.py", memory=Visit(result=Result.of(performance))).run())
    at = press(at, "4 variations")
    variants = dict(memory_of(at).variants)
    assert sorted(variants) == list(range(composing.VARIANTS))
    found = [variant.composition for variant in variants.values()]
    assert {music.recipe.seed for music in found} == {performance.composition.recipe.seed}
    assert len({music.recipe.random_seed for music in found}) == composing.VARIANTS
    assert len({music.beams[0].tokens for music in found}) == composing.VARIANTS
    at = settled(at.button(key=f"take_{variants[2].number}").click().run())
    assert memory_of(at).result is variants[2]
    assert memory_of(at).variants == {}


def test_a_list_of_pieces_names_deletes_and_takes_back(performance: Performance) -> None:
    kept(performance, "Old"), kept(performance, "New")
    at = opened("pages/pieces.py")
    assert names(at) == ["**New**", "**Old**"]
    newest = shelf.store().pieces(ME)[0]
    at.text_input(key=f"name_{newest.link}").set_value("[x](http://a.example) " + "é" * 600)
    at = settled(at.run())
    shown = names(at)[0].replace("\u2060", "")
    assert shown.startswith(r"**\[x\]\(http\:\/\/a.example\) ééé")
    assert len(shelf.store().pieces(ME)[0].name) == 80
    at = settled(at.button(key=f"delete_{newest.link}").click().run())
    assert names(at) == ["**Old**"]
    at = press(at, "Undo")
    assert len(names(at)) == 2
    assert all(button.label != "Undo" for button in at.button)


def test_favourites_can_be_seen_alone(performance: Performance) -> None:
    kept(performance, "Dull")
    link = kept(performance, "Loved")
    at = opened("pages/pieces.py")
    at = settled(at.button(key=f"star_{link}").click().run())
    labelled(at.toggle, "Favourites only").set_value(True)
    assert names(settled(at.run())) == ["**Loved**"]


def test_nobody_sees_another_visitors_pieces(performance: Performance) -> None:
    kept(performance)
    at = opened("pages/pieces.py", who=OTHER)
    assert names(at) == []
    assert "Nothing is here yet" in at.info[0].value


def test_a_shared_piece_leads_to_nothing_that_was_not_shared(performance: Performance) -> None:
    parent = kept(performance, "Private")
    made = performance.composition, performance.arrangement
    child = shelf.store().add(ME, *made, name="Shared", parent=parent).link
    for who, offers in ((OTHER, False), (ME, True)):
        at = opened("pages/compose.py", who=who, piece=child)
        labels = [button.label for button in at.button]
        assert ("Take it back" in labels) is offers
        assert bool(at.text_input) is offers, "Only its maker can rename it"
    assert parent not in str(memory_of(opened("pages/piece.py", who=OTHER, id=child)))


def test_a_strangers_changes_stay_with_them(performance: Performance) -> None:
    link = kept(performance)
    at = opened("pages/piece.py", who=OTHER, id=link)
    at = settled(labelled(at.selectbox, "Instrument").set_value("flute").run())
    assert not at.error
    assert memory_of(at).opened[link].arrangement.instruments == ("flute",)
    assert shelf.store().open(link)[0].arrangement == performance.arrangement


def test_opening_a_piece_that_keeps_its_own_tempo_leaves_it_as_it_is(
    performance: Performance,
) -> None:
    own = replace(performance.arrangement, tempo_qpm=None, dynamics=False)
    link = shelf.store().add(ME, performance.composition, own, name="").link
    at = opened("pages/piece.py", id=link)
    assert memory_of(at).opened[link].arrangement == own
    assert shelf.store().open(link)[0].arrangement == own
    assert not memory_of(at).jobs


def test_a_piece_is_kept_although_the_run_that_took_it_in_was_broken_off(
    performance: Performance,
) -> None:
    """A click ends a run anywhere: the next one keeps what this one took in."""
    at = unopened("pages/compose.py", memory=Visit(result=Result.of(performance, name="Late")))
    at.session_state[TOKEN] = ME
    at = settled(at.run())
    assert [piece.name for piece in shelf.store().pieces(ME)] == ["Late"]
    settled(at.run())
    assert len(shelf.store().pieces(ME)) == 1


@pytest.mark.parametrize("path", ["app.py", "pages/compose.py", "pages/beam_tree.py"])
def test_every_page_says_once_that_a_piece_was_not_kept(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, performance: Performance
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SEMILLA_DATABASE", f"sqlite:///{tmp_path / 'file' / 'pieces.db'}")
    shelf.store.clear()
    memory = Visit(example=Result.of(performance))
    at = settled(unopened(path, memory=memory).run())
    if path == "pages/compose.py":
        memory.result = memory.example
        at = settled(at.run())
    said = [error.value for error in at.error if "download what you want" in error.value]
    assert len(said) == 1


def test_a_store_that_cannot_be_written_leaves_the_piece_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, performance: Performance
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SEMILLA_DATABASE", f"sqlite:///{tmp_path / 'file' / 'pieces.db'}")
    shelf.store.clear()
    at = unopened("pages/compose.py", memory=Visit(result=Result.of(performance)))
    at = press(settled(at.run()), "Go on from here")
    assert any("download what you want to keep" in error.value for error in at.error)
    assert memory_of(at).result.link is None
    assert [header.value for header in at.header] == ["Your music"]


def test_everything_is_in_the_zip_and_can_be_read(performance: Performance) -> None:
    composition = performance.composition
    midi = write_midi(arrange(composition.score(1), performance.arrangement))
    data = bundle_of(
        *(midi, composition, performance.arrangement, 1, "Canción <1>"), progress=lambda _: None
    )
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    stem = "semilla-cancion-1"
    assert set(files) == {
        "recipe.json",
        "tree.json",
        *(f"{stem}.{ending}" for ending in ("mid", "musicxml", "pdf", "wav", "mp3")),
    }
    record = json.loads(files["recipe.json"])
    assert Recipe.from_json(record["recipe"]) == composition.recipe
    assert record["path"] == 1
    written = music21.converter.parse(files[f"{stem}.musicxml"].decode(), format="musicxml")
    played = music21.converter.parse(files[f"{stem}.mid"], format="midi")
    assert pitches(written) == pitches(played)
    assert files[f"{stem}.pdf"].startswith(b"%PDF")


def test_a_zip_without_a_score_holds_everything_else(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NOTATION_NOTES", 1)
    composition = performance.composition
    midi = write_midi(arrange(composition.score(0), performance.arrangement))
    data = bundle_of(midi, composition, performance.arrangement, 0, "", progress=lambda _: None)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        endings = {name.rpartition(".")[2] for name in bundle.namelist()}
    assert endings == {"json", "mid", "wav", "mp3"}


def test_a_download_that_fails_leaves_its_reason_until_the_next_try() -> None:
    problems: dict[str, SemillaError] = {}

    def refuse() -> bytes:
        raise QueueFull("Too many people are waiting.")

    with pytest.raises(QueueFull):
        downloads.told(problems, refuse)()
    assert str(problems[downloads.TASK]) == "Too many people are waiting."
    assert downloads.told(problems, lambda: b"file")() == b"file"
    assert not problems


def pitches(score: object) -> list[int]:
    joined = score.stripTies()
    return sorted(p.midi for note in joined.recurse().notes for p in note.pitches)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("", "semilla"),
        ("🎵🎵", "semilla"),
        ("../../etc/passwd", "semilla-etc-passwd"),
        ("-f evil", "semilla-f-evil"),
        ("Ñandú, n.º 3", "semilla-nandu-n-o-3"),
        ("x" * 500, "semilla-" + "x" * 40),
    ],
)
def test_a_strangers_name_becomes_a_harmless_files(name: str, stem: str) -> None:
    assert file_stem(name) == stem
