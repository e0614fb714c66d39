"""A tree built by hand says what was put into it, whenever and however it is asked."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from core.decoding import BeamTree, Node, beam_search
from core.decoding.table import TableStepper


def two_steps() -> BeamTree:
    """Two branches, two steps, places in the second; halves and quarters, so that sums are exact.

    0 ─┬─ 1 (token 5, kept) ─┬─ 4 (token 5, pruned)
       │                     └─ 5 (token 7, kept, second)
       ├─ 2 (token 6, pruned)
       └─ 3 (token 7, kept) ─── 6 (token 6, kept, best)
    """
    tree = BeamTree()
    first = tree.add([0, 0, 0], [5, 6, 7], [-0.5, -2.0, -1.0], [-0.5, -2.0, -1.0], [1, 0, 1])
    assert first.tolist() == [1, 2, 3]
    second = tree.add(
        *([1, 1, 3], [5, 7, 6], [-4.0, -1.5, -0.25], [-4.5, -2.0, -1.25], [0, 1, 1]),
        scores=[-5.0, -2.5, -1.25],
        places=[3, 2, 1],
    )
    assert second.tolist() == [4, 5, 6]
    tree.finish([6, 5])
    return tree


def test_every_node_is_what_was_added() -> None:
    assert list(two_steps()) == [
        Node(0, None, 0, None, 0.0, 0.0, True, None, 0.0, 0),
        Node(1, 0, 1, 5, -0.5, -0.5, True, None, -0.5, 0),
        Node(2, 0, 1, 6, -2.0, -2.0, False, None, -2.0, 0),
        Node(3, 0, 1, 7, -1.0, -1.0, True, None, -1.0, 0),
        Node(4, 1, 2, 5, -4.0, -4.5, False, None, -5.0, 3),
        Node(5, 1, 2, 7, -1.5, -2.0, True, 1, -2.5, 2),
        Node(6, 3, 2, 6, -0.25, -1.25, True, 0, -1.25, 1),
    ]


def test_paths_lead_from_the_first_step_to_the_node() -> None:
    tree = two_steps()
    assert [tree.path(node.id) for node in tree] == [[], [5], [6], [7], [5, 5], [5, 7], [7, 6]]
    assert tree.nodes_to(4) == [1, 4]


def test_beams_come_best_first() -> None:
    tree = two_steps()
    assert tree.finals == (6, 5)
    assert tree.beams() == [[3, 6], [1, 5]]


def test_a_tree_that_was_read_can_still_grow() -> None:
    """Columns are put together once; a later step must not be missing from them."""
    tree = two_steps()
    assert (len(tree), tree.steps) == (7, 2)
    assert tree.column("step").tolist() == [0, 1, 1, 1, 2, 2, 2]
    assert tree.path(6) == [7, 6]
    (grown,) = tree.add([6], [5], [-1.0], [-2.25], [True])
    assert (len(tree), tree.steps) == (8, 3)
    assert tree.node(int(grown)) == Node(7, 6, 3, 5, -1.0, -2.25, True, None, -2.25, 0)
    assert tree.path(7) == [7, 6, 5]


def test_a_finished_tree_holds_each_value_once_and_can_still_grow() -> None:
    tree, draw = BeamTree(), np.random.default_rng(1)
    for _ in range(50):
        own = -draw.random(100)
        tree.add(np.zeros(100, int), np.arange(100), own, own, own > -0.5)
    tree.finish([1])
    again = pickle.loads(pickle.dumps(tree))
    copied = BeamTree.of({name: tree.column(name) for name in COLUMNS}, tree.finals)
    for finished in (tree, again, copied):
        held = sum(array.nbytes for array in arrays(vars(finished)))
        step, *others = (finished.column(name).nbytes for name in COLUMNS)
        assert sum(others) <= held <= step + sum(others)
        assert finished.steps == 50
        finished.add([5000], [3], [-1.0], [-2.0], [True])
        assert (len(finished), finished.steps) == (5002, 51)
        assert finished.nodes_to(5001)[-2:] == [5000, 5001]
        assert finished.column("step")[-2:].tolist() == [50, 51]
    # What is built of another's columns is its own.
    copied.column("sum")[:] = 0
    assert tree.column("sum").any()


COLUMNS = ("step", "parent", "token", "log_probability", "sum", "kept", "score", "place")


def arrays(held: object) -> list[np.ndarray]:
    if isinstance(held, np.ndarray):
        return [held]
    if isinstance(held, dict):
        held = list(held.values())
    return [one for each in held for one in arrays(each)] if isinstance(held, list) else []


def test_a_search_of_no_steps_is_its_root() -> None:
    tree = BeamTree()
    assert (len(tree), tree.steps, tree.finals, tree.beams()) == (1, 0, (), [])
    assert list(tree) == [Node(0, None, 0, None, 0.0, 0.0, True, None, 0.0, 0)]


@pytest.mark.parametrize("number", [-1, 7])
def test_an_unknown_node_is_an_error_and_not_a_neighbour(number: int) -> None:
    with pytest.raises(IndexError, match=f"0 to 6, not {number}"):
        two_steps().node(number)


def test_the_json_survives_being_written_and_read() -> None:
    """Only plain JSON values: a NumPy number in it would not be written at all."""
    record = two_steps().to_json({5: "C", 6: "D", 7: "E"}.__getitem__)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert [node["token"] for node in record["nodes"]] == [None, *"CDECED"]
    assert [node["parent"] for node in record["nodes"]] == [None, 0, 0, 0, 1, 1, 3]
    assert [node["final_rank"] for node in record["nodes"]] == [None] * 5 + [1, 0]
    assert [node["score"] for node in record["nodes"]][4:] == [-5.0, -2.5, -1.25]
    assert [node["place"] for node in record["nodes"]] == [0, 0, 0, 0, 3, 2, 1]


def test_a_tree_of_a_hundred_thousand_nodes_crosses_whole() -> None:
    """Sixteen branches, 400 tokens: what the limits allow, in arrays and not in objects."""
    tree, parents = BeamTree(), np.zeros(16, np.int64)
    draw = np.random.default_rng(1)
    for _ in range(400):
        own = -draw.random(256)
        added = tree.add(np.repeat(parents, 16), np.tile(np.arange(16), 16), own, own, own > -0.1)
        parents = added[:16]
    tree.finish(parents)
    sent = pickle.dumps(tree)
    assert len(sent) < 38 * len(tree)
    again = pickle.loads(sent)
    assert len(again) == 102_401
    for name in ("parent", "step", "token", "log_probability", "sum", "kept", "score", "place"):
        assert np.array_equal(again.column(name), tree.column(name))
    assert again.beams() == tree.beams()


def test_what_the_documentation_tells_is_so(tmp_path: Path, monkeypatch, capsys) -> None:
    """Its example is what a search of that table gives, and its Python walks it."""
    page = (Path(__file__).parents[2] / "docs" / "tree.md").read_text("utf-8")
    told, code = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("json", "python"))
    chances = [(0.4, 0.35, 0.25), (0.06, 0.04, 0.9), (0.3, 0.3, 0.4), (0.5, 0.4, 0.1)]
    tree = beam_search(TableStepper(chances), [3], 2, 2)
    record = tree.to_json("abc".__getitem__)
    for node in record["nodes"]:
        node |= {name: round(value, 4) for name, value in node.items() if type(value) is float}
    assert json.loads(told) == record
    fields = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert fields == record["nodes"][0].keys()
    (tmp_path / "TREE.json").write_text(json.dumps(record))
    monkeypatch.chdir(tmp_path)
    exec(code, {"json": json, "Path": Path})
    assert capsys.readouterr().out == "-1.02 b c\n-1.61 a a\n"
