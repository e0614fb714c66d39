"""The training loop: yields records, prints nothing, knows no network's insides.

``train`` is a generator. It gives a ``StepRecord`` after each optimiser step and an
``EpochRecord`` after each pass over the pieces, and leaves the best weights in the network when it
ends. The recipe is the common one: AdamW (Loshchilov and Hutter 2019), linear warm-up and a cosine
to zero, gradient clipping, early stopping on held-out loss, and every piece in a random key.
What moves the weights is in ``optimizers``.
"""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from core.models import Network
from core.training.data import IGNORED, TrainingData, batches, padded
from core.training.optimizers import make_optimizers, optimizer_step, set_rates
from core.training.settings import TrainingSettings
from core.training.state import load_state, save_state

_EVALUATED_TOGETHER = 16


@dataclass(frozen=True)
class StepRecord:
    """One optimiser step: loss in nats a token, and seconds left if all epochs are run."""

    epoch: int
    step: int
    steps: int
    loss: float
    tokens_per_s: float
    seconds_left: float


@dataclass(frozen=True)
class EpochRecord:
    """One evaluation: losses in nats a token; ``best`` if none before was lower."""

    epoch: int
    train_loss: float
    validation_loss: float
    best: bool


def train(
    network: Network,
    data: TrainingData,
    settings: TrainingSettings,
    *,
    resume: Path | None = None,
) -> Iterator[StepRecord | EpochRecord]:
    """Train a network in place.

    Parameters
    ----------
    resume
        A file that keeps the state after each epoch. Where it exists, training goes on from it
        and gives the same weights as if it had never stopped.

    Yields
    ------
    StepRecord, EpochRecord
        As the module's docstring says.
    """
    optimizers = make_optimizers(network, settings)
    steps_an_epoch = len(batches(data, settings, 0, network.start_id))
    steps = steps_an_epoch * settings.epochs
    progress = load_state(resume, network, optimizers, settings) if resume else None
    first, best, waited, best_weights = progress or (0, math.inf, 0, _copy(network))
    began = time.monotonic()
    for epoch in range(first, settings.epochs):
        if waited >= settings.patience:
            break
        # Dropout draws from the global generator; each epoch has a seed of its own, so that a
        # resumed run draws the same, and the caller's generator is left alone.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(settings.random_seed * 100_003 + epoch)
            losses: list[float] = []
            sizes: list[int] = []
            network.train()
            for inputs, targets in batches(data, settings, epoch, network.start_id):
                step = epoch * steps_an_epoch + len(losses)
                step_began = time.monotonic()
                set_rates(optimizers, _schedule(step, steps, settings.warm_up))
                loss = _loss(network, inputs, targets)
                optimizer_step(network, optimizers, loss, settings.clip)
                losses.append(float(loss.detach()))
                sizes.append(int((targets != IGNORED).sum()))
                now = time.monotonic()
                done = step + 1 - first * steps_an_epoch
                yield StepRecord(
                    epoch=epoch,
                    step=step + 1,
                    steps=steps,
                    loss=losses[-1],
                    tokens_per_s=sizes[-1] / (now - step_began),
                    seconds_left=(now - began) / done * (steps - step - 1),
                )
        held_out = evaluate_loss(network, data.validation, settings.context)
        better = held_out < best
        best, waited = (held_out, 0) if better else (best, waited + 1)
        if better:
            best_weights = _copy(network)
        if resume is not None:
            progress = epoch + 1, best, waited, best_weights
            save_state(resume, network, optimizers, settings, progress)
        train_loss = sum(map(operator.mul, losses, sizes)) / sum(sizes)
        yield EpochRecord(epoch, train_loss, held_out, better)
    network.load_state_dict(best_weights)
    network.eval()


def evaluate_loss(
    network: Network, pieces: Sequence[Sequence[int]], context: int, fresh: int | None = None
) -> float:
    """Give the mean loss a token in nats, every token of every piece predicted once.

    A piece longer than ``context`` is read in windows that overlap: all but a window's ``fresh``
    last tokens (half of them, unless told otherwise) are only looked at, so that each token has at
    least ``context - fresh`` behind it, or all there are.
    """
    network.eval()
    overlap = context // 2 if fresh is None else context - fresh
    windows = sorted(_windows(pieces, context, overlap), key=lambda window: len(window[0]))
    total, tokens = 0.0, 0
    with torch.inference_mode():
        for first in range(0, len(windows), _EVALUATED_TOGETHER):
            group = windows[first : first + _EVALUATED_TOGETHER]
            inputs, targets = padded([torch.tensor(ids) for ids, _ in group], network.start_id)
            for row, (_, seen) in enumerate(group):
                targets[row, :seen] = IGNORED
            logits = network(inputs).float().flatten(0, 1)
            total += float(F.cross_entropy(logits, targets.flatten(), reduction="sum"))
            tokens += int((targets != IGNORED).sum())
    return total / tokens


def _windows(
    pieces: Sequence[Sequence[int]], context: int, overlap: int
) -> Iterator[tuple[Sequence[int], int]]:
    """Give each window and how many of its first tokens are only looked at."""
    for piece in pieces:
        known = 0
        while known < len(piece):
            begin = max(0, known - overlap)
            window = piece[begin : begin + context]
            yield window, known - begin
            known = begin + len(window)


def _loss(network: Network, inputs: Tensor, targets: Tensor) -> Tensor:
    """Give the mean loss of ``[B, T]`` ids in nats a token."""
    with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
        logits = network(inputs)
    return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=IGNORED)


def has_fast_bfloat16() -> bool:
    """Tell whether this processor multiplies bfloat16 matrices in hardware; elsewhere it is slower.

    Dot products alone (AVX-512 BF16) do not count: they came to half of float32's speed.
    """
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("amx_bf16", "sve_bf16"))


def _schedule(step: int, steps: int, warm_up: float) -> float:
    """Give the share of the peak rate: a line up, then half a cosine down."""
    rising = max(1, round(steps * warm_up))
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def _copy(network: Network) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}
