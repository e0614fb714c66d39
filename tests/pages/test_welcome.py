"""Welcome: one click, and something plays."""

from __future__ import annotations

from core import audio
from pages.common import shelf
from tests.pages.conftest import memory_of, page, player_of, press


def test_one_click_makes_music_and_a_sound() -> None:
    at = press(page("app.py"), "Play an example")
    example = memory_of(at).example
    assert not at.error
    assert example.composition.beams
    assert any("a chorale by Bach" in caption.value for caption in at.caption)
    if audio.missing() is None:
        player = player_of(at, f"music_{example.number}")
        assert player["sound"]
        assert player["autoplay"]


def test_coming_back_to_a_page_does_not_start_the_sound_again() -> None:
    at = press(page("app.py"), "Play an example")
    at.switch_page("pages/compose.py").run()
    at.switch_page("app.py").run()
    assert not player_of(at, f"music_{memory_of(at).example.number}")["autoplay"]


def test_the_example_is_a_piece_to_share() -> None:
    at = press(page("app.py"), "Play an example")
    piece, composition = shelf.store().open(memory_of(at).example.link)
    assert piece.name == "Jesus, meine Zuversicht"
    assert composition.beams == memory_of(at).example.composition.beams
