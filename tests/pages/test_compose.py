"""Compose: seeds of three kinds, bad files, damaged networks, the real queue."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import limits
from core.checkpoint import list_checkpoints
from core.composer import compose
from core.errors import MissingAudioError
from core.performance import Performance
from core.recipe import Recipe
from pages.common import work
from pages.common.session import Result, Visit
from tests.midi_files import header, melody, midi, track
from tests.pages.conftest import (
    EVENTS_NETWORK,
    NETWORK,
    choose_network,
    labelled,
    memory_of,
    page,
    player_of,
    press,
    settled,
    spanish_upload_page,
    unopened,
)

TUNE = midi(melody([60, 62, 64, 65, 67, 69, 71, 72]))
DRUMS = midi(melody([36, 38, 36, 38], channel=9))
BAD_FILES = {
    "empty": b"",
    "text": b"Dear sir or madam, this is no music at all.",
    "truncated": TUNE[: len(TUNE) // 2],
    "drums": DRUMS,
    "silent": header() + track(b"\x00\xff\x2f\x00"),
}
PATH = "pages/compose.py"


def compose_page(seed: str, network: str = NETWORK, **kwargs: object) -> AppTest:
    """Open the page with a tiny network and a kind of seed chosen."""
    at = choose_network(page(PATH, **kwargs), network)
    labelled(at.button_group, "Where the music begins").set_value(seed)
    return at.run()


def uploaded(at: AppTest, name: str, data: bytes) -> AppTest:
    return settled(at.file_uploader[0].upload(name, data).run())


def captions(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def test_a_file_is_read_and_told_about() -> None:
    at = uploaded(compose_page("upload"), "tune.mid", TUNE)
    assert "1 part · 8 notes · 2 seconds" in captions(at)
    assert "C4  D4  E4  F4" in "\n".join(text.value for text in at.text)
    assert not at.error


def test_spanish_readers_sing_do_re_mi() -> None:
    at = uploaded(spanish_upload_page(), "tune.mid", TUNE)
    assert "Do4  Re4  Mi4  Fa4" in "\n".join(text.value for text in at.text)


def test_whole_music_is_read_with_its_rhythm_and_told_what_is_lost() -> None:
    odd = midi(melody([60, 62, 120], length_ticks=333))
    at = uploaded(compose_page("upload", EVENTS_NETWORK), "odd.mid", odd)
    said = captions(at)
    assert "reads 2 notes with their lengths and places in the bar" in said
    assert "1 note lies below or above a piano's keys" in said
    assert "drawn to the nearest places or lengths" in said


def test_whole_music_is_sampled_in_notes_and_told_in_notes() -> None:
    """This network takes 2.5 words a note, and may end before."""
    at = uploaded(compose_page("upload", EVENTS_NETWORK), "tune.mid", TUNE)
    labelled(at.slider, "Notes to add").set_value(40)
    labelled(at.button_group, "How it chooses").set_value("sample")
    at = press(at.run(), "Compose")
    composition = memory_of(at).result.composition
    assert (composition.recipe.search, composition.recipe.length) == ("sample", 100)
    drawn = composition.recipe.random_seed
    at = press(at, "Compose")
    assert memory_of(at).result.composition.recipe.random_seed != drawn


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_bad_file_gives_one_error_and_takes_nothing_away(bad: str) -> None:
    at = uploaded(compose_page("upload"), "tune.mid", TUNE)
    at = uploaded(at, "bad.mid", BAD_FILES[bad])
    (error,) = at.error
    assert "Please choose another file." in error.value
    assert memory_of(at).upload.name == "tune.mid"
    assert "8 notes" in captions(at)
    assert not labelled(at.main.button, "Compose").disabled


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_bad_first_file_leaves_nothing_to_compose_from(bad: str) -> None:
    at = uploaded(compose_page("upload"), "bad.mid", BAD_FILES[bad])
    assert len(at.error) == 1
    assert labelled(at.main.button, "Compose").disabled


def test_a_good_file_takes_the_error_away() -> None:
    at = uploaded(compose_page("upload"), "bad.mid", b"")
    at = uploaded(at, "tune.mid", TUNE)
    assert not at.error


def test_dropped_drums_are_counted() -> None:
    both = midi(melody([60, 62]), melody([36, 38, 36], channel=9), format_=1)
    at = uploaded(compose_page("upload"), "band.mid", both)
    assert "3 drum notes left out" in captions(at)


def test_a_hostile_name_is_plain_text_and_cut() -> None:
    name = "![x](http://a.example/i.png)<script>" + "x" * 500 + ".mid"
    at = uploaded(compose_page("upload"), name, TUNE)
    assert name[:80] in [text.value for text in at.text]
    shown = [element.value for element in (*at.markdown, *at.caption)]
    assert not any("example" in text for text in shown)


def test_a_file_composes_through_the_queue_and_is_kept() -> None:
    at = uploaded(compose_page("upload"), "tune.mid", TUNE)
    labelled(at.button_group, "How it chooses").set_value("beam")
    at.run()
    labelled(at.slider, "Continuations kept (k)").set_value(3)
    labelled(at.slider, "Notes to add").set_value(10)
    at = press(at.run(), "Compose")
    assert [header.value for header in at.header] == ["Your music"]
    made = memory_of(at).result
    assert [len(beam.tokens) for beam in made.composition.beams] == [10, 10, 10]
    assert made.composition.recipe.k == 3
    assert made.composition.recipe.checkpoint == NETWORK
    assert made.composition.seed_tokens[:4] == ("C4", "D4", "E4", "F4")

    at = settled(at.switch_page("pages/beam_tree.py").run())
    assert "3 final paths" in [heading.value for heading in at.header]
    at = settled(at.switch_page(PATH).run())
    assert memory_of(at).result is made
    assert labelled(at.slider, "Continuations kept (k)").value == 3
    assert labelled(at.slider, "Notes to add").value == 10
    assert labelled(at.radio, "How it thinks").value == NETWORK
    assert "8 notes" in captions(at)


def meters(at: AppTest) -> dict[str, str]:
    return {tile.label: tile.value for tile in at.metric}


def test_several_paths_have_all_the_meters(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    assert list(meters(at)) == [
        *("Paths differ by", "Shared beginning"),
        *("First loop", "Different passages"),
    ]
    assert all(tile.help for tile in at.metric)


@pytest.mark.parametrize(
    ("length", "says"),
    [
        # The tiny network takes one note and then another for ever.
        (12, {"Primer bucle": ":small[nota] 2", "Pasajes distintos": "40 %"}),
        # One passage alone cannot come again.
        (8, {"Primer bucle": ":small[nota] 2"}),
        (2, {"Primer bucle": "ninguno"}),
    ],
)
def test_one_path_has_the_meters_of_loops_alone(length: int, says: dict[str, str]) -> None:
    composition = compose(Recipe(NETWORK, ("C4", "E4", "G4"), search="greedy", length=length))
    memory = Visit(result=Result.of(Performance(composition, None)))
    memory.result.autoplay = False
    assert meters(page(PATH, locale="es", memory=memory)) == says


def test_an_error_leaves_the_last_result(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEED_TOKENS", 100)
    at = compose_page("upload", memory=Visit(result=Result.of(performance)))
    at = uploaded(at, "long.mid", midi(melody([60, 64, 67] * 400, length_ticks=60)))
    bars = labelled(at.number_input, "Number of bars")
    at = press(bars.set_value(bars.max).run(), "Compose")
    (error,) = at.error
    assert "it can be 1 to 100" in error.value
    assert [header.value for header in at.header] == ["Your music"]
    assert memory_of(at).result.composition is performance.composition


def test_random_notes_change_with_the_dice() -> None:
    at = compose_page("random")
    before = at.text[0].value
    at = press(at, "Roll the dice")
    assert at.text[0].value != before
    assert len(at.text[0].value.split()) == 8


def test_the_network_that_foretells_best_is_chosen_until_one_chooses() -> None:
    at = unopened(PATH)
    at.session_state["network_collection"] = "fiddle"
    at.session_state["network_codec_fiddle"] = "note_chord"
    chooser = labelled(at.run().radio, "How it thinks")
    losses = {info.name: info.card["loss_per_note"] for info in list_checkpoints()}
    told = {name: losses[name] for name in losses if name.startswith(("fiddle-note", "tiny-note"))}
    assert chooser.value == min(told, key=told.__getitem__) != chooser.options[0]
    assert len(chooser.options) == len(told) == 6


def test_a_damaged_network_is_shown_with_its_reason_and_cannot_be_chosen(networks: Path) -> None:
    broken = networks / "fiddle-note_chord-broken"
    shutil.copytree(networks / NETWORK, broken)
    try:
        weights = broken / "weights.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1])
        at = compose_page("random")
    finally:
        shutil.rmtree(broken)
    (damaged,) = [radio for radio in at.radio if radio.key == f"damaged_{broken.name}"]
    assert damaged.disabled
    assert "its weights are not the ones that were saved" in captions(at)
    assert not labelled(at.main.button, "Compose").disabled


def test_without_sound_there_is_music_all_the_same(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMILLA_SOUNDFONT", "/nowhere/font.sf2")
    problem = MissingAudioError("FluidSynth made no sound from this music.")
    silent = Performance(performance.composition, None, problem)
    at = page(PATH, memory=Visit(result=Result.of(silent)))
    assert [header.value for header in at.header] == ["Your music"]
    player = player_of(at, f"music_{memory_of(at).result.number}")
    assert player["sound"] is None
    assert "The MIDI file can be played elsewhere." in player["silent"]
    offered = [button.proto.label for button in at.get("download_button")]
    assert {"MIDI", "MusicXML", "Tree (JSON)"} <= set(offered)
    assert not {"MP3", "WAV"} & set(offered)


def doze(seconds: float) -> None:
    """Keep a worker busy."""
    time.sleep(seconds)


def test_waiting_work_shows_its_place_and_can_be_stopped() -> None:
    sleepers = [work.queue().submit(doze, 20.0) for _ in range(work.WORKERS)]
    waiting = work.queue().submit(doze, 20.0)
    at = unopened(PATH, memory=Visit(jobs={"compose": waiting}))
    try:
        at.run()
        # AppTest has no element for a progress bar.
        (bar,) = at.get("progress")
        assert bar.proto.text == "Waiting: number 1 in the queue"
        labelled(at.button, "Stop").click()
        at = settled(at.run())
    finally:
        for job in sleepers:
            job.cancel()
    assert not at.error
    assert memory_of(at).result is None


def test_a_run_that_still_waits_leaves_the_job_of_the_next_run_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit begins a run before the one before it has ended: that one took the new job away."""
    memory = Visit()
    monkeypatch.setattr(work, "visit", lambda: memory)
    work.start("sound", doze, 20.0)
    first = memory.jobs["sound"]
    monkeypatch.setattr(first, "result", lambda timeout_s: work.start("sound", doze, 20.0))
    work.follow("sound", "Making the sound")
    assert work.is_running("sound")
    assert memory.jobs["sound"] is not first
    memory.jobs["sound"].cancel()
