"""Stochastic beam search (Kool, van Hoof and Welling 2019): sequences drawn without replacement.

Adding Gumbel noise to the log-probabilities of all sequences and taking the k highest draws k
different ones, each time in proportion to the probability of those that are left. There is no need
to list all sequences: the noise of a branch is the highest among its continuations, so that it can
be drawn from the top down, and a beam of the k highest finds the same k.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.decoding.candidates import SHOWN, Candidates, Progress, likeliest, weighed
from core.decoding.frontier import Choice, Frontier
from core.decoding.rules import Floats, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


@torch.inference_mode()
def stochastic_beam_search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    *,
    random_seed: int,
    temperature: float = 1.0,
    chosen: Sequence[int] = (),
    rules: Rules | None = None,
    end: int | None = None,
    progress: Progress | None = None,
) -> BeamTree:
    """Draw ``width`` different sequences.

    Parameters
    ----------
    width
        How many, at least one; fewer where there are no more.
    random_seed
        Same seed, same sequences; not negative.
    temperature
        What each step's scores are divided by, over 0: under 1 the sequences that are drawn are
        likelier and more alike.
    stepper, prompt, length, chosen, rules, end, progress
        As ``beam_search`` has them. What penalties take makes a token less likely to be drawn. All
        that is drawn begins with the chosen tokens, and of such sequences each is drawn as it would
        be from a list of them alone.

    Returns
    -------
    BeamTree
        Its final paths are the sequences, the likeliest first; at each step it shows each branch's
        likeliest five and what was kept. Scores have the noise in them, but for chosen tokens'.
    """
    rules = rules or Rules()
    frontier = Frontier(stepper, prompt, length, rules, end, progress)
    frontier.lead(chosen)
    draw = np.random.default_rng(random_seed)
    # Of each hypothesis, the log-probability by which it is drawn; the score is that with noise.
    # Where both begin is all one, as only differences count, but they have to begin together.
    logs = frontier.scores.copy()

    def choose(logits: Tensor) -> Choice:
        nonlocal logs
        own, score = weighed(logits, rules)
        running = frontier.running
        drawn_by = (score / temperature).log_softmax(dim=-1).numpy()
        sums = logs[running, np.newaxis] + drawn_by
        noisy = _conditioned(sums + draw.gumbel(size=sums.shape), frontier.scores[running])
        considered = np.zeros(sums.shape, bool)
        for found in (likeliest(own, torch.from_numpy(noisy), width), likeliest(own, score, SHOWN)):
            considered[found.branch, found.token] = True
        at = branch, token = np.nonzero(considered)
        candidates = Candidates(branch, token, own.numpy()[at], score.numpy()[at])
        entrants = frontier.entrants(candidates, noisy[at])
        choice = Choice.best(candidates, entrants, entrants.scores, width)
        logs = np.concatenate([logs[entrants.branches[: entrants.done]], sums[at]])[choice.kept]
        return choice

    frontier.run(choose)
    frontier.tree.finish(frontier.nodes[np.argsort(-frontier.sums, kind="stable")])
    return frontier.tree


def _conditioned(noisy: Floats, highest_of: Floats) -> Floats:
    """Give noisy sums ``[B, V]`` as they are where each row's highest is ``highest_of`` ``[B]``.

    Appendix B.3 of the paper, which keeps small differences between large numbers.
    """
    own_highest = noisy.max(axis=1, keepdims=True)
    wanted = highest_of[:, np.newaxis]
    with np.errstate(divide="ignore"):
        # Where a sum is the highest, log(0) makes it the one that is wanted.
        shift = wanted - noisy + np.log1p(-np.exp(noisy - own_highest))
    moved: Floats = wanted - np.maximum(shift, 0) - np.log1p(np.exp(-np.abs(shift)))
    return moved
