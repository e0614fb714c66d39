"""What might come next: the tokens that a search considers at a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.decoding.rules import Bools, Floats, Ints, Rules

# Runners-up that a search records of each branch beside its choice, to show what it passed over.
SHOWN = 5

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Candidates:
    """Tokens that might come next, one entry each, ordered by branch and then by token.

    Attributes
    ----------
    branch
        Which row of the logits.
    token
        Its id.
    own
        The log-probability that the network gives it among what the masks allow, in nats.
    score
        The same less what penalties take: what a search goes by.
    """

    branch: Ints
    token: Ints
    own: Floats
    score: Floats

    def where(self, wanted: Bools) -> Candidates:
        """Give those that are wanted."""
        return Candidates(
            self.branch[wanted], self.token[wanted], self.own[wanted], self.score[wanted]
        )


def weighed(logits: Tensor, rules: Rules, also: int | None = None) -> tuple[Tensor, Tensor]:
    """Give ``own`` and ``score`` of every token, float64 ``[B, V]``; -inf where a mask forbids.

    No mask counts for the token ``also``.
    """
    logits = logits.double()
    if (allowed := rules.allowed()) is not None:
        if also is not None:
            # A mask's rows are its own.
            allowed = allowed.copy()
            allowed[:, also] = True
        logits = logits.masked_fill(torch.from_numpy(~allowed), -torch.inf)
    own = logits.log_softmax(dim=-1)
    lost = rules.lost()
    return own, own if lost is None else own - torch.from_numpy(lost)


def likeliest(own: Tensor, score: Tensor, count: int) -> Candidates:
    """Give the ``count`` tokens of each branch that score highest, and any that tie with the last.

    What is impossible is left out.
    """
    size = score.shape[1]
    best = score.topk(min(count + 1, size), dim=1)
    values, tokens = best.values.numpy(), best.indices.numpy()
    if count < size and (values[:, count] == values[:, count - 1]).any():
        least = values[:, count - 1, np.newaxis]
        branch, token = np.nonzero((score.numpy() >= least) & (score.numpy() > -np.inf))
    else:
        # Sorting a few is several times faster than comparing all V.
        token = np.sort(tokens[:, :count], axis=1).ravel()
        branch = np.repeat(np.arange(len(values)), min(count, size))
    values = score.numpy()[branch, token]
    # A log-probability of -inf could not be written as JSON, and has no place among candidates.
    possible = values > -np.inf
    if not possible.all():
        branch, token, values = branch[possible], token[possible], values[possible]
    return Candidates(branch, token, own.numpy()[branch, token], values)
