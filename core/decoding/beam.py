"""Greedy and beam search on a stepper, with the whole history kept as a tree.

All branches go through the network in one batch, the prompt once. Scores are sums of
log-probabilities in nats, never divided by a length: where a token can end a piece, a finished
hypothesis competes with the running ones as it is. Ties go to the better branch, then to the
likelier token (sums are rounded), then to the smaller token id, so that a result never hangs on a
sort's mood.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.decoding.candidates import GREEDY_CONSIDERED, Progress, likeliest, log_probabilities
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


def greedy(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    *,
    end: int | None = None,
    banned: Collection[int] = (),
    progress: Progress | None = None,
) -> BeamTree:
    """Take the likeliest token at each step; the tree shows the likeliest five."""
    return _search(stepper, prompt, length, 1, GREEDY_CONSIDERED, end, banned, progress)


def beam_search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    *,
    end: int | None = None,
    banned: Collection[int] = (),
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
    end
        The token that ends a piece, if any. A branch that takes it is finished: it is not
        extended, but stays while its sum is among the ``width`` best; when all of these are
        finished, so is the search.
    banned
        Tokens that may not be chosen; one at least must be left.
    progress
        Called with the share done after each step; what it raises stops the search.

    Returns
    -------
    BeamTree
        Each running branch's ``width`` likeliest tokens (more where they tie) are its candidates:
        no other could be among the ``width`` best of the step.
    """
    return _search(stepper, prompt, length, width, width, end, banned, progress)


@torch.inference_mode()
def _search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    width: int,
    considered: int,
    end: int | None,
    banned: Collection[int],
    progress: Progress | None,
) -> BeamTree:
    tree = BeamTree()
    # One entry a hypothesis, best first; the state has one branch for each that is running.
    nodes, sums, finished = np.zeros(1, np.int64), np.zeros(1), np.zeros(1, bool)
    state = stepper.start(prompt[:-1])
    ids = torch.tensor([prompt[-1]])
    for step in range(length):
        logits, state = stepper.step(ids, state)
        probable = log_probabilities(logits, banned)
        branch, token = likeliest(probable, considered)
        own = probable[branch, token]
        parent = np.flatnonzero(~finished)[branch]
        totals = sums[parent] + own
        # What is finished goes on as it is, at no cost; behind it stand the candidates.
        done = np.flatnonzero(finished)
        pool = np.concatenate([sums[done], totals])
        best = _best(
            pool,
            np.concatenate([done, parent]),
            np.concatenate([np.zeros(len(done)), own]),
            width,
        )
        kept = best[best >= len(done)] - len(done)
        is_kept = np.zeros(len(token), bool)
        is_kept[kept] = True
        added = tree.add(nodes[parent], token, own, totals, is_kept)
        ends = np.zeros(len(token), bool) if end is None else token == end
        nodes = np.concatenate([nodes[done], added])[best]
        sums = pool[best]
        finished = np.concatenate([finished[done], ends])[best]
        if progress is not None:
            progress((step + 1) / length)
        if finished.all():
            break
        running = kept[~ends[kept]]
        ids = torch.from_numpy(token[running])
        parents = branch[running]
        # Often each branch goes on from itself, and then nothing has to be copied.
        if not np.array_equal(parents, np.arange(len(logits))):
            state = state.reorder(torch.from_numpy(parents))
    tree.finish(nodes)
    return tree


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
