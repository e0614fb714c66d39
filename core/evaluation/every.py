"""All installed checkpoints measured, two at a time, going on where it was stopped.

The figures of a finished checkpoint are kept in the cache folder and hang on its weights, its card,
what was asked for and the commit of this code. It prints nothing: it yields results as they come.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.checkout import commit
from core.checkpoint import find_checkpoint, list_checkpoints
from core.corpus import cache
from core.errors import SemillaError
from core.evaluation.measure import Evaluation, evaluate
from core.evaluation.page import Run
from core.storage import make_folder, write_json

_PROCESSES = 2


@dataclass(frozen=True)
class Result:
    """What came of one checkpoint: its figures, or why it has none; ``done`` of ``all``."""

    name: str
    done: int
    all: int
    evaluation: Evaluation | None
    problem: SemillaError | None = None


def evaluate_all(*, seeds: int, notes: int) -> Iterator[Result]:
    """Measure every installed checkpoint.

    Yields
    ------
    Result
        One a checkpoint, in the order in which they are finished. Damaged ones, and those whose
        collection is not at hand, come with the problem instead of figures.
    """
    infos = list_checkpoints()
    sound = [info.name for info in infos if info.ok]
    for done, info in enumerate([info for info in infos if not info.ok], 1):
        yield Result(info.name, done, len(infos), None, info.problem)
    # A process forked after torch has run hangs.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, context, initializer=_set_up) as pool:
        names = {pool.submit(_evaluate_once, name, seeds, notes): name for name in sound}
        try:
            for done, future in enumerate(as_completed(names), 1 + len(infos) - len(sound)):
                evaluation, problem = None, None
                try:
                    evaluation = future.result()
                except SemillaError as found:
                    problem = found
                yield Result(names[future], done, len(infos), evaluation, problem)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def write_card(checkpoint: str, evaluation: Evaluation, run: Run) -> None:
    """Write a checkpoint's figures into its card, what else stands there left as it is."""
    path = find_checkpoint(checkpoint) / "card.json"
    card = json.loads(path.read_bytes())
    generated = {**asdict(run), **evaluation.generated}
    write_json(path, {**card, "evaluation": {**card["evaluation"], "generated": generated}})


def _set_up() -> None:
    """Let Ctrl-C end a process without a word; the one that was asked will speak."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _evaluate_once(name: str, seeds: int, notes: int) -> Evaluation:
    """Give the figures that were kept, or measure and keep them."""
    kept = _kept_path(find_checkpoint(name), seeds, notes)
    if (evaluation := _load(kept)) is None:
        evaluation = evaluate(name, seeds=seeds, notes=notes)
        make_folder(kept.parent)
        write_json(kept, asdict(evaluation))
    return evaluation


def _kept_path(checkpoint: Path, seeds: int, notes: int) -> Path:
    digest = hashlib.sha256((checkpoint / "weights.safetensors").read_bytes())
    card = json.loads((checkpoint / "card.json").read_bytes())
    # The figures that were written into it before change nothing.
    if isinstance(card.get("evaluation"), dict):
        card["evaluation"].pop("generated", None)
    key: list[Any] = [commit(), checkpoint.name, card, seeds, notes]
    digest.update(json.dumps(key).encode())
    return cache.folder() / "evaluation" / f"{checkpoint.name}-{digest.hexdigest()[:16]}.json"


def _load(path: Path) -> Evaluation | None:
    try:
        return Evaluation(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
