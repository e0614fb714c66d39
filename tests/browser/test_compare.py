"""Compare in a real browser: one click makes the lecture's comparison, a class votes by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.steps import fits, keep_picture, settled

MADE_MS = 120_000
# Players hide their audio elements in shadow roots.
PLAYING = """() => {
  const found = [];
  const walk = (root) => root.querySelectorAll("*").forEach((element) => {
    if (element.tagName === "AUDIO") found.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  });
  walk(document);
  return found.some((audio) => !audio.paused && audio.currentTime > 0.3);
}"""


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """Browsers of people who share nothing, closed in the end."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def browser_of(
    chromium: Browser, contexts: list[BrowserContext], locale: str, width: int, theme: str
) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale
    )
    contexts.append(context)
    return context.new_page()


def cell_button(page: Page, action: str, place: int) -> None:
    """Press the button of a card, the first at place 0."""
    page.locator(f"[class*=st-key-{action}_]").nth(place).get_by_role("button").click()


def compare_as_in_the_lecture(page: Page, address: str) -> None:
    page.goto(f"{address}/compare")
    settled(page)
    page.locator(".st-key-compare_lecture button").click()
    plays = page.locator("[class*=st-key-compare_play_]")
    expect(plays).to_have_count(6, timeout=MADE_MS)
    settled(page)


def test_a_class_votes_in_its_own_browsers(
    chromium: Browser, server: str, contexts: list[BrowserContext], pictures: Path
) -> None:
    """A teacher starts the vote; a pupil with a telephone, in Spanish, hears and votes."""
    teacher = browser_of(chromium, contexts, "en-GB", 1280, "light")
    compare_as_in_the_lecture(teacher, server)
    keep_picture(teacher, pictures / "compare-1280-light.png")
    cell_button(teacher, "compare_play", 4)
    teacher.wait_for_function(PLAYING, timeout=60_000)
    teacher.locator(".st-key-compare_blind label").click()
    settled(teacher)
    main = teacher.get_by_test_id("stMain")
    expect(main.get_by_role("heading", name="A", exact=True)).to_be_visible()
    expect(main.get_by_text("GRU").filter(visible=True)).to_have_count(0)
    teacher.get_by_role("button", name="Start a vote for the class").click()
    link = main.get_by_role("textbox", name="Share it").input_value()
    assert re.fullmatch(rf"{re.escape(server)}/compare\?round=[\w-]{{22}}", link)
    expect(main.get_by_text("B: 0 votes")).to_be_visible()
    pupil = browser_of(chromium, contexts, "es-ES", 390, "dark")
    pupil.goto(link)
    settled(pupil)
    expect(pupil.get_by_role("heading", level=1)).to_have_text("¿Cuál prefieres?")
    fits(pupil)
    expect(pupil.get_by_test_id("stMain").get_by_text("GRU")).to_have_count(0)
    pupil.get_by_role("button", name="Reproducir B").click()
    pupil.wait_for_function(PLAYING, timeout=60_000)
    pupil.get_by_role("button", name="Prefiero B").click()
    settled(pupil)
    expect(pupil.get_by_role("button", name="Tu elección")).to_be_visible()
    fits(pupil)
    keep_picture(pupil, pictures / "compare-round-es-390-dark.png")
    # Nobody touches the teacher's page: it looks by itself.
    expect(main.get_by_text("B: 1 vote")).to_be_visible(timeout=60_000)
    pupil.get_by_role("button", name="Prefiero C").click()
    expect(main.get_by_text("C: 1 vote")).to_be_visible(timeout=60_000)
    expect(main.get_by_text("B: 0 votes")).to_be_visible(timeout=60_000)


def test_a_vote_that_is_gone_leads_to_a_comparison(
    chromium: Browser, server: str, contexts: list[BrowserContext]
) -> None:
    page = browser_of(chromium, contexts, "en-GB", 390, "light")
    page.goto(f"{server}/compare?round=nowhere")
    settled(page)
    page.get_by_text("There is no vote at this link").wait_for()
    page.get_by_role("button", name="Compare something yourself").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")
    settled(page)
    assert "round" not in page.url
    fits(page)
    page.get_by_role("tab", name="A comparison of your own").click()
    settled(page)
    fits(page)
