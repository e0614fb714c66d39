"""Choosing a seed: reports on files, a choice of parts and of bars, notes played by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import limits
from tests.midi_files import melody, midi, named
from tests.pages.conftest import (
    labelled,
    memory_of,
    settled,
    spanish_upload_page,
)
from tests.pages.test_compose import captions, compose_page, uploaded

HOSTILE = "![x](http://a.example/i.png)<script>alert(1)</script> **b** 😀 " + "x" * 500


def program(number: int, channel: int = 0) -> bytes:
    return bytes((0, 0xC0 | channel, number))


BAND = midi(
    named(b"Solo", program(40) + melody([72, 74, 76, 77] * 4)),
    named(b"Solo", program(32, 1) + melody([36, 43] * 4, length_ticks=480, channel=1)),
    named(b"", melody([35, 38] * 4, channel=9)),
    format_=1,
)


def words(at: AppTest) -> str:
    """Give the line that names what the network reads."""
    return at.main.text[-1].value


def chosen_bars(at: AppTest) -> tuple[int, int]:
    first, count = (labelled(at.number_input, name) for name in ("From bar", "Number of bars"))
    return first.value, count.value


def players(at: AppTest) -> dict[str, Any]:
    """Give what the session holds of each player, by its key."""
    return at.session_state["players"].places


def trim_on_roll(at: AppTest, key: str, bars: list[int]) -> AppTest:
    """Send what the player's handles send."""
    players(at)[key].sent["bars"] = bars
    return settled(at.run())


def test_a_report_names_key_bars_and_what_became_of_the_parts() -> None:
    at = uploaded(compose_page("upload"), "band.mid", BAND)
    said = captions(at)
    assert "2 parts · 24 notes · 4 seconds · 2 bars · sounds like C major" in said
    assert "8 drum notes left out" in said
    table = at.dataframe[0].value
    assert list(table["Used"]) == [True, True, False]
    assert list(table["Part"]) == ["1 · Solo", "2 · Solo", "3"]
    assert list(table["Instrument"]) == ["Strings", "Bass", "Drums"]
    assert list(table["From … to"]) == ["C5 – F5", "C2 – G2", ""]


def test_parts_left_out_are_not_read_and_one_at_least_is_asked_for() -> None:
    at = uploaded(compose_page("upload"), "band.mid", BAND)
    parts = labelled(at.button_group, "Parts to use")
    assert parts.options == ["1 · Solo", "2 · Solo"]
    at = settled(parts.set_value([1]).run())
    assert set(words(at).split()) == {"C2", "G2"}
    assert list(at.dataframe[0].value["Used"]) == [False, True, False]
    at = settled(labelled(at.button_group, "Parts to use").set_value([]).run())
    assert "Choose at least one part" in captions(at)
    assert labelled(at.main.button, "Compose").disabled


def test_fewer_bars_are_left_where_a_longer_part_is_left_out() -> None:
    long, short = melody([60] * 40), melody([48] * 4, channel=1)
    at = uploaded(compose_page("upload"), "two.mid", midi(long, short, format_=1))
    labelled(at.number_input, "From bar").set_value(5)
    at = settled(at.run())
    assert chosen_bars(at) == (5, 4)
    at = settled(labelled(at.button_group, "Parts to use").set_value([1]).run())
    assert not at.error
    assert words(at) == "C3  C3  C3  C3"


def test_hostile_part_names_are_text_and_cut() -> None:
    data = midi(
        named(HOSTILE.encode(), melody([60])),
        named(HOSTILE.encode(), melody([62], channel=1)),
        format_=1,
    )
    at = uploaded(compose_page("upload"), "two.mid", data)
    table = at.dataframe[0].value
    assert all(len(name) <= limits.SHOWN_CHARACTERS + 4 for name in table["Part"])
    for label in labelled(at.button_group, "Parts to use").options:
        assert label[4:].startswith("!\\[x\\]\\(http")
    at = uploaded(at, "one.mid", midi(named(HOSTILE.encode(), melody([60]))))
    assert any(text.value.startswith("![x](http://") for text in at.text)
    shown = [element.value for element in (*at.markdown, *at.caption)]
    assert not any("example" in text for text in shown)


def test_two_files_of_one_name_are_two_files() -> None:
    at = uploaded(compose_page("upload"), "tune.mid", midi(melody([60] * 64)))
    labelled(at.number_input, "From bar").set_value(3)
    at = settled(at.run())
    before = memory_of(at).upload
    at = uploaded(at, "tune.mid", midi(melody([72] * 64)))
    assert memory_of(at).upload.number != before.number
    assert chosen_bars(at) == (1, 4)
    assert set(words(at).rstrip("… ").split()) == {"C5"}


