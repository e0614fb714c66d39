"""Beam tree: an empty state that helps, the chosen node, steering with undo, the final paths."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import limits
from core.arrangement import PLAIN
from core.composer import Beam, Composition, compose
from core.decoding import BeamTree
from core.performance import Performance
from core.recipe import Recipe
from core.vocabulary import Vocabulary
from pages.common import composing, shelf, work
from pages.common.session import Result, Visit
from pages.common.tree.names import Names
from pages.common.tree.past import choice
from pages.common.tree.sounds import Passage, is_broken_off, passage
from pages.common.tree.state import TreeState
from pages.common.visitor import _KEY as TOKEN
from tests.core.test_jobs import half_then_wait_for
from tests.pages.conftest import (
    EVENTS_NETWORK,
    NETWORK,
    labelled,
    memory_of,
    page,
    player_of,
    press,
    press_twice,
    settled,
    unopened,
    with_open,
)

PATH = "pages/beam_tree.py"
BAR = ("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24")


def shown(result: Result, node: int = 0, *, heard: bool = False, locale: str = "en-GB") -> AppTest:
    """Open the page on a result with a node chosen, as a click on it leaves it."""
    at = unopened(PATH, locale=locale, memory=Visit(result=result))
    at.session_state["trees"] = {
        result.number: TreeState(result, node=node, heard=node if heard else None)
    }
    return settled(at.run())


def texts(at: AppTest) -> str:
    """Give all that stands on the page."""
    found = [*at.markdown, *at.caption, *at.text, *at.info, *at.error, *at.subheader]
    return "\n".join(str(element.value) for element in found)


def fate(at: AppTest, heading: str = "Fate") -> str:
    """Give what the table of alternatives says of the chosen node."""
    table = next(t.value for t in at.dataframe if heading in t.value)
    (row,) = [row for row in table.to_dict("records") if row[" "] == "➤"]
    return str(row[heading])


def dropped_node(composition: Composition) -> int:
    """Give the likeliest node that the search dropped at its second step."""
    nodes = [node for node in composition.tree if node.step == 2 and not node.kept]
    return max(nodes, key=lambda node: node.sum).id


def latest(at: AppTest) -> Result:
    result = memory_of(at).result
    assert result is not None
    return result


def test_without_a_search_it_says_how_to_get_one() -> None:
    at = page(PATH)
    assert "no search to look at yet" in at.info[0].value
    at = press(at, "Play an example")
    assert at.header[0].value.endswith("final paths")


def test_the_final_paths_are_counted_and_listed(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    assert "3 final paths" in [heading.value for heading in at.header]
    at = with_open(at, f"all_paths_table_{memory_of(at).latest.number}")
    table = next(t.value for t in at.dataframe if "Leaves path 1 at note" in t.value)
    scores = [round(beam.log_probability, 2) for beam in performance.composition.beams]
    assert list(table["Log-probability"]) == scores


def test_the_meters_and_the_table_tell_where_the_paths_part(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    found = performance.composition.metrics
    tiles = {tile.label: tile for tile in at.metric}
    shared = found["common_prefix_notes"]
    assert tiles["Paths differ by"].value == f"{100 * found['pairwise_edit_distance']:.0f} %"
    assert tiles["Shared beginning"].value.startswith(f"{shared} :small[note")
    at = with_open(at, f"all_paths_table_{memory_of(at).latest.number}")
    table = next(t.value for t in at.dataframe if "Leaves path 1 at note" in t.value)
    leaves = list(table["Leaves path 1 at note"])
    assert leaves[0] == "–"
    assert min(map(int, leaves[1:])) == shared + 1


def test_the_loop_is_told_of_the_path_that_is_heard(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    for rank, path in enumerate(performance.composition.metrics["beams"]):
        labelled(at.button_group, "Path to hear").set_value(rank).run()
        (tile,) = [tile for tile in at.metric if tile.label == "First loop"]
        loop = path["loops_from_note"]
        assert tile.value == ("none" if loop is None else f":small[note] {loop}")
        assert tile.delta == "in 12 notes"


def test_a_dropped_node_is_told_and_heard(performance: Performance) -> None:
    result = Result.of(performance)
    node = dropped_node(performance.composition)
    at = shown(result, node, heard=True)
    place = performance.composition.tree.node(node).place
    assert fate(at) == f"It fell to place {place} of k = 3."
    player = player_of(at, f"node_{result.number}")
    assert player["sound"]
    # The seed has three notes, the path two.
    assert player["music"]["fresh"] == [0, 0, 0, 1, 1]


def test_nothing_is_heard_before_it_is_asked_for(performance: Performance) -> None:
    result = Result.of(performance)
    at = shown(result)
    assert player_of(at, f"node_{result.number}")["sound"] is None


def test_all_paths_are_heard_in_a_row(performance: Performance) -> None:
    result = Result.of(performance)
    at = press(shown(result), "All of them, one after another")
    assert player_of(at, f"row_{result.number}")["sound"]


def test_the_search_goes_on_from_a_dropped_node_and_that_is_undone(
    performance: Performance,
) -> None:
    before = Result.of(performance)
    node = dropped_node(performance.composition)
    words = performance.composition.vocabulary.tokens(performance.composition.tree.path(node))
    at = press(shown(before, node), "Go on from here")
    after = latest(at)
    assert after is not before
    recipe = after.composition.recipe
    assert list(recipe.chosen) == words
    assert recipe.seed == before.composition.recipe.seed
    assert all(list(beam.tokens[:2]) == words for beam in after.composition.beams)
    # It is kept as a piece of its own, which goes on from the other one.
    assert after.link is not None
    assert after.parent == before.link
    assert after.name == "Without a name · 2"
    # What is heard is the choice and how it goes on, not the whole piece from its first bar.
    state = at.session_state["trees"][after.number]
    assert (state.heard, state.turn, after.autoplay) == (state.node, 0, False)
    assert "You hear your choice" in texts(at)
    assert "Your way so far" in texts(at)
    at = press(at, "Undo")
    assert latest(at) is before
    at = press(at, "Redo")
    assert latest(at) is after


def test_a_banned_note_does_not_come_there(performance: Performance) -> None:
    composition = performance.composition
    node = composition.tree.nodes_to(composition.tree.finals[0])[3]
    *words, banned = composition.vocabulary.tokens(composition.tree.path(node))
    at = press(shown(Result.of(performance), node), "Not this note")
    for beam in latest(at).composition.beams:
        assert list(beam.tokens[:3]) == words
        assert beam.tokens[3] != banned
    told = f"without {composition.codec.label(banned)}, note 4"
    assert told in " ".join(button.label for button in at.button)


def test_a_note_that_is_never_to_come_does_not(performance: Performance) -> None:
    composition = performance.composition
    node = composition.tree.nodes_to(composition.tree.finals[0])[0]
    (banned,) = composition.vocabulary.tokens(composition.tree.path(node))
    at = press(shown(Result.of(performance), node), "Never this note")
    assert all(banned not in beam.tokens for beam in latest(at).composition.beams)


def test_two_bans_at_one_place_hold_together(performance: Performance) -> None:
    composition = performance.composition
    first = composition.tree.nodes_to(composition.tree.finals[0])[0]
    at = press(shown(Result.of(performance), first), "Not this note")
    second = latest(at)
    node = second.composition.tree.nodes_to(second.composition.tree.finals[0])[0]
    at.session_state["trees"][second.number].node = node
    at = press(at.run(), "Not this note")
    third = latest(at).composition
    bans = {ban.word for ban in third.recipe.banned}
    assert len(bans) == 2
    assert all(beam.tokens[0] not in bans for beam in third.beams)


def test_two_quick_clicks_are_one_choice(performance: Performance) -> None:
    result = Result.of(performance)
    at = shown(result, dropped_node(performance.composition))
    at = press_twice(at, labelled(at.button, "Go on from here"))
    assert [entry.number for entry in memory_of(at).steered] == [
        result.number,
        latest(at).number,
    ]


def test_a_click_while_a_search_runs_takes_its_place(
    performance: Performance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PATIENCE_S", 0.0)
    result = Result.of(performance)
    at = shown(result, dropped_node(performance.composition))
    gate = tmp_path / "gate"
    running = work.queue().submit(half_then_wait_for, gate)
    memory_of(at).jobs[composing.TASK] = running
    at.run()
    assert "The search runs. This tree stays until it is done." in texts(at)
    assert labelled(at.button, "Stop").key == "stop_compose"
    assert latest(at) is result
    at = press(at, "Undo")
    assert running.state == "cancelled"
    assert latest(at) is result
    assert labelled(at.button, "Undo").disabled
    running = work.queue().submit(half_then_wait_for, gate)
    memory_of(at).jobs[composing.TASK] = running
    at = press(at.run(), "Go on from here")
    assert running.state == "cancelled"
    chosen = latest(at).composition.recipe.chosen
    tree = performance.composition.tree
    path = tree.path(dropped_node(performance.composition))
    assert list(chosen) == performance.composition.vocabulary.tokens(path)


def steer_on(at: AppTest, note: int) -> AppTest:
    """Go on from a note of the best path, counted from 1."""
    result = latest(at)
    tree = result.composition.tree
    at.session_state["trees"][result.number].node = tree.nodes_to(tree.finals[0])[note - 1]
    return press(at.run(), "Go on from here")


def test_a_ban_holds_where_its_place_is_come_to_again(performance: Performance) -> None:
    composition = performance.composition
    fourth = composition.tree.nodes_to(composition.tree.finals[0])[3]
    banned = composition.vocabulary.tokens(composition.tree.path(fourth))[3]
    at = press(shown(Result.of(performance), fourth), "Not this note")
    at = steer_on(steer_on(at, 7), 3)
    assert all(beam.tokens[3] != banned for beam in latest(at).composition.beams)
    at = steer_on(at, 2)
    assert latest(at).composition.recipe.banned == ()


def test_undo_and_redo_go_one_step_however_often_they_are_heard(performance: Performance) -> None:
    first = Result.of(performance)
    at = shown(first)
    for note in (2, 4, 6):
        at = steer_on(at, note)
    steps = list(memory_of(at).steered)
    assert len(steps) == 4
    at = press_twice(at, labelled(at.button, "Undo"))
    assert latest(at) is steps[2]
    at = press_twice(at, labelled(at.button, "Redo"))
    assert latest(at) is steps[3]
    choices = [button.label for button in at.button if button.key.startswith("past_")]
    assert choices.pop().endswith(", note 6 (shown)")
    assert [label[:4] for label in choices] == ["1 · ", "2 · ", "3 · "]
    assert choices[0] == "1 · the search itself"
    assert [label.rsplit(" ", 1)[1] for label in choices[1:]] == ["2", "4"]
    # One that is opened again by its link stands where it stood.
    memory_of(at).result = again = shelf_result(steps[1])
    at = settled(at.run())
    assert [entry.link for entry in memory_of(at).steered] == [entry.link for entry in steps]
    assert memory_of(at).steered[1] is again


def test_undo_goes_back_where_the_page_was_opened_anew(performance: Performance) -> None:
    at = steer_on(shown(Result.of(performance)), 3)
    after, before = latest(at), memory_of(at).steered[0]
    assert before.link is not None
    again = page(PATH, memory=Visit(result=shelf_result(after)))
    again = press(again, "Undo")
    assert latest(again).link == before.link
    assert [entry.link for entry in memory_of(again).steered] == [before.link, after.link]
    assert latest(press(again, "Redo")).link == after.link


def test_a_reload_brings_the_way_so_far_back(performance: Performance) -> None:
    composition, links = performance.composition, list[str]()
    for chosen in ((), ("C4",), ("C4", "E4")):
        made = replace(composition, recipe=replace(composition.recipe, chosen=chosen))
        parent = links[-1] if links else None
        links.append(shelf.store().add("m" * 32, made, PLAIN, name="", parent=parent).link)
    at = unopened(PATH)
    at.session_state[TOKEN] = "m" * 32
    at.query_params["piece"] = links[1]
    at = settled(at.run())
    assert [entry.link for entry in memory_of(at).steered] == links
    assert latest(press(at, "Undo")).link == links[0]


def shelf_result(result: Result) -> Result:
    """Give a result as a reload opens it: by its link, without what the visit remembered."""
    return replace(result, before=None)


def test_many_choices_leave_the_tree_that_is_looked_at_as_it_is(performance: Performance) -> None:
    steps = [Result.of(performance) for _ in range(12)]
    at = unopened(PATH, memory=Visit(result=steps[0], steered=steps))
    state = TreeState(steps[0], node=performance.composition.tree.finals[0])
    at.session_state["trees"] = {steps[0].number: state}
    at = settled(at.run()).run()
    assert len([button for button in at.button if button.key.startswith("past_")]) == 12
    assert at.session_state["trees"][steps[0].number] is state


def test_behind_the_end_of_a_piece_nothing_goes_on() -> None:
    composition = compose(Recipe(EVENTS_NETWORK, ("Bar_None",), search="beam", k=16, length=40))
    tree, end = composition.tree, composition.vocabulary.ids([composition.codec.end])[0]
    ended = next(node.id for node in tree if node.token == end)
    at = shown(Result(composition, PLAIN), ended)
    assert labelled(at.button, "Go on from here").disabled
    assert not labelled(at.button, "Not this note").disabled


def test_the_networks_own_words_can_be_shown() -> None:
    composition = compose(Recipe(EVENTS_NETWORK, ("Bar_None",), search="beam", k=2, length=30))
    result = Result(composition, PLAIN)
    at = shown(result)
    labelled(at.toggle, "Show the network's words").set_value(True).run()
    state = at.session_state["trees"][result.number]
    assert len(state.tree) == len(composition.tree)
    labelled(at.toggle, "Show the network's words").set_value(False).run()
    assert len(state.tree) < len(composition.tree)


def test_a_tree_of_one_node_says_so(performance: Performance) -> None:
    tree = BeamTree()
    tree.finish([0])
    nothing = replace(performance.composition, tree=tree, beams=(Beam((), 0.0),))
    at = shown(Result(nothing, PLAIN))
    assert "there is only the end of the seed" in texts(at)
    assert labelled(at.button, "Not this note").disabled


@cache
def searched(k: int, length: int) -> Composition:
    return compose(Recipe(NETWORK, ("C4", "E4"), search="beam", k=k, length=length))


@pytest.mark.parametrize("view", ["tree", "icicle", "roll"])
@pytest.mark.parametrize(("k", "length"), [(1, 1), (limits.BEAM_WIDTH, limits.LENGTH_NOTES)])
def test_a_search_at_its_limits_is_drawn(view: str, k: int, length: int) -> None:
    composition = searched(k, length)
    result = Result(composition, PLAIN)
    at = shown(result)
    labelled(at.button_group, "Picture").set_value(view).run()
    assert not at.exception
    last = composition.tree.finals[0]
    at.session_state["trees"][result.number].node = last
    assert not at.run().exception


def test_a_note_that_has_no_length_yet_is_heard() -> None:
    composition = compose(Recipe(EVENTS_NETWORK, BAR, search="beam", k=4, length=12))
    result = Result(composition, PLAIN)
    before = passage(result, ())
    broken = passage(result, ("Pitch_64",))
    assert pitches(broken) == [*pitches(before), 64]
    assert is_broken_off(result, ("Pitch_64",))
    assert not is_broken_off(result, ("Position_12",))


def test_of_a_long_path_the_last_notes_are_heard(performance: Performance) -> None:
    result = Result.of(performance)
    path = [*["C4"] * 60, "D4"]
    last = passage(result, path)
    assert (last.is_long, last.seed_ticks, last.given) == (True, 0, frozenset())
    assert pitches(last) == [60] * 8 + [62]
    whole = passage(result, path, whole=True)
    assert (len(pitches(whole)), len(whole.given)) == (64, 3)
    short = passage(result, path[-6:])
    assert (short.is_long, len(pitches(short))) == (False, 9)
    # A choice is heard with what follows it.
    assert pitches(passage(result, path, ["E4"] * 30))[8:] == [62, *[64] * 24]


def pitches(heard: Passage) -> list[int]:
    return [note.pitch for track in heard.score.tracks for note in track.notes]


def test_a_choice_is_told_by_what_it_took_the_place_of(performance: Performance) -> None:
    before = Result.of(performance)
    first, second = before.composition.beams[0].tokens[:2]
    name = before.composition.codec.label
    told = {}
    for chosen in ((first, second), (first, "C8")):
        recipe = replace(before.composition.recipe, chosen=chosen)
        after = Result(replace(before.composition, recipe=recipe), PLAIN)
        told[chosen[1]] = choice(after, before)
    assert told[second] == f"on from {name(second)}, note 2"
    assert told["C8"] == f"C8 in place of {name(second)}, note 2"


def test_a_search_whose_network_is_missing_cannot_be_steered(performance: Performance) -> None:
    recipe = replace(performance.composition.recipe, checkpoint="gone")
    composition = replace(performance.composition, recipe=recipe)
    at = shown(Result(composition, PLAIN), dropped_node(composition))
    assert labelled(at.button, "Go on from here").disabled
    assert labelled(at.button, "Not this note").disabled
    assert "The network of this search is not installed here" in texts(at)


def test_odd_words_are_named_as_they_stand(performance: Performance) -> None:
    composition = performance.composition
    node = dropped_node(composition)
    words = list(composition.vocabulary.words)
    words[composition.tree.path(node)[-1]] = "<b>&"
    strange = replace(composition, vocabulary=Vocabulary(tuple(words)))
    assert Names(strange, strange.note_tree()).name(node) == "<b>&"
    at = shown(Result(strange, PLAIN), node)
    assert not at.exception


def test_it_speaks_spanish(performance: Performance) -> None:
    at = shown(Result.of(performance), dropped_node(performance.composition), locale="es-ES")
    assert fate(at, "Destino").startswith("Cayó al puesto")
    assert labelled(at.button, "Seguir desde aquí")
