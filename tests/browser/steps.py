"""What the tests of a visit do again and again in a browser."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.midi_files import melody, midi

# Whether screenshots are kept: they take seconds each.
IS_KEPT = bool(os.environ.get("SEMILLA_SCREENSHOTS"))
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
D_MAJOR_TUNE = midi(melody([62, 66, 69, 74, 73, 71, 69, 67, 66, 64, 62, 66, 69, 74, 76, 78]))


def settled(page: Page) -> None:
    """Wait until the script has run and nothing is being drawn."""
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_timeout(600)
    page.wait_for_selector(READY, timeout=60_000)


def opened(chromium: Browser, address: str, width: int, theme: str, locale: str = "en-GB") -> Page:
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale
    )
    page.goto(address)
    settled(page)
    return page


def go(page: Page, name: str) -> None:
    """Follow the sidebar's link, opening the sidebar where the screen is narrow."""
    narrow = page.viewport_size["width"] < 768
    if narrow:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    settled(page)
    if narrow:
        close = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
        if close.is_visible():
            close.click()
        settled(page)


def can_play(page: Page) -> None:
    """Wait until a player has enough data to play, and its sound has a length."""
    expect_soon(page, "audio => audio.readyState >= 3 && audio.duration > 1")


def is_heard(page: Page) -> None:
    """Wait until a player's sound has moved on by itself."""
    expect_soon(page, "audio => !audio.paused && audio.currentTime > 0.3")


def expect_soon(page: Page, is_so: str) -> None:
    """Wait until something holds of one of the page's audio elements, shadow roots' too."""
    for _ in range(600):
        if any(page.locator("audio").evaluate_all(f"audios => audios.map({is_so})")):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"No sound of which {is_so}")


def keep_picture(page: Page, path: Path) -> None:
    """Take a picture of the whole page, where pictures are asked for.

    The window is made as tall as what it scrolls.
    """
    if not IS_KEPT:
        return
    size = page.viewport_size
    tall = page.get_by_test_id("stMain").evaluate("el => el.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    page.set_viewport_size(size)


def fits(page: Page) -> None:
    """Nothing may make a narrow screen scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
