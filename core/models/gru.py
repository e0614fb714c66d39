"""The lecture's first network: a stacked GRU (Cho et al. 2014)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.models.base import Network
from core.models.recurrence import walk


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
        return GruState(self.hidden[:, branches])


class Gru(Network[GruState]):
    """Embedding → stacked GRU → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: GruConfig) -> None:
        super().__init__(vocabulary_size, config.embedding, config.hidden, config.dropout)
        self.config = config
        self.gru = stacked_gru(config)

    def initial(self) -> GruState:
        """Give zero vectors for one branch."""
        shape = (self.gru.num_layers, 1, self.gru.hidden_size)
        return GruState(self.embed.weight.new_zeros(shape))

    def run(self, embedded: Tensor, state: GruState) -> tuple[Tensor, GruState]:
        """Go over T more positions."""
        outputs, hidden = run_gru(self.gru, embedded, state.hidden)
        return outputs, GruState(hidden)


def run_gru(gru: nn.GRU, inputs: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    """Do what ``gru(inputs, hidden)`` does, faster."""
    return _learn(gru, inputs, hidden) if torch.is_grad_enabled() else _infer(gru, inputs, hidden)


def _learn(gru: nn.GRU, inputs: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    low = torch.is_autocast_enabled("cpu")
    dtype = torch.get_autocast_dtype("cpu") if low else torch.float32
    outputs, last = inputs.transpose(0, 1), []
    for layer, weights in enumerate(gru.all_weights):
        if layer:
            outputs = nn.functional.dropout(outputs, gru.dropout, gru.training)
        outputs, after = walk(outputs, hidden[layer], weights, dtype)
        last.append(after)
    return outputs.transpose(0, 1), torch.stack(last)


def _infer(gru: nn.GRU, inputs: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    """Go without ``nn.GRU``'s checks: a twelfth of a step of search."""
    weights: list[Tensor] = [weight for layer in gru.all_weights for weight in layer]
    return torch.gru(
        inputs,
        hidden,
        weights,
        has_biases=True,
        num_layers=gru.num_layers,
        dropout=gru.dropout,
        train=gru.training,
        bidirectional=False,
        batch_first=True,
    )


def stacked_gru(sizes: GruConfig) -> nn.GRU:
    """Build the GRU that both recurrent networks stand on; orthogonal recurrent weights."""
    between = sizes.dropout if sizes.layers > 1 else 0.0
    gru = nn.GRU(sizes.embedding, sizes.hidden, sizes.layers, dropout=between, batch_first=True)
    for name, weight in gru.named_parameters():
        if name.startswith("weight_hh"):
            for gate in weight.data.chunk(3):
                nn.init.orthogonal_(gate)
    return gru
