"""Sampling draws what the distribution says, from its own seed alone."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import (
    Allowed,
    BeamTree,
    Boredom,
    Chances,
    LoopPenalty,
    Rules,
    greedy,
    sample,
)
from tests.steppers import TableStepper, random_stepper

SEEDS = st.integers(0, 10_000)
PROBABILITIES = (0.05, 0.4, 0.2, 0.25, 0.1)
# The chance that a chi-squared variable is larger is 1 in 1000, by degrees of freedom.
CHI_SQUARED = {0: 1e-9, 1: 10.83, 2: 13.82, 3: 16.27, 4: 18.47}


def fixed(*probabilities: float) -> TableStepper:
    """Give a stepper that says the same whatever came before."""
    return TableStepper(len(probabilities), lambda history: [math.log(p) for p in probabilities])


def drawn(tree: BeamTree) -> list[int]:
    return tree.path(tree.finals[0])


def draw(stepper: TableStepper, length: int, **changes: object) -> BeamTree:
    """Draw with random seed 1 unless told otherwise; fields of ``Chances`` may be among changes."""
    bent = {
        field.name: changes.pop(field.name) for field in fields(Chances) if field.name in changes
    }
    banned = changes.pop("banned", ())
    rules = Rules([Allowed(stepper.vocabulary_size, banned, banned=True)]) if banned else None
    rules = changes.pop("rules", rules)
    return sample(
        stepper,
        [0],
        length,
        **{"random_seed": 1, "chances": Chances(**bent), "rules": rules, **changes},
    )


@pytest.mark.parametrize(
    ("bent", "inside"),
    [
        ({}, (0, 1, 2, 3, 4)),
        # 0.4, 0.65, 0.85, 0.95, 1: added up from the likeliest, without and with the last needed.
        ({"top_p": 0.84}, (1, 2, 3)),
        ({"top_p": 0.86}, (1, 2, 3, 4)),
        ({"top_p": 0.5}, (1, 3)),
        ({"temperature": 2.0}, (0, 1, 2, 3, 4)),
        ({"temperature": 0.5}, (0, 1, 2, 3, 4)),
        # Squared, they are 0.58, 0.81, 0.95, 0.99, 1. Were the nucleus first, it would hold three.
        ({"temperature": 0.5, "top_p": 0.8}, (1, 3)),
        ({"top_k": 2}, (1, 3)),
        ({"top_k": 9}, (0, 1, 2, 3, 4)),
        # Of what top-k leaves, 0.4, 0.25 and 0.2, the first two hold 76 %.
        ({"top_k": 3, "top_p": 0.7}, (1, 3)),
        # 0.2 is half of 0.4, squared a quarter.
        ({"min_p": 0.45}, (1, 2, 3)),
        ({"min_p": 0.45, "temperature": 0.5}, (1,)),
        ({"min_p": 1.0}, (1,)),
    ],
)
def test_tokens_come_as_often_as_the_settings_say(bent, inside) -> None:
    count = 4_000
    tree = draw(fixed(*PROBABILITIES), count, **bent)
    found = Counter(drawn(tree))
    power = 1 / bent.get("temperature", 1.0)
    weights = {token: PROBABILITIES[token] ** power for token in inside}
    expected = {token: count * w / sum(weights.values()) for token, w in weights.items()}
    assert set(found) == set(inside)
    distance = sum((found[token] - e) ** 2 / e for token, e in expected.items())
    assert distance < CHI_SQUARED[len(inside) - 1]


def test_a_bored_network_is_warmed_up_until_it_wakes() -> None:
    """Sure of its notes (0.056 nats), it is drawn from at up to 1.44 times the temperature."""
    sure = np.log([0.99, 0.01])
    boredom = Boredom([0], span=4)
    found = []
    for token in (0, 1, 0, 0, 1, 0):
        found.append(boredom.warmth())
        boredom.add(token, sure)
    found.append(boredom.warmth())
    entropy = -(0.99 * math.log(0.99) + 0.01 * math.log(0.01))
    assert found == [1.0] * 6 + [pytest.approx(2 - entropy / 0.1)]
    boredom.add(0, np.log([0.5, 0.5]))
    assert boredom.warmth() == 1.0
    for _ in range(4):
        boredom.add(0, np.array([0.0, -np.inf]))
    assert boredom.warmth() == 2.0


def test_boredom_lets_more_of_the_unlikely_through() -> None:
    """At twice the temperature, 0.98 and 0.02 become 0.875 and 0.125."""
    stepper, count = fixed(0.98, 0.02), 4_000
    plain = Counter(drawn(draw(stepper, count)))
    # All entropies are under such a floor: nearly twice the temperature, from the fifth on.
    warm = Counter(drawn(draw(stepper, count, boredom=Boredom([0, 1], span=4, floor=1e9))))
    for found, share in ((plain, 0.02), (warm, 0.125)):
        assert abs(found[1] - share * count) < 4 * math.sqrt(count * share * (1 - share))


def test_each_step_draws_from_what_follows_its_own_path() -> None:
    """A word is always followed by the next one, so that one draw decides all that comes."""
    stepper = TableStepper(4, lambda h: [0.0 if t == (h[-1] + 1) % 4 else -1e9 for t in range(4)])
    assert drawn(draw(stepper, 9)) == [1, 2, 3, 0, 1, 2, 3, 0, 1]


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(0, 2**31 - 1))
def test_the_same_seed_draws_the_same_whatever_else_was_drawn(seed: int, random_seed: int) -> None:
    stepper = random_stepper(6, seed)
    first = draw(stepper, 12, random_seed=random_seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        before = torch.random.get_rng_state()
        again = draw(stepper, 12, random_seed=random_seed)
        assert torch.equal(before, torch.random.get_rng_state())
    assert list(first) == list(again)


def test_other_seeds_draw_something_else() -> None:
    found = {tuple(drawn(draw(random_stepper(6, 1), 30, random_seed=s))) for s in range(20)}
    assert len(found) == 20


@settings(deadline=None)
@given(SEEDS, st.integers(1, 8), SEEDS)
def test_a_small_nucleus_or_a_low_temperature_is_greedy(seed, vocabulary_size, random_seed) -> None:
    stepper = random_stepper(vocabulary_size, seed)
    taken = drawn(greedy(stepper, [0], 8))
    for changes in ({"top_p": 1e-9}, {"temperature": 1e-6}):
        assert drawn(draw(stepper, 8, random_seed=random_seed, **changes)) == taken


def test_a_nucleus_of_one_breaks_ties_as_greedy_does() -> None:
    assert set(drawn(draw(fixed(0.2, 0.4, 0.4), 20, top_p=1e-9))) == {1}


@settings(deadline=None)
@given(SEEDS, st.integers(1, 12), st.floats(0.1, 2), st.floats(0.05, 1))
def test_the_tree_holds_the_likeliest_five_and_what_was_drawn(
    seed: int, vocabulary_size: int, temperature: float, top_p: float
) -> None:
    """Their log-probabilities are the network's own, and the path is the only thing kept."""
    stepper = random_stepper(vocabulary_size, seed)
    tree = draw(stepper, 6, temperature=temperature, top_p=top_p, random_seed=seed)
    history, total = [0], 0.0
    for step, token in enumerate(drawn(tree), 1):
        own = torch.tensor(stepper.logits(tuple(history))).double().log_softmax(0).numpy()
        nodes = [node for node in tree if node.step == step]
        likeliest = set(np.argsort(-own)[:5].tolist())
        assert [node.token for node in nodes] == sorted(likeliest | {token})
        for node in nodes:
            assert node.log_probability == pytest.approx(own[node.token])
            assert node.sum == pytest.approx(total + own[node.token])
        (kept,) = (node for node in nodes if node.kept)
        assert kept.token == token
        history.append(token)
        total += own[token]
    assert [node.final_rank for node in tree if node.final_rank is not None] == [0]
    assert tree.node(tree.finals[0]).sum == pytest.approx(total)


