"""Collections: the numbers are the music's, a word is found where it stands, and leads on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.codecs import NoteChordCodec
from core.corpus import BUNDLED, FIDDLE, BundledCollection, Piece
from core.lexicon import Lexicon, read_lexicon
from core.midi import inspect_midi
from pages.common.explorer import counting
from pages.common.session import Upload, Visit
from tests.midi_files import melody, midi
from tests.pages.conftest import labelled, memory_of, press, settled, unopened

PATH = "pages/explore.py"
EVILS = "![x](http://a.example/i.png) <b>" + "x" * 500


class FewTunes(BundledCollection):
    """The first six tunes of a collection, so that a test can wait for them."""

    def pieces(self) -> list[Piece]:
        return super().pieces()[:6]


@pytest.fixture(scope="module")
def tunes() -> dict[str, Lexicon]:
    """The words of six tunes in both codecs, counted here."""
    few = FewTunes(FIDDLE.name, FIDDLE.title, FIDDLE.step_ql, FIDDLE.parts, FIDDLE.repeats)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BUNDLED, "fiddle", few)
        return {
            name: read_lexicon("fiddle", name, 60, progress=lambda _: None)
            for name in ("note_chord", "events")
        }


@pytest.fixture(autouse=True)
def _counted(tunes: dict[str, Lexicon]) -> None:
    """Have the tunes counted, as another visitor might have."""
    kept = counting.collections()
    kept.clear()
    for name, lexicon in tunes.items():
        kept[f"fiddle_{name}"] = lexicon


def opened(codec: str = "note_chord", *, locale: str = "en-GB") -> AppTest:
    at = unopened(PATH, locale=locale)
    at.session_state["explore_music"], at.session_state["explore_codec"] = "fiddle", codec
    return settled(at.run())


def upload(pitches: list[int], name: str = "mine.mid") -> Upload:
    return Upload(name, *inspect_midi(midi(melody(pitches))))


def opened_with(own: Upload, codec: str = "note_chord") -> AppTest:
    at = unopened(PATH, memory=Visit(upload=own))
    at.session_state["explore_music"], at.session_state["explore_codec"] = "upload", codec
    at.session_state["explore_against"] = "fiddle"
    return settled(at.run())


@pytest.mark.parametrize("codec", ["note_chord", "events"])
def test_the_numbers_are_those_of_the_music(codec: str, tunes: dict[str, Lexicon]) -> None:
    at = opened(codec)
    found = {tile.label: tile.value for tile in at.metric}
    lexicon = tunes[codec]
    assert found == {
        "Pieces": "6",
        "Notes": f"{lexicon.notes:,}",
        "Words in a row": f"{lexicon.tokens:,}",
        "Different words": f"{len(lexicon.vocabulary):,}",
    }
    table = at.dataframe[0].value
    assert list(table["written"]) == list(lexicon.vocabulary.words)
    assert table["count"].sum() == lexicon.tokens


def test_notes_are_called_as_the_reader_calls_them(tunes: dict[str, Lexicon]) -> None:
    at = opened(locale="es-ES")
    named = list(at.dataframe[0].value["word"])
    codec = NoteChordCodec()
    assert named == [codec.label(w, solfege=True) for w in tunes["note_chord"].vocabulary.words]


@pytest.mark.parametrize("codec", ["note_chord", "events"])
def test_a_word_is_found_where_it_stands(codec: str, tunes: dict[str, Lexicon]) -> None:
    at, lexicon = opened(codec), tunes[codec]
    word = lexicon.vocabulary.words[7]
    labelled(at.selectbox, "Word").set_value(word)
    at.run()
    pieces = lexicon.pieces_with(word)
    assert any(
        text.value.startswith(f"It occurs {sum(pieces.values()):,} times · in {len(pieces)} of 6")
        for text in at.markdown
    )
    piece = labelled(at.selectbox, "Piece")
    assert pieces[piece.value] == max(pieces.values())
    assert len(piece.options) == len(pieces)
    bars = lexicon.bars_with(word, piece.value)
    assert labelled(at.selectbox, "Bar").value == min(bars)


def test_a_passage_becomes_a_seed(tunes: dict[str, Lexicon]) -> None:
    at = opened()
    piece = labelled(at.selectbox, "Piece").options[1]
    labelled(at.selectbox, "Piece").select_index(1).run()
    bar = int(labelled(at.selectbox, "Bar").options[-1].split(" ")[0])
    labelled(at.selectbox, "Bar").select_index(len(labelled(at.selectbox, "Bar").options) - 1)
    at.run()
    name = labelled(at.selectbox, "Piece").value
    at = press(at, "Use this passage as a seed")
    kept = at.session_state
    assert (kept["seed"], kept["passage_collection"]) == ("passage", "fiddle")
    assert kept["piece_fiddle"] == name
    assert tunes["note_chord"].titles[name] in piece
    first, count = kept[f"first_fiddle_{name}"], kept[f"count_fiddle_{name}"]
    assert first <= bar < first + count


def test_without_a_file_it_asks_for_one() -> None:
    at = unopened(PATH)
    at.session_state["explore_music"] = "upload"
    at.run()
    assert "Give Semilla a file" in at.info[0].value
    assert not at.metric
    at.file_uploader[0].upload("mine.mid", midi(melody([60, 62, 64, 62, 60])), "audio/midi")
    at = settled(at.run())
    assert {tile.label: tile.value for tile in at.metric}["Words in a row"] == "5"


def test_what_is_no_music_is_refused_and_the_page_goes_on() -> None:
    at = unopened(PATH)
    at.session_state["explore_music"] = "upload"
    at.run()
    at.file_uploader[0].upload("mine.mid", b"no music at all", "audio/midi").run()
    assert "Please choose another file." in at.error[0].value
    assert memory_of(at).upload is None


def test_words_that_the_networks_do_not_know_are_named() -> None:
    """C1 lies below every fiddle tune, in any key."""
    at = opened_with(upload([24] + [72] * 3))
    told = [text.value for text in at.markdown]
    assert any(text.startswith("**75 %** of your music") for text in told)
    table = at.dataframe[-1].value
    assert list(table["New to them"]) == ["C1"]
    assert list(table["Times"]) == [1]


def test_a_file_of_known_words_is_known() -> None:
    at = opened_with(upload([72, 74, 76]))
    assert any(text.value.startswith("**100 %** of your music") for text in at.markdown)


def test_a_passage_of_ones_own_becomes_a_seed() -> None:
    own = upload([60, 62, 64, 65, 67] * 8)
    at = press(opened_with(own, "events"), "Use this passage as a seed")
    assert at.session_state["seed"] == "upload"
    assert at.session_state[f"first_upload_{own.number}"] == 1
    assert at.session_state[f"count_upload_{own.number}"] == 4


def test_a_strangers_name_is_no_markup() -> None:
    at = opened_with(upload([60, 62], EVILS))
    assert EVILS[:80] in [text.value for text in at.text]
    for element in (*at.markdown, *at.caption, *at.info):
        assert "a.example" not in element.value


def test_what_lies_off_the_piano_is_said() -> None:
    at = opened_with(upload([10, 12]), "events")
    assert "None of this music's notes lies on a piano" in at.error[0].value
    assert labelled(at.button, "Count the words")


def test_what_nobody_has_read_yet_can_be_read_and_the_rest_is_shown(
    tunes: dict[str, Lexicon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading in portions goes on while it brings more pieces, and never for ever."""
    monkeypatch.setattr(counting, "_PORTION_S", 0.0)
    assert not opened().info
    counting.collections()["fiddle_note_chord"] = replace(tunes["note_chord"], unread=3)
    at = opened()
    assert at.info[0].value.startswith("3 pieces of this collection were never read")
    assert at.metric[0].value == "6"
    at = press(at, "Read them now")
    assert not at.error
    assert at.metric[0].value in ("6", "1,059")
    assert not at.session_state["explore_reading"]
    counting.collections()["fiddle_note_chord"] = replace(tunes["note_chord"], unread=10_000)
    at = press(opened(), "Read them now")
    assert not at.error
    assert counting.collections()["fiddle_note_chord"].unread < 10_000
    assert not at.session_state["explore_reading"]


def test_the_first_to_ask_has_it_counted() -> None:
    counting.collections().clear()
    at = opened()
    assert not at.error
    assert "fiddle_note_chord" in counting.collections()
