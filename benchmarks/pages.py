"""What a visitor waits for, in a real Chromium: the first page, and sound after a click.

A server is started for each run; the times are those of its first visitor, whose work finds the
workers warm but nothing cached, and of later clicks.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.timing import table

RUNS = 5
# Half-quarter words at 120 quarters a minute: 120 of them, seed included, are 30 seconds.
NOTES_TO_ADD = 104
_SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


def run() -> str:
    """Measure both; give the table."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "The page benchmarks need Chromium: apt-get install chromium\n"
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first: list[float] = []
        greedy: list[float] = []
        beam: list[float] = []
        for number in range(RUNS):
            page = browser.new_page(locale="en-GB")
            began = time.perf_counter()
            with _server() as address:
                _first_paint(page, address)
                first.append(time.perf_counter() - began)
                if number == 0:
                    greedy, beam = _clicks(page, address)
            page.close()
        browser.close()
    for what, times, most in (
        ("`streamlit run` to first painted page", first, 5),
        ("click to sound, 30 s, greedy", greedy, 2),
        ("click to sound, 30 s, beam k = 5", beam, 3),
    ):
        middle, worst = statistics.median(times), max(times)
        rows.append([what, f"{middle:.2f}", f"{worst:.2f}", f"≤ {most}"])
    return table("In the browser, seconds", ["what", "median", "worst", "goal"], rows)


@contextmanager
def _server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _first_paint(page: Page, address: str) -> None:
    """Ask until the server answers, then wait for the title."""
    while True:
        try:
            page.goto(address)
            break
        except Error:
            time.sleep(0.05)
    page.get_by_role("heading", name="Semilla", level=1).wait_for()


def _clicks(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Compose with greedy and with beam search, several times each."""
    page.goto(f"{address}/compose")
    page.get_by_role("heading", name="Compose", level=1).wait_for()
    page.wait_for_selector(_SETTLED)
    slider = page.get_by_role("slider", name="Notes to add")
    slider.focus()
    for _ in range(NOTES_TO_ADD - 64):
        slider.press("ArrowRight")
    page.wait_for_timeout(3_000)
    times: dict[str, list[float]] = {}
    for search in ("Greedy", "Beam search"):
        page.get_by_role("radio", name=search).click()
        page.wait_for_timeout(1_500)
        page.wait_for_selector(_SETTLED)
        times[search] = [_click_to_sound(page) for _ in range(RUNS)]
    return times["Greedy"], times["Beam search"]


def _click_to_sound(page: Page) -> float:
    """Ask for a note more, so that the music is new; click; give the seconds to its sound."""
    page.get_by_role("slider", name="Notes to add").press("ArrowRight")
    page.wait_for_timeout(1_000)
    page.wait_for_selector(_SETTLED)
    before = page.evaluate("[...document.querySelectorAll('audio')].map(a => a.currentSrc)")
    began = time.perf_counter()
    page.get_by_test_id("stMain").get_by_role("button", name="Compose").click()
    page.wait_for_function(
        "before => [...document.querySelectorAll('audio')].some(a => a.readyState >= 3"
        " && a.duration > 25 && !before.includes(a.currentSrc))",
        arg=before,
        polling=20,
        timeout=20_000,
    )
    seconds = time.perf_counter() - began
    page.wait_for_selector(_SETTLED)
    page.wait_for_timeout(500)
    return seconds
