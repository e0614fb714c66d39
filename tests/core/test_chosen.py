"""What a visitor chose comes first, in every search, and what was banned does not come."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import (
    Allowed,
    Banned,
    BeamTree,
    Boredom,
    Chances,
    LoopPenalty,
    NotBefore,
    Rules,
    beam_search,
    diverse_beam_search,
    greedy,
    sample,
    stochastic_beam_search,
)
from tests.core.test_rules import END, SEARCHES, OfHistory, V
from tests.core.test_stochastic import every, without_replacement
from tests.steppers import TableStepper, random_stepper

SEEDS = st.integers(0, 10_000)
WORDS = st.lists(st.integers(0, V - 2), max_size=5)


def paths(tree: BeamTree) -> list[list[int]]:
    return [tree.path(final) for final in tree.finals]


def sums(tree: BeamTree) -> list[float]:
    return [tree.node(final).sum for final in tree.finals]


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(0, 9))
def test_greedy_goes_on_from_its_own_words_as_if_nothing_had_been_chosen(seed, count) -> None:
    """To the last bit, and with the same candidates beside them."""
    stepper = random_stepper(V, seed)

    def rules() -> Rules:
        loops = LoopPenalty([0], V, range(3), strength=4.0, motif=2)
        return Rules([Allowed(V, [4], banned=True)], [loops])

    plain = greedy(stepper, [0], 9, rules=rules())
    led = greedy(stepper, [0], 9, rules=rules(), chosen=paths(plain)[0][:count])
    assert list(led) == list(plain)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.sampled_from(sorted(SEARCHES)), WORDS)
def test_behind_what_was_chosen_every_search_is_as_if_it_had_been_read(seed, name, words) -> None:
    """All sums differ by what the chosen words cost, which decides nothing."""
    stepper, search = random_stepper(V, seed), SEARCHES[name]
    led = search(stepper, [0], 7, chosen=words, end=END)
    read = search(stepper, [0, *words], 7 - len(words), end=END)
    assert paths(led) == [[*words, *path] for path in paths(read)]
    cost = led.node(led.nodes_to(led.finals[0])[len(words) - 1]).sum if words else 0.0
    assert sums(led) == pytest.approx([cost + total for total in sums(read)])


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.lists(st.integers(0, 1), max_size=3), st.sampled_from([0.0, 0.7, 1.0]))
def test_a_beam_finds_the_best_of_all_that_begin_so(seed: int, words, power: float) -> None:
    """Means count the chosen words and their number."""
    stepper, length = random_stepper(3, seed), 4
    tree = beam_search(stepper, [0], length, 200, chosen=words, end=2, length_power=power)
    scored = []
    for path, chance in every(stepper, length, end=2).items():
        if list(path[: len(words)]) == words:
            scored.append((math.log(chance) / len(path) ** power, list(path)))
    scored.sort(reverse=True)
    assert paths(tree) == [path for _, path in scored]
    values = [tree.node(f).sum / tree.node(f).step ** power for f in tree.finals]
    assert values == pytest.approx([value for value, _ in scored], abs=1e-5)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.sampled_from(sorted(SEARCHES)), WORDS, st.sampled_from([6, 9]))
def test_the_tree_shows_the_likeliest_beside_what_was_chosen(seed, name, words, size) -> None:
    """With the network's own log-probabilities among what the masks allow, itself allowed."""
    stepper, banned = random_stepper(size, seed), [1, 3]
    rules = Rules([Allowed(size, banned, banned=True)])
    tree = SEARCHES[name](stepper, [0], 6, chosen=words, rules=rules)
    total = 0.0
    for step, token in enumerate(words, 1):
        logits = torch.tensor(stepper.logits((0, *words[: step - 1]))).double()
        logits[[t for t in banned if t != token]] = -math.inf
        own = logits.log_softmax(0).numpy()
        nodes = [node for node in tree if node.step == step]
        order = [t for t in np.argsort(-own).tolist() if own[t] > -math.inf]
        assert [node.token for node in nodes] == sorted({*order[:5], token})
        for node in nodes:
            assert node.log_probability == pytest.approx(own[node.token])
            assert node.sum == node.score == pytest.approx(total + own[node.token])
            assert node.place == order.index(node.token) + 1
            assert node.kept == (node.token == token)
        total += own[token]
    # Behind them the mask counts again.
    assert not {node.token for node in tree if node.step > len(words)} & set(banned)


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.sampled_from(sorted(SEARCHES)), WORDS)
def test_rules_and_network_follow_what_was_chosen(seed: int, name: str, words) -> None:
    rule, dearer = OfHistory([1, 2], seed), OfHistory([1, 2], seed + 1)

    class Watched(TableStepper):
        def step(self, ids, state):
            logits, grown = super().step(ids, state)
            assert list(grown.histories) == rule.histories == dearer.histories
            return logits, grown

    stepper = Watched(V, random_stepper(V, seed).logits)
    rules = Rules([rule], [dearer])
    tree = SEARCHES[name](stepper, [1, 2], 7, chosen=words, rules=rules, end=END)
    for node in tree:
        if node.step > len(words):
            mask = OfHistory([1, 2], seed).row((1, 2, *tree.path(node.id)[:-1])) > 0.6
            assert mask[node.token] or not mask.any()


