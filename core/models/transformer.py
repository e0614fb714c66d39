"""The lecture's third network: a Transformer encoder, causal, with global attention on top.

Pre-norm layers (Xiong et al. 2020) with rotary positions (Su et al. 2021): what matters is how far
apart two notes are, so music may start anywhere. With ``shift`` half of what each sublayer reads is
that of the position before (token shift, Peng et al. 2023), so that neighbours are known from the
first layer on and attention is free for what lies further back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models import rotary
from core.models.attention import GlobalAttention, attend, look
from core.models.base import Network, normed
from core.models.pool import Pool
from core.models.products import Linear


@dataclass(frozen=True)
class TransformerConfig:
    """Sizes of the Transformer; ``hidden`` is divisible by ``2 * heads``.

    ``shift`` and ``residual`` (that of ``GlobalAttention``) are off by default because networks
    trained before they were there do without.
    """

    hidden: int = 160
    layers: int = 4
    heads: int = 5
    dropout: float = 0.2
    shift: bool = False
    residual: bool = False

    def __post_init__(self) -> None:
        # No weight's shape tells the number of heads, so strict loading cannot catch a wrong one.
        sizes = (self.hidden, self.layers, self.heads)
        if not all(isinstance(size, int) and size > 0 for size in sizes):
            raise ValueError("hidden, layers and heads are whole numbers of at least 1")
        if self.hidden % (2 * self.heads):
            raise ValueError("hidden is not divisible by twice the heads")


@dataclass(frozen=True)
class TransformerState:
    """What the network knows of the past.

    Attributes
    ----------
    past
        A pool of each layer's keys and values, ``[2, heads, D]``, and of the outputs, ``[H]``.
    last
        What each layer's two sublayers read at the last position, ``[2 layers, B, H]``.
    position
        Of the next token, from 0.
    """

    past: Pool
    last: Tensor
    position: int

    def reorder(self, branches: Tensor) -> TransformerState:
        """Give the state of these branches."""
        last = self.last.index_select(1, branches)
        return TransformerState(self.past.reorder(branches), last, self.position)


class Transformer(Network[TransformerState]):
    """Embedding → causal self-attention layers → global attention → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: TransformerConfig) -> None:
        super().__init__(vocabulary_size, config.hidden, config.hidden, config.dropout)
        self.config = config
        self._head = config.hidden // config.heads
        self.layers = nn.ModuleList(_Layer(config) for _ in range(config.layers))
        self.global_attention = GlobalAttention(config.hidden, residual=config.residual)

    @property
    def _stack(self) -> Iterator[_Layer]:
        return cast("Iterator[_Layer]", iter(self.layers))

    def encode(self, embedded: Tensor) -> Tensor:
        """Go over whole passages."""
        outputs: Tensor = self.global_attention(self._layers(embedded)[0])
        return outputs

    def remember(self, embedded: Tensor, shared: int) -> TransformerState:
        """Go over whole passages and keep all that later positions look back on."""
        hidden, pairs, read = self._layers(embedded)
        # Before the first position there was nothing.
        last = torch.stack([F.pad(rows, (0, 0, 1, 0))[:, -1] for rows in read])
        past = Pool.of([*(torch.stack(pair, dim=1) for pair in pairs), hidden], shared)
        return TransformerState(past, last, embedded.shape[1])

    def _layers(self, hidden: Tensor) -> tuple[Tensor, list[tuple[Tensor, Tensor]], list[Tensor]]:
        turn = rotary.turn(0, hidden.shape[1], self._head, hidden.device)
        pairs, read = list[tuple[Tensor, Tensor]](), list[Tensor]()
        for layer in self._stack:
            hidden, pair, own = layer(hidden, turn)
            pairs.append(pair)
            read += own
        return hidden, pairs, read

    def advance(self, embedded: Tensor, state: TransformerState) -> tuple[Tensor, TransformerState]:
        """Go on by one position."""
        past = state.past.grown()
        cos, sin = rotary.turn(state.position, 1, self._head, embedded.device)
        step = _Step(past, past.seen(), (cos.view(3, 1, 1, -1), sin.view(3, 1, 1, -1)))
        hidden, last, before = embedded, list[Tensor](), state.last.unbind()
        for number, layer in enumerate(self._stack):
            hidden, read = layer.advance(hidden, before[2 * number : 2 * number + 2], number, step)
            last += read
        memory = past.put(-1, hidden)
        joined = self.global_attention.advance(hidden, memory, step.seen)
        # Where nothing is shifted nobody reads it.
        kept = torch.stack(last) if self.config.shift else state.last
        return joined, TransformerState(past, kept, state.position + 1)

    @torch.inference_mode()
    def attention(self, ids: Tensor) -> Tensor:
        """Give ``[T, T]`` for ids ``[1, T]``: how much position t (row) looks at each before."""
        hidden, _, _ = self._layers(self.embed(ids))
        weights: Tensor = self.global_attention.weights(hidden)[0]
        return weights


