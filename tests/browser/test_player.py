"""The player in a real browser: sound and cursor together, loops, keys, score, trimming."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.steps import fits, settled
from tests.midi_files import melody, midi

# Eight bars of eighths, 16 seconds; every bar begins with a D.
TUNE = midi(melody([62, 66, 69, 74, 73, 71, 69, 67] * 8))
LENGTH_S = 16.0
# Where the cursor is drawn: the dark pixels of a row that holds no note, in CSS pixels.
CURSOR = """
(canvas) => {
  const row = Math.round(canvas.height - 28 * devicePixelRatio);
  const { data } = canvas.getContext("2d").getImageData(0, row, canvas.width, 1);
  const dark = [];
  for (let x = 0; x < canvas.width; x += 1) {
    if (data[4 * x + 3] > 128 && data[4 * x] + data[4 * x + 1] + data[4 * x + 2] < 240) {
      dark.push(x);
    }
  }
  return dark.reduce((one, other) => one + other, 0) / dark.length / devicePixelRatio;
}
"""
DEAF = "HTMLMediaElement.prototype.canPlayType = () => '';"


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    # Wide enough for the roll to show all of the tune.
    tab = opened(chromium, server, width=1920)
    yield tab
    tab.context.close()


def opened(chromium: Browser, server: str, *, width: int, before: str = "", **look: str) -> Page:
    """Upload the tune on Compose, in a browser of one's own."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, **look)
    page = context.new_page()
    page.add_init_script(before or "0")
    upload(page, f"{server}/compose")
    return page


def upload(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)
    page.get_by_role("radio", name="My MIDI file").click()
    settled(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "tune.mid", "mimeType": "audio/midi", "buffer": TUNE}
    )
    page.locator(".player").wait_for()
    settled(page)
    page.get_by_role("spinbutton", name="Number of bars").fill("8")
    page.get_by_role("spinbutton", name="Number of bars").press("Enter")
    expect(handle(page, "Last bar")).to_have_attribute("aria-valuenow", "8")
    settled(page)


def button(page: Page, name: str) -> Locator:
    return page.locator(".player").first.get_by_role("button", name=name, exact=True)


def handle(page: Page, name: str) -> Locator:
    return page.locator(".player").first.get_by_role("slider", name=name, exact=True)


def roll(page: Page) -> Locator:
    return page.locator(".player").first.locator(".roll")


def now_s(page: Page) -> float:
    """Give the sound's own time."""
    return float(page.locator("audio").first.evaluate("audio => audio.currentTime"))


def paused(page: Page) -> bool:
    return bool(page.locator("audio").first.evaluate("audio => audio.paused"))


def cursor_px(page: Page) -> float:
    page.wait_for_timeout(100)
    return float(roll(page).locator("canvas").evaluate(CURSOR))


def play(page: Page) -> None:
    """Press Play, and wait until it is heard."""
    button(page, "Play").click()
    button(page, "Pause").wait_for()
    sounds_after(page, 0.3)


def sounds_after(page: Page, seconds: float) -> None:
    """Wait until the sound's time has come so far."""
    audio = page.locator("audio").first.element_handle()
    page.wait_for_function(
        "([audio, seconds]) => audio.currentTime > seconds", arg=[audio, seconds], timeout=30_000
    )


def test_the_cursor_goes_with_the_sound_and_a_click_goes_there(page: Page) -> None:
    play(page)
    first = cursor_px(page)
    sounds_after(page, now_s(page) + 1)
    assert cursor_px(page) > first + 10
    box = roll(page).bounding_box()
    place = {"x": box["width"] * 0.6, "y": box["height"] / 2}
    button(page, "Pause").click()
    roll(page).click(position=place)
    assert cursor_px(page) == pytest.approx(place["x"], abs=4)
    shown_s = int(handle(page, "Position").get_attribute("aria-valuenow"))
    assert 0 <= now_s(page) - shown_s < 1.1
    assert now_s(page) == pytest.approx(0.6 * LENGTH_S, abs=1.5)


def test_a_passage_repeats(page: Page) -> None:
    box = roll(page).bounding_box()
    middle = box["y"] + box["height"] / 2
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, middle, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(button(page, "Repeat")).to_have_attribute("aria-pressed", "true")
    play(page)
    times = []
    for _ in range(35):
        times.append(now_s(page))
        page.wait_for_timeout(100)
    assert any(after < before for before, after in pairwise(times))
    assert max(times) - min(times) == pytest.approx(0.1 * LENGTH_S, abs=0.6)
    page.locator(".chip").first.click()
    expect(page.locator(".chip").first).to_be_hidden()


