"""The walker's part in Python: what it tells the browser, and what it believes of the answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

# A root, three candidates of which the second is the best, and what follows that one.
STOPS = [(0, None, (7, 5, 9)), (5, 0, ()), (7, 0, (11,)), (9, 0, ()), (11, 7, ())]


def show() -> None:
    """Draw a page with one walker, whose calls are kept."""
    import streamlit as st

    from pages.common.tree.walker import Stop, walk

    calls = st.session_state.setdefault("calls", [])
    stops = [Stop(*row, text=f"node {row[0]}", x_px=row[0]) for row in st.session_state["stops"]]
    walk(
        stops,
        st.session_state.get("chosen", 0),
        key="walk",
        picture="tree_picture",
        file_name="tree",
        on_walk=lambda node: calls.append(("walk", node)),
        on_hear=lambda node: calls.append(("hear", node)),
        on_fold=lambda: calls.append(("fold",)),
        can_fold=st.session_state.get("can_fold", True),
    )


@pytest.fixture
def at() -> AppTest:
    at = AppTest.from_function(show, default_timeout=60)
    at.session_state["stops"] = STOPS
    return checked(at.run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def data(at: AppTest) -> dict[str, Any]:
    """Give what the browser gets."""
    (walker,) = at.get("bidi_component")
    sent: dict[str, Any] = json.loads(walker.proto.json)
    return sent


def send(at: AppTest, **told: object) -> list[tuple[object, ...]]:
    """Send what a browser sends; give what was called for it."""
    before = len(at.session_state["calls"])
    (walker,) = at.get("bidi_component")
    states = WidgetStates()
    states.widgets.add(id=walker.proto.id, json_value=json.dumps(told))
    checked(at._run(states))
    return at.session_state["calls"][before:]


def test_the_browser_is_told_siblings_in_their_order(at: AppTest) -> None:
    assert data(at)["stops"] == {
        "ids": [0, 7, 11, 5, 9],
        "parents": [None, 0, 7, 0, 0],
        "texts": ["node 0", "node 7", "node 11", "node 5", "node 9"],
        "xs": [0, 7, 11, 5, 9],
        "ends": [None] * 5,
        "blocks": [],
    }
    assert data(at)["picture"] == "st-key-tree_picture"
    assert "O opens" in data(at)["words"]["keys"]


@pytest.mark.parametrize(("chosen", "told"), [(11, 11), (4, 0), (0, 0)])
def test_a_node_that_is_not_shown_is_not_chosen(at: AppTest, chosen: int, told: int) -> None:
    at.session_state["chosen"] = chosen
    assert data(at.run())["chosen"] == told


def test_each_message_is_heard_once_and_answered(at: AppTest) -> None:
    assert data(at)["told"] == {"walk": 0, "hear": 0, "fold": 0}
    assert send(at, walk=[3, 7]) == [("walk", 7)]
    assert data(at)["told"] == {"walk": 3, "hear": 0, "fold": 0}
    assert send(at, walk=[3, 7], hear=[4, 7]) == [("hear", 7)]
    assert send(at, walk=[3, 7], hear=[4, 7], fold=[5, 7]) == [("fold",)]
    assert send(at, walk=[2, 5], hear=[4, 9], fold=[5, 0]) == []
    assert send(at, walk=[6, 7]) == [("walk", 7)]
    assert data(at)["told"] == {"walk": 6, "hear": 4, "fold": 5}


def test_messages_that_come_together_are_heard_in_their_order(at: AppTest) -> None:
    assert send(at, fold=[4, 7], hear=[2, 5], walk=[3, 7]) == [
        ("hear", 5),
        ("walk", 7),
        ("fold",),
    ]


def test_a_node_of_another_tree_is_answered_and_not_walked_to(at: AppTest) -> None:
    assert send(at, walk=[3, 4], hear=[3, -1]) == []
    assert data(at)["told"] == {"walk": 3, "hear": 3, "fold": 0}


def test_what_has_no_block_is_not_folded(at: AppTest) -> None:
    at.session_state["can_fold"] = False
    at.run()
    assert "O opens" not in data(at)["words"]["keys"]
    assert send(at, fold=[1, 0]) == []


@pytest.mark.parametrize(
    "sent",
    [None, 7, "7", [], [1], [1, 7, 7], [1, "7"], [True, 7], [1, True], [1.5, 7], [1, 7.0], [[1], 7],
     {"1": 7}, [-1, 7], [0, 7], [1, 10**30], [1, None]],
)  # fmt: skip
@pytest.mark.parametrize("event", ["walk", "hear", "fold"])
def test_nonsense_from_the_browser_is_ignored(at: AppTest, event: str, sent: object) -> None:
    assert send(at, **{event: sent}) == []
    assert send(at, **{event: [2, 7]}) in ([("walk", 7)], [("hear", 7)], [("fold",)])


def test_a_tree_of_one_node(at: AppTest) -> None:
    at.session_state["stops"] = [(0, None, ())]
    at.run()
    assert data(at)["stops"]["ids"] == [0]
    assert send(at, hear=[1, 0]) == [("hear", 0)]
