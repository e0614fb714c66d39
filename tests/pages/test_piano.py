"""Notes played on the piano of a page, as the browser sends them: a seed, or nothing at all."""

from __future__ import annotations

import json
import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import EVENTS_NETWORK, labelled, memory_of, press, settled
from tests.pages.test_compose import captions, compose_page


def words(at: AppTest) -> str:
    """Give the line that names what the network reads."""
    return at.main.text[-1].value


def play(at: AppTest, *presses: list[float]) -> AppTest:
    """Send what the browser's piano sends."""
    at.session_state["played"] = {"take": {"presses": list(presses)}}
    return settled(at.run())


def test_an_empty_piano_says_what_to_do() -> None:
    at = compose_page("played")
    assert "Play a few notes or chords" in captions(at)
    assert labelled(at.main.button, "Compose").disabled
    assert not at.error


def test_what_is_played_is_a_seed_with_its_rhythm() -> None:
    at = play(
        compose_page("played", EVENTS_NETWORK), [60, 1.0, 0.4], [64, 1.5, 0.4], [67, 2.0, 0.9]
    )
    assert "reads 3 notes with their lengths" in captions(at)
    assert words(at) == "C4  E4  G4"
    assert labelled(at.slider, "Tempo, in quarter notes a minute").value == 120
    assert not labelled(at.main.button, "Compose").disabled


def test_the_tempo_follows_the_playing_until_it_is_set() -> None:
    at = play(compose_page("played"), [60, 0, 0.4], [64, 0.6, 0.4])
    tempo = "Tempo, in quarter notes a minute"
    assert labelled(at.slider, tempo).value == 100
    at = play(at, [60, 0, 0.4], [64, 0.75, 0.4])
    assert labelled(at.slider, tempo).value == 80
    at = settled(labelled(at.slider, tempo).set_value(90).run())
    at = play(at, [60, 0, 0.4], [64, 0.5, 0.4])
    assert labelled(at.slider, tempo).value == 90


def test_equal_notes_make_bars_that_can_be_chosen() -> None:
    at = play(compose_page("played"), *[[60 + step, step / 3, 0.1] for step in range(12)])
    at = settled(labelled(at.button_group, "Rhythm").set_value("equal").run())
    assert labelled(at.number_input, "Number of bars").max == 3
    labelled(at.number_input, "From bar").set_value(3)
    assert words(settled(at.run())) == "G♯4  A4  B♭4  B4"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "C4",
        {"take": None},
        {"take": {"presses": "C4"}},
        {"take": {"presses": [["60", 0, 1], [60, -1, 1], [5, 0, 1], [60, 0], None]}},
    ],
)
def test_nonsense_from_the_browser_is_no_music(sent: object) -> None:
    at = compose_page("played")
    at.session_state["played"] = sent if isinstance(sent, dict) else {"take": sent}
    at = settled(at.run())
    assert not at.error
    assert "Play a few notes or chords" in captions(at)


def test_what_was_played_is_kept_while_another_page_is_read() -> None:
    at = play(compose_page("played"), [60, 0, 0.4], [64, 0.5, 0.4])
    at = settled(at.switch_page("pages/beam_tree.py").run())
    at = settled(at.switch_page("pages/compose.py").run())
    assert words(at) == "C4  E4"


def test_a_composition_begins_with_what_was_played() -> None:
    at = press(play(compose_page("played"), [60, 0, 0.4], [64, 0.5, 0.4]), "Compose")
    assert memory_of(at).result.composition.seed_tokens[:2] == ("C4", "E4")
    assert memory_of(at).result.name == "Played by hand"


def chapter() -> None:
    """Draw the chapter on pitch."""
    from pages.common.lesson import sound

    sound.draw()


@pytest.mark.parametrize("pitch", [33, 47, 48, 69, 84, 85, 93])
def test_the_chapters_piano_has_the_pitch_that_it_marks(pitch: int) -> None:
    at = AppTest.from_function(chapter, default_timeout=60)
    at.session_state["learn_pitch"] = pitch
    pianos = [json.loads(part.proto.json) for part in settled(at.run()).get("bidi_component")]
    (piano,) = (sent for sent in pianos if "marked" in sent)
    assert list(piano["marked"]) == [str(pitch)]
    assert piano["lowest"] <= pitch <= piano["highest"]
    assert piano["lowest"] % 12 == piano["highest"] % 12 == 0


def keys() -> None:
    """Draw a piano that collects nothing."""
    from pages.common.keyboard import piano

    piano(key="keys", marked={60: "C4"})


def test_sound_that_a_browser_has_is_not_sent_again() -> None:
    at = AppTest.from_function(keys, default_timeout=60)

    def sound() -> object:
        return json.loads(settled(at.run()).get("bidi_component")[0].proto.json)["sound"]

    for _ in range(100):
        if sound() is not None:
            break
        time.sleep(0.1)
    assert sound() is not None
    at.session_state["piano_has_sound"] = True
    assert sound() is None
    at.session_state["piano_has_sound"] = False
    assert sound() is not None
