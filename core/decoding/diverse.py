"""Diverse beam search (Vijayakumar et al. 2016): groups that keep away from each other.

The likeliest sequences of all differ in little more than their last tokens: each has thousands of
neighbours that are nearly as likely. So the beam is divided into groups, and what one group chooses
at a step becomes dearer for those after it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import torch
from torch import Tensor

from core.decoding.candidates import SHOWN, Candidates, Progress, likeliest, weighed
from core.decoding.frontier import Frontier, highest
from core.decoding.rules import Floats, Ints, Rules
from core.decoding.stepper import S, Stepper
from core.decoding.tree import BeamTree


@torch.inference_mode()
def diverse_beam_search(
    stepper: Stepper[S],
    prompt: Sequence[int],
    length: int,
    groups: int,
    *,
    width: int = 1,
    strength: float = 1.0,
    differ: Collection[int] | None = None,
    length_power: float = 0.0,
    rules: Rules | None = None,
    end: int | None = None,
    progress: Progress | None = None,
) -> BeamTree:
    """Let groups of hypotheses search beside each other, each away from those before it.

    At each step the groups choose one after another, and what an earlier one chose at this step
    costs a later one ``strength`` nats for each time (Vijayakumar et al. 2016, Hamming diversity).
    The cost counts for the choice alone: sums and scores stay those of the sequence. To end the
    piece is no way to be different: it costs as much as the dearest token.

    Parameters
    ----------
    groups
        How many; each gives its best sequence.
    width
        Hypotheses that each group keeps.
    strength
        Nats, at least 0; at 0 all groups are one beam search of ``width``.
    differ
        The tokens that cost something where they were chosen before; all unless told otherwise.
    stepper, prompt, length, length_power, rules, end, progress
        As ``beam_search`` has them.

    Returns
    -------
    BeamTree
        Its final paths are the groups' best sequences, best first; a sequence that several groups
        came to counts once.
    """
    rules = rules or Rules()
    frontier = Frontier(stepper, prompt, rules, end)
    counted = np.ones(stepper.vocabulary_size)
    if differ is not None:
        counted[:] = 0
        counted[list(differ)] = 1
    # Which hypotheses (rows) belong to which groups: one may belong to several.
    members = np.ones((1, groups), bool)

    def choose(logits: Tensor) -> tuple[Candidates, Floats, Ints]:
        nonlocal members
        # Earlier groups can drive a later one away from so many tokens of a branch and no more.
        candidates = likeliest(*weighed(logits, rules), groups * width)
        done, parent = frontier.done, frontier.running[candidates.branch]
        scores = frontier.scores[parent] + candidates.score
        pool = np.concatenate([frontier.scores[done], scores])
        lengths = np.concatenate([frontier.lengths[done], frontier.lengths[parent] + 1])
        branches = np.concatenate([done, parent])
        own = np.concatenate([np.zeros(len(done)), candidates.score])
        taken = np.zeros(len(counted))
        chosen = np.zeros((len(pool), groups), bool)
        for group in range(groups):
            cost = strength * np.where(
                candidates.token == end, taken.max(), taken[candidates.token]
            )
            values = (pool - np.concatenate([np.zeros(len(done)), cost])) / lengths**length_power
            mine = np.flatnonzero(members[branches, group])
            best = mine[highest(values[mine], branches[mine], own[mine], width)]
            chosen[best, group] = True
            tokens = candidates.token[best[best >= len(done)] - len(done)]
            np.add.at(taken, tokens, counted[tokens])
        kept = chosen.any(axis=1)
        # In the order of their groups, and in a group the better ones first.
        best = np.lexsort((-pool, chosen.argmax(axis=1), ~kept))[: kept.sum()]
        members = chosen[best]
        return _worth_showing(candidates, scores, best, len(done))

    frontier.run(length, choose, progress)
    values = frontier.scores / frontier.lengths**length_power
    bests = {int(np.flatnonzero(of)[values[of].argmax()]) for of in members.T}
    ranked = sorted(bests, key=lambda place: -values[place])
    frontier.tree.finish(frontier.nodes[ranked])
    return frontier.tree


def _worth_showing(
    candidates: Candidates, scores: Floats, best: Ints, done: int
) -> tuple[Candidates, Floats, Ints]:
    """Leave out what the tree would not show: all but each branch's best and what is kept."""
    order = np.lexsort((-candidates.score, candidates.branch))
    branch = candidates.branch[order]
    shown = np.zeros(len(order), bool)
    shown[order] = np.arange(len(order)) - np.searchsorted(branch, branch) < SHOWN
    shown[best[best >= done] - done] = True
    place = np.concatenate([np.arange(done), done + np.cumsum(shown) - 1])
    few = Candidates(
        candidates.branch[shown],
        candidates.token[shown],
        candidates.own[shown],
        candidates.score[shown],
    )
    return few, scores[shown], place[best]
