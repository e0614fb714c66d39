"""Rotary positions (Su et al. 2021): vectors are turned by an angle that grows with the position.

The product of a query and a key then depends on how far apart they are, not on where they stand.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

# Cosines and sines by which vectors are turned.
Turn = tuple[Tensor, Tensor]


def turn(first: int, length: int, size: int, device: torch.device) -> Turn:
    """Give what turns queries, keys and values of T positions.

    Queries and keys are turned; values are not, but so all three go in one operation.

    Parameters
    ----------
    first, length
        Which positions.
    size
        D.

    Returns
    -------
    cos, sin
        ``[T, 3, 1, D]`` each.
    """
    # Rounded up, so that the steps of a search find a table that is there.
    cos, sin = _table(1 << (first + length - 1).bit_length(), size, device)
    return cos.narrow(0, first, length), sin.narrow(0, first, length)


def turned(vectors: Tensor, turn: Turn) -> Tensor:
    """Turn each pair of numbers, one in each half of ``[..., D]``, by its position's angle."""
    left, right = vectors.chunk(2, dim=-1)
    return torch.addcmul(vectors * turn[0], torch.cat([right, left], dim=-1), turn[1])


@lru_cache(maxsize=16)
def _table(positions: int, size: int, device: torch.device) -> Turn:
    """Give ``turn`` for the first positions."""
    half = size // 2
    # What is kept may be used for training later, whoever asked first.
    with torch.inference_mode(mode=False):
        speed = 10_000 ** -(torch.arange(half, device=device) / half)
        angle = torch.arange(positions, device=device)[:, None] * speed
        cos, sin = angle.cos(), angle.sin()
        cos, sin = torch.cat([cos, cos], dim=1), torch.cat([-sin, sin], dim=1)
        as_they_are = torch.ones_like(cos), torch.zeros_like(sin)
        return (
            torch.stack([cos, cos, as_they_are[0]], dim=1)[:, :, None],
            torch.stack([sin, sin, as_they_are[1]], dim=1)[:, :, None],
        )
