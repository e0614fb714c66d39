"""What has a say in a search beside the network: masks forbid tokens, penalties make them dearer.

A rule follows every branch of one search and is used up with it. It begins as one branch that has
read the prompt, and after each step is told which branches went on and with what. Where rules come
from (music, loops, a visitor's wishes) is known to whoever makes them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Rule(Protocol):
    """Something that follows the branches of a search."""

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step: branch i is now what ``parents[i]`` was, gone on with ``tokens[i]``.

        Both are int64 ``[B']``; repeats, other orders and B' ≠ B are allowed.
        """
        ...


class Mask(Rule, Protocol):
    """A rule that forbids tokens."""

    def allowed(self) -> Bools:
        """Tell which tokens may come next: ``[B, V]``, or ``[1, V]`` for all branches alike."""
        ...


class Penalty(Rule, Protocol):
    """A rule that makes tokens dearer."""

    def lost(self) -> Floats:
        """Give the nats, at least 0, that each token loses: ``[B, V]`` or ``[1, V]``."""
        ...


class Allowed:
    """A mask that is always the same: ``tokens`` may come, or all but those if ``banned``."""

    def __init__(self, size: int, tokens: Collection[int], *, banned: bool = False) -> None:
        self._row = np.full((1, size), banned)
        self._row[0, list(tokens)] = not banned

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[1, V]``."""
        return self._row


class NotBefore:
    """A mask under which some tokens cannot come before so many others have come.

    Parameters
    ----------
    size
        V.
    tokens
        Those that have to wait.
    steps
        How many others come first.
    """

    def __init__(self, size: int, tokens: Collection[int], steps: int) -> None:
        self._left = steps
        self._waiting = np.full((1, size), True)
        self._waiting[0, list(tokens)] = False
        self._any = np.full((1, size), True)

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""
        self._left -= 1

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[1, V]``."""
        return self._waiting if self._left > 0 else self._any


class Banned:
    """A mask that forbids tokens at certain steps.

    Parameters
    ----------
    size
        V.
    bans
        Of each, how many steps come before the one at which the token is forbidden, the token, and
        whether it is forbidden at all later ones too.
    """

    def __init__(self, size: int, bans: Collection[tuple[int, int, bool]]) -> None:
        self._size, self._bans, self._step = size, bans, 0

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""
        self._step += 1

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[1, V]``."""
        row, now = np.full((1, self._size), True), self._step
        for step, token, for_good in self._bans:
            if step == now or (for_good and step < now):
                row[0, token] = False
        return row


class Rules:
    """All rules of one search together.

    Parameters
    ----------
    masks
        The most important ones first: one that would leave a branch nothing to go on with, after
        those before it, does not count for that branch and step.
    penalties
        Their nats add up.
    """

    def __init__(self, masks: Sequence[Mask] = (), penalties: Sequence[Penalty] = ()) -> None:
        self._masks, self._penalties = masks, penalties

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""
        for rule in (*self._masks, *self._penalties):
            rule.follow(parents, tokens)

    def allowed(self) -> Bools | None:
        """Tell which tokens may come next, ``[B, V]`` or ``[1, V]``; None if any may."""
        allowed: Bools | None = None
        for mask in self._masks:
            before, new = allowed, mask.allowed()
            allowed = new if before is None else before & new
            left = allowed.any(axis=1, keepdims=True)
            if not left.all():
                allowed = np.where(left, allowed, True if before is None else before)
        return allowed

    def lost(self) -> Floats | None:
        """Give the nats that each token loses, ``[B, V]`` or ``[1, V]``; None if none does."""
        lost: Floats | None = None
        for penalty in self._penalties:
            lost = penalty.lost() if lost is None else lost + penalty.lost()
        return lost
