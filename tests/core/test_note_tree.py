"""The tree of notes against a slow reading of the tree of tokens, and what of it is shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decoding import BeamTree, beam_search, diverse_beam_search, greedy
from core.note_tree import NoteTree, Run, look
from core.note_tree.packing import STEP_DOWN, STEP_UP, level_rows
from tests.steppers import random_stepper

# Tokens from here on complete a note.
LAST = 3


def is_last(token: int) -> bool:
    return token >= LAST


@st.composite
def searches(draw: st.DrawFn) -> BeamTree:
    stepper = random_stepper(6, draw(st.integers(0, 10_000)))
    length, k = draw(st.integers(1, 9)), draw(st.integers(1, 5))
    end = draw(st.sampled_from([None, 5]))
    if draw(st.booleans()):
        return beam_search(stepper, [0], length, k, end=end)
    return diverse_beam_search(stepper, [0], length, k, width=2, end=end)


def notes_of(tokens: list[int]) -> list[list[int]]:
    """Divide tokens behind each one that completes a note."""
    notes: list[list[int]] = [[]]
    for token in tokens:
        notes[-1].append(token)
        if is_last(token):
            notes.append([])
    return [note for note in notes if note]


@given(searches())
@settings(max_examples=30, deadline=None)
def test_each_node_has_the_notes_of_its_path(tree: BeamTree) -> None:
    notes = NoteTree(tree, is_last)
    parents = {node.parent for node in tree}
    for node in tree:
        wanted = node.token is None or is_last(node.token) or node.id not in parents
        assert (node.id in notes) == wanted
        if not wanted or node.token is None:
            continue
        told = notes_of(tree.path(node.id))
        found = notes.node(node.id)
        assert list(found.tokens) == told[-1]
        assert found.number == len(told)
        assert found.whole == is_last(node.token)
        assert found.sum == node.sum
        before = notes.node(found.parent)
        assert found.log_probability == pytest.approx(node.sum - before.sum)
        assert [len(notes.node(n).tokens) for n in notes.path(node.id)] == list(map(len, told))
        assert notes.words(node.id) == tree.path(node.id)


@given(searches())
@settings(max_examples=30, deadline=None)
def test_children_are_all_the_notes_that_follow(tree: BeamTree) -> None:
    notes = NoteTree(tree, is_last)
    nodes = [node.id for node in tree if node.id in notes]
    followed = {node: notes.children(node) for node in nodes}
    assert sorted(child for some in followed.values() for child in some) == nodes[1:]
    for node, children in followed.items():
        assert all(notes.node(child).parent == node for child in children)
        kinds = [
            (notes.fate(c).kind != "path", not notes.is_kept(c), notes.fate(c).ranks)
            for c in children
        ]
        assert kinds == sorted(kinds, key=lambda kind: kind[:2])


@given(searches())
@settings(max_examples=50, deadline=None)
def test_fates_say_what_happened(tree: BeamTree) -> None:
    notes = NoteTree(tree, is_last)
    beams = [set(path) for path in tree.beams()]
    for node in tree:
        if node.id not in notes or node.token is None:
            continue
        fate = notes.fate(node.id)
        assert fate.ranks == tuple(rank for rank, path in enumerate(beams) if node.id in path)
        behind = [other for other in tree if node.id in tree.nodes_to(other.id) and other.kept]
        follows = [other for other in tree if other.parent == node.id]
        if fate.ranks:
            wanted = "path"
        elif not node.kept:
            wanted = "dropped"
        elif any(other.step == tree.steps for other in behind):
            wanted = "beaten"
        else:
            wanted = "lost" if follows else "overtaken"
        assert fate.kind == wanted
        reached = [len(notes_of(tree.path(other.id))) for other in behind if other.id in notes]
        assert fate.until == max([notes.number(node.id), *reached])
        assert fate.until <= notes.depth


@given(st.integers(0, 10_000), st.integers(2, 9), st.booleans())
@settings(max_examples=30, deadline=None)
def test_what_ended_and_what_its_group_beat_are_two_things(
    seed: int, length: int, diverse: bool
) -> None:
    stepper, end = random_stepper(6, seed), 5
    if diverse:
        tree = diverse_beam_search(stepper, [0], length, 3, width=3, end=end)
    else:
        tree = beam_search(stepper, [0], length, 4, end=end)
    notes = NoteTree(tree, is_last)
    fates = {node.id: notes.fate(node.id).kind for node in tree if node.id in notes}
    for id_, kind in fates.items():
        node = tree.node(id_)
        assert kind != "overtaken" or (node.token == end and node.step < tree.steps)
        # The beam of a search that is no group's ends as its final paths.
        assert kind != "beaten" or diverse
        if kind == "lost":
            behind = [other for other in tree if id_ in tree.nodes_to(other.id) and other.kept]
            assert max(other.step for other in behind) < tree.steps


def test_a_groups_second_is_beaten_and_all_that_led_to_it_alone() -> None:
    """Two paths kept to the last step, of which the group gives one."""
    tree = BeamTree()
    tree.add([0, 0, 0], [3, 4, 1], [-1, -2, -3], [-1, -2, -3], [1, 1, 1])
    tree.add([1, 2, 3], [3, 4, 1], [-1, -1, -1], [-2, -3, -4], [1, 1, 0])
    tree.finish([4])
    notes = NoteTree(tree, is_last)
    kinds = {node: notes.fate(node).kind for node in (1, 2, 4, 5, 6)}
    assert kinds == {1: "path", 2: "beaten", 4: "path", 5: "beaten", 6: "dropped"}
    assert [notes.fate(node).until for node in (2, 5)] == [2, 2]
    assert notes.depth == 2


def hand_made(paths: list[str]) -> NoteTree:
    """Give the tree of some final paths, written as words of letters, each a note."""
    tree, ids = BeamTree(), {"": 0}
    for length in range(1, max(map(len, paths)) + 1):
        for path in paths:
            name = path[:length]
            if len(path) >= length and name not in ids:
                (ids[name],) = tree.add([ids[name[:-1]]], [ord(name[-1])], [-1], [-length], [1])
    tree.finish(ids[path] for path in paths)
    return NoteTree(tree, lambda _: True)


def test_runs_are_where_no_path_leaves_another() -> None:
    tree = hand_made(["abcdefghij", "abcdefghix", "abcdyyyyyy"])
    # By d all agree; at e the third one leaves, and until i the other two go together.
    assert tree.runs() == [Run(1, 4, 1), Run(6, 9, 2)]


def test_a_path_that_ends_early_lets_the_others_be_folded() -> None:
    # The third one ends with z: until there all go on two lines, and then the others on one.
    tree = hand_made(["abcdefghijk", "abcdefghijl", "axxxxz"])
    assert tree.runs() == [Run(3, 5, 2), Run(7, 10, 1)]
    assert [column.number for column in look(tree).columns] == [0, 1, 2, 5, 6, 10, 11]


def test_one_may_end_where_others_part() -> None:
    tree = hand_made(["aaaaaaaaaa", "aaaabbbbbb", "aaaabbbbbx", "aaaa"])
    # The note with which the fourth ends is told, and the one by which the others part.
    assert tree.runs() == [Run(1, 3, 1), Run(6, 9, 2)]


def test_the_last_of_several_is_alone() -> None:
    assert hand_made(["abbbbbbbbbb", "accc"]).runs() == []
    assert hand_made(["aaaab", "aaaac", "b"]).runs() == [Run(2, 4, 1)]


@given(st.lists(st.text("ab", min_size=1, max_size=14), min_size=1, max_size=5, unique=True))
def test_in_a_run_nothing_parts_or_ends(paths: list[str]) -> None:
    folded = set()
    for run in hand_made(paths).runs():
        numbers = range(run.first, run.last + 1)
        assert len(numbers) >= 3
        assert not folded & set(numbers)
        folded |= set(numbers)
        going = [path for path in paths if len(path) > run.last]
        assert not any(run.first <= len(path) <= run.last for path in paths)
        lines = [{path[:number] for path in going} for number in numbers]
        assert {len(line) for line in lines} == {run.lines}
        assert run.lines < len(going)
    # Every three notes in which nothing happens are in a run, but for the first of them perhaps.
    for number in range(1, max(map(len, paths)) - 1):
        three = range(number, number + 3)
        going = [path for path in paths if len(path) > number + 2]
        before = {path[: number - 1] for path in going}
        is_quiet = not any(len(path) in three for path in paths)
        if is_quiet and len({path[: number + 2] for path in going}) == len(before) < len(going):
            assert folded >= set(three)


def test_paths_that_go_alone_are_no_run() -> None:
    assert hand_made(["aaaaaaaa", "bbbbbbbb"]).runs() == []
    assert hand_made(["aaaaaaaa"]).runs() == []


def test_two_notes_are_not_worth_folding() -> None:
    assert hand_made(["aab", "aac"]).runs() == []


def test_a_folded_run_is_one_column_and_opens() -> None:
    tree = hand_made(["abcdefghij", "abcdefghix", "abcdyyyyyy"])
    folded = look(tree)
    assert [column.number for column in folded.columns] == [0, 4, 5, 9, 10]
    assert [column.run for column in folded.columns] == [
        None,
        Run(1, 4, 1),
        None,
        Run(6, 9, 2),
        None,
    ]
    assert folded.block(tree.beams()[0][3]) == Run(1, 4, 1)
    assert len(folded.places) == 1 + 1 + 2 + 2 + 3
    opened = look(tree, opened={1})
    assert [column.number for column in opened.columns] == [0, 1, 2, 3, 4, 5, 9, 10]
    assert len(look(tree, folded=False).places) == len(tree)


def test_the_window_begins_where_it_is_asked_to() -> None:
    tree = hand_made(["abcdefghij", "abcdefghix", "abcdyyyyyy"])
    sight = look(tree, folded=False, first=5, columns=3)
    assert [column.number for column in sight.columns] == [4, 5, 6, 7]
    inside = look(tree, first=8, columns=2)
    assert [column.number for column in inside.columns] == [5, 9, 10]
    assert look(tree, first=99).columns[-1].number == tree.depth


@given(searches(), st.booleans(), st.integers(1, 9), st.integers(1, 9), st.integers(0, 4))
@settings(max_examples=50, deadline=None)
def test_every_sight_is_in_order(
    tree: BeamTree, folded: bool, first: int, columns: int, beside: int
) -> None:
    notes = NoteTree(tree, is_last)
    sight = look(notes, folded=folded, first=first, columns=columns, beside=beside)
    assert len(set(sight.places.values())) == len(sight.places)
    numbers = [column.number for column in sight.columns]
    for node, (column, row) in sight.places.items():
        assert notes.number(node) == numbers[column]
        assert 0 <= row <= sight.rows
        parent = sight.parents[node]
        if parent is None:
            assert column == 0
        else:
            assert sight.places[parent][0] == column - 1
            assert parent in notes.path(node) or parent == 0
        if column and not notes.is_on_path(node):
            shown = [n for n, (c, _) in sight.places.items() if c == column]
            assert sum(not notes.is_on_path(n) for n in shown) <= beside + 2 * 8
    # No two lines of kept notes cross: lower lines come from lower or equal places.
    for column in range(len(numbers)):
        rows = sorted(row for c, row in sight.places.values() if c == column)
        assert all(below - above > 0.7 for above, below in pairwise(rows))
        if not column:
            continue
        here = sorted((row, node) for node, (c, row) in sight.places.items() if c == column)
        kept = [node for _, node in here if notes.is_kept(node)]
        above = [sight.places[sight.parents[node]][1] for node in kept]
        assert above == sorted(above)


def test_a_picture_is_hardly_higher_than_its_fullest_column() -> None:
    for seed in range(3):
        tree = NoteTree(beam_search(random_stepper(8, seed), [0], 60, 6), lambda _: True)
        for first in (1, 30):
            sight = look(tree, folded=False, first=first, columns=32)
            most = max(Counter(column for column, _ in sight.places.values()).values())
            assert sight.rows < 1.8 * most


def test_a_line_goes_straight_where_steps_are_not_worth_it() -> None:
    open_ = math.inf
    assert level_rows([(0, open_)] * 4, 1, 0) == [0] * 4
    # One column over a step, and many.
    assert level_rows([(0, open_), (2, open_)], 1, 0) == [2, 2]
    assert level_rows([(0, open_)] * 4 + [(2, open_)], 1, 0) == [0, 0, 0, 0, 2]
    assert level_rows([(9, open_)] + [(0, open_)] * 4, 1, 0) == [9, 0, 0, 0, 0]
    # Up it must, where there is no room below.
    assert level_rows([(9, open_), (0, 1), (0, open_)], 1, 0) == [9, 0, 0]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5),
    st.sampled_from([(1.0, 0.0), (0.3, 0.5)]),
)
def test_no_line_is_cheaper(bounds: list[tuple[int, int]], costs: tuple[float, float]) -> None:
    row_cost, height_cost = costs
    limits = [(float(free), float(free + spare)) for free, spare in bounds]

    def cost(rows: Sequence[float]) -> float:
        steps = [below - above for above, below in pairwise(rows)]
        dear = sum(STEP_DOWN if step > 0 else STEP_UP for step in steps if step)
        return row_cost * sum(rows) + dear + height_cost * sum(map(abs, steps))

    found = level_rows(limits, row_cost, height_cost)
    assert all(free <= row <= most for row, (free, most) in zip(found, limits, strict=True))
    rows = {free for free, _ in limits}
    every = product(*([row for row in rows if free <= row <= most] for free, most in limits))
    assert cost(found) == pytest.approx(min(map(cost, every)))


def test_what_is_hidden_is_counted() -> None:
    tree = NoteTree(greedy(random_stepper(8, 1), [0], 4), lambda _: True)
    sight = look(tree, beside=1)
    for node in tree.beams()[0][:-1]:
        shown = [child for child in tree.children(node) if child in sight.places]
        assert len(shown) + sight.hidden.get(node, 0) == len(tree.children(node))


def test_the_neighbours_of_the_chosen_node_are_always_there() -> None:
    tree = NoteTree(greedy(random_stepper(8, 1), [0], 4), lambda _: True)
    dropped = tree.children(tree.beams()[0][1])[-1]
    assert dropped not in look(tree, beside=0).places
    sight = look(tree, beside=0, chosen=dropped)
    assert set(tree.children(tree.beams()[0][1])) <= set(sight.places)


def test_a_tree_of_one_node_is_one_point() -> None:
    tree = BeamTree()
    tree.finish([0])
    notes = NoteTree(tree, lambda _: True)
    assert (len(notes), notes.depth, notes.beams(), notes.runs()) == (1, 0, [[]], [])
    sight = look(notes)
    assert sight.places == {0: (0, 0.0)}
