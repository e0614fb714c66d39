"""How it sounds: the choices under a result, what follows them, what is remembered."""

from __future__ import annotations

import base64

import pytest
from streamlit.testing.v1 import AppTest

from core import audio
from core.arrangement import ENSEMBLES, Arrangement
from core.composer import Composition
from core.performance import Performance
from pages.common import shelf, sounding
from pages.common.session import Result, Visit
from pages.common.visitor import _KEY as TOKEN
from tests.pages.conftest import labelled, memory_of, page, player_of, press, settled, unopened
from tests.scores import score_of

PATH = "pages/compose.py"


def shown(performance: Performance, **kwargs: object) -> AppTest:
    return page(PATH, memory=Visit(result=Result.of(performance)), **kwargs)


def result_of(at: AppTest) -> Result:
    result = memory_of(at).result
    assert result is not None
    return result


def test_the_lectures_words_are_played_on_a_piano(performance: Performance) -> None:
    at = shown(performance)
    assert labelled(at.selectbox, "Instrument").value == "piano"
    assert labelled(at.slider, "Tempo").value == 120
    assert labelled(at.toggle, "Shape the loudness").value
    assert result_of(at).arrangement == performance.arrangement
    assert not memory_of(at).jobs


def test_a_choice_changes_picture_downloads_and_sound(performance: Performance) -> None:
    at = shown(performance)
    before = result_of(at).score(0)
    labelled(at.selectbox, "Instrument").set_value("flute")
    labelled(at.slider, "Higher or lower").set_value(5)
    labelled(at.slider, "Tempo").set_value(90)
    labelled(at.toggle, "Shape the loudness").set_value(False)
    at = settled(at.run())
    chosen = Arrangement(("flute",), 90, 5, dynamics=False)
    result = result_of(at)
    assert result.arrangement == chosen
    (track,) = result.score(0).tracks
    assert track.program == 73
    assert [n.pitch - 5 for n in track.notes] == [n.pitch for n in before.tracks[0].notes]
    assert not at.error
    if audio.missing() is None:
        player = player_of(at, f"music_{result.number}")
        assert base64.b64decode(player["sound"]) != performance.mp3
        assert player["autoplay"]


def test_going_back_to_a_sound_that_was_heard_needs_no_work(performance: Performance) -> None:
    at = shown(performance)
    if audio.missing() is not None:
        pytest.skip("FluidSynth is not installed")
    key = f"music_{result_of(at).number}"
    first = player_of(at, key)["sound"]
    at = settled(labelled(at.selectbox, "Instrument").set_value("choir").run())
    assert player_of(at, key)["sound"] != first
    labelled(at.selectbox, "Instrument").set_value("piano").run()
    assert not memory_of(at).jobs
    assert player_of(at, key)["sound"] == first


def test_what_is_heard_is_what_the_link_opens(performance: Performance) -> None:
    result = Result.of(performance)
    at = unopened(PATH, memory=Visit(result=result))
    at.session_state[TOKEN] = "m" * 32
    piece = shelf.store().add("m" * 32, performance.composition, performance.arrangement, name="")
    result.link, result.tried = piece.link, True
    at = settled(at.run())
    at = settled(labelled(at.selectbox, "Instrument").set_value("flute").run())
    assert shelf.store().open(piece.link)[0].arrangement.instruments == ("flute",)


def test_choices_are_remembered_on_other_pages_and_for_the_next_music(
    performance: Performance,
) -> None:
    at = shown(performance)
    labelled(at.selectbox, "Instrument").set_value("organ")
    at = settled(labelled(at.slider, "Higher or lower").set_value(-2).run())
    at = settled(at.switch_page("pages/beam_tree.py").run())
    assert result_of(at).arrangement.instruments == ("organ",)
    at = press(settled(at.switch_page(PATH).run()), "4 variations")
    variant = memory_of(at).variants[0]
    assert variant.arrangement == Arrangement(("organ",), 120, -2)


@pytest.mark.parametrize(("tempo_qpm", "kept"), [(96.3, 96), (20, 30), (400, 240)])
def test_a_seeds_own_tempo_is_taken_as_far_as_it_goes(
    performance: Performance, tempo_qpm: float, kept: int
) -> None:
    seed = score_of([(0, 1, 60)], tempo_qpm=tempo_qpm)
    network = performance.composition.recipe.checkpoint
    assert sounding.usual_arrangement(network, seed).tempo_qpm == kept


def test_music_in_voices_can_be_played_by_four(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(performance)
    alone = labelled(at.selectbox, "Instrument").options
    monkeypatch.setattr(sounding, "_collection", lambda checkpoint: "chorales")
    at = shown(performance)
    chooser = labelled(at.selectbox, "Instrument")
    at = settled(chooser.set_value("string quartet").run())
    assert set(chooser.options) - set(alone) == set(map(sounding._title, ENSEMBLES))
    assert result_of(at).arrangement.instruments == ("violin", "violin", "viola", "cello")


def test_the_picture_divides_seed_and_new_music_where_it_is_moved_to(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seed that begins on its bar's third beat is drawn from zero."""
    whole = score_of([(2, 1, 60), (3, 1, 62), (4, 1, 64)])
    monkeypatch.setattr(Composition, "score", lambda self, rank=0: whole)
    monkeypatch.setattr(Composition, "seed_ticks", lambda self: 1920)
    result = Result.of(performance)
    assert result.seed_ticks(0) == 960
    assert [note.time for note in result.score(0).tracks[0].notes] == [0, 480, 960]
