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
from core.decoding.frontier import Choice, Frontier
from core.decoding.rules import Bools, Rules
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
    chosen: Sequence[int] = (),
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
    stepper, prompt, length, length_power, chosen, rules, end, progress
        As ``beam_search`` has them.

    Returns
    -------
    BeamTree
        Its final paths are the groups' best sequences, best first; a sequence that several groups
        came to counts once. A candidate's place is its best in any group that it competed in:
        what comes among the first ``width`` is kept.
    """
    rules = rules or Rules()
    frontier = Frontier(stepper, prompt, length, rules, end, progress)
    frontier.lead(chosen)
    counted = np.ones(stepper.vocabulary_size)
    if differ is not None:
        counted[:] = 0
        counted[list(differ)] = 1
    # Which hypotheses (rows) belong to which groups: one may belong to several.
    members = np.ones((1, groups), bool)

    def choose(logits: Tensor) -> Choice:
        nonlocal members
        # A group can be driven away from so many tokens of a branch (and the end), and no more.
        candidates = likeliest(*weighed(logits, rules), groups * width + (end is not None))
        entrants = frontier.entrants(candidates)
        taken = np.zeros(len(counted))
        wanted = np.zeros((len(entrants.scores), groups), bool)
        places = np.full(len(wanted), len(wanted), np.int32)
        for group in range(groups):
            costs = np.zeros(len(entrants.scores))
            costs[entrants.done :] = np.where(
                candidates.token == end, taken.max(), taken[candidates.token]
            )
            values = (entrants.scores - strength * costs) / entrants.lengths**length_power
            mine = np.flatnonzero(members[entrants.branches, group])
            order = entrants.ranked(values, mine)
            places[order] = np.minimum(places[order], np.arange(1, len(order) + 1))
            best = order[:width]
            wanted[best, group] = True
            tokens = candidates.token[best[best >= entrants.done] - entrants.done]
            np.add.at(taken, tokens, counted[tokens])
        kept = np.flatnonzero(wanted.any(axis=1))
        # In the order of their groups, and in a group the better ones first.
        kept = kept[np.lexsort((-entrants.scores[kept], wanted[kept].argmax(axis=1)))]
        members = wanted[kept]
        # The tree shows each branch's best and what is kept.
        shown = _best_of_each(candidates) | np.isin(np.arange(entrants.done, len(wanted)), kept)
        number = np.concatenate([np.arange(entrants.done), entrants.done + np.cumsum(shown) - 1])
        few = candidates.where(shown)
        return Choice(few, frontier.entrants(few), number[kept], places[entrants.done :][shown])

    frontier.run(choose)
    values = frontier.scores / frontier.lengths**length_power
    bests = {int(np.flatnonzero(of)[values[of].argmax()]) for of in members.T}
    ranked = sorted(bests, key=lambda place: -values[place])
    frontier.tree.finish(frontier.nodes[ranked])
    return frontier.tree


def _best_of_each(candidates: Candidates) -> Bools:
    """Tell which candidates are among the best few of their branch."""
    order = np.lexsort((-candidates.score, candidates.branch))
    branch = candidates.branch[order]
    best = np.zeros(len(order), bool)
    best[order] = np.arange(len(order)) - np.searchsorted(branch, branch) < SHOWN
    return best
