"""The tree's picture: what of it is shown, what a click does, and what a browser may send."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.arrangement import PLAIN
from core.composer import Composition, compose
from core.figures.tree import LATER, path_mark
from core.midi import last_note_end_ticks
from core.recipe import Recipe
from pages.common.clicks import clicked, clicked_row, is_deselected, place_in
from pages.common.session import Result, Visit
from pages.common.tree import node as node_parts
from pages.common.tree import picture, windows
from pages.common.tree.sounds import all_paths_score
from pages.common.tree.state import TreeState
from pages.common.tree.walker import Stop
from pages.common.tree.windows import earlier, fold, later, look_at, page, run_at, sight_of
from tests.pages.conftest import EVENTS_NETWORK, NETWORK, labelled, player_of, press, settled
from tests.pages.conftest import unopened as opened_at

PATH = "pages/beam_tree.py"
HOSTILE: list[Any] = [
    *(None, True, 7, -1, "x", [], {}, [1], ["x"], [None], [[]], [{}]),
    *([{"customdata": data}] for data in (None, True, -1, 10**30, float("nan"), 0.5, "path:99")),
    *([{"customdata": data}] for data in ([], [[]], [True], {}, {"0": 1}, "path:-1", "")),
]


@pytest.fixture
def state(networks: object) -> TreeState:
    """Two paths that part late and agree for long before."""
    return TreeState(Result(long_piece(), PLAIN))


def long_piece(k: int = 2, length: int = 80) -> Composition:
    return compose(Recipe(NETWORK, ("C4", "E4", "G4"), search="beam", k=k, length=length))


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the browser sent, by widget."""
    sent: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", sent)
    return sent


def click(browser: dict[str, Any], state: TreeState, *data: object, kind: str = "tree") -> None:
    """Click a point of a figure; without one, the selection arrives empty."""
    points = [{"customdata": one} for one in data]
    browser[f"{kind}_{state.result.number}"] = {"selection": {"points": points}}
    picture._clicked(state, kind)


def folded_run(state: TreeState):
    runs = state.tree.runs()
    assert runs
    return runs[0]


def test_a_chosen_node_is_shown_wherever_it_is(state: TreeState) -> None:
    tree = state.tree
    for node in [0, *tree.path(tree.finals[0]), *tree.path(tree.finals[-1])]:
        state.node = node
        assert node in sight_of(state).places
        assert state.node == node


@pytest.mark.parametrize("folded", [True, False])
def test_steps_lead_on_where_the_picture_ends(state: TreeState, folded: bool) -> None:
    state.folded = folded
    state.node, way = 0, []
    while (stop := stops(state)[state.node]).children:
        assert stop.end == state.tree.finals[0]
        assert {0, stop.end} <= stops(state).keys()
        state.node = stop.children[0]
        way.append(state.node)
    path = state.tree.path(state.tree.finals[0])
    # A folded run is one step.
    assert way == path if not folded else way == [node for node in path if node in way] != path
    assert len(path) > 64
    for before in reversed([0, *way[:-1]]):
        state.node = stops(state)[state.node].parent
        assert state.node == before


def test_a_step_back_goes_over_a_folded_run(state: TreeState) -> None:
    run, path = folded_run(state), state.tree.path(state.tree.finals[0])
    page(state, run.last + 1)
    root = state.node
    assert root == path[run.last - 1]
    state.node = stops(state)[root].parent
    assert state.node == (path[run.first - 2] if run.first > 1 else 0)
    sight_of(state)
    assert state.opened == set()


def stops(state: TreeState) -> dict[int, Stop]:
    found = picture._stops(state, sight_of(state), state.names())
    assert found[0].id == 0
    return {stop.id: stop for stop in found}


def test_a_node_inside_a_folded_run_opens_it_and_its_last_one_does_not(state: TreeState) -> None:
    run, path = folded_run(state), state.tree.path(state.tree.finals[0])
    state.node = path[run.last - 1]
    assert sight_of(state).block(state.node) == run
    state.node = path[run.first]
    sight = sight_of(state)
    assert sight.block(state.node) is None
    assert state.opened == {run.first}
    # What the search dropped inside it opens it as well.
    state.opened.clear()
    state.node = next(n for n in state.tree.children(path[run.first]) if n not in path)
    assert state.node in sight_of(state).places
    assert state.opened == {run.first}