@dataclass(frozen=True)
class _Step:
    """What all layers use of one position."""

    past: Pool
    seen: Tensor
    turn: rotary.Turn


class _Mlp(nn.Sequential):
    def rows(self, inputs: Tensor) -> Tensor:
        """Do what ``self(inputs)`` does for the rows of a step."""
        for part in self:
            inputs = part.rows(inputs) if isinstance(part, Linear) else _gelu(inputs)
        return inputs


class _Layer(nn.Module):
    _before: Tensor

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        hidden = config.hidden
        self.heads, self.shift = config.heads, config.shift
        self.norm_attention, self.norm_mlp = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv = Linear(hidden, 3 * hidden, bias=False)
        self.out = Linear(hidden, hidden, bias=False)
        shrink = Linear(4 * hidden, hidden)
        self.mlp = _Mlp(Linear(hidden, 4 * hidden), nn.GELU(), shrink)
        self.dropout = nn.Dropout(config.dropout)
        # Of what a sublayer reads, the part that is of the position before, if the network shifts.
        self.register_buffer("_before", torch.arange(hidden) < hidden // 2, persistent=False)
        # Residual branches start small, so that depth does not blow up the sum (GPT-2's scaling).
        for branch in (self.out, shrink):
            nn.init.normal_(branch.weight, std=0.02 / (2 * config.layers) ** 0.5)

    def forward(
        self, hidden: Tensor, turn: rotary.Turn
    ) -> tuple[Tensor, tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Go over whole passages ``[B, T, H]``.

        Returns
        -------
        hidden, pair, read
            ``[B, T, H]``; keys and values, ``[B, heads, T, D]`` each; and what the two sublayers
            would have read without a shift, ``[B, T, H]`` each.
        """
        own_attention = self.norm_attention(hidden)
        qkv = self.qkv(self._read(own_attention)).unflatten(2, (3, self.heads, -1))
        queries, keys, values = rotary.turned(qkv, turn).to(qkv.dtype).permute(2, 0, 3, 1, 4)
        joined = attend(queries, keys, values).transpose(1, 2).flatten(2)
        hidden = hidden + self.dropout(self.out(joined))
        own_mlp = self.norm_mlp(hidden)
        hidden = hidden + self.dropout(self.mlp(self._read(own_mlp)))
        return hidden, (keys, values), (own_attention, own_mlp)

    def _read(self, own: Tensor) -> Tensor:
        return self._mixed(own, F.pad(own, (0, 0, 1, 0))[:, :-1]) if self.shift else own

    def advance(
        self, hidden: Tensor, before: Sequence[Tensor], number: int, step: _Step
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Go on by one position a branch, ``[B, H]``.

        Parameters
        ----------
        before
            ``read`` at the position before, ``[B, H]`` each.
        number
            Which layer this is.

        Returns
        -------
        hidden, read
            ``[B, H]``, and what the two sublayers would have read without a shift.
        """
        own_attention = normed(self.norm_attention, hidden)
        qkv = self.qkv.rows(self._mixed(own_attention, before[0]))
        # [3, heads, B, D]
        qkv = qkv.view(len(hidden), 3, self.heads, -1).permute(1, 2, 0, 3)
        queries, pairs = torch.split(rotary.turned(qkv, step.turn), [1, 2])
        keys, values = step.past.put(number, pairs).chunk(2)
        joined = look(queries, keys, values, step.seen).transpose(1, 2).reshape(hidden.shape)
        hidden = hidden + self.out.rows(joined)
        own_mlp = normed(self.norm_mlp, hidden)
        hidden = hidden + self.mlp.rows(self._mixed(own_mlp, before[1]))
        return hidden, (own_attention, own_mlp)

    def _mixed(self, own: Tensor, before: Tensor) -> Tensor:
        """Give what a sublayer reads: if the network shifts, half is of the position before."""
        return torch.where(self._before, before, own) if self.shift else own


def _gelu(rows: Tensor) -> Tensor:
    """Do what ``nn.GELU`` does; for a few rows that one takes twice as long to begin."""
    half = rows * 0.5
    return torch.addcmul(half, half, torch.erf(rows * 0.5**0.5))
