"""The on-screen piano in a real browser: its sound comes once, and nothing played is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.steps import go, settled

# The piano's sound in base64; nothing else on these pages is half as long.
SOUND_BYTES = 200_000


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    tab = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    yield tab
    tab.context.close()


def test_its_sound_is_sent_once_a_visit(page: Page, server: str) -> None:
    sent: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: sent.append(len(frame)))

    page.on("websocket", listen)
    page.goto(f"{server}/learn")
    page.locator(".piano").first.wait_for()
    expect(page.get_by_text("Tuning the piano")).to_have_count(0, timeout=60_000)
    for _ in range(100):
        if any(size > SOUND_BYTES for size in sent):
            break
        page.wait_for_timeout(200)
    settled(page)
    lower = page.get_by_role("button", name="An octave lower")
    while lower.is_enabled():
        lower.click()
        settled(page)
    expect(page.locator(".key.marked")).to_have_accessible_name("A1")
    go(page, "Compose")
    page.get_by_role("radio", name="Play it yourself").click()
    page.locator(".piano").wait_for()
    settled(page)
    assert sum(size > SOUND_BYTES for size in sent) == 1
    # Nobody goes on telling what is known.
    before = len(sent)
    page.wait_for_timeout(1500)
    assert len(sent) == before


def test_a_key_stops_a_tone_that_sounds(page: Page, server: str) -> None:
    page.goto(f"{server}/learn")
    settled(page)
    tone = page.get_by_test_id("stAudio")
    tone.evaluate("tone => { tone.loop = true; return tone.play(); }")
    assert not tone.evaluate("tone => tone.paused")
    page.get_by_role("button", name="C4", exact=True).click()
    assert tone.evaluate("tone => tone.paused")


def test_a_note_is_kept_though_the_page_is_left_at_once(page: Page, server: str) -> None:
    page.goto(f"{server}/compose")
    settled(page)
    page.get_by_role("radio", name="Play it yourself").click()
    page.locator(".piano").wait_for()
    settled(page)
    keys = page.get_by_role("group", name="Piano.")
    keys.press("a", delay=60)
    go(page, "Beam tree")
    go(page, "Compose")
    expect(page.locator(".piano .chip")).to_have_text(["C4"])
    expect(page.get_by_test_id("stText").last).to_have_text("C4")
