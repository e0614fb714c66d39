"""Drawing by chance: one branch, each token drawn from the head of its distribution.

Penalties come first, then temperature, then what cuts off the tail. What is drawn depends on the
logits, the settings and the seed alone, never on any generator's global state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.decoding.candidates import SHOWN, Progress, likeliest, weighed
from core.decoding.frontier import Choice, Frontier
from core.decoding.rules import Floats, Ints, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


@dataclass(frozen=True)
class Chances:
    """How a distribution is bent before a token is drawn from it.

    Attributes
    ----------
    temperature
        What log-probabilities are divided by, over 0: under 1 sharpens, over 1 flattens.
    top_k
        Only so many of the likeliest tokens may be drawn; 0 for any number (Fan et al. 2018).
    top_p
        Only the fewest tokens, likeliest first, that hold this share of the probability, 0 … 1
        (Holtzman et al. 2020).
    min_p
        Only tokens with at least this share of the likeliest one's probability, 0 … 1 (Nguyen et
        al. 2024).
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0

    def head(self, scores: Floats) -> tuple[Ints, Floats]:
        """Give the tokens that may be drawn, likeliest first, and their probabilities.

        Each cut is made in the distribution that those before it have left, top-k, top-p and min-p
        in turn; the likeliest token always stays, and the probabilities sum to 1.

        Parameters
        ----------
        scores
            ``[V]``, in nats; -inf for what may not be drawn.
        """
        # Tokens that tie come by their ids, as in greedy search.
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] > -np.inf]
        if self.top_k:
            order = order[: self.top_k]
        weights = np.exp((scores[order] - scores[order[0]]) / self.temperature)
        probabilities = weights / weights.sum()
        inside = int(np.searchsorted(np.cumsum(probabilities), self.top_p)) + 1
        inside = min(inside, int(np.count_nonzero(weights >= self.min_p)))
        probabilities = probabilities[:inside]
        return order[:inside], probabilities / probabilities.sum()


class Boredom:
    """Raises the temperature where a network has been too sure of its notes for too long.

    Once a passage has come a few times, a network is all but certain of the next time. The mean
    entropy of the last choices tells: where it is under ``floor``, the temperature goes up in
    proportion, to twice what it was where nothing was left to choose. In real test pieces the mean
    over 32 notes is seldom so low: at 0 to 4 % of places, by network.

    Parameters
    ----------
    choices
        The tokens whose choices count: those that start notes.
    span
        How many of the last choices; until there were so many, nothing changes.
    floor
        Nats.
    """

    def __init__(self, choices: Collection[int], *, span: int = 32, floor: float = 0.1) -> None:
        self._choices, self._span, self._floor = frozenset(choices), span, floor
        self._entropies: list[float] = []

    def warmth(self) -> float:
        """Give what the temperature is multiplied by, 1 … 2."""
        if len(self._entropies) < self._span:
            return 1.0
        mean = sum(self._entropies) / self._span
        return 2 - min(mean / self._floor, 1.0)

    def add(self, token: int, own: Floats) -> None:
        """Take in what was chosen, from which log-probabilities ``[V]``."""
        if token in self._choices:
            likely = own[own > -np.inf]
            self._entropies = [*self._entropies, float(-(np.exp(likely) @ likely))][-self._span :]


@torch.inference_mode()
def sample(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    *,
    random_seed: int,
    chances: Chances | None = None,
    boredom: Boredom | None = None,
    chosen: Sequence[int] = (),
    rules: Rules | None = None,
    end: int | None = None,
    progress: Progress | None = None,
) -> BeamTree:
    """Draw one token a step.

    Parameters
    ----------
    random_seed
        Same seed, same tokens; not negative.
    chances
        How the distribution is bent; not at all unless told.
    boredom
        What makes it warmer, if anything; used up by the search. It takes chosen tokens in like
        drawn ones: whoever goes on from the midst of a loop would hear it go on for long otherwise.
    stepper, prompt, length, chosen, rules, end, progress
        As ``beam_search`` has them.

    Returns
    -------
    BeamTree
        At each step the likeliest five and the one drawn. The log-probabilities are the network's
        own, as if temperature were 1 and nothing cut off or made dearer; places are those by
        probability, of all tokens, with what is made dearer.
    """
    rules, chances = rules or Rules(), chances or Chances()
    frontier = Frontier(stepper, prompt, length, rules, end, progress)
    draw = np.random.default_rng(random_seed)

    def choose(logits: Tensor) -> Choice:
        taken = int(frontier.lengths[0])
        given = chosen[taken] if taken < len(chosen) else None
        own, score = weighed(logits, rules, given)
        values, shown = own[0].numpy(), likeliest(own, own, SHOWN).token
        token = drawn(score[0].numpy()) if given is None else given
        choice = frontier.only(token, shown, values, values, score[0].numpy())
        if boredom:
            boredom.add(token, values)
        return choice

    def drawn(scores: Floats) -> int:
        warmth = boredom.warmth() if boredom else 1.0
        tokens, probabilities = chances.head(scores / warmth)
        return int(draw.choice(tokens, p=probabilities))

    frontier.run(choose)
    frontier.tree.finish(frontier.nodes)
    return frontier.tree
