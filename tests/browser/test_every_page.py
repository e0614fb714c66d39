"""Every page as a visitor meets it: accessible, no wider than the screen, in both languages.

``SEMILLA_SCREENSHOTS`` keeps a picture of each page, and asks for every width, theme and language.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.steps import fits, keep_picture, settled

PAGES = ("", "compose", "beam_tree", "compare", "pieces", "explore", "learn", "piece")
FEW = [(1280, "light", "en-GB"), (390, "dark", "es-ES")]
ALL = list(product((1280, 390), ("light", "dark"), ("en-GB", "es-ES")))
LOOKS = ALL if os.environ.get("SEMILLA_SCREENSHOTS") else FEW
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SMALL_TARGETS = Path(__file__).with_name("targets.js").read_text("utf-8")
PHONE_PX = 390


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def visit(request: pytest.FixtureRequest, chromium: Browser, server: str) -> Iterator[Page]:
    """A visitor who has composed a piece."""
    width, theme, locale = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale
    )
    page = context.new_page()
    page.goto(f"{server}/compose")
    settled(page)
    page.get_by_test_id("stMain").get_by_test_id("stBaseButton-primary").click()
    page.wait_for_url("**/compose?**piece=*", timeout=60_000)
    settled(page)
    page.look = "-".join((str(width), theme, locale[:2]))
    page.piece = page.url.partition("piece=")[2].partition("&")[0]
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody(name: str, visit: Page, server: str, pictures: Path) -> None:
    parameter = {"piece": "id", "compose": "piece", "beam_tree": "piece"}.get(name)
    address = f"{server}/{name}" + (f"?{parameter}={visit.piece}" if parameter else "")
    visit.goto(address)
    settled(visit)
    keep_picture(visit, pictures / f"page-{name or 'welcome'}-{visit.look}.png")
    fits(visit)
    found = Axe().run(visit, options=RULES).response["violations"]
    assert not found, "\n".join(
        f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]
    )
    if visit.viewport_size["width"] == PHONE_PX:
        assert visit.evaluate(SMALL_TARGETS) == []
