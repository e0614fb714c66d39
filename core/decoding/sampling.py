"""Drawing by chance: one branch, each token drawn from the head of its distribution.

Temperature comes first, then the nucleus (Holtzman et al. 2020): the fewest tokens, likeliest
first, that hold ``top_p`` of the probability. Before both, tokens that would go on with a loop lose
some of theirs. What is drawn depends on the logits, the settings and the seed alone, never on any
generator's global state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.decoding.candidates import GREEDY_CONSIDERED, Progress, likeliest, log_probabilities
from core.decoding.loops import LoopPenalty
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


@torch.inference_mode()
def sample(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    *,
    temperature: float,
    top_p: float,
    random_seed: int,
    loops: LoopPenalty | None = None,
    end: int | None = None,
    banned: Collection[int] = (),
    progress: Progress | None = None,
) -> BeamTree:
    """Draw one token a step.

    Parameters
    ----------
    stepper
        The network.
    prompt
        Ids to go on from, at least one.
    length
        Tokens to add at most, at least one.
    temperature
        What logits are divided by, over 0: under 1 sharpens the distribution, over 1 flattens it.
    top_p
        The nucleus' share of the probability, 0 … 1; the likeliest token is always in it.
    random_seed
        Same seed, same tokens; not negative.
    loops
        What tokens lose that would go on with a loop, having read the prompt; it is told what is
        drawn.
    end
        The token that ends a piece, and the search with it, if any.
    banned
        Tokens that may not be chosen; one at least must be left.
    progress
        Called with the share done after each step; what it raises stops the search.

    Returns
    -------
    BeamTree
        At each step the likeliest five and the one drawn. The log-probabilities are the network's
        own, as if temperature and ``top_p`` were 1 and loops were welcome.
    """
    draw = np.random.default_rng(random_seed)
    tree, node, total = BeamTree(), 0, 0.0
    state = stepper.start(prompt[:-1])
    drawn = prompt[-1]
    for step in range(length):
        logits, state = stepper.step(torch.tensor([drawn]), state)
        probable = log_probabilities(logits, banned)
        weighed = loops.applied(probable[0]) if loops else probable[0]
        tokens, probabilities = nucleus(weighed, temperature, top_p)
        drawn = int(draw.choice(tokens, p=probabilities))
        if loops:
            loops.add(drawn)
        considered = np.union1d(likeliest(probable, GREEDY_CONSIDERED)[1], drawn)
        own = probable[0, considered]
        is_kept = considered == drawn
        added = tree.add(np.full(len(own), node), considered, own, total + own, is_kept)
        node, total = int(added[is_kept][0]), total + float(own[is_kept][0])
        if progress is not None:
            progress((step + 1) / length)
        if drawn == end:
            break
    tree.finish([node])
    return tree


def nucleus(
    logits: NDArray[np.float64], temperature: float, top_p: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the tokens that may be drawn, likeliest first, and their probabilities, which sum to 1.

    Parameters
    ----------
    logits
        ``[V]``, in nats; -inf for what may not be drawn.
    """
    # Tokens that tie come by their ids, as in greedy search.
    order = np.argsort(-logits, kind="stable")
    order = order[logits[order] > -np.inf]
    likely = logits[order]
    weights = np.exp((likely - likely[0]) / temperature)
    probabilities = weights / weights.sum()
    last = int(np.searchsorted(np.cumsum(probabilities), top_p))
    inside = probabilities[: last + 1]
    return order[: last + 1], inside / inside.sum()
