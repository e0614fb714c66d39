"""The lecture's first network: a stacked GRU (Cho et al. 2014)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core.models.base import Network
from core.models.recurrence import StackedGru


@dataclass(frozen=True)
class GruConfig:
    """Sizes of the GRU."""

    embedding: int = 192
    hidden: int = 320
    layers: int = 2
    dropout: float = 0.2


@dataclass(frozen=True)
class GruState:
    """Hidden vectors ``[layers, B, H]``."""

    hidden: Tensor

    def reorder(self, branches: Tensor) -> GruState:
        """Give the state of these branches."""
        return GruState(self.hidden.index_select(1, branches))


class Gru(Network[GruState]):
    """Embedding → stacked GRU → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: GruConfig) -> None:
        super().__init__(vocabulary_size, config.embedding, config.hidden, config.dropout)
        self.config = config
        self.gru = StackedGru(config.embedding, config.hidden, config.layers, config.dropout)

    def encode(self, embedded: Tensor) -> Tensor:
        """Go over whole passages."""
        return self.gru.walk(embedded)[0]

    def remember(self, embedded: Tensor, shared: int) -> GruState:
        """Go over whole passages and keep the last vectors."""
        return GruState(self.gru.walk(embedded)[1])

    def advance(self, embedded: Tensor, state: GruState) -> tuple[Tensor, GruState]:
        """Go on by one position."""
        hidden = self.gru.advance(embedded, state.hidden)
        return hidden[-1], GruState(torch.stack(hidden))
