"""Whatever searches, no token outside its masks is chosen, and no branch is taken for another."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import (
    Allowed,
    BeamTree,
    Chances,
    Rules,
    beam_search,
    diverse_beam_search,
    greedy,
    sample,
    stochastic_beam_search,
)
from tests.steppers import TableStepper, random_stepper

SEEDS = st.integers(0, 10_000)
V, END = 6, 5
Search = Callable[..., BeamTree]
SEARCHES: dict[str, Search] = {
    "greedy": greedy,
    "beam": lambda *a, **k: beam_search(*a, 4, **k),
    "diverse": lambda *a, **k: diverse_beam_search(*a, 3, width=2, **k),
    "stochastic": lambda *a, **k: stochastic_beam_search(*a, 4, random_seed=3, **k),
    "sample": lambda *a, **k: sample(*a, random_seed=3, chances=Chances(1.5), **k),
}


class OfHistory:
    """A rule whose say is any function of a branch's whole history."""

    def __init__(self, prompt: list[int], seed: int) -> None:
        self.histories, self.seed = [tuple(prompt)], seed

    def follow(self, parents: np.ndarray, tokens: np.ndarray) -> None:
        self.histories = [
            (*self.histories[parent], int(token))
            for parent, token in zip(parents, tokens, strict=True)
        ]

    def row(self, history: tuple[int, ...]) -> np.ndarray:
        draw = random.Random(repr((self.seed, history)))
        return np.array([draw.random() for _ in range(V)])

    def allowed(self) -> np.ndarray:
        return np.array([self.row(history) > 0.6 for history in self.histories])

    def lost(self) -> np.ndarray:
        return np.array([3 * self.row(history) for history in self.histories])


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.sampled_from(sorted(SEARCHES)))
def test_no_token_outside_the_mask_is_ever_considered(seed: int, name: str) -> None:
    """A mask that leaves nothing does not count, and then the one before it still does."""
    banned = Allowed(V, [0], banned=True)
    tree = SEARCHES[name](
        random_stepper(V, seed), [1, 2], 7, rules=Rules([banned, OfHistory([1, 2], seed)]), end=END
    )
    alone = SEARCHES[name](
        random_stepper(V, seed), [1, 2], 7, rules=Rules([OfHistory([1, 2], seed)]), end=END
    )
    for node in list(alone)[1:]:
        mask = OfHistory([1, 2], seed).row((1, 2, *alone.path(node.id)[:-1])) > 0.6
        assert mask[node.token] or not mask.any()
    for node in list(tree)[1:]:
        mask = OfHistory([1, 2], seed).row((1, 2, *tree.path(node.id)[:-1])) > 0.6
        mask[0] = False
        assert node.token != 0
        assert mask[node.token] or not mask.any()


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.sampled_from(sorted(SEARCHES)))
def test_rules_and_network_see_the_same_branches(seed: int, name: str) -> None:
    """Whenever a rule is asked, its histories are those that the network has just read."""
    rule = OfHistory([1, 2], seed)
    read: list[tuple[tuple[int, ...], ...]] = []

    class Watched(TableStepper):
        def step(self, ids, state):
            logits, grown = super().step(ids, state)
            read.append(grown.histories)
            assert list(grown.histories) == rule.histories
            return logits, grown

    stepper = Watched(V, random_stepper(V, seed).logits)
    tree = SEARCHES[name](stepper, [1, 2], 7, rules=Rules(penalties=[rule]), end=END)
    # Each branch that was read is a path of the tree, and none was read twice.
    paths = {(1, 2, *tree.path(node.id)) for node in tree if node.kept and node.token != END}
    for histories in read:
        assert len(set(histories)) == len(histories)
        assert set(histories) <= paths


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.integers(1, 5), st.integers(1, 6))
def test_penalties_decide_and_sums_stay_the_networks(seed: int, width: int, length: int) -> None:
    """Beam search by what is left after penalties, as one would write it on paper."""
    stepper, rule = random_stepper(V, seed), OfHistory([0], seed)
    best = [(0.0, 0.0, ())]
    for _ in range(length):
        pool = []
        for score, total, path in best:
            logits = np.array(stepper.logits((0, *path)))
            own = logits - np.log(np.exp(logits).sum())
            lost = 3 * rule.row((0, *path))
            for token in range(V):
                value = score + own[token] - lost[token]
                pool.append((value, total + own[token], (*path, token)))
        best = sorted(pool, key=lambda entry: -entry[0])[:width]
    tree = beam_search(stepper, [0], length, width, rules=Rules(penalties=[rule]))
    assert [tuple(tree.path(final)) for final in tree.finals] == [path for _, _, path in best]
    sums = [tree.node(final).sum for final in tree.finals]
    assert sums == pytest.approx([total for _, total, _ in best], abs=1e-5)


def test_masks_that_leave_nothing_give_way_to_those_before_them() -> None:
    rules = Rules([Allowed(4, []), Allowed(4, [0, 1]), Allowed(4, [2, 3]), Allowed(4, [1, 2])])
    assert rules.allowed().tolist() == [[False, True, False, False]]
    assert Rules([Allowed(4, [])]).allowed().all()
    assert Rules().allowed() is None
    assert Rules().lost() is None


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(1, 40))
def test_more_width_never_lowers_the_best_sum_where_nothing_need_be_pruned(seed, width) -> None:
    """Three words, four steps: 27 branches before the last step are all there are."""
    stepper = random_stepper(3, seed)

    def best(width: int) -> float:
        tree = beam_search(stepper, [0], 4, width)
        return tree.node(tree.finals[0]).sum

    assert best(width) <= best(27) + 1e-9
    assert best(27 + width) == pytest.approx(best(27))


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(1, 9), st.integers(1, 8))
def test_width_changes_nothing_where_the_past_does_not_matter(seed, width, length) -> None:
    by_step = random_stepper(4, seed).logits
    stepper = TableStepper(4, lambda history: by_step((len(history),)))
    trees = (greedy(stepper, [0], length), beam_search(stepper, [0], length, width))
    sums = [tree.node(tree.finals[0]).sum for tree in trees]
    assert sums[0] == pytest.approx(sums[1])
