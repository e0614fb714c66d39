"""A stepper small enough for a blackboard: the next token's chances stand in a table.

They depend on the token before alone, so that a search can be followed by hand. It knows nothing
of what the tokens mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class NoMemory:
    """The state of a stepper that needs only the token it is given."""

    def reorder(self, branches: Tensor) -> NoMemory:
        """Give itself: there is nothing to put in order."""
        return self


class TableStepper:
    """A stepper that looks chances up.

    Parameters
    ----------
    chances
        A row for each token that can be read, with the chance, over 0 … 1, of each of the V tokens
        that can follow. Rows past the first V are for tokens that can be read and never chosen,
        such as a start symbol.
    """

    def __init__(self, chances: Sequence[Sequence[float]]) -> None:
        self._logits = torch.tensor(chances, dtype=torch.float32).log()

    @property
    def vocabulary_size(self) -> int:
        """V, the number of tokens that can be chosen."""
        return self._logits.shape[1]

    def start(self, ids: Sequence[int]) -> NoMemory:
        """Read a prompt, of which nothing needs to be kept."""
        return NoMemory()

    def step(self, ids: Tensor, state: NoMemory) -> tuple[Tensor, NoMemory]:
        """Give logits ``[B, V]`` for the tokens ``[B]``."""
        return self._logits[ids], state
