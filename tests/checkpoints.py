"""A small network with random weights, as a checkpoint on disk."""

from __future__ import annotations

from pathlib import Path

import torch

from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import make_codec
from core.models import build
from core.theory import pitch_name
from core.vocabulary import Vocabulary

TINY = {
    "gru": {"embedding": 8, "hidden": 12, "layers": 2, "dropout": 0.1},
    "gru-attention": {"embedding": 8, "hidden": 12, "layers": 1, "dropout": 0.1, "residual": True},
    "transformer": {
        "hidden": 16,
        "layers": 2,
        "heads": 2,
        "dropout": 0.1,
        "shift": True,
        "residual": True,
    },
}
WORDS = {
    "note_chord": (*(pitch_name(pitch) for pitch in range(60, 73)), "0.4.7", "7.11.2", "5.9.0"),
    "events": (
        *("Bar_None", "TimeSig_4/4", "EOS_None", "Duration_1.0.24", "Duration_0.12.24"),
        *(f"Position_{place}" for place in range(0, 96, 12)),
        *(f"Pitch_{pitch}" for pitch in range(60, 73)),
    ),
}


def write_tiny_checkpoint(folder: Path, model: str = "gru", codec: str = "note_chord") -> Path:
    """Write ``folder/tiny-CODEC-MODEL``, the same each time; give its path."""
    path = folder / f"tiny-{codec}-{model}"
    vocabulary = Vocabulary(WORDS[codec])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        network = build(model, TINY[model], len(vocabulary))
    card = {
        "title": "Tiny",
        "collection": "fiddle",
        "codec": codec,
        "model": model,
        "loss_per_note": 2.77,
    }
    if codec == "events":
        card["data"] = {"train": {"pieces": 1, "tokens": 250, "notes": 100}}
    checkpoint = Checkpoint(
        name=path.name,
        model_name=model,
        model_config=TINY[model],
        codec=make_codec(codec, {"metres": ["4/4"]} if codec == "events" else {}),
        vocabulary=vocabulary,
        context=64,
        network=network,
        card=card,
    )
    save_checkpoint(checkpoint, path)
    return path
