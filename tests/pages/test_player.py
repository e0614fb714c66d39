"""The player's part in Python: what it sends, what it believes, what it has made."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import mido
import pytest
from streamlit.testing.v1 import AppTest
from symusic.core import TempoTick as Tempo

from core.midi import TICKS_PER_QUARTER, write_midi
from pages.common.player.memory import Kept, Place, bars_in
from pages.common.player.picture import picture_of
from tests.pages.conftest import settled
from tests.scores import score_of

# Two bars; the second begins with a rest.
TUNE = [(0, 1, 60), (1, 2, 64), (5, 1, 70)]


def show() -> None:
    """Draw a page with one player."""
    import streamlit as st

    from core.midi import read_midi
    from pages.common.player import hear

    midi, options = st.session_state["shown"]
    st.session_state["chosen"] = hear(read_midi(midi), key="tune", **options)


def opened(midi: bytes, **options: Any) -> AppTest:
    """Open that page."""
    return shown(AppTest.from_function(show, default_timeout=60), midi, **options)


def shown(at: AppTest, midi: bytes, **options: Any) -> AppTest:
    """Show other music in the same player, or the same one otherwise."""
    at.session_state["shown"] = midi, options
    return settled(at.run())


def data(at: AppTest) -> dict[str, Any]:
    """Give what the browser gets."""
    assert not at.exception, at.exception
    (player,) = at.get("bidi_component")
    sent: dict[str, Any] = json.loads(player.proto.json)
    return sent


def send(at: AppTest, event: str, value: object) -> AppTest:
    """Do as if the browser had sent an event."""
    at.session_state["players"].place("tune").sent[event] = value
    return settled(at.run())


def midi_of(*parts: Any, **options: Any) -> bytes:
    return write_midi(score_of(*parts, **options))


def test_times_are_those_that_another_reader_plays() -> None:
    """mido's player adds the seconds up by itself, tempo by tempo."""
    score = score_of(TUNE)
    score.tempos.append(Tempo(4 * TICKS_PER_QUARTER, 240))
    now_s, begins = 0.0, []
    for message in mido.MidiFile(file=io.BytesIO(write_midi(score))):
        now_s += message.time
        if message.type == "note_on" and message.velocity:
            begins.append(now_s)
    picture = picture_of(score, seed_ticks=None, solfege=False)
    assert picture["starts"] == pytest.approx(begins, abs=1e-3)
    assert picture["bars"] == pytest.approx([0, 2, 2.5], abs=1e-3)


def test_notes_from_the_seams_tick_on_are_new() -> None:
    picture = picture_of(score_of(TUNE, [(0, 8, 48)]), seed_ticks=480, solfege=True)
    assert picture["pitches"] == [60, 48, 64, 70]
    assert picture["fresh"] == [0, 0, 1, 1]
    assert picture["seam"] == pytest.approx(0.5)
    assert picture["names"][70] == "Si♭4"


def test_new_notes_can_begin_with_the_last_of_the_seed() -> None:
    score = score_of([(0, 1, 60), (1, 1, 64)], [(1, 1, 67), (2, 1, 72)])
    given = {(0, 60), (480, 64)}
    picture = picture_of(score, seed_ticks=960, given=given, solfege=False)
    assert picture["pitches"] == [60, 64, 67, 72]
    assert picture["fresh"] == [0, 0, 1, 1]


def test_music_that_was_all_given_has_no_seam() -> None:
    assert picture_of(score_of(TUNE), seed_ticks=None, solfege=False)["seam"] is None


@pytest.mark.parametrize(
    "sent",
    [None, "12", [1], [1, 2, 3], [0, 3], [3, 2], [1.0, 2], [True, 2], [1, 9], {"0": 1}, [1, "2"]],
)
def test_a_browser_is_not_believed(sent: object) -> None:
    assert bars_in(sent, 8) is None


def test_bars_are_chosen_by_whoever_spoke_last() -> None:
    place = Place()
    assert place.settle((1, 4), 8) == (1, 4)
    place.sent["bars"] = [2, 3]
    assert place.settle((1, 4), 8) == (2, 3)
    assert place.settle((1, 4), 8) == (2, 3)
    place.sent["bars"] = [5, 6]
    assert place.settle((2, 3), 8) == (5, 6), "A page that agrees has not spoken"
    place.sent["bars"] = [5, 5]
    assert place.settle((7, 8), 8) == (7, 8)
    assert place.settle((7, 8), 7) == (7, 7)
    assert place.settle(None, 7) is None


