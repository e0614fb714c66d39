"""A network that may look back only so far: the lecture's sliding window.

Each step reads the last few tokens afresh, so nothing older can be remembered. That is slow (one
whole pass a step) and the only honest way to shorten the memory of a network that carries one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class WindowState:
    """The last ids of each branch, ``[B, t]``."""

    ids: Tensor

    def reorder(self, branches: Tensor) -> WindowState:
        """Give the state of these branches."""
        return WindowState(self.ids[branches])


@dataclass(frozen=True)
class WindowedStepper:
    """A stepper over a network's whole-pass function.

    Parameters
    ----------
    forward
        ids ``[B, T]`` → logits ``[B, T, V]``.
    vocabulary_size
        V.
    context
        Tokens that each step may see, itself included.
    lead
        An id put before every window (a start symbol), or None.
    """

    forward: Callable[[Tensor], Tensor]
    vocabulary_size: int
    context: int
    lead: int | None = None

    def start(self, ids: Sequence[int]) -> WindowState:
        """Keep the prompt's end."""
        return WindowState(torch.tensor([list(ids)], dtype=torch.int64)[:, -self.context :])

    @torch.inference_mode()
    def step(self, ids: Tensor, state: WindowState) -> tuple[Tensor, WindowState]:
        """Feed one token a branch and read the window again."""
        window = torch.cat([state.ids, ids[:, None]], dim=1)[:, -self.context :]
        read = window
        if self.lead is not None:
            read = torch.cat([window.new_full((len(window), 1), self.lead), window], dim=1)
        return self.forward(read)[:, -1].float(), WindowState(window)
