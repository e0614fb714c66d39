"""The hypotheses of a search between two steps, and the network's branches that go on from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.decoding.candidates import SHOWN, Candidates, Progress, likeliest, weighed
from core.decoding.rules import Bools, Floats, Ints, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree

Places = NDArray[np.int32]


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

    def ranked(self, values: Floats, among: Ints | None = None) -> Ints:
        """Give the numbers of the entrants, that with the highest of ``values`` first.

        Far from 0, two sums can round to one number: a branch's own order must hold even then, or
        what wins would depend on how many candidates stand beside it. So ties go to the better
        branch, then to the likelier token, then to the smaller id.

        Parameters
        ----------
        values
            One entry an entrant.
        among
            The numbers of those that count; all unless told otherwise.
        """
        those = np.arange(len(values)) if among is None else among
        order = np.lexsort((-self.last[those], self.branches[those], -values[those]))
        return those[order]


@dataclass(frozen=True)
class Choice:
    """What a search makes of a step.

    Attributes
    ----------
    candidates
        What the tree records.
    entrants
        What competed; the candidates are the last ones.
    kept
        The numbers of the entrants that are kept, in order and nothing twice.
    places
        Each candidate's among all that competed, 1 for the best.
    """

    candidates: Candidates
    entrants: Entrants
    kept: Ints
    places: Places

    @classmethod
    def best(cls, candidates: Candidates, entrants: Entrants, values: Floats, count: int) -> Choice:
        """Keep the ``count`` entrants whose values are the highest."""
        order = entrants.ranked(values)
        places = np.empty(len(order), np.int32)
        places[order] = np.arange(1, len(order) + 1)
        return cls(candidates, entrants, order[:count], places[entrants.done :])


class Frontier(Generic[S]):
    """Hypotheses, in the order in which a search wants them, and the tree of all there was.

    All running hypotheses go through the network in one batch, the prompt went through it once.

    Parameters
    ----------
    stepper, prompt
        The network, and the ids to go on from, at least one.
    length
        Steps to take at most.
    rules
        What has a say beside the network; they are told what is chosen.
    end
        The token that ends a piece, if any: a hypothesis that takes it is finished.
    progress
        Called with the share done after each step; what it raises stops the search.

    Attributes
    ----------
    tree
        Everything considered so far.
    nodes, sums, scores, lengths, finished
        One entry a hypothesis: its last node, the sum of its tokens' own log-probabilities, the
        sum that the search goes by, how many tokens it has, and whether it ended.
    """

    def __init__(
        self,
        stepper: Stepper[S],
        prompt: Sequence[int],
        length: int,
        rules: Rules,
        end: int | None,
        progress: Progress | None,
    ) -> None:
        self.tree = BeamTree()
        self.nodes: Ints = np.zeros(1, np.int64)
        self.sums: Floats = np.zeros(1)
        self.scores: Floats = np.zeros(1)
        self.lengths: Ints = np.zeros(1, np.int64)
        self.finished: Bools = np.zeros(1, bool)
        self._stepper, self._rules, self._end = stepper, rules, end
        self._length, self._progress, self._taken = length, progress, 0
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

    def lead(self, chosen: Sequence[int]) -> None:
        """Go through what is chosen already, whatever network and masks say of it.

        Each token is recorded beside the likeliest ones. Behind an end of the piece nothing comes.

        Raises
        ------
        ValueError
            If the network gives a token no chance at all.
        """
        for token in chosen:
            if not self._is_over():
                self._step(partial(self._led, token))

    def run(self, choose: Callable[[Tensor], Choice]) -> None:
        """Go on until all steps are taken or all hypotheses are finished.

        Parameters
        ----------
        choose
            Given logits ``[B, V]``, one row for each of ``running``.
        """
        while not self._is_over():
            self._step(choose)

    def only(self, token: int, others: Ints, own: Floats, score: Floats, values: Floats) -> Choice:
        """Keep one token of the only branch, whatever its place.

        Parameters
        ----------
        others
            The tokens to show beside it.
        own, score
            As ``Candidates`` has them, but for all tokens, ``[V]``.
        values
            What places go by, ``[V]``.

        Raises
        ------
        ValueError
            If the token has no chance at all.
        """
        if own[token] == -np.inf:
            raise ValueError(f"the network gives token {token} no chance at all")
        shown = np.union1d(others, token)
        found = values[shown, np.newaxis]
        ties = (values == found) & (np.arange(len(values)) < shown[:, np.newaxis])
        places = ((values > found) | ties).sum(axis=1, dtype=np.int32) + 1
        candidates = Candidates(np.zeros(len(shown), np.int64), shown, own[shown], score[shown])
        return Choice(candidates, self.entrants(candidates), np.flatnonzero(shown == token), places)

    def _is_over(self) -> bool:
        return self._taken >= self._length or bool(self.finished.all())

    def _step(self, choose: Callable[[Tensor], Choice]) -> None:
        logits, self._state = self._stepper.step(self._ids, self._state)
        self._keep(choose(logits), len(logits))
        self._taken += 1
        if self._progress is not None:
            self._progress(self._taken / self._length)

    def _led(self, token: int, logits: Tensor) -> Choice:
        own, score = weighed(logits, self._rules, token)
        others, values = likeliest(own, score, SHOWN).token, score[0].numpy()
        return self.only(token, others, own[0].numpy(), values, values)

    def _keep(self, choice: Choice, branches: int) -> None:
        candidates, entrants, best = choice.candidates, choice.entrants, choice.kept
        done = entrants.branches[: entrants.done]
        parent = entrants.branches[entrants.done :]
        chosen = best[best >= entrants.done] - entrants.done
        kept = np.zeros(len(parent), bool)
        kept[chosen] = True
        sums = self.sums[parent] + candidates.own
        added = self.tree.add(
            *(self.nodes[parent], candidates.token, candidates.own, sums, kept),
            scores=entrants.scores[entrants.done :],
            places=choice.places,
        )
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