def test_an_opened_run_shows_its_beginning_and_folds_to_its_block(state: TreeState) -> None:
    run, path = folded_run(state), state.tree.path(state.tree.finals[0])
    state.node = path[run.last - 1]
    sight_of(state)
    fold(state)
    assert state.node == path[run.first - 1]
    sight = sight_of(state)
    assert [column.number for column in sight.columns][:3] == [
        run.first - 1,
        run.first,
        run.first + 1,
    ]
    assert state.node in sight.places
    # From anywhere inside, also from what was dropped there.
    dropped = next(n for n in state.tree.children(path[run.first]) if n not in path)
    for inside in (path[run.first], dropped):
        state.node = inside
        sight_of(state)
        fold(state)
        assert state.node == path[run.last - 1]
        assert sight_of(state).block(state.node) == run
        fold(state)


def test_where_nothing_can_be_folded_nothing_moves(state: TreeState) -> None:
    run, path = folded_run(state), state.tree.path(state.tree.finals[0])
    state.folded, state.node, state.first = False, path[run.last - 1], run.first + 1
    assert run_at(state, state.node) is None
    fold(state)
    assert (state.node, state.first, state.opened) == (path[run.last - 1], run.first + 1, set())
    state.folded, state.node = True, 0
    fold(state)
    assert (state.node, state.first, state.opened) == (0, run.first + 1, set())


@pytest.mark.parametrize("folded", [True, False])
def test_paging_there_and_back_never_loses_the_chosen_node(state: TreeState, folded: bool) -> None:
    state.folded = folded
    for move in (later, later, later, lambda s: page(s, 40), lambda s: page(s, 2)):
        move(state)
        before = (state.node, state.first, set(state.opened))
        sight = sight_of(state)
        assert state.node in sight.places
        assert (state.node, state.first, state.opened) == before
        assert sight.block(state.node) is None


def test_later_stops_at_the_end(state: TreeState) -> None:
    state.folded = False
    for _ in range(9):
        later(state)
    assert look_at(state).columns[-1].number == state.tree.depth
    assert state.first <= state.tree.depth


