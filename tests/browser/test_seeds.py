"""Choosing a seed in a real browser: the piano by letters, mouse and touch; bars on a roll."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.steps import fits, keep_picture, settled
from tests.midi_files import melody, midi, named

# Notes that are heard: the browser's voice or the soundfont's.
COUNT_NOTES = """
window.notesHeard = 0;
for (const node of [AudioBufferSourceNode, OscillatorNode]) {
  const start = node.prototype.start;
  node.prototype.start = function (...times) { window.notesHeard += 1; start.apply(this, times); };
}
"""


def compose_page(browser: Browser, server: str, kind: str, **look: object) -> Page:
    """Open Compose in a browser of one's own, with a kind of seed chosen."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **look}).new_page()
    page.add_init_script(COUNT_NOTES)
    page.goto(f"{server}/compose")
    settled(page)
    page.get_by_role("radio", name=kind).click()
    settled(page)
    return page


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    tab = compose_page(chromium, server, "Play it yourself")
    yield tab
    tab.context.close()


def piano(page: Page) -> Locator:
    return page.get_by_role("group", name="Piano.")


def chips(page: Page) -> Locator:
    """Give what was played, note by note."""
    return page.locator(".piano .chip")


def read_by_network(page: Page, words: str) -> None:
    """Wait until the page says that the network will read these notes."""
    expect(page.get_by_test_id("stText").last).to_have_text(words)


def test_letters_play_and_bars_are_trimmed_on_the_roll(page: Page) -> None:
    piano(page).focus()
    for letter in "adgk":
        piano(page).press(letter, delay=60)
    assert page.evaluate("notesHeard") == 4
    expect(chips(page)).to_have_text(["C4", "E4", "G4", "C5"])
    read_by_network(page, "C4  E4  G4  C5")

    page.get_by_role("radio", name="All notes equally long").click()
    settled(page)
    page.get_by_role("radio", name="Half note").click()
    settled(page)
    expect(page.get_by_role("spinbutton", name="Number of bars")).to_have_value("2")
    page.get_by_role("slider", name="First bar").press("ArrowRight")
    read_by_network(page, "G4  C5")
    expect(page.get_by_role("spinbutton", name="From bar")).to_have_value("2")
    expect(page.get_by_role("spinbutton", name="Number of bars")).to_have_value("1")

    page.get_by_role("spinbutton", name="From bar").fill("1")
    page.keyboard.press("Enter")
    read_by_network(page, "C4  E4")
    expect(page.get_by_role("slider", name="Last bar")).to_have_attribute("aria-valuenow", "1")


def test_octaves_move_chords_sound_together_and_undo_takes_back(page: Page) -> None:
    piano(page).press("z")
    for letter in "adg":
        page.keyboard.down(letter)
    assert page.locator(".key.down").count() == 3
    for letter in "adg":
        page.keyboard.up(letter)
    expect(page.locator(".key.down")).to_have_count(0)
    piano(page).press("x")
    piano(page).press("s", delay=60)
    expect(chips(page)).to_have_text(["C3", "E3", "G3", "D4"])
    page.get_by_role("button", name="Undo the last note").click()
    expect(chips(page)).to_have_text(["C3", "E3", "G3"])
    heard = page.evaluate("notesHeard")
    page.get_by_role("button", name="Hear it again").click()
    page.wait_for_function(f"notesHeard === {heard + 3}")
    expect(page.get_by_role("button", name="Hear it again")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Play a few notes or chords").wait_for()


def test_a_mouse_slides_over_the_keys(page: Page) -> None:
    keys = [page.get_by_role("button", name=name, exact=True) for name in ("C4", "D4", "E4")]
    boxes = [key.bounding_box() for key in keys]
    for number_of, box in enumerate(boxes):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 12)
        if number_of == 0:
            page.mouse.down()
    page.mouse.up()
    expect(chips(page)).to_have_text(["C4", "D4", "E4"])
    expect(page.locator(".key.down")).to_have_count(0)


def test_playing_is_kept_while_another_page_is_read(page: Page) -> None:
    piano(page).press("a", delay=60)
    read_by_network(page, "C4")
    side = page.get_by_test_id("stSidebar")
    side.get_by_role("link", name="Beam tree").click()
    page.get_by_role("heading", name="Beam tree", level=1).wait_for()
    settled(page)
    side.get_by_role("link", name="Compose").click()
    expect(chips(page)).to_have_text(["C4"])
    settled(page)
    piano(page).press("d", delay=60)
    read_by_network(page, "C4  E4")


def test_fingers_play_on_a_telephone(chromium: Browser, server: str, pictures: object) -> None:
    look = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "locale": "es-ES",
        "color_scheme": "dark",
    }
    page = compose_page(chromium, server, "Tócalo tú", **look)
    for name in ("Do4", "Fa♯4", "Do5"):
        key = page.get_by_role("button", name=name, exact=True)
        box = key.bounding_box()
        white = "white" in key.get_attribute("class")
        assert box["width"] >= (40 if white else 24)
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 8)
    expect(chips(page)).to_have_text(["Do4", "Fa♯4", "Do5"])
    read_by_network(page, "Do4  Fa♯4  Do5")
    fits(page)
    keep_picture(page, pictures / "seed-played-390-dark-es.png")
    page.context.close()


def test_strangers_names_are_text_and_fetch_nothing(chromium: Browser, server: str) -> None:
    page = compose_page(chromium, server, "My MIDI file")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hostile = "![x](http://a.example/i.png)<img src=http://a.example/j.png> 😀"
    parts = (melody([60, 64]), melody([48, 43], channel=1))
    both = midi(*(named(hostile.encode(), part) for part in parts), format_=1)
    file = {"name": f"{hostile.replace('/', '_')}.mid", "mimeType": "audio/midi", "buffer": both}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("2 parts · 4 notes").wait_for()
    settled(page)
    page.get_by_role("button", name="2 · ![x]").click()
    read_by_network(page, "C4  E4")
    assert not [url for url in asked if "example" in url]
    page.context.close()
