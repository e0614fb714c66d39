"""What all searches share: the probabilities of a step, and the candidates that are recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

# Runners-up that a search of one branch records beside its choice, to show what it passed over.
GREEDY_CONSIDERED = 5

Progress = Callable[[float], None]


def log_probabilities(logits: Tensor, banned: Collection[int]) -> NDArray[np.float64]:
    """Give each branch's log-probabilities ``[B, V]`` in nats.

    Those of banned tokens are -inf; the others share all the probability there is.
    """
    out = torch.tensor(sorted(banned), dtype=torch.int64)
    allowed = logits.double().index_fill(1, out, -torch.inf)
    values: NDArray[np.float64] = allowed.log_softmax(dim=-1).numpy()
    return values


def likeliest(
    log_probabilities: NDArray[np.float64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the ``count`` likeliest tokens of each branch, and any that tie with the last of them.

    They come as (branches, tokens), ordered by branch and then by token; what is impossible is
    left out. Finding the least likely of them and comparing is several times faster than sorting
    V numbers a branch.
    """
    count = min(count, log_probabilities.shape[1])
    least = np.partition(log_probabilities, -count, axis=1)[:, -count, np.newaxis]
    # A log-probability of -inf could not be written as JSON, and has no place among candidates.
    branches, tokens = np.nonzero((log_probabilities >= least) & (log_probabilities > -np.inf))
    return branches, tokens