def test_what_was_used_last_is_kept() -> None:
    kept: Kept[bytes] = Kept(2)
    kept.put("a", b"1")
    kept.put("b", b"2")
    assert kept.get("a") == b"1"
    kept.put("c", b"3")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"1", None, b"3")


def test_a_sound_is_made_when_play_is_pressed_and_kept() -> None:
    at = opened(midi_of(TUNE))
    before = data(at)
    assert (before["sound"], before["silent"], before["making"]) == (None, "", False)
    after = data(send(at, "play", before["heard"]))
    mp3 = base64.b64decode(after["sound"])
    assert mp3[:1] == b"\xff"
    assert data(at.run()) == after


def test_a_click_on_music_that_is_gone_makes_no_sound() -> None:
    at = opened(midi_of(TUNE))
    assert data(send(at, "play", "0" * 24))["sound"] is None


def test_a_sound_that_came_with_the_music_is_used() -> None:
    sent = data(opened(midi_of(TUNE), mp3=b"\xff\xfb sound"))
    assert base64.b64decode(sent["sound"]) == b"\xff\xfb sound"


def test_what_is_to_be_heard_at_once_is_made_once() -> None:
    at = opened(midi_of(TUNE), autoplay=True)
    first = data(at)["sound"]
    other = data(shown(at, midi_of([(0, 1, 50)]), autoplay=True))["sound"]
    assert first is not None
    assert other not in (None, first)


def test_without_a_soundfont_the_roll_says_why_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SEMILLA_SOUNDFONT", "/nowhere/font.sf2")
    at = opened(midi_of(TUNE), autoplay=True)
    sent = data(at)
    assert "no sound" in sent["silent"]
    assert sent["music"]["pitches"] == [60, 64, 70]
    assert not at.session_state["visit"].jobs
    assert not at.error


def test_chosen_bars_sound_alone() -> None:
    at = opened(midi_of(TUNE), bars=(1, 2))
    assert data(at)["span"] == pytest.approx([0, 3], abs=1e-3)
    whole = data(at)["heard"]
    sent = data(send(at, "bars", [2, 2]))
    assert at.session_state["chosen"] == (2, 2)
    assert sent["span"] == pytest.approx([2, 3], abs=1e-3)
    assert sent["heard"] != whole
    assert sent["name"] == data(at)["name"]
    shown(at, midi_of(TUNE), bars=(1, 1))
    assert at.session_state["chosen"] == (1, 1)


def test_bars_of_rests_say_that_nothing_sounds() -> None:
    sent = data(opened(midi_of([(0, 1, 60), (8, 1, 62)]), bars=(2, 2)))
    assert "No note" in sent["silent"]


def test_the_score_is_engraved_when_it_is_asked_for() -> None:
    at = opened(midi_of(TUNE), title="A <b>tune</b>")
    music = data(at)["name"]
    assert data(at)["score"] is None
    score = data(send(at, "score", [music, 480]))["score"]
    assert score["pages"][0].startswith("<svg")
    assert "<b>" not in score["pages"][0]
    sounding = [note for _, _, on, _ in score["events"] for note in on]
    assert all(f'id="{note}"' in "".join(score["pages"]) for note in sounding)
    assert [time for time, _, on, _ in score["events"] if on] == pytest.approx([0, 0.5, 2.5])


def test_music_is_the_same_in_every_language() -> None:
    """Track names are translated: they are printed, and mean no other music and no other sound."""
    score = score_of(TUNE, [(0, 8, 48)])
    languages = []
    for names in (("violin", "cello"), ("violín", "violonchelo")):
        for track, name, program in zip(score.tracks, names, (40, 42), strict=True):
            track.name, track.program = name, program
        languages.append(write_midi(score))
    at = opened(languages[0], mp3=b"\xff\xfb sound")
    english = data(send(at, "score", [data(at)["name"], 480]))
    assert "Cello" in english["score"]["pages"][0]
    spanish = data(shown(at, languages[1]))
    for same in ("name", "heard", "sound"):
        assert spanish[same] == english[same]
    assert "Violonchelo" in spanish["score"]["pages"][0]


@pytest.mark.parametrize("sent", [None, "x", ["", 480], [1, 480], ["{music}", 10**9]])
def test_no_score_is_engraved_for_what_no_player_asks(sent: object) -> None:
    at = opened(midi_of(TUNE))
    if isinstance(sent, list):
        sent = [data(at)["name"] if part == "{music}" else part for part in sent]
    assert data(send(at, "score", sent))["score"] is None


def test_a_long_title_is_cut() -> None:
    assert len(data(opened(midi_of(TUNE), title="x" * 500))["title"]) == 80
