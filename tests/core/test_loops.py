"""A passage may come twice in a row; its third time is made ever less likely."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding import LoopPenalty, sample
from core.metrics import loop_start
from tests.steppers import TableStepper


def penalty(tokens: Sequence[int], **changes: object) -> LoopPenalty:
    return LoopPenalty(
        tokens, **{"strength": 6.0, "shortest": 1, "longest": 8, "only": range(10), **changes}
    )


def test_the_third_time_costs_more_with_every_token() -> None:
    loops = penalty([7, 0, 1, 2, 0, 1])
    assert loops.lost() == {}
    costs = []
    for token in (2, 0, 1, 2):
        loops.add(token)
        costs.append(loops.lost())
    assert costs == [{0: 2.0}, {1: 4.0}, {2: 6.0}, {0: 8.0}]
    loops.add(5)
    assert loops.lost() == {}


def test_only_the_tokens_that_may_lose_do() -> None:
    assert penalty([0, 1, 0, 1]).lost() == {0: 3.0}
    assert penalty([0, 1, 0, 1], only=[1]).lost() == {}
    assert penalty([0, 1, 0, 1, 0], only=[1]).lost() == {1: 6.0}


def test_passages_longer_than_asked_for_may_return() -> None:
    assert penalty([0, 1, 2] * 2, longest=2).lost() == {}
    assert penalty([0, 1, 2] * 2, longest=3).lost() != {}


def test_a_motif_may_go_on_for_as_long_as_the_shortest_passage() -> None:
    assert penalty([0] * 8, shortest=4, strength=8.0).lost() == {0: 8.0}
    assert penalty([0] * 5, shortest=4, strength=8.0).lost() == {0: 2.0}
    assert penalty([0] * 4, shortest=4).lost() == {}
    assert penalty([0, 1, 0, 1, 0], shortest=4).lost() == {}
    assert penalty([0, 1, 0, 1, 0, 1], shortest=4).lost() == {0: 1.5}


@given(st.lists(st.integers(0, 2), max_size=40), st.integers(1, 6), st.integers(1, 12))
def test_what_is_lost_is_what_the_definition_says(
    tokens: list[int], shortest: int, longest: int
) -> None:
    """Read off the whole sequence anew, period by period."""
    expected: dict[int, float] = {}
    for period in range(1, min(longest, len(tokens)) + 1):
        equal = 0
        while equal + period < len(tokens) and tokens[-1 - equal] == tokens[-1 - equal - period]:
            equal += 1
        twice = max(period, shortest)
        if equal >= twice:
            token = tokens[-period]
            nats = 6.0 * (equal - twice + 1) / twice
            expected[token] = max(expected.get(token, 0.0), nats)
    assert penalty(tokens, shortest=shortest, longest=longest).lost() == pytest.approx(expected)
    grown = penalty([], shortest=shortest, longest=longest)
    for token in tokens:
        grown.add(token)
    assert grown.lost() == pytest.approx(expected)


@pytest.mark.parametrize("random_seed", range(5))
def test_a_network_that_only_goes_round_is_led_out(random_seed: int) -> None:
    """It gives 99.8 % to the next of four tokens: the nucleus holds nothing else."""
    round_and_round = TableStepper(
        6, lambda history: [8.0 * (token == (history[-1] + 1) % 4) for token in range(6)]
    )
    found = {}
    for strength in (0.0, 16.0):
        tree = sample(
            round_and_round,
            [0],
            120,
            temperature=1.0,
            top_p=0.95,
            random_seed=random_seed,
            loops=penalty([0], strength=strength),
        )
        found[strength] = tree.path(tree.finals[0])
        # What the network thought itself is in the tree.
        assert max(node.log_probability for node in tree if node.step) > -0.01
    assert loop_start(found[0.0]) == 0
    assert all(loop_start(found[16.0][:end]) is None for end in range(12, 121))
