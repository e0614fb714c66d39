"""What a visitor waits for, in a real Chromium: the first page, any page again, and sound.

A server is started for each first page; everything else is measured on the last of them, whose
workers are warm. The times are those of a visitor who is alone on the machine.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import HEAD, open_page, rows, server, settle
from benchmarks.timing import table

RUNS = 5
# With their seed, half a minute: of the lecture's words, half a quarter each at 120 quarters a
# minute, and of four voices.
WORDS_TO_ADD, NOTES_TO_ADD = 104, 120
PAGES = ("", "compose", "beam_tree", "compare", "pieces", "explore", "learn")
_AUDIOS = """
[...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .flatMap((host) => [...(host.shadowRoot ?? host).querySelectorAll("audio")])
"""
_NEW_SOUND = f"""
(before) => {_AUDIOS}.some(
  (audio) => audio.readyState >= 3 && audio.duration > 15 && !before.includes(audio.src))
"""
_WATCH_SCRIPT = """
() => {
  const app = document.querySelector("[data-testid=stApp]");
  window.script = {};
  new MutationObserver(() => {
    script.began ??= performance.now();
    if (app.dataset.testScriptState === "notRunning") script.ended = performance.now();
  }).observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}
"""
_SCRIPT_S = "() => script.ended ? (script.ended - script.began) / 1000 : null"


def run() -> str:
    """Measure all; give the tables."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "The page benchmarks need Chromium: apt-get install chromium\n"
    options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        cold = [_cold_start(browser) for _ in range(RUNS)]
        with server() as address:
            waits = [("`streamlit run` to first painted page", cold, 5), *_waits(browser, address)]
            scripts = _scripts(browser, address)
        browser.close()
    return "\n".join(
        (
            table("In the browser, seconds", HEAD, rows(waits)),
            table("A page's script, run again, seconds", HEAD, rows(scripts)),
        )
    )


def _cold_start(browser: Browser) -> float:
    began = time.perf_counter()
    with server() as address:
        page = open_page(browser, address)
        seconds = time.perf_counter() - began
        page.close()
    return seconds


def _waits(browser: Browser, address: str) -> list[tuple[str, list[float], float]]:
    """Measure warm first pages, and clicks to sound by each way of searching."""
    settle(open_page(browser, f"{address}/compose"), 3_000)
    warm = [_seconds(lambda: open_page(browser, address)) for _ in range(RUNS)]
    page = open_page(browser, f"{address}/compose")
    settle(page)
    waits = [("first painted page, warm", warm, 3.0)]
    _ask_for(page, NOTES_TO_ADD, 160)
    whole = [_click_to_sound(page) for _ in range(RUNS)]
    waits.append(("click to sound, 30 s, whole music", whole, 1.5))
    page.get_by_role("radio", name="Lecture: note names").click()
    settle(page)
    _ask_for(page, WORDS_TO_ADD, NOTES_TO_ADD)
    for search in ("Safe (greedy)", "Beam"):
        page.get_by_role("radio", name=search, exact=True).click()
        settle(page)
        times = [_click_to_sound(page) for _ in range(RUNS)]
        waits.append((f"click to sound, 30 s, lecture's words, {search}", times, 1.5))
    page.close()
    return waits


def _seconds(work: Callable[[], Page]) -> float:
    began = time.perf_counter()
    page = work()
    seconds = time.perf_counter() - began
    page.close()
    return seconds


def _ask_for(page: Page, notes: int, now: int) -> None:
    slider = page.get_by_role("slider", name="Notes to add")
    slider.focus()
    for _ in range(abs(notes - now)):
        slider.press("ArrowRight" if notes > now else "ArrowLeft")
    settle(page)


def _click_to_sound(page: Page) -> float:
    """Ask for a note more, so that the music is new; click; give the seconds to its sound."""
    page.get_by_role("slider", name="Notes to add").press("ArrowRight")
    settle(page)
    before = page.evaluate(f"{_AUDIOS}.map((audio) => audio.src)")
    began = time.perf_counter()
    page.get_by_test_id("stMain").get_by_test_id("stBaseButton-primary").first.click()
    page.wait_for_function(_NEW_SOUND, arg=before, polling=20, timeout=60_000)
    seconds = time.perf_counter() - began
    settle(page)
    return seconds


def _scripts(browser: Browser, address: str) -> list[tuple[str, list[float], float]]:
    """Measure how long each page's script takes when a visitor changes something."""
    measured: list[tuple[str, list[float], float]] = []
    page = open_page(browser, f"{address}/compose")
    settle(page)
    page.get_by_test_id("stMain").get_by_test_id("stBaseButton-primary").first.click()
    page.wait_for_function(_NEW_SOUND, arg=[], polling=20, timeout=60_000)
    settle(page)
    piece = page.evaluate("new URL(location.href).searchParams.get('piece')")
    for name in PAGES:
        page.goto(f"{address}/{name}?piece={piece}")
        settle(page, 1_500)
        page.evaluate(_WATCH_SCRIPT)
        times = []
        for _ in range(RUNS):
            page.evaluate("script = {}")
            # Streamlit's key for running a page again.
            page.keyboard.press("r")
            times.append(float(page.wait_for_function(_SCRIPT_S, polling=20).json_value()))
            page.wait_for_timeout(500)
        measured.append((f"/{name}", times, 0.3))
    page.close()
    return measured
