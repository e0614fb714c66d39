"""Greedy and beam search, with the whole history kept as a tree.

Scores are sums of log-probabilities in nats, less what penalties take. Ties go to the better
branch, then to the likelier token, then to the smaller id, so that a result never hangs on a sort's
mood.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from core.decoding.candidates import SHOWN, Progress, likeliest, weighed
from core.decoding.frontier import Choice, Frontier
from core.decoding.rules import Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


def greedy(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    *,
    chosen: Sequence[int] = (),
    rules: Rules | None = None,
    end: int | None = None,
    progress: Progress | None = None,
) -> BeamTree:
    """Take the likeliest token at each step; the tree shows the likeliest five."""
    return _search(stepper, prompt, length, 1, SHOWN, 0.0, chosen, rules, end, progress)


def beam_search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    *,
    length_power: float = 0.0,
    chosen: Sequence[int] = (),
    rules: Rules | None = None,
    end: int | None = None,
    progress: Progress | None = None,
) -> BeamTree:
    """Keep the ``width`` best sequences at each step (Lowerre 1976).

    Parameters
    ----------
    stepper
        The network.
    prompt
        Ids to go on from, at least one.
    length
        Tokens to add at most, at least one.
    width
        k, the number of hypotheses, at least one.
    length_power
        Sequences compete by their scores divided by their number of tokens to this power, at least
        0: at 0 a short one has the advantage, at 1 the mean score a token counts. It matters only
        where a token can end a piece.
    chosen
        Tokens that come first, at most ``length``, whatever the network, the rules and the masks
        say of them: the search goes on behind them. They are a part of each sequence and of its
        score; the tree shows each one's log-probability and place, and the likeliest five beside
        it. Behind one that ends the piece nothing comes.
    rules
        What has a say beside the network; used up by the search.
    end
        The token that ends a piece, if any. A branch that takes it is finished: it is not
        extended, but stays while it is among the ``width`` best; when all of these are finished,
        so is the search.
    progress
        Called with the share done after each step; what it raises stops the search.

    Returns
    -------
    BeamTree
        Each running branch's ``width`` best tokens (more where they tie) are its candidates: no
        other could be among the ``width`` best of the step.

    Raises
    ------
    ValueError
        If the network gives a chosen token no chance at all.
    """
    return _search(
        *(stepper, prompt, length, width, width, length_power, chosen, rules, end, progress)
    )


@torch.inference_mode()
def _search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    considered: int,
    length_power: float,
    chosen: Sequence[int],
    rules: Rules | None,
    end: int | None,
    progress: Progress | None,
) -> BeamTree:
    rules = rules or Rules()
    frontier = Frontier(stepper, prompt, length, rules, end, progress)
    frontier.lead(chosen)

    def choose(logits: Tensor) -> Choice:
        candidates = likeliest(*weighed(logits, rules), considered)
        # What is done goes on as it is, at no cost.
        entrants = frontier.entrants(candidates)
        values = entrants.scores
        if length_power:
            values = values / entrants.lengths**length_power
        return Choice.best(candidates, entrants, values, width)

    frontier.run(choose)
    frontier.tree.finish(frontier.nodes)
    return frontier.tree
