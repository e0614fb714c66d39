"""The hypotheses of a search between two steps, and the network's branches that go on from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

import numpy as np
import torch
from torch import Tensor

from core.decoding.candidates import Candidates, Progress
from core.decoding.rules import Bools, Floats, Ints, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


class Frontier(Generic[S]):
    """Hypotheses, in the order in which a search wants them, and the tree of all there was.

    All running hypotheses go through the network in one batch, the prompt went through it once.

    Parameters
    ----------
    stepper, prompt
        The network, and the ids to go on from, at least one.
    rules
        What has a say beside the network; they are told what is chosen.
    end
        The token that ends a piece, if any: a hypothesis that takes it is finished.

    Attributes
    ----------
    tree
        Everything considered so far.
    nodes, sums, scores, lengths, finished
        One entry a hypothesis: its last node, the sum of its tokens' own log-probabilities, the
        sum that the search goes by, how many tokens it has, and whether it ended.
    """

    def __init__(
        self, stepper: Stepper[S], prompt: Sequence[int], rules: Rules, end: int | None
    ) -> None:
        self.tree = BeamTree()
        self.nodes: Ints = np.zeros(1, np.int64)
        self.sums: Floats = np.zeros(1)
        self.scores: Floats = np.zeros(1)
        self.lengths: Ints = np.zeros(1, np.int64)
        self.finished: Bools = np.zeros(1, bool)
        self._stepper, self._rules, self._end = stepper, rules, end
        self._state = stepper.start(prompt[:-1])
        self._ids = torch.tensor([prompt[-1]])

    @property
    def done(self) -> Ints:
        """The hypotheses that are finished: the first of a pool, before all candidates."""
        return np.flatnonzero(self.finished)

    @property
    def running(self) -> Ints:
        """The hypotheses that go on, in the order of the logits' rows."""
        return np.flatnonzero(~self.finished)

    def run(
        self,
        length: int,
        choose: Callable[[Tensor], tuple[Candidates, Floats, Ints]],
        progress: Progress | None,
    ) -> None:
        """Go on for so many steps at most.

        Parameters
        ----------
        choose
            From logits ``[B, V]`` to the candidates, the sums ``[C]`` that the search goes by, and
            what is kept of the pool, in order and nothing twice: i < F is the i-th of the F
            hypotheses that are done, F + i candidate i.
        progress
            Called with the share done after each step; what it raises stops the search.
        """
        for step in range(length):
            logits, self._state = self._stepper.step(self._ids, self._state)
            self._keep(*choose(logits), len(logits))
            if progress is not None:
                progress((step + 1) / length)
            if self.finished.all():
                break

    def _keep(self, candidates: Candidates, scores: Floats, best: Ints, branches: int) -> None:
        done = self.done
        parent = self.running[candidates.branch]
        chosen = best[best >= len(done)] - len(done)
        kept = np.zeros(len(parent), bool)
        kept[chosen] = True
        sums = self.sums[parent] + candidates.own
        added = self.tree.add(self.nodes[parent], candidates.token, candidates.own, sums, kept)
        ends = candidates.token == self._end
        self.nodes = np.concatenate([self.nodes[done], added])[best]
        self.sums = np.concatenate([self.sums[done], sums])[best]
        self.scores = np.concatenate([self.scores[done], scores])[best]
        self.lengths = np.concatenate([self.lengths[done], self.lengths[parent] + 1])[best]
        self.finished = np.concatenate([self.finished[done], ends])[best]
        going = chosen[~ends[chosen]]
        parents, tokens = candidates.branch[going], candidates.token[going]
        self._rules.follow(parents, tokens)
        self._ids = torch.from_numpy(tokens)
        # Often each branch goes on from itself, and then nothing has to be put in order.
        if not np.array_equal(parents, np.arange(branches)):
            self._state = self._state.reorder(torch.from_numpy(parents))


def highest(scores: Floats, branches: Ints, own: Floats, count: int) -> Ints:
    """Give the places of the ``count`` highest of a pool's scores, best first.

    Far from 0, two sums can round to one number: a branch's own order must hold even then, or what
    wins would depend on how many candidates stand beside it. So ties go to the better branch, then
    to the likelier token, then to the smaller id.
    """
    return np.lexsort((-own, branches, -scores))[:count]