@pytest.mark.parametrize("name", sorted(SEARCHES))
def test_a_chosen_end_is_the_end(name: str) -> None:
    """The tree has that one path, and what was chosen behind it is not read."""
    shares: list[float] = []
    rules = Rules([Allowed(V, [END], banned=True), NotBefore(V, [END], 5)])
    asked = {"chosen": [3, END, 4], "end": END, "rules": rules, "progress": shares.append}
    tree = SEARCHES[name](random_stepper(V, 1), [0], 8, **asked)
    assert (tree.steps, paths(tree)) == (2, [[3, END]])
    assert shares == [1 / 8, 2 / 8]


@pytest.mark.parametrize("name", sorted(SEARCHES))
def test_where_all_is_chosen_nothing_is_searched(name: str) -> None:
    words = [3, 0, 0, 4]
    tree = SEARCHES[name](random_stepper(V, 1), [0], 4, chosen=words, end=END)
    assert (tree.steps, paths(tree)) == (4, [words])
    again = BeamTree.of(
        {c: tree.column(c) for c in ("step", "parent", "token", "log_probability", "sum", "kept")},
        tree.finals,
    )
    assert paths(again) == [words]


@pytest.mark.parametrize("name", sorted(SEARCHES))
def test_what_is_impossible_cannot_be_chosen(name: str) -> None:
    """Its log-probability could not be written down."""
    stepper = TableStepper(3, lambda history: [0.0, -math.inf, 1.0])
    with pytest.raises(ValueError, match="token 1 no chance"):
        SEARCHES[name](stepper, [0], 4, chosen=[0, 1])


@settings(deadline=None, max_examples=40)
@given(SEEDS, SEEDS, st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_diverse_groups_part_behind_what_was_chosen(seed, other, words) -> None:
    tree = diverse_beam_search(random_stepper(9, seed), [0], 6, 3, strength=50.0, chosen=words)
    assert {tuple(path[: len(words)]) for path in paths(tree)} == {tuple(words)}
    if len(words) < 6:
        assert len({tuple(path) for path in paths(tree)}) == 3


def test_behind_what_was_chosen_sequences_are_drawn_without_replacement() -> None:
    """As often as from a list of those alone that begin so."""
    words, width, runs = [0, 1], 3, 1_500
    stepper = random_stepper(3, 11)
    behind = every(TableStepper(3, lambda h: stepper.logits((0, *words, *h[1:]))), 2, 0.6, None)
    expected = without_replacement(behind, width)
    found: Counter[tuple[int, ...]] = Counter()
    for random_seed in range(runs):
        tree = stochastic_beam_search(
            *(stepper, [0], len(words) + 2, width),
            random_seed=random_seed,
            temperature=0.6,
            chosen=words,
        )
        found.update(tuple(path[len(words) :]) for path in paths(tree))
    for path, share in expected.items():
        spread = math.sqrt(runs * share * (1 - share))
        assert abs(found[path] - runs * share) < 4 * spread, path


def test_boredom_hears_what_was_chosen() -> None:
    """Behind four sure words the network is as bored as if it had drawn them itself."""
    stepper, count = TableStepper(2, lambda history: [math.log(0.98), math.log(0.02)]), 1_000
    found: Counter[int] = Counter()
    for random_seed in range(count):
        boredom = Boredom([0, 1], span=4, floor=1e9)
        asked = {"random_seed": random_seed, "boredom": boredom, "chances": Chances()}
        found[paths(sample(stepper, [0], 5, chosen=[0] * 4, **asked))[0][4]] += 1
    assert abs(found[1] - 0.125 * count) < 4 * math.sqrt(count * 0.125 * 0.875)


BANS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.booleans()), max_size=4)


def allows(bans, path: tuple[int, ...]) -> bool:
    return not any(
        path[step : step + 1] == (token,) or (for_good and token in path[step:])
        for step, token, for_good in bans
    )


@settings(deadline=None, max_examples=30)
@given(SEEDS, BANS)
def test_a_beam_finds_the_best_of_all_that_is_not_banned(seed: int, bans) -> None:
    """Where not all words of a step are banned."""
    for step in range(4):
        banned = {token for at, token, for_good in bans if at == step or (for_good and at < step)}
        if len(banned) == 3:
            return
    stepper, length = random_stepper(3, seed), 4
    tree = beam_search(stepper, [0], length, 200, rules=Rules([Banned(3, bans)]))
    every_path = itertools.product(range(3), repeat=length)
    assert sorted(map(tuple, paths(tree))) == [path for path in every_path if allows(bans, path)]
    assert sums(tree) == sorted(sums(tree), reverse=True)


@pytest.mark.parametrize("name", sorted(SEARCHES))
def test_bans_count_what_was_chosen_and_give_way_to_it(name: str) -> None:
    search: Callable[..., BeamTree] = SEARCHES[name]
    bans = [(1, 2, False), (3, 0, True), (2, 4, False)]
    rules = Rules([Banned(V, bans)])
    tree = search(random_stepper(V, 8), [0], 7, chosen=[1, 2], rules=rules)
    for path in paths(tree):
        assert path[:2] == [1, 2]
        assert path[2] != 4
        assert 0 not in path[3:]


def test_what_is_banned_comes_where_nothing_else_could() -> None:
    """Masks before the ban leave one word at the second step."""
    order = NotBefore(3, [0, 1], 2)
    tree = greedy(random_stepper(3, 1), [0], 2, rules=Rules([order, Banned(3, [(1, 2, True)])]))
    assert paths(tree) == [[2, 2]]
