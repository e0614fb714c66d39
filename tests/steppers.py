"""Steppers with known logits, for tests of search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

Logits = Callable[[tuple[int, ...]], Sequence[float]]


@dataclass(frozen=True)
class HistoryState:
    """All ids that each branch has read, one tuple a branch."""

    histories: tuple[tuple[int, ...], ...]

    def reorder(self, branches: Tensor) -> HistoryState:
        return HistoryState(tuple(self.histories[branch] for branch in branches.tolist()))


@dataclass(frozen=True)
class TableStepper:
    """A stepper whose logits are any function of a branch's whole history."""

    vocabulary_size: int
    logits: Logits

    def start(self, ids: Sequence[int]) -> HistoryState:
        return HistoryState((tuple(ids),))

    def step(self, ids: Tensor, state: HistoryState) -> tuple[Tensor, HistoryState]:
        grown = tuple(
            (*history, int(token)) for history, token in zip(state.histories, ids, strict=True)
        )
        rows = [list(self.logits(history)) for history in grown]
        return torch.tensor(rows, dtype=torch.float32), HistoryState(grown)


def random_stepper(vocabulary_size: int, seed: int) -> TableStepper:
    """Give a stepper whose logits are drawn anew for every history."""

    def logits(history: tuple[int, ...]) -> list[float]:
        draw = torch.Generator().manual_seed(hash((seed, *history)) % 2**63)
        return torch.randn(vocabulary_size, generator=draw).mul(2).tolist()

    return TableStepper(vocabulary_size, logits)
