"""The question that the lecture left open: which network gains from a longer memory?

``python -m benchmarks.long_memory`` trains the three networks with windows of 30, 128 and 512 words
and writes what came of it to ``docs/``. All nine read every training piece equally often and in
equally many steps. Each is then asked to foretell the test pieces with as many words behind it as
it was trained with. Finished trainings are kept in the cache folder, and an interrupted one goes on
where it stopped.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import plotly.graph_objects as go
import torch
from playwright.sync_api import sync_playwright

from benchmarks.timing import table
from core.checkout import commit
from core.codecs import EventsCodec
from core.corpus import cache, open_collection
from core.figures import memory_figure
from core.fit import read_material
from core.models import MODELS, build, default_config
from core.storage import make_folder, write_json
from core.training import (
    MUSIC,
    TrainingData,
    evaluate_loss,
    keep_freed_memory,
    music_settings,
    numbered,
    train,
)

COLLECTION, EPOCHS = "fiddle", 6
CONTEXTS = (30, 128, 512)
# A test word sees at least seven eighths of its context: enough to be fair, and quick.
FRESH_SHARE = 8
RESAMPLED = 10_000
DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> int:
    """Train what is missing, two networks at a time; write the record and print the table."""
    # Runs of another commit are other runs.
    folder = cache.folder() / "long-memory" / f"{COLLECTION}-{EPOCHS}-{commit()}"
    make_folder(folder)
    asked = list(product(MODELS, CONTEXTS))
    # A process forked after torch has run hangs.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        runs = [pool.submit(measured, folder, model, context) for model, context in asked]
        for done, run in enumerate(as_completed(runs), 1):
            told = run.result()
            name, took_s = f"{told['model']}, {told['context']} words", told["seconds"]
            news = f"{done}/{len(runs)}  {name:26} {mean(told):.3f} nats a note, {took_s:.0f} s"
            print(news, file=sys.stderr, flush=True)
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "command": "python -m benchmarks.long_memory",
        "collection": COLLECTION,
        "epochs": EPOCHS,
        "runs": [run.result() for run in runs],
    }
    write_json(DOCS / "long-memory.json", record)
    picture = memory_figure(by_memory(record)).update_layout(paper_bgcolor="#FFFFFF")
    (DOCS / "images" / "long-memory.svg").write_text(svg(picture), encoding="utf-8")
    print(tables(record))
    return 0


def measured(folder: Path, model: str, context: int) -> dict[str, Any]:
    """Train one network, or read what was kept of it.

    Returns
    -------
    dict
        ``model``, ``context``, ``weights``, ``seconds`` of training, and for each test piece its
        loss in nats and its ``notes``.
    """
    kept = folder / f"{model}-{context}.json"
    if kept.exists():
        found: dict[str, Any] = json.loads(kept.read_bytes())
        return found
    keep_freed_memory()
    torch.set_num_threads(1)
    material = read_material(open_collection(COLLECTION), EventsCodec.name)
    codec, data, test = material.codec, material.data, material.sets["test"]
    torch.manual_seed(1)
    network = build(model, default_config(model, "large"), len(material.vocabulary))
    steps = math.ceil(windows(data, MUSIC.context) / MUSIC.batch)
    settings = replace(
        music_settings(model),
        epochs=EPOCHS,
        patience=EPOCHS,
        context=context,
        batch=math.ceil(windows(data, context) / steps),
    )
    began = time.monotonic()
    for _ in train(network, data, settings, resume=folder / f"{model}-{context}.safetensors"):
        pass
    seconds = time.monotonic() - began
    fresh = max(1, context // FRESH_SHARE)
    pieces = numbered(test, material.vocabulary, codec)
    record = {
        "model": model,
        "context": context,
        "weights": sum(weight.numel() for weight in network.parameters()),
        "seconds": round(seconds),
        "nats": [round(evaluate_loss(network, [p], context, fresh) * len(p), 3) for p in pieces],
        "notes": [sum(map(codec.starts_note, words)) for words in test.values()],
    }
    write_json(kept, record)
    return record


def windows(data: TrainingData, context: int) -> int:
    """Count the windows of one pass over the training pieces."""
    return sum(math.ceil(len(piece) / context) for piece in data.train)


def mean(run: dict[str, Any]) -> float:
    """Give a run's loss a note in nats over all test pieces."""
    return float(sum(run["nats"]) / sum(run["notes"]))


def gain(short: dict[str, Any], long: dict[str, Any]) -> tuple[float, float, float]:
    """Give how many nats a note the second run saves, and the 95 % interval of that.

    The interval is of pieces drawn again (Efron's bootstrap, 1979): it tells what other test pieces
    might have said, not what another random seed of the training might.
    """
    saved = np.array(short["nats"]) - np.array(long["nats"])
    notes = np.array(short["notes"])
    drawn = np.random.default_rng(1).integers(len(notes), size=(RESAMPLED, len(notes)))
    low, high = np.percentile(saved[drawn].sum(1) / notes[drawn].sum(1), (2.5, 97.5))
    return float(saved.sum() / notes.sum()), float(low), float(high)


def by_memory(record: dict[str, Any]) -> dict[str, dict[int, float]]:
    """Give the losses a note by memory, by network."""
    found: dict[str, dict[int, float]] = {model: {} for model in MODELS}
    for run in record["runs"]:
        found[run["model"]][run["context"]] = mean(run)
    return found


def svg(picture: go.Figure) -> str:
    """Have Chromium draw a figure."""
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(picture.to_html(include_plotlyjs=True))
        drawn = page.evaluate(
            "Plotly.toImage(document.querySelector('.js-plotly-plot'),"
            " {format: 'svg', width: 760, height: 380})"
        )
        browser.close()
    return unquote(str(drawn).partition(",")[2])


def tables(record: dict[str, Any]) -> str:
    """Give the losses, and what each network gains, as Markdown."""
    runs = {(run["model"], run["context"]): run for run in record["runs"]}
    losses, gains = [], []
    for model, by_context in by_memory(record).items():
        own = [runs[model, context] for context in CONTEXTS]
        losses.append([model, *(f"{by_context[context]:.3f}" for context in CONTEXTS)])
        steps = [gain(own[0], own[1]), gain(own[1], own[2])]
        gains.append([model, *(f"{g:+.3f} ({low:+.3f} … {high:+.3f})" for g, low, high in steps)])
    heads = [f"{context} words" for context in CONTEXTS]
    return "\n".join(
        [
            table("Loss a note in nats, by memory", ["network", *heads], losses),
            table("Saved by looking further back", ["network", "30 → 128", "128 → 512"], gains),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
