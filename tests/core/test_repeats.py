"""A passage may come twice in a row; its third time is made ever less likely, or its second not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decoding import LoopPenalty, NoRepeat, Rules, sample
from core.metrics import loop_start
from tests.steppers import TableStepper

V = 10


def penalty(tokens: Sequence[int], **changes: object) -> LoopPenalty:
    return LoopPenalty(tokens, V, **{"notes": range(V), "strength": 6.0, "motif": 1, **changes})


def lost(loops: LoopPenalty) -> dict[int, float]:
    """Give what each token loses that loses anything, for the only branch."""
    (row,) = loops.lost()
    return {token: nats for token, nats in enumerate(row.tolist()) if nats}


def go_on(rule: LoopPenalty | NoRepeat, token: int) -> None:
    rule.follow(np.array([0]), np.array([token]))


def test_the_third_time_costs_more_with_every_note() -> None:
    loops = penalty([7, 0, 1, 2, 0, 1])
    assert lost(loops) == {}
    costs = []
    for token in (2, 0, 1, 2):
        go_on(loops, token)
        costs.append(lost(loops))
    assert costs == [{0: 2.0}, {1: 4.0}, {2: 6.0}, {0: 8.0}]
    go_on(loops, 5)
    assert lost(loops) == {}


def test_what_is_no_note_neither_counts_nor_costs() -> None:
    """Lengths (5 to 9) may follow each other as they like, and hide no repeated notes."""
    assert lost(penalty([5] * 20, notes=range(5))) == {}
    assert lost(penalty([0, 5, 1, 6, 0, 7, 1, 8], notes=range(5))) == {0: 3.0}


def test_told_to_say_nothing_twice_a_passage_costs_from_its_second_time() -> None:
    passage = [0, 1, 2, 3, 4]
    loops = penalty([*passage, 9, *passage[:2]], motif=2, twice=False)
    assert lost(loops) == {2: 3.0}
    go_on(loops, 2)
    assert lost(loops) == {3: 6.0}
    assert lost(penalty([*passage, 9, *passage[:2]], motif=2)) == {}


@pytest.mark.parametrize("period", [1, 2, 3, 4, 8, 9])
def test_a_run_of_eight_notes_is_free_whatever_it_repeats(period: int) -> None:
    """A longer one costs when it begins to say its passage a third time."""
    loops = LoopPenalty([], V, range(V), strength=16.0)
    costs = []
    for at in range(27):
        costs.append(lost(loops).get(at % period, 0.0))
        go_on(loops, at % period)
    assert costs.index(next(filter(None, costs))) == max(8, 2 * period)
    # By the end of the third time, or of as many notes again, it is all but out of reach.
    assert costs[max(3 * period, 16) - 1] >= 16.0


def test_motifs_of_eight_notes_survive() -> None:
    """As often as a composer likes, with something else between them."""
    motif = [0, 1, 2, 3, 4, 5, 6, 7]
    tune = [note for other in (8, 9, 8, 9) for note in (*motif, other)]
    for twice in (True, False):
        loops = LoopPenalty([], V, range(V), strength=16.0, twice=twice)
        rule = NoRepeat([], V, range(V), length=9)
        free = [8, 9, 9, 8]
        for at, note in enumerate(tune[:18]):
            assert note not in lost(loops), (at, free)
            assert rule.allowed()[0, note]
            go_on(loops, note)
            go_on(rule, note)


def test_a_passage_never_comes_again_where_that_is_forbidden() -> None:
    rule = NoRepeat([0, 1, 2, 9, 0], V, range(V), length=3)
    assert rule.allowed().all()
    go_on(rule, 1)
    assert np.flatnonzero(~rule.allowed()[0]).tolist() == [2]
    go_on(rule, 3)
    assert rule.allowed().all()


def test_a_passage_is_found_as_far_back_as_is_asked_for() -> None:
    tune = [0, 1, 2, *[3, 4] * 20, 0, 1]
    near, far = (NoRepeat(tune, V, range(V), length=3, farthest=f) for f in (30, 60))
    assert near.allowed()[0, 2]
    assert not far.allowed()[0, 2]


@given(
    st.lists(st.integers(0, 2), max_size=40),
    st.integers(1, 6),
    st.booleans(),
    st.sets(st.integers(0, 2)),
)
def test_what_is_lost_is_what_the_definition_says(
    tokens: list[int], motif: int, twice: bool, notes: set[int]
) -> None:
    """Read off the whole sequence anew, period by period."""
    expected: dict[int, float] = {}
    heard = [token for token in tokens if token in notes]
    for period in range(1, len(heard) + 1):
        equal = 0
        while equal + period < len(heard) and heard[-1 - equal] == heard[-1 - equal - period]:
            equal += 1
        free = max(period, motif - period)
        free = free if twice else min(free, motif)
        if equal >= free:
            nats = 6.0 * (equal - free + 1) / free
            expected[heard[-period]] = max(expected.get(heard[-period], 0.0), nats)
    settings = {"motif": motif, "twice": twice, "notes": notes}
    assert lost(penalty(tokens, **settings)) == pytest.approx(expected)
    grown = penalty([], **settings)
    for token in tokens:
        go_on(grown, token)
    assert lost(grown) == pytest.approx(expected)


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=5)))
def test_branches_that_are_copied_swapped_and_dropped_keep_their_own_notes(steps) -> None:
    prompt = [0, 1, 0, 1]
    loops = penalty(prompt, notes=[0, 1, 2])
    rule = NoRepeat(prompt, V, [0, 1, 2], length=3)
    histories = [prompt]
    for step in steps:
        parents = np.array([parent % len(histories) for parent, _ in step])
        tokens = np.array([token for _, token in step])
        histories = [[*histories[p], int(t)] for p, t in zip(parents, tokens, strict=True)]
        loops.follow(parents, tokens)
        rule.follow(parents, tokens)
        alone = [penalty(history, notes=[0, 1, 2]).lost()[0] for history in histories]
        assert np.array_equal(loops.lost(), np.array(alone))
        alone = [NoRepeat(h, V, [0, 1, 2], length=3).allowed()[0] for h in histories]
        assert np.array_equal(rule.allowed(), np.array(alone))


@pytest.mark.parametrize("random_seed", range(5))
def test_a_network_that_only_goes_round_is_led_out(random_seed: int) -> None:
    """It gives 99.8 % to the next of four tokens: there is hardly anything else to draw."""
    round_and_round = TableStepper(
        6, lambda history: [8.0 * (token == (history[-1] + 1) % 4) for token in range(6)]
    )
    found = {}
    for strength in (0.0, 16.0):
        loops = LoopPenalty([0], 6, range(6), strength=strength, motif=1)
        rules = Rules(penalties=[loops])
        tree = sample(round_and_round, [0], 120, random_seed=random_seed, rules=rules)
        found[strength] = tree.path(tree.finals[0])
        # What the network thought itself is in the tree.
        assert max(node.log_probability for node in tree if node.step) > -0.01
    assert loop_start(found[0.0]) is not None
    assert all(loop_start(found[16.0][:end]) is None for end in range(12, 121))
