"""The command line: ``python -m core COMMAND``. The same doors as the pages.

Exits with 0 on success and with 2, after one clear line on standard error, on a user's mistake.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core import commands, limits
from core.codecs import CODECS
from core.codecs.note_chord import PARTS
from core.errors import SemillaError
from core.evaluation import NOTES, SEEDS
from core.models import MODELS, SIZES
from core.recipe_options import add_recipe_options
from core.training import MUSIC, MUSIC_MATRIX_RATES, PRESETS, TrainingSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except SemillaError as problem:
        print(f"semilla: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("semilla: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`head`, say) has gone. Python would complain again while shutting down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core", description="Grow music from a seed with a neural network."
    )
    kinds = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _tokens(kinds.add_parser("tokens", help="print a MIDI file's words"))
    _compose(kinds.add_parser("compose", help="go on from a MIDI file"))
    _render(kinds.add_parser("render", help="turn a MIDI file into sound"))
    _train(kinds.add_parser("train", help="train a network on a collection"))
    _evaluate(kinds.add_parser("evaluate", help="measure a network on music it never saw"))
    _checkpoints(kinds.add_parser("checkpoints", help="list the installed networks"))
    return parser


def _tokens(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE.mid")
    command.add_argument("--codec", choices=sorted(CODECS), default="note_chord")
    command.add_argument(
        "--parts",
        choices=PARTS,
        default="first",
        help="what note_chord reads: the first part with notes, or all (events reads all)",
    )
    command.set_defaults(run=commands.tokens)


def _compose(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", type=Path, required=True, metavar="FILE.mid")
    command.add_argument(
        "--seed-length",
        type=int,
        metavar="N",
        help=f"use the file's last N words (default: all, at most {limits.SEED_TOKENS})",
    )
    command.add_argument("--checkpoint", required=True, metavar="NAME")
    add_recipe_options(command)
    command.add_argument("--out", type=Path, metavar="OUT.mid", help="write the music here")
    command.add_argument("--tree", type=Path, metavar="TREE.json", help="write the tree here")
    _json(command)
    command.set_defaults(run=commands.compose)


def _render(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE.mid")
    command.add_argument("out", type=Path, metavar="OUT.wav", help="a name ending in .wav or .mp3")
    command.set_defaults(run=commands.render)


def _train(command: argparse.ArgumentParser) -> None:
    defaults = TrainingSettings()
    command.add_argument(
        "--corpus", required=True, metavar="chorales|fiddle|quartets|PATH", help="what to learn"
    )
    command.add_argument("--codec", choices=sorted(CODECS), default="note_chord")
    command.add_argument("--model", choices=sorted(MODELS), required=True)
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument(
        "--preset",
        choices=sorted(PRESETS),
        help="how to train: music (the events codec's usual), words (note_chord's), "
        "lecture (windows of 30 words, batches of 128, no other keys)",
    )
    command.add_argument(
        "--size", choices=sorted(SIZES), help="of the network (default: large for events)"
    )
    command.add_argument("--epochs", type=int, help=f"at most (default {defaults.epochs})")
    command.add_argument("--batch", type=int, help=f"windows a step (default {defaults.batch})")
    command.add_argument(
        "--context", type=int, help=f"words a window (default {MUSIC.context} for events)"
    )
    command.add_argument(
        "--learning-rate",
        type=float,
        help=f"at its peak (default {defaults.learning_rate}; {MUSIC.learning_rate} for events)",
    )
    command.add_argument(
        "--matrix-rate",
        type=float,
        help="Muon's, at its peak (default: for events the transformer's is "
        f"{MUSIC_MATRIX_RATES['transformer']}; else AdamW does all)",
    )
    command.add_argument("--random-seed", type=int, default=defaults.random_seed)
    command.set_defaults(run=commands.train)


def _evaluate(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--checkpoint", metavar="NAME")
    which.add_argument(
        "--all", action="store_true", help="every installed network; goes on where it was stopped"
    )
    command.add_argument(
        "--corpus", metavar="PATH", help="your own music, where the network learned from it"
    )
    command.add_argument(
        "--seeds", type=int, default=SEEDS, help=f"passages to go on from (default {SEEDS})"
    )
    command.add_argument(
        "--notes", type=int, default=NOTES, help=f"notes to make from each (default {NOTES})"
    )
    command.add_argument("--out", type=Path, metavar="PAGE.md", help="write the page of figures")
    command.add_argument(
        "--cards", action="store_true", help="write the figures into the networks' cards"
    )
    _json(command)
    command.set_defaults(run=commands.evaluate)


def _checkpoints(command: argparse.ArgumentParser) -> None:
    _json(command)
    command.set_defaults(run=commands.checkpoints)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON instead of text")


if __name__ == "__main__":
    sys.exit(main())
