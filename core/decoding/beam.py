"""Greedy and beam search on a stepper, with the whole history kept as a tree.

All branches go through the network in one batch, the prompt once. Scores are sums of
log-probabilities in nats; all hypotheses have the same length, so none is normalised. Ties go to
the better branch, then to the likelier token (sums are rounded), then to the smaller token id, so
that a result never hangs on a sort's mood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree

# Runners-up that greedy search records beside its choice, to show what it passed over.
GREEDY_CONSIDERED = 5

Progress = Callable[[float], None]


def greedy(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    *,
    progress: Progress | None = None,
) -> BeamTree:
    """Take the likeliest token at each step; the tree shows the likeliest five."""
    return _search(stepper, prompt, length, 1, GREEDY_CONSIDERED, progress)


def beam_search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    *,
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
        Tokens to add, at least one.
    width
        k, the number of branches, at least one.
    progress
        Called with the share done after each step; what it raises stops the search.

    Returns
    -------
    BeamTree
        Each branch's ``width`` likeliest tokens (more where they tie) are its candidates: no other
        could be among the ``width`` best of the step.
    """
    return _search(stepper, prompt, length, width, width, progress)


@torch.inference_mode()
def _search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    considered: int,
    progress: Progress | None,
) -> BeamTree:
    tree = BeamTree()
    nodes = np.zeros(1, np.int64)
    sums = np.zeros(1)
    state = stepper.start(prompt[:-1])
    ids = torch.tensor([prompt[-1]])
    considered = min(considered, stepper.vocabulary_size)
    for step in range(length):
        logits, state = stepper.step(ids, state)
        log_probabilities = logits.double().log_softmax(dim=-1).numpy()
        branch, token = _candidates(log_probabilities, considered)
        own = log_probabilities[branch, token]
        totals = sums[branch] + own
        kept = _best(totals, branch, own, width)
        is_kept = np.zeros(len(totals), bool)
        is_kept[kept] = True
        added = tree.add(nodes[branch], token, own, totals, is_kept)
        nodes, sums = added[kept], totals[kept]
        ids = torch.from_numpy(token[kept])
        parents = branch[kept]
        # Often each branch goes on from itself, and then nothing has to be copied.
        if not np.array_equal(parents, np.arange(len(logits))):
            state = state.reorder(torch.from_numpy(parents))
        if progress is not None:
            progress((step + 1) / length)
    tree.finish(nodes)
    return tree


def _candidates(
    log_probabilities: NDArray[np.float64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the ``count`` likeliest tokens of each branch, and any that tie with the last of them.

    They come as (branches, tokens), ordered by branch and then by token. Finding the least likely
    of them and comparing is several times faster than sorting V numbers a branch.
    """
    least = np.partition(log_probabilities, -count, axis=1)[:, -count, np.newaxis]
    branches, tokens = np.nonzero(log_probabilities >= least)
    return branches, tokens


def _best(
    totals: NDArray[np.float64],
    branches: NDArray[np.int64],
    own: NDArray[np.float64],
    width: int,
) -> NDArray[np.int64]:
    """Give the places of the ``width`` highest sums, best first."""
    # Far from 0, two sums can round to one number: a branch's own order must hold even then, or
    # what wins would depend on how many candidates stand beside it.
    return np.lexsort((-own, branches, -totals))[:width]
