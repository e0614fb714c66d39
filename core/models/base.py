"""What the three networks share: words in, logits out, and stepping.

Shapes: B branches (or batch), T positions, V words, E embedding, H hidden. A network gives logits
``[B, T, V]`` causally, so one pass trains every position, and steps with a carried state through
the same ``run`` that training uses: a step is a pass over one position.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from core.decoding.stepper import State

S = TypeVar("S", bound=State)


class Network(nn.Module, Generic[S]):
    """A causal network over words; also a ``Stepper``.

    Parameters
    ----------
    vocabulary_size
        V. Words are ``0 … V - 1``; id V is the start symbol, which is read but never predicted.
    embedding, hidden
        E and H.
    dropout
        Probability, 0 … 1, of each dropped unit while training.
    """

    def __init__(self, vocabulary_size: int, embedding: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.vocabulary_size = vocabulary_size
        self.start_id = vocabulary_size
        self.embed = nn.Embedding(vocabulary_size + 1, embedding)
        nn.init.normal_(self.embed.weight, std=0.1)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(hidden)
        # The output compares with the words' own embeddings (Press and Wolf 2017): a chord seen
        # twice has a good vector on both sides, and a third of the weights are saved.
        self.project = nn.Linear(hidden, embedding)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))

    @abstractmethod
    def initial(self) -> S:
        """Give the state of one branch that has read nothing, where the weights are."""

    @abstractmethod
    def run(self, embedded: Tensor, state: S) -> tuple[Tensor, S]:
        """Go over T more positions: ``[B, T, E]`` → hidden ``[B, T, H]`` and the state after."""

    def forward(self, ids: Tensor) -> Tensor:
        """Give logits ``[B, T, V]`` for int64 ids ``[B, T]``."""
        state = self.initial().reorder(ids.new_zeros(len(ids)))
        hidden, _ = self.run(self.dropout(self.embed(ids)), state)
        return self._logits(hidden)

    def _logits(self, hidden: Tensor) -> Tensor:
        projected = self.project(self.dropout(self.norm(hidden)))
        return nn.functional.linear(projected, self.embed.weight[:-1], self.bias)

    def prepare_for_stepping(self) -> None:
        """Lay the matrices out column by column, which changes no value.

        A step multiplies them by a handful of rows, and a CPU does that a fifth faster so. The
        embedding stays as it is: its rows are looked up.
        """
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and not name.startswith("embed."):
                weight.data = weight.data.t().contiguous().t()

    @torch.inference_mode()
    def start(self, ids: Sequence[int]) -> S:
        """Read a prompt of any length at once."""
        return self.read(torch.tensor([list(ids)], dtype=torch.int64))

    @torch.inference_mode()
    def read(self, ids: Tensor) -> S:
        """Read a prompt a branch, ``[B, T]``, at once."""
        state = self.initial().reorder(ids.new_zeros(len(ids)))
        if ids.shape[1]:
            _, state = self.run(self.embed(ids.to(self.embed.weight.device)), state)
        return state

    @torch.inference_mode()
    def step(self, ids: Tensor, state: S) -> tuple[Tensor, S]:
        """Feed one word a branch: ids ``[B]`` → logits ``[B, V]`` and the state after."""
        hidden, state = self.run(self.embed(ids[:, None]), state)
        return self._logits(hidden)[:, 0].float(), state


AnyNetwork = Network[Any]