def test_everything_is_there_without_a_mouse(page: Page) -> None:
    roll(page).focus()
    page.keyboard.press("Space")
    sounds_after(page, 0.5)
    page.keyboard.press("Space")
    page.wait_for_timeout(200)
    assert paused(page)
    before = now_s(page)
    page.keyboard.press("ArrowRight")
    assert now_s(page) == pytest.approx(before + 5, abs=0.1)
    page.keyboard.press("ArrowLeft")
    assert now_s(page) == pytest.approx(before, abs=0.1)
    page.keyboard.press("End")
    assert now_s(page) == pytest.approx(LENGTH_S, abs=0.2)
    page.keyboard.press("Home")
    assert now_s(page) == 0
    page.keyboard.press("l")
    expect(button(page, "Repeat")).to_have_attribute("aria-pressed", "true")
    expect(handle(page, "Position")).to_have_attribute("aria-valuetext", "0 of 16 seconds")


def test_the_volume_is_kept_after_a_reload(page: Page) -> None:
    roll(page).focus()
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    volume = page.get_by_role("slider", name="Volume").first
    expect(volume).to_have_value("60")
    assert page.locator("audio").first.evaluate("audio => audio.volume") == pytest.approx(0.36)
    upload(page, page.url)
    expect(page.get_by_role("slider", name="Volume").first).to_have_value("60")


def test_music_that_begins_stops_what_was_playing(page: Page) -> None:
    button(page, "Repeat").click()
    play(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Compose").click()
    page.get_by_role("heading", name="Your music").wait_for(timeout=60_000)
    expect(page.locator("audio")).to_have_count(2)
    made = page.locator("audio").last
    page.wait_for_function(
        "audio => audio.currentTime > 0.3", arg=made.element_handle(), timeout=60_000
    )
    assert paused(page)
    assert not made.evaluate("audio => audio.paused")
    button(page, "Play").click()
    button(page, "Pause").wait_for()
    assert made.evaluate("audio => audio.paused")


def test_bars_are_trimmed_by_handle_and_those_alone_sound(page: Page) -> None:
    first, last = handle(page, "First bar"), handle(page, "Last bar")
    first.focus()
    first.press("ArrowRight")
    first.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "Bar 3 of 8")
    settled(page)
    expect(page.get_by_role("spinbutton", name="From bar")).to_have_value("3")
    box, grip = roll(page).bounding_box(), last.bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.56, grip["y"] + 50, steps=6)
    page.wait_for_timeout(200)
    page.mouse.up()
    settled(page)
    expect(last).to_have_attribute("aria-valuenow", "4")
    expect(page.get_by_role("spinbutton", name="Number of bars")).to_have_value("2")
    expect(page.locator(".time").first).to_have_text("0:00 / 0:04")
    expect(handle(page, "Position")).to_have_attribute("aria-valuetext", "0 of 4 seconds")
    play(page)
    assert page.locator("audio").first.evaluate("audio => audio.duration") < 4 + 1.2
    assert cursor_px(page) == pytest.approx(box["width"] * 0.27, abs=box["width"] * 0.1)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_score_follows_the_sound(
    chromium: Browser, server: str, width: int, theme: str
) -> None:
    page = opened(chromium, server, width=width, color_scheme=theme)
    button(page, "Score").click()
    page.locator(".paper svg").first.wait_for(timeout=30_000)
    fits(page)
    play(page)
    page.locator(".paper .sounding").first.wait_for()
    button(page, "Pause").click()
    notes = page.locator(".paper g.note")
    notes.nth(9).locator(".notehead").click()
    assert now_s(page) == pytest.approx(9 * 0.25, abs=0.1)
    expect(notes.nth(9)).to_have_class("note sounding")
    stem = notes.nth(2).locator("path").first
    ink = stem.evaluate("path => getComputedStyle(path).stroke.match(/\\d+/g).map(Number)")
    assert (sum(ink[:3]) > 3 * 128) == (theme == "dark")
    page.context.close()


def test_a_browser_that_cannot_play_says_so(chromium: Browser, server: str) -> None:
    page = opened(chromium, server, width=1280, before=DEAF)
    button(page, "Play").click()
    expect(page.get_by_text("This browser cannot play the sound.")).to_be_visible(timeout=30_000)
    expect(button(page, "Play")).to_be_disabled()
    page.context.close()
