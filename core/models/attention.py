"""Global attention over everything read so far (Luong, Pham and Manning 2015, "general" score).

score(h_t, h_s) = h_t W_a h_s        a_t = softmax over s ≤ t        c_t = Σ_s a_t(s) h_s
out_t = tanh(W_c [c_t; h_t])
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.products import Linear


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
        self.general = Linear(hidden, hidden, bias=False)
        self.join = Linear(2 * hidden, hidden)
        self._scale = hidden**-0.5

    def weights(self, outputs: Tensor) -> Tensor:
        """Give ``[B, T, T]`` weights of each position over all; rows sum to 1.

        The paper's score is divided by √H, as the Transformer does, or its softmax starts out
        saturated.
        """
        scores: Tensor = self.general(outputs) @ outputs.transpose(1, 2) * self._scale
        later = torch.full_like(scores[0], float("-inf")).triu(1)
        return torch.softmax(scores + later, dim=-1)

    def forward(self, outputs: Tensor) -> Tensor:
        """Join ``[B, T, H]`` with what came before."""
        memory = outputs[:, None]
        context = attend(self.general(outputs)[:, None], memory, memory)[:, 0]
        return self._joined(outputs, self.join(torch.cat([context, outputs], dim=-1)))

    def advance(self, outputs: Tensor, memory: Tensor, seen: Tensor) -> Tensor:
        """Join one position a branch, ``[B, H]``, with what it may see of memory ``[S, H]``.

        ``seen`` is as ``Pool`` gives it.
        """
        memory = memory[None, None]
        context = look(self.general.rows(outputs)[None, None], memory, memory, seen)[0, 0]
        return self._joined(outputs, self.join.rows(torch.cat([context, outputs], dim=-1)))

    def _joined(self, outputs: Tensor, joined: Tensor) -> Tensor:
        joined = torch.tanh(joined)
        return outputs + joined if self.residual else joined


def attend(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """Give what each of T positions sees of itself and all before it, ``[B, heads, T, D]`` all.

    The T x T weights are never held (Dao et al. 2022): that takes an eighth of the time of
    training.
    """
    keys, values = keys.to(queries.dtype), values.to(queries.dtype)
    return F.scaled_dot_product_attention(queries, keys, values, is_causal=True)


def look(queries: Tensor, keys: Tensor, values: Tensor, seen: Tensor) -> Tensor:
    """Give what B branches see of S rows: ``[1, heads, B, D]`` for keys ``[1, heads, S, D]``.

    ``seen`` is added to the scores, ``[B, S]``.
    """
    return F.scaled_dot_product_attention(queries, keys, values, attn_mask=seen)
