"""Tokens a second of training, the GRU beside itself on torch's own ``nn.GRU``."""

from __future__ import annotations

import os
import random
from itertools import islice

import torch
from torch import Tensor

from benchmarks.timing import table
from core.models import MODELS, Network, build, default_config
from core.models.gru import Gru, GruConfig
from core.training import (
    MUSIC,
    StepRecord,
    TrainingData,
    keep_freed_memory,
    music_settings,
    train,
)

# As many words as the chorales have.
VOCABULARY = 124
STEPS = 6
# About 3 million weights.
WIDE = GruConfig(embedding=256, hidden=512)


class PlainGru(Gru):
    """The GRU with its walk through time left to torch."""

    def encode(self, embedded: Tensor) -> Tensor:
        """Go over whole passages."""
        outputs: Tensor = self.gru(embedded)[0]
        return outputs


def run() -> str:
    """Measure the networks in the setting for whole music; give the table."""
    keep_freed_memory()
    threads = os.cpu_count() or 1
    torch.set_num_threads(threads)
    networks: dict[str, Network] = {
        name: build(name, default_config(name, "large"), VOCABULARY) for name in MODELS
    }
    networks["gru of 512"] = Gru(VOCABULARY, WIDE)
    networks["gru of 512, walked by nn.GRU"] = PlainGru(VOCABULARY, WIDE)
    rows = []
    for name, network in networks.items():
        millions = sum(weight.numel() for weight in network.parameters()) / 1e6
        rows.append([name, f"{millions:.1f} M", f"{tokens_per_s(network, name):,.0f}"])
    title = f"Training, windows of {MUSIC.context} words, {MUSIC.batch} a step, {threads} threads"
    return table(title, ["network", "weights", "tokens/s"], rows)


def tokens_per_s(network: Network, model: str) -> float:
    """Give the best of a few optimiser steps on nonsense: what the words are takes no time."""
    draw = random.Random(1)
    pieces = [
        [draw.randrange(VOCABULARY) for _ in range(MUSIC.context)]
        for _ in range(MUSIC.batch * STEPS)
    ]
    data = TrainingData(pieces, pieces[:1], torch.arange(VOCABULARY).expand(12, -1))
    steps = islice(train(network, data, music_settings(model)), STEPS)
    return max(record.tokens_per_s for record in steps if isinstance(record, StepRecord))
