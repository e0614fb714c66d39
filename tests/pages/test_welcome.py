"""Welcome: one click, and something plays."""

from __future__ import annotations

from core import audio
from tests.pages.conftest import memory_of, page, press


def test_one_click_makes_music_and_a_sound() -> None:
    at = press(page("app.py"), "Play an example")
    example = memory_of(at).example
    assert not at.error
    assert example.composition.beams
    assert any("a chorale by Bach" in caption.value for caption in at.caption)
    if audio.missing() is None:
        assert example.sounds[0, example.arrangement]
        (player,) = at.get("audio")
        assert player.proto.autoplay


def test_coming_back_to_a_page_does_not_start_the_sound_again() -> None:
    at = press(page("app.py"), "Play an example")
    at.switch_page("pages/compose.py").run()
    at.switch_page("app.py").run()
    assert not any(player.proto.autoplay for player in at.get("audio"))
