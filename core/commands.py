"""What each command of the command line does; the words it is called by are in ``__main__``.

The only module of ``core`` that prints.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import audio, composer, evaluation, limits
from core.checkout import commit
from core.checkpoint import list_checkpoints
from core.codecs import EventsCodec, NoteChordCodec
from core.corpus import open_collection
from core.errors import RecipeError, SemillaError
from core.fit import FitRequest, fit
from core.midi import read_midi, write_midi
from core.recipe import Recipe, check_seed_length
from core.recipe_options import recipe_fields
from core.training import PRESETS, EpochRecord, StepRecord, music_settings


def tokens(options: argparse.Namespace) -> None:
    """Print a file's words as one JSON list."""
    music = options.codec == EventsCodec.name
    codec = EventsCodec() if music else NoteChordCodec(parts=options.parts)
    _print_json(codec.encode(read_midi(_read(options.file))))


def compose(options: argparse.Namespace) -> None:
    """Go on from a file; write the music and the tree where asked."""
    checkpoint = composer.open_checkpoint(options.checkpoint)
    words = checkpoint.codec.encode(read_midi(_read(options.seed)))
    wanted = limits.SEED_TOKENS if options.seed_length is None else options.seed_length
    check_seed_length(wanted)
    recipe = Recipe(
        checkpoint=options.checkpoint,
        seed=tuple(checkpoint.codec.tail(words, wanted)),
        **recipe_fields(options),
    )
    composition = composer.compose(recipe)
    if options.out:
        _write(options.out, write_midi(composition.score()))
    if options.tree:
        _write(options.tree, json.dumps(composition.tree_json()).encode())
    if options.json:
        _print_json(composition.as_json())
        return
    if composition.replaced:
        print(f"{composition.replaced} of the words given are unknown here; the nearest were used")
    for rank, beam in enumerate(composition.beams, 1):
        print(f"{rank:2}  {beam.log_probability:9.3f}  {' '.join(beam.tokens)}")


def render(options: argparse.Namespace) -> None:
    """Turn a file into sound."""
    encoders = {".wav": audio.Sound.wav, ".mp3": audio.Sound.mp3}
    encode = encoders.get(options.out.suffix.lower())
    if encode is None:
        raise RecipeError(
            "'{name}' must end in .wav or .mp3.", name=options.out.name[: limits.SHOWN_CHARACTERS]
        )
    sound = audio.render(read_midi(_read(options.file), keep_drums=True))
    _write(options.out, encode(sound))


def train(options: argparse.Namespace) -> None:
    """Train a network, telling how it goes on standard error."""
    music = options.codec == EventsCodec.name
    preset = options.preset or ("music" if music else "words")
    settings = music_settings(options.model) if preset == "music" else PRESETS[preset]
    names = ("epochs", "batch", "context", "learning_rate", "matrix_rate")
    asked = {name: getattr(options, name) for name in names}
    settings = replace(
        settings,
        random_seed=options.random_seed,
        **{name: value for name, value in asked.items() if value is not None},
    )
    request = FitRequest(
        collection=open_collection(options.corpus),
        codec_name=options.codec,
        model_name=options.model,
        size=options.size or ("large" if music else "small"),
        settings=settings,
        command=_command(),
    )
    steps: list[StepRecord] = []
    for record in fit(request, options.out, reading=_tell_reading):
        if isinstance(record, StepRecord):
            steps.append(record)
        if isinstance(record, EpochRecord):
            speed = sum(step.tokens_per_s for step in steps) / len(steps)
            left = steps[-1].seconds_left
            steps.clear()
            print(
                f"epoch {record.epoch + 1:3}  train {record.train_loss:.4f}  "
                f"held out {record.validation_loss:.4f}{' *' if record.best else '  '}  "
                f"{speed:,.0f} tokens/s  at most {left / 60:.1f} min left",
                file=sys.stderr,
                flush=True,
            )
    print(f"written to {options.out}", file=sys.stderr)


def evaluate(options: argparse.Namespace) -> None:
    """Measure a network, or all of them, on the test pieces; write page and cards where asked."""
    if options.all:
        found = _all_evaluations(options.seeds, options.notes)
    else:
        one = evaluation.evaluate(
            options.checkpoint, corpus=options.corpus, seeds=options.seeds, notes=options.notes
        )
        found = {options.checkpoint: one}
    run = evaluation.Run(
        date=datetime.now(UTC).date().isoformat(), commit=commit(), command=_command()
    )
    if options.cards:
        for name, figures in found.items():
            evaluation.write_card(name, figures, run)
    if options.out:
        _write(options.out, evaluation.page(found.values(), run).encode())
    if options.json:
        records = [figures.as_json() for figures in found.values()]
        _print_json(records if options.all else records[0])
    elif not options.out:
        print(evaluation.tables(found.values(), run), end="")


def _all_evaluations(seeds: int, notes: int) -> dict[str, evaluation.Evaluation]:
    """Measure every installed network, telling on standard error what has come of each."""
    found = {}
    for result in evaluation.evaluate_all(seeds=seeds, notes=notes):
        if result.evaluation is None:
            news = f"left out: {result.problem}"
        else:
            found[result.name] = result.evaluation
            news = f"{result.evaluation.losses['loss_per_note']:.3f} nats a note"
        print(f"{result.done:2}/{result.all}  {result.name:40} {news}", file=sys.stderr, flush=True)
    return dict(sorted(found.items()))


def checkpoints(options: argparse.Namespace) -> None:
    """List what is installed."""
    found = list_checkpoints()
    if options.json:
        _print_json([info.as_json() for info in found])
        return
    for info in found:
        state = f"{info.card['loss_per_note']:.3f} nats a note" if info.ok else info.reason
        print(f"{info.name:40} {state}")


def _command() -> str:
    """Give what was typed, so that anyone can do it again."""
    return shlex.join(["python", "-m", "core", *sys.argv[1:]])


def _tell_reading(share: float) -> None:
    if share >= 1 or sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\rreading {share:4.0%}", end=end, file=sys.stderr, flush=True)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _read(path: Path) -> bytes:
    """Read a file, at most one byte over what a MIDI file may be: the reader refuses that."""
    try:
        with path.open("rb") as file:
            return file.read(limits.MIDI_BYTES + 1)
    except OSError as problem:
        raise _FileError("read", path, problem) from problem


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise _FileError("written", path, problem) from problem


class _FileError(SemillaError):
    """A file named on the command line that cannot be read or written."""

    def __init__(self, verb: str, path: Path, problem: OSError) -> None:
        super().__init__(
            "'{path}' cannot be {verb}: {why}.", path=path, verb=verb, why=problem.strerror
        )
