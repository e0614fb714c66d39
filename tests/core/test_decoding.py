"""Search is exact where it can be, and its tree tells the truth."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import (
    BeamTree,
    LoopPenalty,
    RenewedStepper,
    Rules,
    WindowedStepper,
    beam_search,
    greedy,
)
from core.models import MODELS, build
from tests.checkpoints import TINY
from tests.steppers import TableStepper, random_stepper

SEEDS = st.integers(0, 10_000)


def brute_force(stepper: TableStepper, prompt: list[int], length: int):
    """Score every sequence there is, best first."""
    scored = []
    for tokens in itertools.product(range(stepper.vocabulary_size), repeat=length):
        total = 0.0
        for at, token in enumerate(tokens):
            logits = torch.tensor(stepper.logits((*prompt, *tokens[:at])))
            total += logits.double().log_softmax(0)[token].item()
        scored.append((total, tokens))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def best_paths(tree: BeamTree) -> list[list[int]]:
    return [tree.path(final) for final in tree.finals]


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_a_beam_as_wide_as_the_tree_is_brute_force(seed: int) -> None:
    stepper = random_stepper(3, seed)
    tree = beam_search(stepper, [0], 4, 3**4)
    truth = brute_force(stepper, [0], 4)
    assert len(tree.finals) == 81
    assert best_paths(tree) == [list(tokens) for _, tokens in truth]
    sums = [tree.node(final).sum for final in tree.finals]
    assert sums == pytest.approx([total for total, _ in truth], abs=1e-5)


@settings(deadline=None)
@given(SEEDS, st.integers(1, 6), st.integers(1, 12))
def test_width_one_is_greedy(seed: int, vocabulary_size: int, length: int) -> None:
    stepper = random_stepper(vocabulary_size, seed)
    narrow, taken = beam_search(stepper, [0], length, 1), greedy(stepper, [0], length)
    assert best_paths(narrow) == best_paths(taken)
    assert narrow.node(narrow.finals[0]).sum == taken.node(taken.finals[0]).sum
    history = [0]
    for token in best_paths(taken)[0]:
        assert token == int(np.argmax(stepper.logits(tuple(history))))
        history.append(token)


def test_two_branches_find_what_greedy_misses() -> None:
    """Words a b c. Greedy takes a (0.5), after which all is open: a? is worth 0.5 * 0.4.

    b (0.4) is nearly always followed by c (0.9), and 0.36 beats 0.2.
    """
    table = {
        (): (0.5, 0.4, 0.1),
        (0,): (0.4, 0.3, 0.3),
        (1,): (0.05, 0.05, 0.9),
        (2,): (0.3, 0.3, 0.4),
    }
    stepper = TableStepper(3, lambda history: [math.log(p) for p in table[history[1:]]])
    assert best_paths(greedy(stepper, [9], 2)) == [[0, 0]]
    tree = beam_search(stepper, [9], 2, 2)
    assert best_paths(tree) == [[1, 2], [0, 0]]
    assert tree.node(tree.finals[0]).sum == pytest.approx(math.log(0.36))
    assert tree.node(tree.finals[1]).sum == pytest.approx(math.log(0.2))


@settings(deadline=None)
@given(SEEDS, st.integers(2, 6), st.integers(1, 8), st.integers(1, 7))
def test_the_tree_keeps_the_whole_history(seed, vocabulary_size, length, width) -> None:
    tree = beam_search(random_stepper(vocabulary_size, seed), [0], length, width)
    nodes = list(tree)
    assert len(nodes) == len(tree)
    assert (nodes[0].parent, nodes[0].token, nodes[0].sum, nodes[0].step) == (None, None, 0, 0)
    for node in nodes[1:]:
        parent = nodes[node.parent]
        assert parent.kept
        assert node.step == parent.step + 1
        assert node.sum == pytest.approx(parent.sum + node.log_probability)
    branches = 1
    for step in range(1, length + 1):
        considered = [node for node in nodes if node.step == step]
        assert len(considered) == branches * min(width, vocabulary_size)
        kept = [node.sum for node in considered if node.kept]
        fallen = [node.sum for node in considered if not node.kept]
        branches = len(kept)
        assert branches == min(width, len(considered))
        assert not fallen or min(kept) >= max(fallen)
    finals = [tree.node(final) for final in tree.finals]
    assert [node.final_rank for node in finals] == list(range(len(finals)))
    assert [node.sum for node in finals] == sorted((n.sum for n in finals), reverse=True)
    assert len({tuple(path) for path in best_paths(tree)}) == len(finals)
    assert sum(node.final_rank is not None for node in nodes) == len(finals)


@given(st.integers(1, 5), st.integers(1, 5))
def test_ties_go_to_the_better_branch_and_the_smaller_id(width: int, length: int) -> None:
    even = TableStepper(4, lambda history: [0.0] * 4)
    paths = best_paths(beam_search(even, [0], length, width))
    every = itertools.product(range(4), repeat=length)
    assert paths == [list(tokens) for tokens in itertools.islice(every, width)]


def test_equal_sums_of_two_branches_go_to_the_better_branch() -> None:
    """Likely then unlikely and unlikely then likely make one sum; the first began better."""
    stepper = TableStepper(2, lambda history: [0.0, -1.0])
    assert best_paths(beam_search(stepper, [0], 2, 2)) == [[0, 0], [0, 1]]


@pytest.mark.parametrize("gap", [2e-16, 1e-15])
def test_sums_that_round_to_one_number_do_not_hide_the_likelier_token(gap: float) -> None:
    """After a few steps the sum is too large to tell the two apart; the tokens still do."""
    stepper = TableStepper(3, lambda history: [0.0, gap, -1.0])
    paths = [
        best_paths(tree)[0]
        for tree in (greedy(stepper, [0], 60), *(beam_search(stepper, [0], 60, k) for k in (1, 3)))
    ]
    assert paths == [[1] * 60] * 3


def test_all_branches_go_in_one_batch_and_the_prompt_once() -> None:
    batches: list[list[tuple[int, ...]]] = []

    class Watched(TableStepper):
        def start(self, ids):
            batches.append([tuple(ids)])
            return super().start(ids)

        def step(self, ids, state):
            logits, grown = super().step(ids, state)
            batches.append(list(grown.histories))
            return logits, grown

    tree = beam_search(Watched(3, random_stepper(3, 2).logits), [7, 8, 9], 5, 4)
    assert batches[:2] == [[(7, 8)], [(7, 8, 9)]]
    # Three words make three branches at first; the fourth comes when there are enough.
    assert [len(batch) for batch in batches] == [1, 1, 3, 4, 4, 4]
    kept = [node for node in tree if node.kept and node.step < 5]
    assert sorted(history for batch in batches[1:] for history in batch) == sorted(
        (7, 8, 9, *tree.path(node.id)) for node in kept
    )


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 6), st.sampled_from([None, 2]), st.sampled_from([0.0, 0.7]))
def test_what_is_kept_has_one_of_the_first_places(seed, width, end, power) -> None:
    """Places are told by what the search compared, and paths that ended compete too."""
    stepper = random_stepper(5, seed)

    def rules() -> Rules:
        return Rules(penalties=[LoopPenalty([0], 5, [0, 1, 3], strength=3.0, motif=1)])

    wide = beam_search(stepper, [0], 7, width, length_power=power, rules=rules(), end=end)
    for tree, most in ((wide, width), (greedy(stepper, [0], 7, rules=rules(), end=end), 1)):
        nodes, ended = list(tree), []
        for step in range(1, tree.steps + 1):
            here = [node for node in nodes if node.step == step]
            assert all(node.kept == (node.place <= most) for node in here)
            # What ended and is still among the best, in the order of those that competed.
            rivals = [*here, *ended]
            length = power if most > 1 or tree is wide else 0.0
            value = {node.id: node.score / node.step**length for node in rivals}
            for node in here:
                better = sum(value[other.id] > value[node.id] for other in rivals)
                equal = sum(value[other.id] == value[node.id] for other in rivals)
                assert better < node.place <= better + equal
            assert len({node.place for node in here}) == len(here)
            best = sorted(rivals, key=lambda node: -value[node.id])[:most]
            ended = [node for node in best if node.token == end]


@settings(deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_scores_are_what_is_left_after_penalties(seed: int, width: int) -> None:
    stepper = random_stepper(4, seed)
    loops = LoopPenalty([0], 4, range(4), strength=3.0, motif=1)
    tree = beam_search(stepper, [0], 7, width, rules=Rules(penalties=[loops]))
    for node in list(tree)[1:]:
        before = tree.node(node.parent)
        alone = LoopPenalty([0, *tree.path(before.id)], 4, range(4), strength=3.0, motif=1)
        left = node.log_probability - alone.lost()[0, node.token]
        assert node.score == pytest.approx(before.score + left)
    plain = beam_search(stepper, [0], 7, width)
    assert plain.column("score").tolist() == plain.column("sum").tolist()


def test_siblings_followed_the_same_path() -> None:
    tree = beam_search(random_stepper(5, 3), [0], 4, 3)
    for node in list(tree)[1:]:
        expected = [other for other in tree if other.parent == node.parent]
        assert sorted(expected, key=lambda n: -n.log_probability) == tree.siblings(node.id)


def test_greedy_shows_what_it_passed_over() -> None:
    tree = greedy(random_stepper(9, 1), [0], 3)
    assert [sum(node.step == step for node in tree) for step in (1, 2, 3)] == [5, 5, 5]
    assert sum(node.kept for node in tree) == 4


def test_a_search_is_stopped_by_what_its_progress_raises() -> None:
    shares: list[float] = []

    def stop_at_half(share: float) -> None:
        shares.append(share)
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beam_search(random_stepper(4, 1), [0], 10, 2, progress=stop_at_half)
    assert shares == [0.1, 0.2, 0.3, 0.4, 0.5]


def test_the_published_json_is_what_the_nodes_say() -> None:
    tree = beam_search(random_stepper(4, 5), [0], 3, 2)
    record = tree.to_json("wxyz".__getitem__)
    assert record["schema"] == 1
    assert record["nodes"][0] == {
        "id": 0,
        "parent": None,
        "step": 0,
        "token": None,
        "log_probability": 0.0,
        "sum": 0.0,
        "kept": True,
        "final_rank": None,
        "score": 0.0,
        "place": 0,
    }
    assert [row["token"] for row in record["nodes"][1:]] == [
        "wxyz"[node.token] for node in list(tree)[1:]
    ]


@pytest.mark.parametrize("model", MODELS)
def test_a_window_over_everything_is_the_network_itself(model: str) -> None:
    torch.manual_seed(3)
    network = build(model, TINY[model], 16).eval()
    prompt = [network.start_id, 1, 2, 3]
    windowed = WindowedStepper(network, 16, context=100)
    carried, reread = (beam_search(s, prompt, 12, 3) for s in (network, windowed))
    assert best_paths(carried) == best_paths(reread)
    assert [carried.node(f).sum for f in carried.finals] == pytest.approx(
        [reread.node(f).sum for f in reread.finals], abs=1e-4
    )


@pytest.mark.parametrize("model", MODELS)
def test_a_renewed_network_is_itself_until_it_has_read_all_it_may(model: str) -> None:
    torch.manual_seed(3)
    network = build(model, TINY[model], 16).eval()
    renewed = RenewedStepper(network, context=16, lead=network.start_id)
    # The lead and 15 more: the last of 13 steps is fed the 15th.
    plain = beam_search(network, [network.start_id, 1, 2, 3], 13, 3)
    assert best_paths(beam_search(renewed, [1, 2, 3], 13, 3)) == best_paths(plain)


@pytest.mark.parametrize("model", MODELS)
def test_a_renewed_network_never_reads_more_than_it_learned_with(model: str) -> None:
    """Then it is a fresh pass over the lead and what was kept, for every branch of a search.

    A Transformer that went on past its training's windows lost a third of what it knew.
    """
    torch.manual_seed(3)
    network = build(model, TINY[model], 16).eval()
    # A window of 9 is the lead and 8 ids; of those 6 are kept.
    renewed = RenewedStepper(network, context=9, lead=network.start_id)
    prompt = [5, 1, 2, 7, 9, 4, 3, 3, 8, 6]
    tree = beam_search(renewed, prompt, 12, 3)
    for node in list(tree)[1:]:
        read = [*prompt, *tree.path(node.id)[:-1]]
        seen = 8 if node.step == 1 else 6 + (node.step - 2) % 3
        with torch.inference_mode():
            fresh = network(torch.tensor([[network.start_id, *read[-seen:]]]))[0, -1]
        assert node.log_probability == pytest.approx(
            fresh.double().log_softmax(-1)[node.token].item(), abs=1e-5
        ), node.step


@pytest.mark.parametrize("lead", [None, 16])
@pytest.mark.parametrize("model", MODELS)
def test_a_short_window_is_a_fresh_pass_over_its_last_words(model: str, lead: int | None) -> None:
    """At every step, for every candidate that the tree recorded."""
    torch.manual_seed(3)
    network = build(model, TINY[model], 16).eval()
    tree = beam_search(WindowedStepper(network, 16, 4, lead), [5, 1, 2], 6, 3)
    for node in list(tree)[1:]:
        window = [5, 1, 2, *tree.path(node.id)[:-1]][-4:]
        with torch.inference_mode():
            fresh = network(torch.tensor([window if lead is None else [lead, *window]]))[0, -1]
        assert node.log_probability == pytest.approx(
            fresh.double().log_softmax(-1)[node.token].item(), abs=1e-5
        )


def test_a_step_leaves_the_windows_state_as_it_was() -> None:
    stepper = WindowedStepper(lambda ids: torch.nn.functional.one_hot(ids, 9), 9, context=3)
    state = stepper.start([1, 2])
    pair = state.reorder(torch.tensor([0, 0]))
    logits, grown = stepper.step(torch.tensor([3, 4]), pair)
    stepper.step(torch.tensor([5, 6]), grown)
    assert logits.argmax(-1).tolist() == [3, 4]
    assert [s.ids.tolist() for s in (state, pair, grown)] == [
        [[1, 2]],
        [[1, 2], [1, 2]],
        [[1, 2, 3], [1, 2, 4]],
    ]


def test_a_short_window_forgets() -> None:
    """What happened before the window cannot change what comes after it."""
    torch.manual_seed(3)
    network = build("gru", TINY["gru"], 16).eval()
    windowed = WindowedStepper(network, 16, context=4, lead=network.start_id)
    one, other = (greedy(windowed, [*past, 1, 2, 3, 4], 8) for past in ([5, 6, 7], [8, 9]))
    assert best_paths(one) == best_paths(other)
