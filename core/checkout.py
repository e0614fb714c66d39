"""Which version of this code is running: written beside every figure that it gave."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit() -> str:
    """Give the commit that the code stands at; empty outside a checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