def test_bars_chosen_on_the_roll_and_by_number_agree() -> None:
    at = uploaded(
        compose_page("upload"), "scale.mid", midi(melody(range(48, 80), length_ticks=480))
    )
    key = f"trim_upload_{memory_of(at).upload.number}"
    assert players(at)[key].chosen == (1, 4)
    at = trim_on_roll(at, key, [3, 4])
    assert chosen_bars(at) == (3, 2)
    assert words(at).split()[0] == "G♯3"
    labelled(at.number_input, "Number of bars").set_value(5)
    at = settled(at.run())
    assert players(at)[key].chosen == (3, 7)
    assert chosen_bars(at) == (3, 5)


def test_at_most_64_bars_are_taken_from_the_roll() -> None:
    at = uploaded(compose_page("upload"), "long.mid", midi(melody([60] * 100, length_ticks=1920)))
    key = f"trim_upload_{memory_of(at).upload.number}"
    at = settled(trim_on_roll(at, key, [2, 100]).run())
    assert chosen_bars(at) == (2, 64)
    assert players(at)[key].chosen == (2, 65)


def test_bars_are_kept_while_another_page_is_read() -> None:
    at = compose_page("passage")
    labelled(at.number_input, "From bar").set_value(3)
    at = settled(at.run())
    at = settled(at.switch_page("pages/beam_tree.py").run())
    at = settled(at.switch_page("pages/compose.py").run())
    assert chosen_bars(at) == (3, 4)


def test_bars_of_rests_alone_are_an_error_that_leaves_the_choice_open() -> None:
    rest = b"\x83\x74\x90\x3c\x40\x60\x80\x3c\x40"
    gap = melody([60]) + b"\xbc\x00\x90\x3c\x40\x60\x80\x3c\x40"
    at = uploaded(compose_page("upload"), "gap.mid", midi(gap + rest))
    labelled(at.number_input, "From bar").set_value(2)
    labelled(at.number_input, "Number of bars").set_value(1)
    at = settled(at.run())
    (error,) = at.error
    assert "No note begins in bar 2." in error.value
    labelled(at.number_input, "From bar").set_value(1)
    assert not settled(at.run()).error


@pytest.mark.parametrize("collection", ["chorales", "fiddle"])
def test_a_passage_can_be_heard_before_it_is_chosen(collection: str) -> None:
    at = compose_page("passage")
    labelled(at.button_group, "Collection").set_value(collection)
    at = settled(at.run())
    piece = labelled(at.selectbox, "Piece")
    assert not at.error
    assert chosen_bars(at) == (1, 4)
    assert players(at)[f"trim_{collection}_{piece.value}"].chosen == (1, 4)


def test_reading_a_quartet_can_be_stopped_and_begun_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEMILLA_CACHE", str(tmp_path))
    at = compose_page("passage")
    labelled(at.button_group, "Collection").set_value("quartets")
    at = at.run()
    (task,) = memory_of(at).jobs
    memory_of(at).jobs[task].cancel()
    at = settled(at.run())
    assert not at.error
    assert labelled(at.main.button, "Compose").disabled
    assert not settled(at.run()).number_input
    labelled(at.button, "Read it").click().run()
    # It is being read, or on a quick machine was.
    assert all(button.label != "Read it" for button in at.button)
    if task in memory_of(at).jobs:
        memory_of(at).jobs[task].cancel()
    labelled(settled(at.run()).button_group, "Collection").set_value("fiddle")
    assert not settled(at.run()).error


def test_a_file_given_on_one_page_is_there_on_the_other_and_so_is_its_problem() -> None:
    at = uploaded(compose_page("upload"), "mine.mid", midi(melody([60, 62, 64])))
    at = uploaded(at, "bad.mid", b"no music")
    at.session_state["explore_music"] = "upload"
    at = settled(at.switch_page("pages/explore.py").run())
    assert "The music you gave before is still here." in at.error[0].value
    assert "mine.mid" in [text.value for text in at.text]
    assert not uploaded(at, "other.mid", midi(melody([60, 64]))).error
    at = settled(at.switch_page("pages/compose.py").run())
    assert not at.error
    assert "other.mid" in [text.value for text in at.text]


def test_a_spanish_reader_is_told_in_spanish() -> None:
    at = uploaded(spanish_upload_page(), "band.mid", BAND)
    assert "2 compases · suena a Do mayor" in captions(at)
    assert list(at.dataframe[0].value["Instrumento"])[1] == "Bajo"
