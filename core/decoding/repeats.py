"""What keeps a search from going round in circles.

A network is surer of a passage each time that it comes, and at last never leaves it (Holtzman et
al. 2020). Both rules here look at notes alone and weigh on notes alone: a rhythm may go on, and a
motif of a few notes may come as often as it likes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from core.decoding.rules import Bools, Floats, Ints

# Notes: a passage that came longer ago is not found.
_FARTHEST = 512


class Repeats:
    """Follows the notes of each branch, and how long each has been repeating itself.

    Parameters
    ----------
    prompt
        Tokens so far; may be empty.
    size
        V.
    notes
        The tokens that start notes; all others are passed over.
    farthest
        How many notes back a passage is looked for.

    Attributes
    ----------
    past
        ``[B, farthest]``: each branch's last notes, the newest first; -1 where there was none.
    equal
        ``[B, farthest]``: how many notes up to now equal those 1, 2, 3 … notes before them. With
        ``past[:, i]`` a branch would go on with the passage i + 1 notes back.
    """

    def __init__(
        self,
        prompt: Sequence[int],
        size: int,
        notes: Collection[int],
        *,
        farthest: int = _FARTHEST,
    ) -> None:
        self._size = size
        self._is_note = np.zeros(size + 1, bool)
        self._is_note[list(notes)] = True
        self.past: Ints = np.full((1, farthest), -1, np.int64)
        self.equal: Ints = np.zeros((1, farthest), np.int64)
        one = np.zeros(1, np.int64)
        for token in prompt:
            if self._is_note[token]:
                self.follow(one, np.array([token]))

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step, as a ``Rule`` does."""
        past, equal = self.past[parents], self.equal[parents]
        noted = self._is_note[tokens]
        here = tokens[noted, np.newaxis]
        equal[noted] = np.where(past[noted] == here, equal[noted] + 1, 0)
        past[noted] = np.concatenate([here, past[noted, :-1]], axis=1)
        self.past, self.equal = past, equal


class LoopPenalty(Repeats):
    """Makes notes dearer that would go on with a passage, the more the longer it is.

    As DRY does (p-e-w 2024) it lets short passages alone and then takes ever more; unlike DRY it
    lets a passage be said twice in a row, if told, because dances play each strain twice.

    Parameters
    ----------
    strength
        Nats that a note loses when there are as many too many with it as were free; those before
        lose in proportion. Where a passage may come twice, that is the last note of its third
        time. 0 takes nothing away.
    motif
        A repeated passage of so many notes costs nothing, nor does a run of so many notes that
        repeats a shorter one.
    twice
        Whether any passage may come twice in a row, however long.
    prompt, size, notes
        As ``Repeats`` has them.
    """

    def __init__(
        self,
        prompt: Sequence[int],
        size: int,
        notes: Collection[int],
        *,
        strength: float,
        motif: int = 8,
        twice: bool = True,
    ) -> None:
        super().__init__(prompt, size, notes)
        self._strength = strength
        periods = np.arange(1, self.past.shape[1] + 1)
        free = np.maximum(periods, motif - periods)
        self._free = free if twice else np.minimum(free, motif)

    def lost(self) -> Floats:
        """Give the nats that each token loses, ``[B, V]``."""
        lost = np.zeros((len(self.past), self._size))
        branches, periods = np.nonzero(self.equal >= self._free)
        free = self._free[periods]
        share = (self.equal[branches, periods] - free + 1) / free
        np.maximum.at(lost, (branches, self.past[branches, periods]), self._strength * share)
        return lost


class NoRepeat(Repeats):
    """Forbids the note that would make a passage of ``length`` notes come a second time.

    Parameters
    ----------
    length
        Notes, at least 2.
    prompt, size, notes, farthest
        As ``Repeats`` has them.
    """

    def __init__(
        self,
        prompt: Sequence[int],
        size: int,
        notes: Collection[int],
        *,
        length: int,
        farthest: int = _FARTHEST,
    ) -> None:
        super().__init__(prompt, size, notes, farthest=farthest)
        self._length = length

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[B, V]``."""
        allowed = np.ones((len(self.past), self._size), bool)
        branches, periods = np.nonzero(self.equal >= self._length - 1)
        allowed[branches, self.past[branches, periods]] = False
        return allowed
