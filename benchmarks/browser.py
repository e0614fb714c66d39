"""What the benchmarks in a real Chromium share: a server, pages opened on it, and their rows."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

HEAD = ["what", "median", "worst", "goal"]
# An English visitor with a small laptop.
VISITOR: Any = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}
_SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def server(app: str = "app.py", database: Path | None = None) -> Iterator[str]:
    """Serve an app, with an empty database where none is given, and give its address at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder:
        file = database or Path(folder, "pieces.db")
        environment = {**os.environ, "SEMILLA_DATABASE": f"sqlite:///{file}"}
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def open_page(browser: Browser, address: str) -> Page:
    """Open an English page, asking until the server answers, and wait for its heading."""
    page = browser.new_page(**VISITOR)
    go(page, address)
    page.get_by_role("heading", level=1).first.wait_for()
    return page


def go(page: Page, address: str) -> None:
    """Go to an address, asking until the server answers."""
    while True:
        try:
            page.goto(address, wait_until="commit")
            break
        except Error:
            time.sleep(0.05)


def settle(page: Page, pause_ms: int = 700) -> None:
    """Wait until the script has run and nothing is being drawn."""
    for _ in range(2):
        page.wait_for_selector(_SETTLED, timeout=60_000)
        page.wait_for_timeout(pause_ms)


def rows(measured: Iterable[tuple[str, list[float], float | None]]) -> list[list[str]]:
    """Give each measurement's median and worst as the row of a table, beside its goal."""
    return [
        [
            what,
            f"{statistics.median(times):.2f}",
            f"{max(times):.2f}",
            "" if goal is None else f"≤ {goal}",
        ]
        for what, times, goal in measured
    ]
