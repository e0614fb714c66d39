"""What decoding asks of a network: take one token a branch, give logits, carry a state.

Decoding imports neither models nor codecs. Anything with these methods can be searched: the
three networks, a wrapper round them, or a table of known logits in a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self, TypeVar

from torch import Tensor


class State(Protocol):
    """What a network remembers of B branches. Immutable: a step gives a new one."""

    def reorder(self, branches: Tensor) -> Self:
        """Give a state whose branch i is this state's branch ``branches[i]``.

        ``branches`` is int64 ``[B']``, values in ``[0, B)``; repeats and B' ≠ B are allowed,
        which is how one prompt becomes k branches.
        """
        ...


S = TypeVar("S", bound=State)


class Stepper(Protocol[S]):
    """A causal network seen one token at a time."""

    @property
    def vocabulary_size(self) -> int:
        """V, the number of words that can be chosen."""
        ...

    def start(self, ids: Sequence[int]) -> S:
        """Read a prompt (possibly empty) once; the state has one branch."""
        ...

    def step(self, ids: Tensor, state: S) -> tuple[Tensor, S]:
        """Feed one token a branch: ids int64 ``[B]`` → float32 logits ``[B, V]``, new state."""
        ...
