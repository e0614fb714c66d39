"""Global attention over everything read so far (Luong, Pham and Manning 2015, "general" score).

score(h_t, h_s) = h_t W_a h_s        a_t = softmax over s ≤ t        c_t = Σ_s a_t(s) h_s
out_t = tanh(W_c [c_t; h_t])
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class GlobalAttention(nn.Module):
    """Joins each position with a weighted sum of itself and all before it.

    Parameters
    ----------
    hidden
        H, the size of the vectors.
    residual
        Whether ``h_t`` is added to ``out_t``, so that attention changes what was there and need not
        learn to hand it on. The paper does without.
    """

    def __init__(self, hidden: int, *, residual: bool = False) -> None:
        super().__init__()
        self.residual = residual
        self.general = nn.Linear(hidden, hidden, bias=False)
        self.join = nn.Linear(2 * hidden, hidden)
        self._scale = hidden**-0.5

    def weights(self, queries: Tensor, memory: Tensor) -> Tensor:
        """Give ``[B, T, S]`` weights of the T last of S positions over all S; rows sum to 1.

        The paper's score is divided by √H, as the Transformer does, or its softmax starts out
        saturated.
        """
        scores: Tensor = self.general(queries) @ memory.transpose(1, 2) * self._scale
        masked = scores + causal_mask(queries.shape[1], memory.shape[1], scores)
        return torch.softmax(masked, dim=-1)

    def forward(self, queries: Tensor, memory: Tensor) -> Tensor:
        """Join ``[B, T, H]`` with ``memory`` ``[B, S, H]``, whose last T positions they are."""
        context = attend(self.general(queries)[:, None], memory[:, None], memory[:, None])[:, 0]
        joined = torch.tanh(self.join(torch.cat([context, queries], dim=-1)))
        return queries + joined if self.residual else joined


def attend(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Give what the T last of S positions see of themselves and all before them.

    ``[B, heads, T, D]`` from keys and values ``[B, heads, S, D]``, without ever holding the T x S
    weights (Dao et al. 2022): that takes an eighth of the time of training.
    """
    keys, values = keys.to(queries.dtype), values.to(queries.dtype)
    last, positions = queries.shape[2], keys.shape[2]
    if last == positions:
        return F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
    mask = causal_mask(last, positions, queries) if last > 1 else None
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)


def causal_mask(last: int, positions: int, like: Tensor) -> Tensor:
    """Give ``[last, positions]``: 0 where the i-th of the last positions may look, -inf beyond."""
    later = torch.full((last, positions), float("-inf"), dtype=like.dtype, device=like.device)
    return later.triu(positions - last + 1)
