"""The lecture's second network: the GRU with global attention over its past."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core.models.attention import GlobalAttention
from core.models.base import Network
from core.models.gru import GruConfig
from core.models.pool import Pool
from core.models.recurrence import StackedGru


@dataclass(frozen=True)
class GruAttentionConfig(GruConfig):
    """Sizes of the GRU with attention: a little narrower, so that all three weigh alike.

    ``residual`` is that of ``GlobalAttention``; networks trained before it was there do without.
    """

    hidden: int = 288
    residual: bool = False


@dataclass(frozen=True)
class GruAttentionState:
    """Hidden vectors ``[layers, B, H]``, and all outputs so far: a pool of rows ``[H]``."""

    hidden: Tensor
    past: Pool

    def reorder(self, branches: Tensor) -> GruAttentionState:
        """Give the state of these branches."""
        hidden = self.hidden.index_select(1, branches)
        return GruAttentionState(hidden, self.past.reorder(branches))


class GruAttention(Network[GruAttentionState]):
    """Embedding → stacked GRU → global attention → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: GruAttentionConfig) -> None:
        super().__init__(vocabulary_size, config.embedding, config.hidden, config.dropout)
        self.config = config
        self.gru = StackedGru(config.embedding, config.hidden, config.layers, config.dropout)
        self.global_attention = GlobalAttention(config.hidden, residual=config.residual)

    def encode(self, embedded: Tensor) -> Tensor:
        """Go over whole passages."""
        outputs: Tensor = self.global_attention(self.gru.walk(embedded)[0])
        return outputs

    def remember(self, embedded: Tensor, shared: int) -> GruAttentionState:
        """Go over whole passages and keep the last vectors and all outputs."""
        outputs, hidden = self.gru.walk(embedded)
        return GruAttentionState(hidden, Pool.of([outputs], shared))

    def advance(
        self, embedded: Tensor, state: GruAttentionState
    ) -> tuple[Tensor, GruAttentionState]:
        """Go on by one position."""
        hidden = self.gru.advance(embedded, state.hidden)
        past = state.past.grown()
        memory = past.put(0, hidden[-1])
        joined = self.global_attention.advance(hidden[-1], memory, past.seen())
        return joined, GruAttentionState(torch.stack(hidden), past)

    @torch.inference_mode()
    def attention(self, ids: Tensor) -> Tensor:
        """Give ``[T, T]`` for ids ``[1, T]``: how much position t (row) looks at each before."""
        outputs, _ = self.gru.walk(self.embed(ids))
        weights: Tensor = self.global_attention.weights(outputs)[0]
        return weights
