"""Diverse beam search: groups keep away from each other, and each is a beam search of its own."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import BeamTree, beam_search, diverse_beam_search
from core.metrics import pairwise_edit_distance
from tests.steppers import TableStepper, random_stepper

SEEDS = st.integers(0, 10_000)
END = 2


def paths(tree: BeamTree) -> list[list[int]]:
    return [tree.path(final) for final in tree.finals]


def on_paper(stepper, length, groups, width, strength, differ, end, power):
    """Write the paper's algorithm down plainly; give the groups' bests, best first, once each."""

    def value(total: float, path: tuple[int, ...]) -> float:
        return total / len(path) ** power

    beams = [[(0.0, ())] for _ in range(groups)]
    for _ in range(length):
        taken: list[int] = []
        for group, beam in enumerate(beams):
            pool = []
            for total, path in beam:
                if end in path:
                    pool.append((total, 0.0, path))
                    continue
                own = torch.tensor(stepper.logits((0, *path))).double().log_softmax(0).tolist()
                counts = [taken.count(token) * (token in differ) for token in range(len(own))]
                for token, log_probability in enumerate(own):
                    count = max(counts) if token == end else counts[token]
                    pool.append((total + log_probability, strength * count, (*path, token)))
            pool.sort(key=lambda entry: -value(entry[0] - entry[1], entry[2]))
            beams[group] = [(total, path) for total, _, path in pool[:width]]
            taken += [path[-1] for _, path in beams[group] if path not in [p for _, p in beam]]
    bests = {max(beam, key=lambda entry: value(*entry)) for beam in beams}
    return sorted(bests, key=lambda entry: -value(*entry))


def test_a_group_driven_off_by_others_and_from_the_end_finds_what_is_left() -> None:
    """Two groups and three tokens: the second is kept from the first's and from the end."""
    stepper = TableStepper(3, lambda history: [math.log(p) for p in (0.6, 0.15, 0.25)])
    tree = diverse_beam_search(stepper, [0], 6, 2, strength=20.0, end=END)
    assert paths(tree) == [[0] * 6, [1] * 6]


@settings(deadline=None, max_examples=60)
@given(
    SEEDS,
    st.integers(1, 4),
    st.integers(1, 3),
    st.floats(0, 3),
    st.sets(st.integers(0, 4)),
    st.sampled_from([None, END]),
    st.sampled_from([0.0, 1.0]),
)
def test_it_is_the_papers_algorithm(seed, groups, width, strength, differ, end, power) -> None:
    """But for the end of a piece, which costs as much as the dearest token."""
    stepper = random_stepper(5, seed)
    asked = {"width": width, "strength": strength, "differ": differ, "end": end}
    tree = diverse_beam_search(stepper, [0], 6, groups, length_power=power, **asked)
    truth = on_paper(stepper, 6, groups, power=power, **asked)
    assert paths(tree) == [list(path) for _, path in truth]
    sums = [tree.node(final).sum for final in tree.finals]
    assert sums == pytest.approx([total for total, _ in truth])


@settings(deadline=None)
@given(SEEDS, st.integers(1, 4), st.integers(1, 4))
def test_without_a_penalty_all_groups_are_one_beam_search(seed, groups, width) -> None:
    stepper = random_stepper(6, seed)
    tree = diverse_beam_search(stepper, [0], 7, groups, width=width, strength=0.0)
    assert paths(tree) == paths(beam_search(stepper, [0], 7, width))[:1]


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 4), st.integers(1, 4), st.sampled_from([None, END]))
def test_what_is_kept_came_among_the_first_of_a_group(seed, groups, width, end) -> None:
    tree = diverse_beam_search(random_stepper(6, seed), [0], 6, groups, width=width, end=end)
    for node in list(tree)[1:]:
        assert node.place >= 1
        assert node.kept == (node.place <= width)
        # What another group chose costs a choice, not the sequence.
        assert node.score == node.sum


def test_a_candidates_place_is_its_best_in_any_group() -> None:
    """Two groups of one: the first takes token 0, which makes it the last for the second."""
    stepper = TableStepper(4, lambda history: [math.log(p) for p in (0.5, 0.3, 0.15, 0.05)])
    tree = diverse_beam_search(stepper, [0], 1, 2, strength=2.0, end=3)
    assert [(node.token, node.place) for node in list(tree)[1:]] == [(0, 1), (1, 1), (2, 2)]
    one = diverse_beam_search(stepper, [0], 1, 1, width=3, strength=2.0)
    assert [(node.token, node.place) for node in list(one)[1:]] == [(0, 1), (1, 2), (2, 3)]


@settings(deadline=None)
@given(SEEDS, st.integers(2, 5), st.integers(1, 3))
def test_the_tree_has_no_sequence_twice_and_keeps_all_that_went_on(seed, groups, width) -> None:
    stepper = random_stepper(9, seed)
    tree = diverse_beam_search(stepper, [0], 6, groups, width=width)
    nodes = list(tree)
    assert len({(node.parent, node.token) for node in nodes}) == len(nodes)
    parents = {node.parent for node in nodes}
    for node in nodes[1:]:
        assert nodes[node.parent].kept
        assert node.sum == pytest.approx(nodes[node.parent].sum + node.log_probability)
        assert node.kept or node.id not in parents
    for parent in parents - {None}:
        assert sum(node.parent == parent for node in nodes) <= 5 + groups * width
    assert [tree.node(f).final_rank for f in tree.finals] == list(range(len(tree.finals)))


def test_a_strong_penalty_makes_the_groups_differ_at_every_step() -> None:
    stepper = TableStepper(8, lambda history: [math.log(1 + token) for token in range(8)])
    tree = diverse_beam_search(stepper, [0], 10, 4, strength=50.0)
    assert pairwise_edit_distance(paths(tree)) == 1.0
    assert sorted(map(tuple, paths(tree))) == [(token,) * 10 for token in (4, 5, 6, 7)]


def test_groups_need_not_differ_where_it_is_not_asked_for() -> None:
    """Token 7 is a bar line, say: all groups may have it at once."""
    bar, note = [0.0] * 7 + [9.0], [*range(7), -9.0]
    stepper = TableStepper(8, lambda history: bar if len(history) % 2 else note)
    tree = diverse_beam_search(stepper, [0], 6, 3, strength=50.0, differ=range(7))
    assert [path[::2] for path in paths(tree)] == [[7, 7, 7]] * 3
    assert len({tuple(path[1::2]) for path in paths(tree)}) == 3


def test_no_group_ends_the_piece_only_to_be_different() -> None:
    """Five notes are about as likely, the end is a fifth as likely as they are together."""
    logits = [0.0, 0.1, -1.6, 0.2, 0.3, 0.4]
    stepper = TableStepper(6, lambda history: logits)
    for tree in (
        diverse_beam_search(stepper, [0], 8, 4, strength=9.0, end=END, length_power=1.0),
        diverse_beam_search(stepper, [0], 8, 6, width=2, strength=9.0, end=END, length_power=1.0),
    ):
        assert all(len(path) == 8 for path in paths(tree))
