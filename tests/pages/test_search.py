"""The controls of a search: each way of searching, its dial, and what stands under "More"."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from streamlit.testing.v1 import AppTest

from core.recipe import PURE, SEARCHES, Recipe
from pages.common.search import words_for
from tests.pages.conftest import (
    EVENTS_NETWORK,
    NETWORK,
    choose_network,
    labelled,
    memory_of,
    page,
    press,
    unopened,
)

PATH = "pages/compose.py"
OWN = ("checkpoint", "seed", "search", "length", "random_seed")
WAYS = ["greedy", "beam", "diverse-beam", "sample"]


def searching(way: str, network: str = NETWORK) -> AppTest:
    """Open the page with a tiny network, random notes and a way of searching chosen."""
    at = choose_network(page(PATH), network)
    labelled(at.button_group, "Where the music begins").set_value("random")
    at.run()
    labelled(at.slider, "Notes to add").set_value(6)
    labelled(at.button_group, "How it chooses").set_value(way)
    return at.run()


def composed(at: AppTest) -> Recipe:
    at = press(at, "Compose")
    assert not at.error
    return memory_of(at).result.composition.recipe


def remarks(at: AppTest) -> str:
    return "\n".join(text.value for text in at.markdown if text.value.startswith("- "))


def names(at: AppTest) -> set[str]:
    """Give the labels of all that can be set."""
    kinds = (at.slider, at.select_slider, at.toggle, at.selectbox, at.number_input, at.button_group)
    return {element.label for kind in kinds for element in kind}


def test_all_ways_of_searching_can_be_reached() -> None:
    offered = labelled(searching("beam").button_group, "How it chooses").options
    assert offered == ["Safe (greedy)", "Beam", "Diverse beam", "Surprise me (sampling)"]
    assert {*WAYS, "stochastic-beam"} == set(SEARCHES)


@pytest.mark.parametrize("network", [NETWORK, EVENTS_NETWORK])
@pytest.mark.parametrize("way", WAYS)
def test_whoever_sets_nothing_gets_a_recipes_own_values(way: str, network: str) -> None:
    recipe = composed(searching(way, network))
    assert recipe.search == way
    usual = {field.name: field.default for field in fields(Recipe) if field.name not in OWN}
    # What can end a piece does so when two fifths of what was asked for are there.
    if network == EVENTS_NETWORK:
        usual["min_length"] = round(0.4 * recipe.length)
    assert {name: getattr(recipe, name) for name in usual} == usual
    # A shown dice number can be read aloud.
    assert 1 <= recipe.random_seed <= 999_999


@pytest.mark.parametrize(
    ("way", "kind", "label", "value", "field"),
    [
        ("greedy", "select_slider", "Guard against loops", 16.0, "loop_penalty"),
        ("beam", "slider", "Continuations kept (k)", 2, "k"),
        ("diverse-beam", "select_slider", "How different", 2.0, "diversity"),
        ("sample", "slider", "Daring", 1.35, "temperature"),
    ],
)
def test_each_way_has_one_dial(way: str, kind: str, label: str, value: float, field: str) -> None:
    at = searching(way)
    labelled(at.get(kind), label).set_value(value)
    recipe = composed(at.run())
    assert (recipe.search, getattr(recipe, field)) == (way, value)


@pytest.mark.parametrize("way", WAYS)
def test_the_guard_against_loops_shows_what_is_usual(way: str) -> None:
    at = searching(way)
    usual = "off" if way in PURE else "strong"
    guard = labelled(at.select_slider, "Guard against loops")
    assert guard.format_func(guard.value) == usual
    assert ("A passage may come twice in a row" in names(at)) == (way not in PURE)


def test_a_group_behind_each_continuation() -> None:
    at = searching("diverse-beam")
    labelled(at.slider, "Continuations kept (k)").set_value(3)
    labelled(at.slider, "Candidates behind each").set_value(2)
    recipe = composed(at.run())
    assert (recipe.k, recipe.group_width, recipe.diversity) == (3, 2, Recipe.diversity)
    assert "- As you asked: candidates behind each: 2." in remarks(at)


def test_what_chance_may_draw_from() -> None:
    at = searching("sample")
    labelled(at.select_slider, "Draw from the likeliest few (top-k)").set_value(5)
    labelled(at.select_slider, "Leave out the unlikely rest (top-p)").set_value(80)
    labelled(at.select_slider, "Leave out the far less likely (min-p)").set_value(2)
    labelled(at.toggle, "Warm up when it gets bored").set_value(False)
    recipe = composed(at.run())
    assert (recipe.top_k, recipe.top_p, recipe.min_p) == (5, 0.8, 0.02)
    assert not recipe.adaptive_temperature
    assert "top-k 5, top-p 80 %, min-p 2 %, no warmer when bored" in remarks(at)


def test_several_are_drawn_at_once() -> None:
    at = searching("sample")
    labelled(at.toggle, "Draw several at once, all different").set_value(True)
    at.run()
    assert not [name for name in names(at) if name.endswith("-p)")]
    labelled(at.slider, "Continuations drawn (k)").set_value(4)
    recipe = composed(at.run())
    assert (recipe.search, recipe.k) == ("stochastic-beam", 4)
    beams = memory_of(at).result.composition.beams
    assert len({beam.tokens for beam in beams}) == 4


def test_the_same_dice_give_the_same_music_again() -> None:
    at = searching("sample")
    thrown = composed(at).random_seed
    heard = memory_of(at).result.composition.beams
    assert f"Dice number {thrown}:" in remarks(at)
    labelled(at.toggle, "The same dice again").set_value(True)
    at.run()
    assert labelled(at.number_input, "Number of the dice").value == thrown
    assert composed(at).random_seed == thrown
    assert memory_of(at).result.composition.beams == heard
    labelled(at.number_input, "Number of the dice").set_value(7)
    assert composed(at.run()).random_seed == 7
    labelled(at.toggle, "The same dice again").set_value(False)
    assert composed(at.run()).random_seed != 7


def test_loops_can_be_forbidden() -> None:
    at = searching("beam")
    labelled(at.select_slider, "Guard against loops").set_value(4.0)
    labelled(at.select_slider, "Never play a passage twice").set_value(12)
    at.run()
    labelled(at.toggle, "A passage may come twice in a row").set_value(False)
    recipe = composed(at.run())
    assert (recipe.loop_penalty, recipe.no_repeat_notes, recipe.may_repeat) == (4.0, 12, False)


def test_the_notes_can_be_told() -> None:
    at = searching("beam")
    labelled(at.button_group, "Stay in a key").set_value("chosen")
    labelled(at.select_slider, "From the lowest to the highest note").set_value((48, 72))
    labelled(at.select_slider, "How far back may it look?").set_value(30)
    labelled(at.toggle, "End on the tonic").set_value(True)
    at.run()
    labelled(at.selectbox, "Scale").set_value("minor")
    labelled(at.selectbox, "Tonic").set_value(2)
    recipe = composed(at.run())
    assert (recipe.key, recipe.lowest, recipe.highest) == ("D minor", 48, 72)
    assert (recipe.context, recipe.end_on_tonic) == (30, True)
    said = "in D minor{0}from C3 to C5{0}looking back 30 words{0}ending on the tonic"
    assert f"- As you asked: {said.format(', ')}." in remarks(at)
    assert said.format(" · ") in "\n".join(caption.value for caption in at.caption)
    # The choices outlive a visit to another page.
    at = at.switch_page("pages/beam_tree.py").run().switch_page(PATH).run()
    assert labelled(at.selectbox, "Tonic").value == 2
    assert replace(composed(at), random_seed=recipe.random_seed) == recipe


def test_the_seeds_own_key_is_named_with_the_result() -> None:
    at = searching("greedy")
    labelled(at.button_group, "Stay in a key").set_value("seed")
    assert composed(at.run()).key == "seed"
    assert "As you asked: in " in remarks(at)
    assert "seed" not in remarks(at)


def test_a_tonic_is_spelled_as_its_scale_has_it() -> None:
    at = searching("beam")
    labelled(at.button_group, "Stay in a key").set_value("chosen")
    at.run()
    labelled(at.selectbox, "Tonic").set_value(1)
    at.run()
    assert "in D♭ major" in "\n".join(caption.value for caption in at.caption)
    labelled(at.selectbox, "Scale").set_value("minor")
    at.run()
    assert labelled(at.selectbox, "Tonic").options[1] == "C♯"
    assert composed(at).key == "C# minor"


def test_endings_are_offered_where_a_network_can_end() -> None:
    ending, length = "It may end the piece by itself", "Short paths against long ones"
    assert not {ending, length} & names(searching("beam"))
    at = searching("beam", EVENTS_NETWORK)
    labelled(at.select_slider, length).set_value(1.0)
    at.run()
    assert composed(at).length_power == 1.0
    labelled(at.toggle, ending).set_value(False)
    at.run()
    assert length not in names(at)
    recipe = composed(at)
    assert (recipe.length_power, recipe.may_end) == (Recipe.length_power, False)
    labelled(at.toggle, "End on the tonic").set_value(True)
    at.run()
    assert not {ending, length} & names(at)
    assert composed(at).end_on_tonic
    assert "by itself" not in remarks(at)


@pytest.mark.parametrize("way", WAYS)
def test_spanish_readers_can_set_everything(way: str) -> None:
    # AppTest asks for the names of choices outside the page, where no language is chosen.
    at = unopened(PATH, locale="es-ES")
    for key, value in {"search": way, "key": "chosen", "mode": "minor", "tonic": 2}.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    assert {"Freno a los bucles", "Notas que añadir", "Tónica", "Escala"} <= names(at)
    assert "en Re menor" in "\n".join(caption.value for caption in at.caption)


def test_groups_that_come_to_the_same_are_told_of() -> None:
    """One note after the seed has so few ways to go that sixteen groups cannot all differ."""
    at = searching("diverse-beam")
    labelled(at.slider, "Notes to add").set_value(1)
    labelled(at.slider, "Continuations kept (k)").set_value(16)
    labelled(at.select_slider, "How different").set_value(0.1)
    at = press(at.run(), "Compose")
    paths = len(memory_of(at).result.composition.beams)
    assert 1 <= paths < 16
    assert "came to the same notes" in remarks(at)


def test_one_note_is_a_whole_one() -> None:
    # A new bar, its metre, a place, a pitch and a length come before another note can.
    assert words_for(1, EVENTS_NETWORK) >= 5
    assert (words_for(1, NETWORK), words_for(1, None)) == (1, 1)
