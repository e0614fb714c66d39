"""``python -m benchmarks [NAME ...]``: run the benchmarks and print their tables."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime

from benchmarks import decoding, listening, pages, reading, training, tree, variety

BENCHMARKS = {
    "reading": reading.run,
    "training": training.run,
    "decoding": decoding.run,
    "variety": variety.run,
    "pages": pages.run,
    "listening": listening.run,
    "tree": tree.run,
}


def main() -> int:
    """Print where and when, then a table for each benchmark asked for."""
    asked = sys.argv[1:] or list(BENCHMARKS)
    if unknown := [name for name in asked if name not in BENCHMARKS]:
        print(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}.")
        return 2
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    date = datetime.now(UTC).date().isoformat()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {date}, commit {commit}\n")
    for name in asked:
        print(BENCHMARKS[name](), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
