"""The lecture's third network: a Transformer encoder, causal, with global attention on top.

Pre-norm layers (Xiong et al. 2020) with rotary positions (Su et al. 2021): what matters is how far
apart two notes are, so music may start anywhere. With ``shift`` half of what each sublayer reads is
that of the position before (token shift, Peng et al. 2023), so that neighbours are known from the
first layer on and attention is free for what lies further back.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.models.attention import GlobalAttention, attend
from core.models.base import Network


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
    """What each layer knows of the past, and the outputs so far ``[B, S, H]``.

    Attributes
    ----------
    cache
        Keys and values ``[layers, 2, B, heads, S, D]``.
    last
        What its two sublayers read at the last position ``[layers, 2, B, 1, H]``.
    """

    cache: Tensor
    last: Tensor
    past: Tensor

    def reorder(self, branches: Tensor) -> TransformerState:
        """Give the state of these branches."""
        return TransformerState(
            self.cache[:, :, branches], self.last[:, :, branches], self.past[branches]
        )


class Transformer(Network[TransformerState]):
    """Embedding → causal self-attention layers → global attention → normalisation → output."""

    def __init__(self, vocabulary_size: int, config: TransformerConfig) -> None:
        super().__init__(vocabulary_size, config.hidden, config.hidden, config.dropout)
        self.config = config
        self.layers = nn.ModuleList(_Layer(config) for _ in range(config.layers))
        self.global_attention = GlobalAttention(config.hidden, residual=config.residual)

    def initial(self) -> TransformerState:
        """Give an empty past for one branch."""
        zeros = self.embed.weight.new_zeros
        layers, heads, hidden = self.config.layers, self.config.heads, self.config.hidden
        cache = zeros(layers, 2, 1, heads, 0, hidden // heads)
        return TransformerState(cache, zeros(layers, 2, 1, 1, hidden), zeros(1, 0, hidden))

    def run(self, embedded: Tensor, state: TransformerState) -> tuple[Tensor, TransformerState]:
        """Go over T more positions."""
        outputs, cache, last = self._encode(embedded, state)
        past = torch.cat([state.past, outputs], dim=1)
        return self.global_attention(outputs, past), TransformerState(cache, last, past)

    def _encode(self, hidden: Tensor, state: TransformerState) -> tuple[Tensor, Tensor, Tensor]:
        rotation = _rotation(state.cache.shape[4], hidden.shape[1], self.config, hidden)
        caches, lasts = [], []
        for layer, cache, last in zip(self.layers, state.cache, state.last, strict=True):
            hidden, cache_after, last_after = layer(hidden, cache, last, rotation)
            caches.append(cache_after)
            lasts.append(last_after)
        return hidden, torch.stack(caches), torch.stack(lasts)

    @torch.inference_mode()
    def attention(self, ids: Tensor) -> Tensor:
        """Give ``[T, T]`` for ids ``[1, T]``: how much position t (row) looks at each before."""
        outputs, _, _ = self._encode(self.embed(ids), self.initial())
        weights: Tensor = self.global_attention.weights(outputs, outputs)[0]
        return weights


class _Layer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        hidden = config.hidden
        self.heads, self.shift = config.heads, config.shift
        self.norm_attention, self.norm_mlp = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv = nn.Linear(hidden, 3 * hidden, bias=False)
        self.out = nn.Linear(hidden, hidden, bias=False)
        shrink = nn.Linear(4 * hidden, hidden)
        self.mlp = nn.Sequential(nn.Linear(hidden, 4 * hidden), nn.GELU(), shrink)
        self.dropout = nn.Dropout(config.dropout)
        # Residual branches start small, so that depth does not blow up the sum (GPT-2's scaling).
        for branch in (self.out, shrink):
            nn.init.normal_(branch.weight, std=0.02 / (2 * config.layers) ** 0.5)

    def forward(
        self, hidden: Tensor, cache: Tensor, last: Tensor, rotation: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Go through one layer.

        Parameters
        ----------
        hidden
            ``[B, T, H]``.
        cache, last
            ``[2, B, heads, S, D]`` and ``[2, B, 1, H]``, as in ``TransformerState``.
        rotation
            Cosines and sines of the T positions.
        """
        batch, length, size = hidden.shape
        read, last_attention = self._read(self.norm_attention(hidden), last[0])
        qkv = self.qkv(read).view(batch, length, 3, self.heads, -1)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        now = torch.stack([_rotate(key, *rotation), value])
        cache = torch.cat([cache, now.to(cache.dtype)], dim=3)
        attended = attend(_rotate(query, *rotation).to(query.dtype), *cache)
        joined = attended.transpose(1, 2).reshape(batch, length, size)
        hidden = hidden + self.dropout(self.out(joined))
        read, last_mlp = self._read(self.norm_mlp(hidden), last[1])
        hidden = hidden + self.dropout(self.mlp(read))
        return hidden, cache, torch.stack([last_attention, last_mlp])

    def _read(self, normed: Tensor, last: Tensor) -> tuple[Tensor, Tensor]:
        """Give what a sublayer reads, ``[B, T, H]``, and what the next position will look back on.

        The first half of each vector is that of the position before, if the network shifts.
        """
        if not self.shift:
            return normed, last
        before = torch.cat([last, normed[:, :-1].to(last.dtype)], dim=1)
        half = normed.shape[2] // 2
        shifted = torch.cat([before[..., :half], normed[..., half:]], dim=-1)
        return shifted, normed[:, -1:].to(last.dtype)


def _rotation(
    first: int, length: int, config: TransformerConfig, like: Tensor
) -> tuple[Tensor, Tensor]:
    """Give cosines and sines ``[T, D/2]`` of positions ``first … first + length - 1``."""
    half = config.hidden // config.heads // 2
    speed = 10_000 ** -(torch.arange(half, device=like.device) / half)
    angle = torch.arange(first, first + length, device=like.device)[:, None] * speed
    return angle.cos(), angle.sin()


def _rotate(vectors: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair of numbers of ``[B, heads, T, D]`` by its position's angle."""
    left, right = vectors.chunk(2, dim=-1)
    return torch.cat([left * cos - right * sin, left * sin + right * cos], dim=-1)
