"""How times are taken: the best of several runs, because a busy machine only ever adds."""

from __future__ import annotations

import time
from collections.abc import Callable


def best_s(work: Callable[[], object], runs: int = 5) -> float:
    """Give the shortest of several runs' wall-clock times in seconds, after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def table(title: str, head: list[str], rows: list[list[str]]) -> str:
    """Give a Markdown table under its title."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([f"### {title}", "", *(f"| {' | '.join(line)} |" for line in lines), ""])
