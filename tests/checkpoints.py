"""A small network with random weights, as a checkpoint on disk."""

from __future__ import annotations

from pathlib import Path

import torch

from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import NoteChordCodec
from core.models import build
from core.theory import pitch_name
from core.vocabulary import Vocabulary

TINY = {
    "gru": {"embedding": 8, "hidden": 12, "layers": 2, "dropout": 0.1},
    "gru-attention": {"embedding": 8, "hidden": 12, "layers": 1, "dropout": 0.1},
    "transformer": {"hidden": 16, "layers": 2, "heads": 2, "dropout": 0.1},
}
WORDS = (*(pitch_name(pitch) for pitch in range(60, 73)), "0.4.7", "7.11.2", "5.9.0")


def write_tiny_checkpoint(folder: Path, model: str = "gru") -> Path:
    """Write ``folder/tiny-note_chord-MODEL``, the same each time; give its path."""
    path = folder / f"tiny-note_chord-{model}"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        network = build(model, TINY[model], len(WORDS))
    card = {
        "title": "Tiny",
        "collection": "fiddle",
        "codec": "note_chord",
        "model": model,
        "loss_per_note": 2.77,
    }
    checkpoint = Checkpoint(
        name=path.name,
        model_name=model,
        model_config=TINY[model],
        codec=NoteChordCodec(),
        vocabulary=Vocabulary(WORDS),
        context=64,
        network=network,
        card=card,
    )
    save_checkpoint(checkpoint, path)
    return path