def test_what_was_drawn_from_far_below_is_in_the_tree() -> None:
    shares = [0.14] * 7 + [0.02]
    tree = draw(fixed(*shares), 300)
    rare = [node for node in tree if node.token == 7]
    assert rare
    assert all(node.kept for node in rare)
    assert {node.place for node in rare} == {8}


def test_places_are_those_by_probability_after_masks_and_penalties() -> None:
    """A loop of one note makes it dearer by two nats: 0.4 becomes 0.05, less than its neighbour."""
    loops = LoopPenalty([1, 1], 5, [1], strength=2.0, motif=1)
    rules = Rules([Allowed(5, [3], banned=True)], [loops])
    tree = draw(fixed(*PROBABILITIES), 1, rules=rules)
    places = {node.token: node.place for node in tree if node.step}
    assert places == {2: 1, 4: 2, 1: 3, 0: 4}
    assert all(node.score == node.sum for node in tree)
    even = draw(fixed(0.2, 0.2, 0.2, 0.2, 0.2), 1)
    assert [node.place for node in even if node.step] == [1, 2, 3, 4, 5]


def test_sampling_stops_at_the_end() -> None:
    shares: list[float] = []
    tree = draw(fixed(0.1, 0.1, 0.8), 50, end=2, progress=shares.append)
    tokens = drawn(tree)
    assert tokens.index(2) == len(tokens) - 1 < 49
    assert tree.steps == len(tokens)
    assert shares == pytest.approx([(step + 1) / 50 for step in range(len(tokens))])


def test_banned_tokens_leave_their_share_to_the_others() -> None:
    tree = draw(fixed(*PROBABILITIES), 4_000, banned={1, 3})
    assert {node.token for node in tree} == {None, 0, 2, 4}
    (likeliest,) = {node.log_probability for node in tree if node.token == 2}
    assert likeliest == pytest.approx(math.log(0.2 / 0.35))
    found = Counter(drawn(tree))
    expected = {token: 4_000 * PROBABILITIES[token] / 0.35 for token in (0, 2, 4)}
    distance = sum((found[token] - e) ** 2 / e for token, e in expected.items())
    assert distance < CHI_SQUARED[2]


def test_the_tree_is_json_even_where_words_are_impossible() -> None:
    stepper = TableStepper(4, lambda history: [0.0, -math.inf, 1.0, -math.inf])
    record = draw(stepper, 5, banned=[0]).to_json("abcd".__getitem__)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert [node["token"] for node in record["nodes"]] == [None, *"ccccc"]
