"""What branches remember, each row once: they share the rows that they share a past with.

A search copies and drops branches at every step. Were each to carry rows of its own, most of a
step would go into copying what is the same anyway. Here all rows of all branches stand in one
pool, and each branch has a line of a mask that tells which of them are its own past: a new order of
branches is a new order of lines, and attention over the pool is one product for all branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

# Rows for this many more steps are set aside, or half as many again as there are.
_STEPS_AHEAD = 16


@dataclass
class _Filling:
    """How many of a pool's rows are taken, by whichever of the states that share it."""

    rows: int


@dataclass(frozen=True)
class Pool:
    """Rows and who may look at which. Immutable: what is added is behind what others can see.

    Attributes
    ----------
    buffers
        One tensor for each kind of row, ``[..., capacity, D]``.
    rows
        How many of them this state knows of.
    sight
        ``[B, capacity]``: 0 where a branch may look, -inf elsewhere.
    """

    buffers: tuple[Tensor, ...]
    rows: int
    sight: Tensor
    filling: _Filling

    @classmethod
    def of(cls, kinds: Sequence[Tensor], shared: int) -> Pool:
        """Begin with what B branches have read.

        Parameters
        ----------
        kinds
            ``[B, ..., T, D]`` each.
        shared
            The first so many of the T rows are the same for all branches.
        """
        branches, own = len(kinds[0]), kinds[0].shape[-2] - shared
        rows = shared + branches * own
        sight = kinds[0].new_full((branches, rows), -torch.inf)
        sight[:, :shared] = 0
        for branch in range(branches):
            sight[branch, shared + branch * own : shared + (branch + 1) * own] = 0
        buffers = tuple(
            torch.cat([kind[0, ..., :shared, :], *kind[..., shared:, :]], dim=-2) for kind in kinds
        )
        return cls(buffers, rows, sight, _Filling(rows))

    def reorder(self, branches: Tensor) -> Pool:
        """Give the pool as these branches see it."""
        return Pool(self.buffers, self.rows, self.sight.index_select(0, branches), self.filling)

    def grown(self) -> Pool:
        """Make room for one more row a branch, the last ones of what is seen then."""
        branches, capacity = self.sight.shape
        pool = self
        # Another state may have gone on from here before: what it wrote must stay.
        if self.rows + branches > capacity or self.filling.rows != self.rows:
            pool = self._moved()
        rows = pool.rows + branches
        pool.filling.rows = rows
        pool.sight[:, pool.rows : rows].fill_diagonal_(0)
        return Pool(pool.buffers, rows, pool.sight, pool.filling)

    def put(self, kind: int, new: Tensor) -> Tensor:
        """Write the last rows of a kind, ``[..., B, D]``; give all of them, ``[..., rows, D]``."""
        branches, buffer = new.shape[-2], self.buffers[kind]
        buffer.narrow(-2, self.rows - branches, branches).copy_(new)
        return buffer.narrow(-2, 0, self.rows)

    def seen(self) -> Tensor:
        """Give what is to be added to the scores of attention, ``[B, rows]``."""
        return self.sight.narrow(1, 0, self.rows)

    def _moved(self) -> Pool:
        """Give a copy with room for more, without the rows that nobody looks at."""
        branches = len(self.sight)
        seen = self.seen().eq(0).any(dim=0).nonzero()[:, 0]
        rows = len(seen)
        capacity = rows + max(_STEPS_AHEAD * branches, rows // 2)
        sight = self.sight.new_full((branches, capacity), -torch.inf)
        sight[:, :rows] = self.sight[:, seen]
        buffers = []
        for buffer in self.buffers:
            larger = buffer.new_empty(*buffer.shape[:-2], capacity, buffer.shape[-1])
            larger[..., :rows, :] = buffer.index_select(-2, seen)
            buffers.append(larger)
        return Pool(tuple(buffers), rows, sight, _Filling(rows))
