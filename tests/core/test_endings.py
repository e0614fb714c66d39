"""Where a token ends a piece: searches stay exact, stop in time, and never take what is banned."""

from __future__ import annotations

import json
import math

import pytest
import torch
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
END = 2


Scored = tuple[float, tuple[int, ...]]


def every_next(stepper: TableStepper, total: float, path: tuple[int, ...]) -> list[Scored]:
    """Give each way to go on from a path; what has ended stays as it is."""
    if END in path:
        return [(total, path)]
    own = torch.tensor(stepper.logits((0, *path))).double().log_softmax(0).tolist()
    return [(total + value, (*path, token)) for token, value in enumerate(own)]


def paths(tree: BeamTree) -> list[tuple[int, ...]]:
    return [tuple(tree.path(final)) for final in tree.finals]


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_a_wide_beam_ranks_every_piece_by_its_sum(seed: int) -> None:
    stepper = random_stepper(3, seed)
    truth: list[Scored] = [(0.0, ())]
    for _ in range(5):
        truth = [piece for sofar in truth for piece in every_next(stepper, *sofar)]
    truth.sort(key=lambda piece: -piece[0])
    # Ended after 1, 2, 3, 4 or 5 tokens, or not.
    assert len(truth) == 1 + 2 + 4 + 8 + 16 + 32
    tree = beam_search(stepper, [0], 5, len(truth), end=END)
    assert paths(tree) == [path for _, path in truth]
    assert [tree.node(f).sum for f in tree.finals] == pytest.approx([total for total, _ in truth])
    assert [tree.node(f).final_rank for f in tree.finals] == list(range(len(truth)))
    assert [tuple(tree.node(n).token for n in beam) for beam in tree.beams()] == paths(tree)


@settings(deadline=None)
@given(SEEDS, st.integers(1, 6), st.integers(1, 10))
def test_what_ended_stays_as_it_is_while_it_is_among_the_best(
    seed: int, width: int, length: int
) -> None:
    """Beam search as one would write it on paper: all ways to go on, sorted, cut."""
    stepper = random_stepper(4, seed)
    best: list[Scored] = [(0.0, ())]
    for _ in range(length):
        pool = [piece for sofar in best for piece in every_next(stepper, *sofar)]
        best = sorted(pool, key=lambda piece: -piece[0])[:width]
    tree = beam_search(stepper, [0], length, width, end=END)
    assert paths(tree) == [path for _, path in best]
    assert [tree.node(f).sum for f in tree.finals] == pytest.approx([total for total, _ in best])
    assert not {node.parent for node in tree} & {node.id for node in tree if node.token == END}
    assert tree.steps == max(map(len, paths(tree)))


@settings(deadline=None, max_examples=25)
@given(SEEDS, st.floats(0, 2))
def test_a_wide_beam_ranks_by_the_sum_over_a_power_of_the_length(seed: int, power: float) -> None:
    stepper = random_stepper(3, seed)
    truth: list[Scored] = [(0.0, ())]
    for _ in range(4):
        truth = [piece for sofar in truth for piece in every_next(stepper, *sofar)]
    truth.sort(key=lambda piece: -piece[0] / len(piece[1]) ** power)
    tree = beam_search(stepper, [0], 4, len(truth), end=END, length_power=power)
    assert paths(tree) == [path for _, path in truth]
    assert [tree.node(f).sum for f in tree.finals] == pytest.approx([total for total, _ in truth])


def test_only_running_branches_go_through_the_network() -> None:
    batches: list[int] = []

    class Watched(TableStepper):
        def step(self, ids, state):
            assert END not in ids
            batches.append(len(ids))
            return super().step(ids, state)

    # The end is worth 0.5 at every step: one hypothesis more has ended after each.
    stepper = Watched(3, lambda history: [math.log(0.3), math.log(0.2), math.log(0.5)])
    tree = beam_search(stepper, [0], 10, 3, end=END)
    # 0.5 (ended), 0.3, 0.2; then 0.5, 0.15 (ended), 0.1 (ended).
    assert paths(tree) == [(2,), (0, 2), (1, 2)]
    assert batches == [1, 2]


def test_a_search_stops_when_all_that_is_kept_has_ended() -> None:
    stepper = TableStepper(3, lambda history: [0.0, -1.0, 5.0 if len(history) > 3 else -9.0])
    for tree, width in (
        (greedy(stepper, [0], 50, end=END), 1),
        (beam_search(stepper, [0], 50, 2, end=END), 2),
    ):
        assert len(tree.finals) == width
        assert tree.steps == 4
        assert all(path[-1] == END and len(path) == 4 for path in paths(tree))


def test_progress_is_told_after_each_step_that_was_taken() -> None:
    shares: list[float] = []
    stepper = TableStepper(3, lambda history: [0.0, -1.0, 5.0 if len(history) > 2 else -9.0])
    beam_search(stepper, [0], 10, 2, end=END, progress=shares.append)
    assert shares == [0.1, 0.2, 0.3]


@settings(deadline=None)
@given(SEEDS, st.integers(1, 7), st.integers(1, 8), st.sets(st.integers(0, 6), max_size=6))
def test_what_is_banned_is_never_considered(seed, width, length, banned) -> None:
    stepper = random_stepper(7, seed)
    asked = {"end": END, "rules": Rules([Allowed(7, banned, banned=True)])}
    trees = (
        greedy(stepper, [0], length, **asked),
        beam_search(stepper, [0], length, width, **asked),
        diverse_beam_search(stepper, [0], length, width, width=2, **asked),
        stochastic_beam_search(stepper, [0], length, width, random_seed=seed, **asked),
        sample(stepper, [0], length, chances=Chances(1.5), random_seed=seed, **asked),
    )
    for tree in trees:
        assert not banned & {node.token for node in tree}
        for node in list(tree)[1:]:
            history = (0, *tree.path(node.id)[:-1])
            logits = torch.tensor(stepper.logits(history)).double()
            logits[list(banned)] = -math.inf
            own = logits.log_softmax(0)[node.token].item()
            assert node.log_probability == pytest.approx(own)
        record = tree.to_json(str)
        assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_a_banned_end_is_no_end() -> None:
    stepper = TableStepper(3, lambda history: [0.0, -1.0, 5.0])
    rules = Rules([Allowed(3, [0, 1])])
    assert paths(greedy(stepper, [0], 6, end=END, rules=rules)) == [(0,) * 6]


def test_fewer_hypotheses_than_asked_for_where_there_are_no_more() -> None:
    stepper = TableStepper(3, lambda history: [0.0, -math.inf, 0.0])
    tree = beam_search(stepper, [0], 2, 8, end=END)
    assert sorted(paths(tree)) == [(0, 0), (0, 2), (2,)]
    assert all(math.isfinite(node.sum) for node in tree)
