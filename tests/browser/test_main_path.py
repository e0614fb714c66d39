"""The main job in a real browser: a file goes in, a beam is searched, music and a tree come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.midi import read_midi
from tests.browser.steps import (
    D_MAJOR_TUNE,
    can_play,
    fits,
    go,
    is_heard,
    keep_picture,
    opened,
    settled,
)

K = 3
LOOKS = [(1280, "light"), (390, "dark")]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request: pytest.FixtureRequest) -> tuple[int, str]:
    return request.param


@pytest.fixture
def page(chromium: Browser, server: str, look: tuple[int, str]) -> Iterator[Page]:
    tab = opened(chromium, server, *look)
    yield tab
    tab.close()


def test_a_file_becomes_music_and_a_tree(page: Page, look: tuple[int, str], pictures: Path) -> None:
    """Upload, compose with k = 3, hear it, find three final paths in the tree."""

    def picture(name: str) -> None:
        keep_picture(page, pictures / f"{name}-{look[0]}-{look[1]}.png")

    fits(page)
    picture("welcome")
    go(page, "Compose")
    page.get_by_role("radio", name="My MIDI file").click()
    settled(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "tune.mid", "mimeType": "audio/midi", "buffer": D_MAJOR_TUNE}
    )
    page.get_by_text("16 notes · 4 seconds").wait_for()
    page.get_by_role("radio", name="Beam", exact=True).click()
    settled(page)
    slider = page.get_by_role("slider", name="Continuations kept (k)")
    slider.focus()
    for _ in range(5 - K):
        slider.press("ArrowLeft")
    settled(page)
    picture("compose-seed")
    page.get_by_text("More", exact=True).click()
    for tab in ("Loops", "Ending", "Memory", "Notes"):
        page.get_by_role("tab", name=tab).click()
        settled(page)
        fits(page)
    picture("compose-more")
    page.get_by_test_id("stMain").get_by_role("button", name="Compose").click()
    page.get_by_role("heading", name="Your music").wait_for(timeout=60_000)
    can_play(page)
    settled(page)
    fits(page)
    picture("compose")
    go(page, "Beam tree")
    page.get_by_text(f"{K} final paths").wait_for()
    settled(page)
    ends = page.locator(".st-key-tree_picture .main-svg text", has_text=re.compile("^Path [0-9]+$"))
    assert set(ends.all_text_contents()) == {f"Path {rank + 1}" for rank in range(K)}
    fits(page)
    picture("beam-tree")


def test_a_passage_is_carried_on_with_two_clicks(
    chromium: Browser, server: str, pictures: Path
) -> None:
    """What stands on the page at first is enough: whole music comes out, in several voices."""
    page = opened(chromium, f"{server}/compose", 1280, "light")
    page.get_by_test_id("stMain").get_by_role("button", name="Compose").click()
    page.get_by_role("heading", name="Your music").wait_for(timeout=60_000)
    can_play(page)
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="MIDI", exact=True).click()
    score = read_midi(waiting.value.path().read_bytes())
    made = [note.time for track in score.tracks for note in track.notes]
    assert len(made) > len(set(made)), "No two notes of a chorale begin together"
    keep_picture(page, pictures / "compose-passage-1280-light.png")
    page.close()


def test_spanish_is_spoken_to_who_reads_it(chromium: Browser, server: str, pictures: Path) -> None:
    page = opened(chromium, f"{server}/compose", 1280, "light", locale="es-ES")
    expect(page.get_by_role("heading", level=1)).to_have_text("Componer")
    keep_picture(page, pictures / "compose-es-1280-light.png")
    page.close()


def test_a_click_on_the_welcome_page_plays(chromium: Browser, server: str, pictures: Path) -> None:
    page = opened(chromium, server, 1280, "light")
    page.get_by_test_id("stMain").get_by_role("button").first.click()
    can_play(page)
    is_heard(page)
    settled(page)
    keep_picture(page, pictures / "welcome-playing-1280-light.png")
    page.close()
