"""Every page as a visitor meets it: accessible, no wider than the screen, in both languages.

``SEMILLA_SCREENSHOTS`` keeps a picture of each page, and asks for every width, theme and language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pages.common.lesson.chapters import CHAPTERS
from tests.browser.steps import IS_KEPT, fits, keep_picture, settled

# By what the picture is called: the address, with the link of the visitor's piece.
PAGES = {
    "welcome": "",
    "compose": "compose?piece={piece}",
    "beam_tree": "beam_tree?piece={piece}",
    "compare": "compare",
    "pieces": "pieces",
    "explore": "explore",
    "piece": "piece?id={piece}",
    "piece-missing": "piece?id=nowhere",
}
FEW = [(1280, "light", "en-GB"), (390, "dark", "es-ES")]
ALL = list(product((1280, 390), ("light", "dark"), ("en-GB", "es-ES")))
LOOKS = ALL if IS_KEPT else FEW
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    # Of what is well, nothing need be listed: that would take as long again.
    "resultTypes": ["violations"],
}
SMALL_TARGETS = Path(__file__).with_name("targets.js").read_text("utf-8")
PHONE_PX = 390
MADE_MS = 120_000


def _look(width: int, theme: str, locale: str) -> object:
    """Each look is a visit of its own, which one process makes from its beginning to its end."""
    name = f"{width}-{theme}-{locale}"
    return pytest.param((width, theme, locale), id=name, marks=pytest.mark.xdist_group(name))


@pytest.fixture(scope="module", params=[_look(*look) for look in LOOKS])
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


def is_fit(page: Page, picture: Path) -> None:
    """Nobody is shut out of what the page shows now."""
    settled(page)
    keep_picture(page, picture)
    fits(page)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, "\n".join(
        f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]
    )
    if page.viewport_size["width"] == PHONE_PX:
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody(name: str, visit: Page, server: str, pictures: Path) -> None:
    visit.goto(f"{server}/{PAGES[name].format(piece=visit.piece)}")
    is_fit(visit, pictures / f"page-{name}-{visit.look}.png")


def the_lesson(page: Page, server: str) -> Iterator[str]:
    """From chapter to chapter, as a reader goes."""
    page.goto(f"{server}/learn")
    for chapter in CHAPTERS:
        page.wait_for_url(f"**chapter={chapter}*")
        yield f"learn-{chapter}"
        if (following := page.locator(".st-key-learn_following button")).is_visible():
            following.click()


def a_score(page: Page, server: str) -> Iterator[str]:
    page.goto(f"{server}/piece?id={page.piece}")
    settled(page)
    page.locator(".player [data-does=score]").click()
    page.locator(".player .paper svg").first.wait_for(timeout=60_000)
    yield "score"


def a_piece_of_the_list_in_a_player(page: Page, server: str) -> Iterator[str]:
    page.goto(f"{server}/pieces")
    settled(page)
    page.locator("[class*=st-key-listen_] button").first.click()
    page.locator(".player").wait_for()
    yield "pieces-heard"


def a_comparison_and_the_vote_on_it(page: Page, server: str) -> Iterator[str]:
    page.goto(f"{server}/compare")
    settled(page)
    page.locator(".st-key-compare_lecture button").click()
    expect(page.locator("[class*=st-key-compare_play_]")).to_have_count(6, timeout=MADE_MS)
    settled(page)
    page.locator(".st-key-compare_start_round").get_by_role("button").click()
    address = page.locator(".sharing .address")
    address.wait_for()
    yield "compare-board"
    page.goto(address.input_value())
    settled(page)
    page.locator("[class*=st-key-round_play_] button").first.click()
    page.locator(".player").wait_for()
    page.locator("[class*=st-key-round_vote_] button").nth(1).click()
    yield "compare-round"


def a_search_and_all_its_views(page: Page, server: str) -> Iterator[str]:
    page.goto(f"{server}/beam_tree?piece={page.piece}")
    page.locator(".walker .here").wait_for()
    settled(page)
    page.get_by_role("toolbar").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    settled(page)
    page.locator(".st-key-next_notes summary").click()
    page.locator("[class*=st-key-next_] .js-plotly-plot").first.wait_for()
    yield "tree-note"
    for place, view in ((1, "icicle"), (2, "roll")):
        page.locator("[class*=st-key-view_] [role=radio]").nth(place).click()
        yield f"tree-{view}"
    modes = page.locator(".st-key-tree_mode [role=radio]")
    modes.nth(1).click()
    yield "watch-example"
    page.locator("[class*=st-key-watch_source_] [role=radio]").nth(1).click()
    yield "watch-search"
    modes.nth(2).click()
    settled(page)
    page.locator(".st-key-networks_ask button").click()
    expect(page.locator(".player")).to_have_count(3, timeout=MADE_MS)
    yield "tree-networks"


LEADS = (
    a_search_and_all_its_views,
    the_lesson,
    a_score,
    a_piece_of_the_list_in_a_player,
    a_comparison_and_the_vote_on_it,
)


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead.__name__)
def test_what_a_click_leads_to_is_fit_for_everybody(
    lead: Callable[[Page, str], Iterator[str]], visit: Page, server: str, pictures: Path
) -> None:
    for name in lead(visit, server):
        is_fit(visit, pictures / f"page-{name}-{visit.look}.png")
