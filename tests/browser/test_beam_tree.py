"""A search seen, heard, steered and watched in a real browser: with a mouse and with keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.steps import is_heard, opened, settled

# The example's search: four paths that agree for long, on every machine.
BLOCK = "All 4 agree"
MADE_MS = 60_000
# The name and the chance of what was dropped stand in one line.
DROPPED = re.compile(r"^\S+ \d+ %$")


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A visitor who plays the example on the tree's page."""
    tab = opened(chromium, f"{server}/beam_tree", 1280, "light")
    tab.get_by_role("button", name="Play an example").click()
    tab.locator(".walker .here").wait_for(timeout=MADE_MS)
    settled(tab)
    yield tab
    tab.close()


def here(page: Page) -> Locator:
    """Give the line that tells the chosen node."""
    return page.locator(".walker .here")


def drawn(page: Page, text: str) -> Locator:
    """Give a text of the picture; for a moment the old drawing is there beside the new one."""
    return page.locator(".st-key-tree_picture .main-svg text", has_text=text).first


def numbered(page: Page, number: str) -> Locator:
    """Give a column's number over the picture."""
    ticks = page.locator(".st-key-tree_picture .xtick text")
    return ticks.filter(has_text=re.compile(f"^{number}$")).first


def dropped_at(page: Page, number: str, told: str | None = None) -> Locator:
    """Give the name of a dropped note in a column, and of the one that is told, if one is."""
    column = numbered(page, number).bounding_box()
    assert column is not None
    for text in page.locator(".st-key-tree_picture .main-svg text", has_text=DROPPED).all():
        box = text.bounding_box()
        name = (text.text_content() or "").split(" ")[0]
        is_it = told is None or f": {name}," in told
        if is_it and box and abs(box["x"] + box["width"] / 2 - column["x"]) < 52:
            return text
    raise AssertionError(f"Nothing dropped at note {number}")


def click_at(page: Page, text: Locator, *, is_tap: bool = False) -> None:
    """Click the middle of a text, which is under what hears the click."""
    text.scroll_into_view_if_needed()
    box = text.bounding_box()
    assert box is not None
    click = page.touchscreen.tap if is_tap else page.mouse.click
    click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def silence(page: Page) -> None:
    """Stop what plays, so that what is heard next is what was asked for."""
    page.locator("audio").evaluate_all("audios => audios.forEach(audio => audio.pause())")


def the_node_is_heard(page: Page) -> None:
    """The player under the walker moves on by itself."""
    player = page.locator("[class*=st-key-node_] audio")
    for _ in range(300):
        if player.count() and player.evaluate("a => !a.paused && a.currentTime > 0.3"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The chosen note is not heard")


def test_a_search_is_opened_heard_steered_and_watched(page: Page) -> None:
    block = drawn(page, BLOCK)
    expect(block).to_be_visible()
    click_at(page, block)
    expect(drawn(page, BLOCK)).to_have_count(0)
    settled(page)
    # Opened, its first notes stand there one by one, with what was dropped beside them.
    expect(here(page)).to_contain_text("Note 1:")
    for number in ("Note 1", "2", "3"):
        expect(numbered(page, number)).to_be_in_viewport()
    silence(page)
    click_at(page, dropped_at(page, "2"))
    expect(here(page)).to_contain_text(re.compile("Note 2: .* It fell to place"), timeout=20_000)
    the_node_is_heard(page)
    # A second click on the same note plays it again, and so does a third one.
    told = here(page).text_content()
    for _ in range(2):
        settled(page)
        silence(page)
        click_at(page, dropped_at(page, "2", told))
        the_node_is_heard(page)
        expect(here(page)).to_have_text(told or "")
    page.get_by_role("button", name="Go on from here").click()
    page.get_by_text("Your way so far").wait_for(timeout=MADE_MS)
    settled(page)
    steered = page.url
    is_heard(page)
    # There all paths go through the note that was dropped before.
    expect(here(page)).not_to_contain_text("It fell to place")
    page.get_by_role("button", name="Undo").click()
    settled(page)
    assert page.url != steered
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    expect(here(page)).to_have_text(told or "")
    expect(drawn(page, BLOCK)).to_have_count(0)
    page.get_by_text("Watch it happen").click()
    settled(page)
    expect(page.get_by_role("slider", name="Step")).to_have_value("1")
    page.get_by_role("button", name="One step on").click()
    expect(page.get_by_role("slider", name="Step")).to_have_value("2")
    page.get_by_role("button", name="From the start").click()
    settled(page)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("slider", name="Step")).to_have_value("3", timeout=20_000)
    page.get_by_text("This search", exact=True).click()
    settled(page)
    page.get_by_role("button", name="One step on").click()
    expect(page.get_by_role("slider", name="Step")).to_have_value("2")


def test_a_finger_chooses_what_it_taps(chromium: Browser, server: str) -> None:
    """Each tap counts, and chooses what is under it, not what was under the one before."""
    size = {"width": 390, "height": 844}
    context = chromium.new_context(viewport=size, has_touch=True, is_mobile=True, locale="en-GB")
    page = context.new_page()
    page.goto(f"{server}/beam_tree")
    page.get_by_role("button", name="Play an example").click()
    drawn(page, BLOCK).wait_for(timeout=MADE_MS)
    settled(page)
    click_at(page, drawn(page, BLOCK), is_tap=True)
    expect(here(page)).to_contain_text("Note 1:", timeout=20_000)
    for number in ("2", "3", "2"):
        settled(page)
        text = dropped_at(page, number)
        name = (text.text_content() or "").split(" ")[0]
        click_at(page, text, is_tap=True)
        expect(here(page)).to_contain_text(f"Note {number}: {name},", timeout=20_000)
    context.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(120):
        if wanted.first.evaluate("el => el.getRootNode().activeElement === el"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def test_the_same_with_keys_alone(page: Page) -> None:
    page.get_by_role("heading", level=1).click()
    tab_to(page, page.get_by_role("toolbar"))
    page.keyboard.press("ArrowRight")
    expect(here(page)).to_contain_text(BLOCK)
    page.keyboard.press("o")
    expect(drawn(page, BLOCK)).to_have_count(0)
    settled(page)
    silence(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    # Down, past what was kept, to what was dropped.
    for _ in range(12):
        if "It fell to place" in (here(page).text_content() or ""):
            break
        page.keyboard.press("ArrowDown")
    expect(here(page)).to_contain_text("It fell to place")
    page.keyboard.press("Enter")
    the_node_is_heard(page)
    settled(page)
    tab_to(page, page.get_by_role("button", name="Go on from here"))
    page.keyboard.press("Enter")
    page.get_by_text("Your way so far").wait_for(timeout=MADE_MS)
    settled(page)
    steered = page.url
    tab_to(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    settled(page)
    assert page.url != steered
    page.get_by_role("heading", level=1).click()
    tab_to(page, page.get_by_role("radio", name="Explore and steer"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settled(page)
    tab_to(page, page.get_by_role("button", name="One step on"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="Step")).to_have_value("2")
