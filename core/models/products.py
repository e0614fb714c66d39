"""Matrix products for a handful of rows, as a step of search needs them.

A step multiplies every weight by a few rows, so that its time is that of reading the weights. A
checkpoint's weights were written in half precision: kept so, they are half as much to read and lose
nothing, as each is widened to float32 before it is multiplied (FBGEMM's kernel for recommendation
models does that). Where it is missing, or a weight has more digits, the float32 weights are laid
out column by column, which a CPU multiplies a fifth faster; both change no value.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# Beyond so many rows, the product itself takes longer than reading, and float32's kernels are best.
_FEW_ROWS = 64

Product = Callable[[Tensor], Tensor]


def thin_product(weight: Tensor, bias: Tensor | None) -> Product:
    """Give ``rows [B, in] -> rows @ weight.t() + bias`` for small B; the weights must not change.

    Parameters
    ----------
    weight, bias
        float32 ``[out, in]`` and ``[out]``.
    """
    weight = weight.detach()
    bias = None if bias is None else bias.detach()
    packs = hasattr(torch, "fbgemm_pack_gemm_matrix_fp16") and weight.device.type == "cpu"
    if not packs or not torch.equal(weight.half().float(), weight):
        columns = weight.t().contiguous().t()
        return lambda rows: F.linear(rows, columns, bias)
    with warnings.catch_warnings():
        # Deprecated for the sake of an object that takes 15 µs longer at each call.
        warnings.filterwarnings("ignore", "fbgemm_", UserWarning)
        packed = torch.fbgemm_pack_gemm_matrix_fp16(weight)
        multiply = torch.fbgemm_linear_fp16_weight_fp32_activation
        multiply(weight.new_zeros(1, weight.shape[1]), packed, bias)

    def product(rows: Tensor) -> Tensor:
        if rows.shape[0] > _FEW_ROWS:
            return F.linear(rows, weight, bias)
        return multiply(rows, packed, bias)

    return product


class Linear(nn.Linear):
    """``nn.Linear`` with a fast way for the rows of a step."""

    _product: Product | None = None

    def prepare(self) -> None:
        """Lay the weights out for ``rows``; they must not change afterwards."""
        self._product = thin_product(self.weight, self.bias)

    def rows(self, inputs: Tensor) -> Tensor:
        """Give ``[B, out]`` for ``[B, in]``."""
        if self._product is None:
            return F.linear(inputs, self.weight, self.bias)
        return self._product(inputs)
