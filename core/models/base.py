"""What the three networks share: words in, logits out, and stepping.

Shapes: B branches (or batch), T positions, V words, E embedding, H hidden. A network gives logits
``[B, T, V]`` causally, so one pass trains every position. To be searched it reads a prompt by such
a pass and then goes on by one position a branch with a carried state; both go through the same
weights and the same formulas, and tests hold that they give the same logits.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.decoding.stepper import State
from core.models.products import Linear, Product, thin_product
from core.models.recurrence import StackedGru

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
        self.project = Linear(hidden, embedding)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        self._output: Product | None = None

    @abstractmethod
    def encode(self, embedded: Tensor) -> Tensor:
        """Go over whole passages: ``[B, T, E]`` → hidden ``[B, T, H]``."""

    @abstractmethod
    def remember(self, embedded: Tensor, shared: int) -> S:
        """Go over ``[B, T, E]`` as ``encode`` does, and give what ``advance`` goes on from.

        ``shared`` tells that the first so many positions are the same in all branches.
        """

    @abstractmethod
    def advance(self, embedded: Tensor, state: S) -> tuple[Tensor, S]:
        """Go on by one position: ``[B, E]`` → hidden ``[B, H]`` and the state after."""

    def forward(self, ids: Tensor) -> Tensor:
        """Give logits ``[B, T, V]`` for int64 ids ``[B, T]``."""
        hidden = self.encode(self.dropout(self.embed(ids)))
        projected = self.project(self.dropout(self.norm(hidden)))
        return F.linear(projected, self.embed.weight[:-1], self.bias)

    def prepare_for_stepping(self) -> None:
        """Lay the weights out for steps, which changes no value; they must not change afterwards.

        The embedding stays as it is: its rows are looked up.
        """
        for module in self.modules():
            if isinstance(module, (Linear, StackedGru)):
                module.prepare()
        self._output = thin_product(self.embed.weight[:-1], self.bias)

    @torch.inference_mode()
    def start(self, ids: Sequence[int]) -> S:
        """Read a prompt of any length at once."""
        return self.read(torch.tensor([list(ids)], dtype=torch.int64))

    @torch.inference_mode()
    def read(self, ids: Tensor) -> S:
        """Read a prompt a branch, ``[B, T]``, at once."""
        alike = (ids == ids[0]).all(dim=0).int().cumprod(dim=0)
        return self.remember(self.embed(ids.to(self.embed.weight.device)), int(alike.sum()))

    @torch.inference_mode()
    def step(self, ids: Tensor, state: S) -> tuple[Tensor, S]:
        """Feed one word a branch: ids ``[B]`` → logits ``[B, V]`` and the state after."""
        hidden, state = self.advance(F.embedding(ids, self.embed.weight), state)
        projected = self.project.rows(normed(self.norm, hidden))
        if self._output is None:
            return F.linear(projected, self.embed.weight[:-1], self.bias), state
        return self._output(projected), state


def normed(norm: nn.LayerNorm, rows: Tensor) -> Tensor:
    """Do what ``norm(rows)`` does, in half the time for a few rows."""
    return torch.layer_norm(rows, norm.normalized_shape, norm.weight, norm.bias, norm.eps)


AnyNetwork = Network[Any]
