"""One candidate of a search, as a row of its tree tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """One candidate.

    Attributes
    ----------
    id, parent
        Row numbers; the root's parent is None.
    step
        0 for the root, 1 for the first new token.
    token
        Its id; None for the root.
    log_probability
        The token's own, given its path, in nats.
    sum
        Of the log-probabilities from the root to here.
    kept
        Whether the search went on from it, or the path ended with it.
    final_rank
        0 on the last node of the best path, 1 on the next, None elsewhere; paths that ended stop
        at an earlier step than others.
    score
        What the search went by for the path so far, in nats: the sum less what penalties took, in
        stochastic beams with its noise.
    place
        Among all that competed at its step, 1 for the best; 0 where it is not known, and for the
        root. Paths that had ended compete too, so that k places hold fewer candidates then.
    """

    id: int
    parent: int | None
    step: int
    token: int | None
    log_probability: float
    sum: float
    kept: bool
    final_rank: int | None
    score: float
    place: int
