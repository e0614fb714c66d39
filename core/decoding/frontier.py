"""The hypotheses of a search between two steps, and the network's branches that go on from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
import torch
from torch import Tensor

from core.decoding.candidates import Candidates, Progress
from core.decoding.rules import Bools, Floats, Ints, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


@dataclass(frozen=True)
class Entrants:
    """What competes at a step: hypotheses that are done as they are, and behind them candidates.

    Attributes
    ----------
    done
        How many are done.
    scores
        The sum that the search goes by.
    lengths
        Tokens.
    branches
        The hypothesis that each is or goes on from.
    last
        The score of the last token alone; 0 for what is done.
    """

    done: int
    scores: Floats
    lengths: Ints
    branches: Ints
    last: Floats

    def highest(self, values: Floats, count: int, among: Ints | None = None) -> Ints:
        """Give the places of the ``count`` highest of ``values``, best first.

        Far from 0, two sums can round to one number: a branch's own order must hold even then, or
        what wins would depend on how many candidates stand beside it. So ties go to the better
        branch, then to the likelier token, then to the smaller id.

        Parameters
        ----------
        values
            One entry an entrant.
        among
            The places that count; all unless told otherwise.
        """
        places = np.arange(len(values)) if among is None else among
        order = np.lexsort((-self.last[places], self.branches[places], -values[places]))
        return places[order[:count]]


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
    def running(self) -> Ints:
        """The hypotheses that go on, in the order of the logits' rows."""
        return np.flatnonzero(~self.finished)

    def entrants(self, candidates: Candidates, scores: Floats | None = None) -> Entrants:
        """Line up what competes; a candidate's sum is its branch's and its own unless given."""
        done, parent = np.flatnonzero(self.finished), self.running[candidates.branch]
        if scores is None:
            scores = self.scores[parent] + candidates.score
        return Entrants(
            done=len(done),
            scores=np.concatenate([self.scores[done], scores]),
            lengths=np.concatenate([self.lengths[done], self.lengths[parent] + 1]),
            branches=np.concatenate([done, parent]),
            last=np.concatenate([np.zeros(len(done)), candidates.score]),
        )

    def run(
        self,
        length: int,
        choose: Callable[[Tensor], tuple[Candidates, Entrants, Ints]],
        progress: Progress | None,
    ) -> None:
        """Go on for so many steps at most.

        Parameters
        ----------
        choose
            From logits ``[B, V]`` to the candidates, the entrants that they are among, and the
            places of those that are kept, in order and nothing twice.
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

    def _keep(self, candidates: Candidates, entrants: Entrants, best: Ints, branches: int) -> None:
        done = entrants.branches[: entrants.done]
        parent = entrants.branches[entrants.done :]
        chosen = best[best >= entrants.done] - entrants.done
        kept = np.zeros(len(parent), bool)
        kept[chosen] = True
        sums = self.sums[parent] + candidates.own
        added = self.tree.add(self.nodes[parent], candidates.token, candidates.own, sums, kept)
        ends = candidates.token == self._end
        self.nodes = np.concatenate([self.nodes[done], added])[best]
        self.sums = np.concatenate([self.sums[done], sums])[best]
        self.finished = np.concatenate([self.finished[done], ends])[best]
        self.scores, self.lengths = entrants.scores[best], entrants.lengths[best]
        going = chosen[~ends[chosen]]
        parents, tokens = candidates.branch[going], candidates.token[going]
        self._rules.follow(parents, tokens)
        self._ids = torch.from_numpy(tokens)
        # Often each branch goes on from itself, and then nothing has to be put in order.
        if not np.array_equal(parents, np.arange(branches)):
            self._state = self._state.reorder(torch.from_numpy(parents))
