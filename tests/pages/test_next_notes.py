"""The next-note panel: what it shows, how a note is taken, and what it does when there is none."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.arrangement import PLAIN
from core.codecs import EventsCodec, NoteChordCodec
from core.composer import Composition, compose
from core.next_notes import Candidate, Looks, next_notes
from core.recipe import Recipe
from pages.common import i18n
from pages.common.session import Result, Visit
from pages.common.tree.next_notes import looks
from pages.common.tree.next_notes.looks import last_spots
from pages.common.tree.next_notes.telling import Teller, share_text
from tests.pages.conftest import EVENTS_NETWORK, NETWORK, labelled, settled

Words = tuple[str, ...]
EVENTS_SEED = ("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24")


def script() -> None:
    """What a page does: it shows the panel, and remembers what was taken."""
    import streamlit as st

    from pages.common.tree.next_notes import show_next_notes

    def take(words: tuple[str, ...]) -> None:
        st.session_state["took"] = words

    shown: Any = st.session_state
    if "clicked" in shown:
        from pages.common.tree.next_notes.board import _clicked

        _clicked("clicked", [("C4",), ("D4",)], take)
    show_next_notes(shown["result"], shown["words"], key="next", on_take=take)


def panel(composition: Composition, words: Words, *, language: str = "en") -> AppTest:
    at = AppTest.from_function(script, default_timeout=60)
    at.session_state["visit"] = Visit()
    at.session_state["result"] = Result(composition, PLAIN)
    at.session_state["words"] = words
    at.session_state["lang"] = language
    return settled(at.run())


@pytest.fixture(scope="module")
def composition(networks: object) -> Composition:
    return compose(Recipe(NETWORK, ("C4", "E4", "G4"), k=2, length=6, key="C major"))


def charts(at: AppTest) -> list[Any]:
    return [element.proto for element in at.get("plotly_chart")]


def table(at: AppTest) -> Any:
    return at.dataframe[0].value


def test_the_table_holds_what_the_network_said(composition: Composition) -> None:
    words = composition.beams[0].tokens[:3]
    at = panel(composition, words)
    outlook = next_notes(composition.recipe, words, progress=lambda _: None).outlook()
    rows = table(at)
    likely = [candidate for candidate in outlook.candidates if candidate.after]
    assert list(rows["With rules and temperature"])[: len(likely)] == [
        share_text(candidate.after) for candidate in likely
    ]
    forbidden = rows[rows["With rules and temperature"] == "forbidden (key)"]
    assert set(forbidden["Note"]) == {"C♯4", "E♭4", "F♯4", "G♯4", "B♭4"}
    assert "C major" in set(rows["Note"])
    assert len(charts(at)) == 2
    told = [caption.value for caption in at.caption]
    assert any(text.startswith("The key forbids 5 of the notes it knows") for text in told)
    assert any("plain GRU" in text for text in told)


def test_the_pictures_carry_what_a_click_takes(composition: Composition) -> None:
    at = panel(composition, ())
    outlook = next_notes(composition.recipe, (), progress=lambda _: None).outlook()
    keyboard, changes = (json.loads(chart.spec) for chart in charts(at))
    tiles, crosses = keyboard["data"][0], keyboard["data"][3]
    taken = dict(zip(tiles["meta"]["pitches"], tiles["customdata"], strict=True))
    assert outlook.candidates[taken[61]].words == ("C#4",)
    # C♯4, E♭4, F♯4, G♯4, B♭4: no chord sounds them.
    assert len(crosses["x"]) == 5
    rows = [note["text"] for note in changes["layout"]["annotations"]]
    assert rows[-1].startswith("<b>All the rest</b>")
    assert len(rows) == 9
    assert changes["data"][2]["customdata"][-1] == -1
    assert all("Likeliest" in chart.alt or "table below" in chart.alt for chart in charts(at))


def test_a_click_on_a_picture_takes_its_words(composition: Composition) -> None:
    at = panel(composition, ())
    at.session_state["clicked"] = {"selection": {"points": [{"customdata": [1]}]}}
    assert settled(at.run()).session_state["took"] == ("D4",)
    # The rest, an empty piece of the picture, and a second click that takes the choice back.
    for points in ([{"customdata": -1}], [{"x": 1}], []):
        at.session_state["took"] = None
        at.session_state["clicked"] = {"selection": {"points": points}}
        assert settled(at.run()).session_state["took"] is None


def test_a_note_is_taken_without_a_mouse(composition: Composition) -> None:
    at = panel(composition, ())
    choice = labelled(at.selectbox, "The next note")
    choice.select_index(2).run()
    labelled(at.button, "Take this note").click().run()
    outlook = next_notes(composition.recipe, (), progress=lambda _: None).outlook()
    assert at.session_state["took"] == outlook.candidates[2].words


def test_a_temperature_is_tried_and_changes_nothing_but_what_is_seen(
    composition: Composition,
) -> None:
    at = panel(composition, ())
    before = list(table(at)["With rules and temperature"])
    slider = labelled(at.select_slider, "What if the temperature were …")
    assert slider.value == 1.0
    slider.set_value(0.3).run()
    after = list(table(at)["With rules and temperature"])
    assert float(after[0].split()[0]) > float(before[0].split()[0])
    assert any("The temperature 0.30" in caption.value for caption in at.caption)
    assert at.session_state["result"].composition.recipe == composition.recipe


def test_what_was_said_is_kept_and_a_newer_node_is_asked_for(
    composition: Composition, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = panel(composition, ())
    first = list(table(at)["The network alone"])
    at.session_state["words"] = composition.beams[0].tokens[:2]
    settled(at.run())
    assert list(table(at)["The network alone"]) != first

    def none(*_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("pages.common.work.start", none)
    at.session_state["words"] = ()
    settled(at.run())
    assert list(table(at)["The network alone"]) == first


def test_where_the_network_is_gone_the_page_says_so(composition: Composition) -> None:
    gone = replace(composition, recipe=replace(composition.recipe, checkpoint="gone"))
    at = panel(gone, ())
    assert "There is no checkpoint named 'gone'" in at.error[0].value
    assert "still there" in at.error[0].value
    assert len(charts(at)) == 2
    again = settled(labelled(at.button, "Ask again").click().run())
    assert "gone" in again.error[0].value
    assert not [button for button in at.button if button.label == "Take this note"]


def test_behind_the_end_nothing_comes_and_inside_a_note_a_length(networks: object) -> None:
    made = compose(Recipe(EVENTS_NETWORK, EVENTS_SEED, k=1, length=8))
    ended = panel(made, ("EOS_None",))
    assert [caption.value for caption in ended.caption] == [
        "The piece ends here: nothing comes next."
    ]
    inside = panel(made, ("Position_24", "Pitch_62"))
    names = list(table(inside)["Note"])
    assert {"D4 ♩", "D4 ♪"} <= set(names)
    assert labelled(inside.button, "Take this length")
    assert len(charts(inside)) == 1
    whole = panel(made, ("Position_24", "Pitch_62", "Duration_1.0.24"))
    assert "The piece ends" in set(table(whole)["Note"])
    assert any(way.startswith("@") for way in table(whole)["Words"])


@pytest.mark.parametrize("model", ["gru-attention", "transformer"])
def test_networks_that_look_back_show_where(model: str, composition: Composition) -> None:
    name = NETWORK.replace("gru", model)
    made = compose(replace(composition.recipe, checkpoint=name))
    at = panel(made, made.beams[0].tokens)
    assert len(charts(at)) == 3
    (told,) = [text.value for text in at.markdown if text.value.startswith("Having read")]
    assert "note back" in told or "notes back" in told


def test_in_spanish_notes_are_called_do_re_mi(composition: Composition) -> None:
    at = panel(composition, (), language="es")
    assert labelled(at.button, "Tomar esta nota")
    assert "Do mayor" in set(table(at)["Nota"])
    assert "prohibida (tonalidad)" in set(table(at)["Con reglas y temperatura"])


def test_notes_stand_on_the_roll_where_they_sound() -> None:
    chords = last_spots(NoteChordCodec(), ("C4", "0.4.7", "D4"), 2)
    assert [(spot.begin_ql, spot.length_ql, len(spot.pitches)) for spot in chords] == [
        (0, 0.5, 3),
        (0.5, 0.5, 1),
    ]
    words = (
        *("Bar_None", "TimeSig_4/4", "Position_24", "Pitch_60", "Duration_1.0.24"),
        *("Pitch_64", "Duration_2.0.24", "Position_60", "Pitch_60", "Duration_0.12.24"),
    )
    spots = last_spots(EventsCodec(metres=("4/4",)), words, 32)
    assert [(spot.begin_ql, spot.length_ql, spot.pitches) for spot in spots] == [
        (0, 1, (60,)),
        (0, 2, (64,)),
        (1.5, 0.5, (60,)),
    ]
    assert [spot.label for spot in spots] == ["C4", "E4", "C4"]
    unfinished = last_spots(EventsCodec(metres=("4/4",)), (*words, "Pitch_67"), 4)
    assert len(unfinished) == 3


def test_a_penalty_is_told_in_times_and_the_trees_other_number_is_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    monkeypatch.setattr(i18n, "solfege", lambda: False)
    note = Candidate(("C4",), 60, (60,), frozenset({0}), 0.2, 0.1, "", lost=math.log(2))
    teller = Teller(NoteChordCodec(), ())
    assert teller.loss(note) == "2.0 times"
    assert teller.loss(replace(note, lost=math.log(64))) == "64 times"
    assert teller.loss(replace(note, lost=50.0)) == "over 1,000 times"
    assert not teller.loss(replace(note, lost=0.05))
    assert "before penalties" in teller.beside_tree(inside=False)
    in_bars = Teller(EventsCodec(), ())
    assert "any length" in in_bars.beside_tree(inside=False)
    assert "pitch is known" in in_bars.beside_tree(inside=True)


def test_a_network_that_looks_at_nothing_before_says_just_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    spots = last_spots(NoteChordCodec(), ("C4", "D4"), 2)
    said = list[str]()
    monkeypatch.setattr(looks.st, "markdown", said.append)
    monkeypatch.setattr(looks.st, "caption", lambda text: None)
    looks._tell(spots, Looks((0.001, 0.999), 0.0, (0, 0.0), 0.0))
    looks._tell(spots, Looks((0.6, 0.4), 0.0, (0, 0.0), 0.0))
    assert said[0] == "It looks at no note before **D4**, the last one that it has read."
    assert said[1].endswith("C4 (1 note back, 60 %). At D4 itself: 40 %.")
