"""From the next word to the next note: the words between are gone through, likeliest first.

Where music is spelled out, a bar, its metre and a place may stand before the next pitch. The chance
of a note is then a sum over all the ways of such words that lead to it. They are unfolded a word at
a time, as many ways at once as matter, until next to nothing is left. It knows nothing of what the
words mean: which of them are notes is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.decoding import Chances
from core.decoding.rules import Bools, Floats, Ints
from core.decoding.stepper import S, Stepper
from core.next_notes.rulings import Reals, Rulings, Weighed

# What may be left of a distribution, as a share.
REST = 0.005
# Ways that go on at once, and words of a way: two bars without a note are four.
MOST_WAYS, MOST_WORDS = 48, 8


@dataclass(frozen=True)
class Unfolding:
    """Ways from a place, and what is thought at the end of each; a parent comes before its child.

    Attributes
    ----------
    parents, tokens
        ``[B]``: the way that each goes on from, and with which word; -1 for the first, which is the
        place itself.
    thoughts
        Of every word after each way.
    leaves
        ``[V]``: the words that no way goes on from.
    """

    parents: Ints
    tokens: Ints
    thoughts: Weighed
    leaves: Bools

    def way(self, number: int) -> list[int]:
        """Give the words of a way."""
        tokens = []
        while (parent := int(self.parents[number])) >= 0:
            tokens.append(int(self.tokens[number]))
            number = parent
        return tokens[::-1]

    def reach(self, chances: Floats) -> Floats:
        """Give the chance of each way ``[B]``, given those of every word after each, ``[B, V]``."""
        reach = np.ones(len(self.parents))
        for number, (parent, token) in enumerate(zip(self.parents, self.tokens, strict=True)):
            if parent >= 0:
                reach[number] = reach[parent] * chances[parent, token]
        return reach

    def forbidden(self) -> Ints:
        """Give ``[B]``: 0 for an allowed way, else what forbids it as ``Weighed.why`` has it."""
        found = np.zeros(len(self.parents), np.int64)
        for number, (parent, token) in enumerate(zip(self.parents, self.tokens, strict=True)):
            if parent >= 0:
                found[number] = found[parent] or self.thoughts.why[parent, token]
        return found


def bent(scores: Reals, chances: Chances) -> Floats:
    """Give the probabilities ``[B, V]`` by which words are drawn that have these scores."""
    found = np.zeros(scores.shape)
    for row, of in zip(found, scores.astype(np.float64), strict=True):
        tokens, probabilities = chances.head(of)
        row[tokens] = probabilities
    return found


@torch.inference_mode()
def unfold(
    stepper: Stepper[S],
    logits: Tensor,
    state: S,
    rulings: Rulings,
    leaves: Bools,
    measures: Sequence[tuple[Chances, float]] = (),
    *,
    rest: float = REST,
    most_ways: int = MOST_WAYS,
    most_words: int = MOST_WORDS,
) -> Unfolding:
    """Go on from a place until nearly all of the chances has come to a leaf.

    Parameters
    ----------
    logits, state
        What the stepper gave at the place: one branch.
    rulings
        What has a say; at the place too, and used up.
    leaves
        ``[V]``: where a way ends.
    measures
        Distributions that matter beside the network's own, each with the share of it, 0 … 1, that
        may be left.
    rest
        The share of the network's own that may be left.
    most_ways, most_words
        Ways that go on at once, and how long they get: what is beyond is left.
    """
    left_free = np.array([rest, *(free for _, free in measures)])
    reach = np.ones((len(left_free), 1))
    parents, tokens = [np.array([-1])], [np.array([-1])]
    thoughts = list[Weighed]()
    first = 0
    given_up = np.zeros(len(left_free))
    while True:
        thought = rulings.weigh(logits)
        thoughts.append(thought)
        waiting = reach[:, :, np.newaxis] * np.stack(
            [np.exp(thought.before), *(bent(thought.scores, chances) for chances, _ in measures)]
        )
        waiting[:, :, leaves] = 0
        left = waiting.sum(axis=(1, 2))
        # What is given up a word at a time may not come to more than may be left.
        little = left_free / most_words
        enough = (left + given_up <= left_free) | (left <= little)
        if enough.all() or len(thoughts) > most_words:
            break
        going = _likeliest(waiting, left - little, most_ways)
        branch, token = np.divmod(going, waiting.shape[2])
        reach = waiting[:, branch, token]
        given_up += left - reach.sum(axis=1)
        parents.append(first + branch)
        tokens.append(token)
        first += len(logits)
        rulings.follow(branch, token)
        state = state.reorder(torch.from_numpy(branch))
        logits, state = stepper.step(torch.from_numpy(token), state)
    return Unfolding(
        np.concatenate(parents), np.concatenate(tokens), Weighed.joined(thoughts), leaves
    )


def _likeliest(waiting: Floats, wanted: Floats, most: int) -> Ints:
    """Give the places of the fewest ways that hold so much of each measure, sorted.

    Parameters
    ----------
    waiting
        ``[M, B, V]``: what each measure gives each way.
    wanted
        ``[M]``.
    """
    flat = waiting.reshape(len(waiting), -1)
    order = np.argsort(-flat.max(axis=0), kind="stable")[:most]
    held = np.cumsum(flat[:, order], axis=1)
    enough = (held >= wanted[:, np.newaxis]).all(axis=0)
    count = int(enough.argmax()) + 1 if enough.any() else len(order)
    order = order[:count]
    return np.sort(order[flat[:, order].max(axis=0) > 0])
