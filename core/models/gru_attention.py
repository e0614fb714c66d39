"""The lecture's second network: the GRU with global attention over its past."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core.models.attention import GlobalAttention
from core.models.base import Network
from core.models.gru import GruConfig, run_gru, stacked_gru


@dataclass(frozen=True)
class GruAttentionConfig(GruConfig):
    """Sizes of the GRU with attention: a little narrower, so that all three weigh alike.

    ``residual`` is that of ``GlobalAttention``; networks trained before it was there do without.
    """

    hidden: int = 288
    residual: bool = False


@dataclass(frozen=True)
class GruAttentionState:
    """Hidden vectors ``[layers, B, H]`` and all outputs so far ``[B, S, H]``."""

    hidden: Tensor
    past: Tensor

    def reorder(self, branches: Tensor) -> GruAttentionState:
        """Give the state of these branches."""
        return GruAttentionState(self.hidden[:, branches], self.past[branches])


class GruAttention(Network[GruAttentionState]):
    """Embedding → stacked GRU → global attention → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: GruAttentionConfig) -> None:
        super().__init__(vocabulary_size, config.embedding, config.hidden, config.dropout)
        self.config = config
        self.gru = stacked_gru(config)
        self.global_attention = GlobalAttention(config.hidden, residual=config.residual)

    def initial(self) -> GruAttentionState:
        """Give zero vectors and an empty past for one branch."""
        zeros, size = self.embed.weight.new_zeros, self.gru.hidden_size
        return GruAttentionState(zeros(self.gru.num_layers, 1, size), zeros(1, 0, size))

    def run(self, embedded: Tensor, state: GruAttentionState) -> tuple[Tensor, GruAttentionState]:
        """Go over T more positions."""
        outputs, hidden = run_gru(self.gru, embedded, state.hidden)
        past = torch.cat([state.past, outputs], dim=1)
        return self.global_attention(outputs, past), GruAttentionState(hidden, past)

    @torch.inference_mode()
    def attention(self, ids: Tensor) -> Tensor:
        """Give ``[T, T]`` for ids ``[1, T]``: how much position t (row) looks at each before."""
        outputs, _ = self.gru(self.embed(ids))
        weights: Tensor = self.global_attention.weights(outputs, outputs)[0]
        return weights