@pytest.mark.parametrize("most", [1, 60, 10_000])
def test_windows_leave_no_note_out(
    state: TreeState, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However narrow they are: all notes are seen on the way to the end, and on the way back."""
    monkeypatch.setattr(windows, "_NODES", most)
    state.folded = False
    every = set(range(1, state.tree.depth + 1))
    for move in (later, lambda state: earlier(state, look_at(state).columns[0].number + 1)):
        seen = set()
        for _ in range(12):
            columns = [column.number for column in look_at(state).columns]
            assert min(12, state.tree.depth) < len(columns) + (columns[-1] == state.tree.depth) * 12
            seen |= set(columns[1:])
            move(state)
        assert seen == every
    page(state, 41)
    for _ in range(2):
        # As a click that is heard twice.
        earlier(state, 41)
        assert look_at(state).columns[0].number < 40 <= look_at(state).columns[-1].number


def test_a_click_hears_a_node_and_opens_a_block(state: TreeState, browser: dict[str, Any]) -> None:
    run, path = folded_run(state), state.tree.path(state.tree.finals[0])
    click(browser, state, path[run.last - 1])
    assert (state.heard, state.turn) == (None, 0)
    assert state.node == path[run.first - 1]
    click(browser, state, [path[run.first]])
    assert (state.node, state.heard, state.turn) == (path[run.first], path[run.first], 1)


@pytest.mark.parametrize("kind", ["tree", "icicle"])
def test_a_second_click_on_a_node_hears_it_again(
    state: TreeState, browser: dict[str, Any], kind: str
) -> None:
    node = state.tree.children(0)[-1]
    click(browser, state, node, kind=kind)
    click(browser, state, kind=kind)
    assert (state.node, state.heard, state.turn) == (node, node, 2)
    # Also after a walk elsewhere: it is what was clicked that is meant.
    state.node = 0
    click(browser, state, kind=kind)
    assert (state.node, state.heard, state.turn) == (node, node, 3)


def test_without_a_click_before_an_empty_selection_hears_the_chosen_node(
    state: TreeState, browser: dict[str, Any]
) -> None:
    state.node = state.tree.children(0)[0]
    click(browser, state, kind="icicle")
    assert state.heard == state.node


def test_a_click_on_a_paths_end_plays_it_once(state: TreeState, browser: dict[str, Any]) -> None:
    click(browser, state, path_mark(1))
    number = state.result.number
    assert (state.result.rank, browser[f"path_{number}"]) == (1, 1)
    assert state.node == state.heard == state.tree.finals[1]
    assert not state.result.autoplay
    click(browser, state)
    assert state.turn == 2
    # A path is heard from the end of the seed, a note from shortly before it.
    assert state.whole
    click(browser, state, state.tree.finals[1])
    assert not state.whole


def test_a_click_at_the_edge_pages_on(state: TreeState, browser: dict[str, Any]) -> None:
    state.folded = False
    last = look_at(state).columns[-1].number
    click(browser, state, LATER)
    assert state.first == last + 1
    assert state.heard is None
    assert state.tree.number(state.node) == last


@pytest.mark.parametrize("points", HOSTILE)
def test_whatever_a_browser_sends_is_survived(
    state: TreeState, browser: dict[str, Any], points: Any
) -> None:
    state.node = node = state.tree.children(0)[0]
    for event in ({"selection": {"points": points}}, {"selection": points}, points):
        for kind in ("tree", "icicle", "beams_roll"):
            browser[f"{kind}_{state.result.number}"] = event
        if not is_deselected(f"tree_{state.result.number}"):
            picture._clicked(state, "tree")
            picture._clicked(state, "icicle")
            picture._clicked_path(state)
        browser["table"] = {"selection": {"rows": points}}
        node_parts._pick(state, [node], "table")
    assert (state.node, state.heard, state.result.rank) == (node, None, 0)


@pytest.mark.parametrize("sent", [True, False, -1, 3, 10**30, "1", None, 1.0, float("nan"), [1]])
def test_only_whole_numbers_in_their_range_are_places(sent: object) -> None:
    assert place_in(sent, 3) is None
    assert [place_in(place, 3) for place in range(3)] == [0, 1, 2]


def test_clicks_are_read(browser: dict[str, Any]) -> None:
    browser["figure"] = {"selection": {"points": [{"customdata": [4, 5]}, {"customdata": 6}]}}
    assert clicked("figure") == 4
    assert not is_deselected("figure")
    assert clicked("nothing") is None
    assert not is_deselected("nothing")
    browser["table"] = {"selection": {"rows": [1]}}
    assert (clicked_row("table", 2), clicked_row("table", 1)) == (1, None)


def test_all_paths_in_a_row_are_the_same_with_words_shown(networks: object) -> None:
    recipe = Recipe(EVENTS_NETWORK, ("Bar_None",), search="beam", k=3, length=60)
    state = TreeState(Result(compose(recipe), PLAIN))
    before = all_paths_score(state.result, state.note_tree)
    at = opened_at(PATH, memory=Visit(result=state.result))
    state.raw = True
    at.session_state["trees"] = {state.result.number: state}
    at = press(settled(at.run()), "All of them, one after another")
    music = player_of(at, f"row_{state.result.number}")
    assert state.note_tree is not state.tree
    assert last_note_end_ticks(before)
    assert len(music["music"]["fresh"]) == sum(len(track.notes) for track in before.tracks)


def test_each_press_plays_all_paths_again(state: TreeState) -> None:
    at = opened_at(PATH, memory=Visit(result=state.result))
    at.session_state["trees"] = {state.result.number: state}
    at = settled(at.run())
    turns = []
    for _ in range(2):
        at = press(at, "All of them, one after another")
        turns.append(player_of(at, f"row_{state.result.number}")["turn"])
    assert turns == [1, 2]


def test_with_words_shown_the_page_counts_words(networks: object) -> None:
    recipe = Recipe(EVENTS_NETWORK, ("Bar_None",), search="beam", k=2, length=120)
    state = TreeState(Result(compose(recipe), PLAIN), raw=True, folded=False)
    at: AppTest = opened_at(PATH, memory=Visit(result=state.result))
    at.session_state["trees"] = {state.result.number: state}
    at = settled(at.run())
    told = " ".join(str(text.value) for text in at.markdown)
    assert f"Words 1 to 32 of {state.tree.depth}" in told
    assert "Word 1" in figure_of(at, f"tree_{state.result.number}")
    assert labelled(at.button, "Later")


def figure_of(at: AppTest, key: str) -> str:
    """Give the drawn figure's JSON."""
    (found,) = [f.proto.spec for f in at.get("plotly_chart") if f.proto.id.endswith(key)]
    return str(found)
