"""Watching a search on the page: the clock tells the step, and nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.decoding import BeamTree
from core.performance import Performance
from core.vocabulary import Vocabulary
from pages.common.session import Result
from pages.common.tree.watch.playing import Playing
from pages.common.tree.watch.told import Told
from tests.pages.conftest import labelled

# The clock.


@pytest.mark.parametrize(("speed", "period_s"), [("slow", 2.0), ("normal", 1.0), ("fast", 0.4)])
def test_the_clock_alone_tells_the_step_and_it_ends_at_the_last(speed, period_s) -> None:
    playing = Playing(5, speed=speed)
    playing.play(100.0)
    seen = []
    for beat in range(7):
        # Drawn twice, and a little late: no step is counted twice.
        seen.append({playing.follow(100 + beat * period_s + late) for late in (0.0, period_s / 3)})
    assert seen == [{1}, {2}, {3}, {4}, {5}, {5}, {5}]
    assert playing.beat_s is None
    playing.play(200.0)
    assert playing.follow(200.0) == 1


def test_a_click_that_is_heard_twice_changes_nothing() -> None:
    playing = Playing(9)
    playing.play(10.0)
    playing.play(10.6)
    assert playing.follow(11.0) == 2
    playing.pause(11.5)
    playing.pause(11.6)
    assert (playing.step, playing.beat_s) == (2, None)


def test_another_speed_goes_on_from_here() -> None:
    playing = Playing(50)
    playing.play(0.0)
    playing.follow(3.0)
    playing.set_speed("fast", 3.5)
    assert playing.at(3.5) == 4
    assert playing.at(3.9) == 5


def test_who_was_away_goes_on_from_what_was_seen_last() -> None:
    playing = Playing(50)
    playing.play(0.0)
    assert playing.follow(2.0) == 3
    assert playing.follow(600.0) == 3
    assert playing.follow(601.0) == 4


def test_an_echo_is_no_wish_however_late_it_comes() -> None:
    """On a busy machine the browser told of old steps, and playing stopped."""
    playing = Playing(50)
    playing.play(0.0)
    for step in range(1, 9):
        playing.told.tell(step)
    for late in (1, 1, 3, 4, 7):
        playing.drag(late, 0)
        assert playing.beat_s == 1.0
    # It has heard of step 7: before that, and elsewhere, is a hand alone.
    playing.drag(5, 0)
    assert (playing.step, playing.beat_s) == (5, None)


def test_at_rest_every_place_is_a_wish() -> None:
    """Also the one that the slider stood at before, which an echo would name as well."""
    playing = Playing(50)
    playing.told.rest(1)
    playing.go(2)
    playing.told.rest(2)
    playing.drag(1, playing.told.turn - 1)
    assert playing.step == 2
    playing.drag(1, playing.told.turn)
    assert playing.step == 1
    turn = playing.told.turn
    playing.told.rest(1)
    assert playing.told.turn == turn


def test_what_was_on_its_way_when_one_drew_the_slider_is_not_listened_to() -> None:
    playing = Playing(50)
    for step in (1, 2, 3):
        playing.told.tell(step)
    playing.drag(30, 0)
    assert (playing.step, playing.told.turn) == (30, 1)
    playing.drag(3, 0)
    assert playing.step == 30
    playing.drag(3, 1)
    assert playing.step == 3


def test_a_value_that_is_told_anew_is_told_to_another_slider() -> None:
    told = Told()
    for value in (4, 5, 4):
        told.tell(value)
    assert (told.values, told.turn) == ([4], 1)
    assert not told.hear(5)
    # At rest nothing is on its way: the slider stays the same under a key or a hand.
    told.wish(5)
    told.wish(6)
    assert (told.values, told.turn) == ([6], 1)


# On the page.


def opened(result: Result, **state: object) -> AppTest:
    def script(result) -> None:
        import streamlit as st

        from pages.common.tree.watch import show_watch

        if st.session_state.get("is_elsewhere"):
            return
        show_watch(result, clock=lambda: st.session_state["now_s"])

    at = AppTest.from_function(script, kwargs={"result": result}, default_timeout=30)
    for key, value in {"now_s": 0.0, **state}.items():
        at.session_state[key] = value
    return checked(at.run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def at_time(at: AppTest, now_s: float) -> AppTest:
    at.session_state["now_s"] = now_s
    return checked(at.run())


def pressed(at: AppTest, label: str) -> AppTest:
    return checked(labelled(at.button, label).click().run())


def chose(at: AppTest, label: str, value: object) -> AppTest:
    return checked(labelled(at.button_group, label).set_value(value).run())


def said(at: AppTest) -> str:
    return " ".join(text.value for text in at.markdown)


@pytest.fixture
def result(performance: Performance) -> Result:
    return Result.of(performance)


def test_the_example_teaches_first(result: Result) -> None:
    at = opened(result)
    assert (at.slider[0].value, at.slider[0].max) == (1, 3)
    assert "The search begins" in said(at)
    at = pressed(pressed(at, "One step on"), "One step on")
    assert "The first to fall is **B C A**, in place 3." in said(at)
    assert "B C B" in at.success[0].value
    assert "**A B C**, chance 0.160" in at.success[0].value
    at = chose(at, "Paths kept, k", 1)
    assert at.slider[0].value == 3
    assert "A B C" in at.warning[0].value


def test_it_plays_to_the_last_step_and_stops(result: Result) -> None:
    at = pressed(opened(result), "Play")
    steps = []
    for now_s in (0.5, 1.1, 2.1, 3.1, 9.0):
        at = at_time(at, now_s)
        steps.append(at.slider[0].value)
        assert labelled(at.button, "Play" if steps[-1] == 3 else "Pause")
    assert steps == [1, 2, 3, 3, 3]


def test_the_slider_pauses(result: Result) -> None:
    at = chose(opened(result), "What to watch", "search")
    at = at_time(pressed(at, "Play"), 3.2)
    assert at.slider[0].value == 4
    at = checked(at.slider[0].set_value(9).run())
    assert at_time(at, 6.0).slider[0].value == 9
    assert labelled(at.button, "Play")


def test_a_late_browser_does_not_stop_it(result: Result) -> None:
    at = chose(opened(result), "What to watch", "search")
    at = at_time(pressed(at, "Play"), 3.2)
    # It says the step from which it began, long after that.
    at.session_state["now_s"] = 7.4
    at = checked(at.slider[0].set_value(1).run())
    assert labelled(at.button, "Pause")
    assert at.slider[0].value == 8


def test_this_search_shows_the_trees_sums_and_sentence(result: Result) -> None:
    composition = result.composition
    at = chose(opened(result), "What to watch", "search")
    at = checked(at.slider[0].set_value(6).run())
    nodes = [node for node in composition.tree if node.step == 6]
    nodes.sort(key=lambda node: node.place)
    shown = at.dataframe[0].value
    assert [int(place) for place in shown["Place in this step"]] == [
        n.place for n in nodes[: len(shown)]
    ]
    sums = [text.split(" = ")[1] for text in shown["Sum so far (log-probabilities)"]]
    assert sums == [f"{node.score:.2f}".replace("-", "−") for node in nodes[: len(shown)]]
    first = [composition.codec.label(w) for w in composition.vocabulary.tokens([nodes[3].token])]
    assert f"{first[0]}**, in place 4." in said(at)
    (race,) = [
        spec
        for chart in at.get("plotly_chart")
        if (spec := json.loads(chart.proto.spec))["layout"].get("xaxis", {}).get("nticks")
        and any(trace.get("customdata") and trace["name"] == "Falls" for trace in spec["data"])
    ]
    ends = [trace for trace in race["data"] if trace.get("name") in ("Falls", "Survives")]
    assert sorted(place for trace in ends for place in trace["customdata"]) == [
        node.place for node in nodes[: 3 + 5]
    ]
    assert len(shown) == len(nodes)


def test_what_was_chosen_stays_while_one_is_elsewhere(result: Result) -> None:
    at = chose(opened(result), "What to watch", "search")
    at = checked(at.slider[0].set_value(7).run())
    at.session_state["is_elsewhere"] = True
    assert not checked(at.run()).slider
    at.session_state["is_elsewhere"] = False
    at = checked(at.run())
    assert labelled(at.button_group, "What to watch").value == "search"
    assert at.slider[0].value == 7


def test_a_tree_of_one_node_and_one_of_one_step(result: Result) -> None:
    alone = replace(result.composition, tree=BeamTree())
    at = chose(opened(Result(alone, result.arrangement)), "What to watch", "search")
    assert "there is nothing to watch" in at.info[0].value
    tree = result.composition.tree
    few = {
        name: tree.column(name)[:4]
        for name in ("parent", "step", "token", "log_probability", "sum", "kept", "score", "place")
    }
    short = replace(result.composition, tree=BeamTree.of(few, [1, 2, 3]))
    at = chose(opened(Result(short, result.arrangement)), "What to watch", "search")
    assert "With this the search is over." in said(at)
    assert at.slider[0].disabled
    assert all(button.disabled for button in at.button)


def test_words_that_are_none_of_the_codecs_are_shown_as_they_stand(result: Result) -> None:
    composition = result.composition
    words = [f"odd{number}" for number in range(len(composition.vocabulary))]
    odd = replace(composition, vocabulary=Vocabulary(words))
    at = chose(opened(Result(odd, result.arrangement)), "What to watch", "search")
    assert all("odd" in path for path in at.dataframe[0].value["Path so far"])
