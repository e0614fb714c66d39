"""How fast a step of search could be: weights read once, multiply-adds at the machine's rate."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import nn

from benchmarks.timing import best_s


def floor_s(network: nn.Module, branches: int) -> float:
    """Give the seconds that one step must take at the least, on one thread.

    The larger of two: the weights, in half precision as they are kept, are read once, and each is
    multiplied and added once a branch. The embedding is the output's weights too. Attention over
    the past, what makes numbers of words, and the search itself are left out.
    """
    weights = sum(weight.numel() for weight in network.parameters())
    return max(_read_s(2 * weights), 2 * weights * branches / _flops())


@lru_cache
def _read_s(size: int) -> float:
    """Give the seconds that it takes to read so many bytes again."""
    numbers = torch.ones(size // 4)
    return best_s(numbers.sum, runs=50)


@lru_cache
def _flops() -> float:
    """Give the multiply-adds a second, counted as two, of large products in float32."""
    square = torch.rand(1024, 1024)
    return float(2 * len(square) ** 3 / best_s(lambda: square @ square, runs=10))
