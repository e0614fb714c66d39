"""What keeps drawing by chance from going round in circles.

A network is surer of a passage each time that it comes, and at last never leaves it (Holtzman et
al. 2020). Dances play each strain twice, so twice is well; what would go on with a passage's third
time in a row becomes ever less likely until something else comes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


class LoopPenalty:
    """Follows a sequence, and tells which tokens would repeat it a third time.

    Parameters
    ----------
    tokens
        The sequence so far; may be empty.
    strength
        Nats that a token loses which would end a passage's third time; those before lose in
        proportion to how much of it they would have brought. 0 takes nothing away.
    shortest, longest
        Tokens of the passages that are looked for. A shorter one, a note said again or a motif,
        costs nothing until it has gone on for ``shortest`` tokens more.
    only
        The tokens that may lose: those that start notes, so that a rhythm may go on.
    """

    def __init__(
        self,
        tokens: Sequence[int],
        *,
        strength: float,
        shortest: int,
        longest: int,
        only: Collection[int],
    ) -> None:
        self._strength, self._only = strength, frozenset(only)
        self._past: list[int] = []
        self._periods = np.arange(1, longest + 1)
        self._twice = np.maximum(self._periods, shortest)
        # How many tokens up to now equal those one period before, by period.
        self._equal = np.zeros(longest, dtype=np.int64)
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """Take in the next token."""
        before = np.array(self._past[: -len(self._periods) - 1 : -1], dtype=np.int64)
        known = len(before)
        self._equal[:known] = np.where(before == token, self._equal[:known] + 1, 0)
        self._past.append(token)

    def lost(self) -> dict[int, float]:
        """Give the nats that each token loses which would go on with a third time."""
        lost: dict[int, float] = {}
        for place in np.flatnonzero(self._equal >= self._twice):
            token, twice = self._past[-self._periods[place]], self._twice[place]
            share = float((self._equal[place] - twice + 1) / twice)
            if token in self._only:
                lost[token] = max(lost.get(token, 0.0), self._strength * share)
        return lost

    def applied(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the logits ``[V]`` less what each token loses."""
        left = logits.copy()
        for token, nats in self.lost().items():
            left[token] -= nats
        return left
