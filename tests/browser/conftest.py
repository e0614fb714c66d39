"""A real server and a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app on a free port; give its address."""
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the app on a free port, with its log and its pieces in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log, database = folder / "log", f"sqlite:///{folder / 'pieces.db'}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SEMILLA_DATABASE": database},
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(address, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
    # A page that broke says so in the server's log, even where the test did not look. What the
    # server itself says of a tab that was closed while it was still connecting is not ours.
    ours = re.compile(rf'File "{re.escape(str(ROOT))}/(?!\.venv/)')
    assert not ours.search(log.read_text()), log.read_text()


def _wait_until_healthy(address: str, log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"The server did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; sound may begin without a click, as after one."""
    path = shutil.which("chromium")
    assert path, "The browser tests need Chromium: apt-get install chromium"
    options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that screenshots go to: ``SEMILLA_SCREENSHOTS``, or one that is deleted."""
    asked = os.environ.get("SEMILLA_SCREENSHOTS")
    folder = ROOT / asked if asked else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
