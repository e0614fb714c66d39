"""Compare: cells that work, stop and fail apart; blind votes; a class that votes by a link."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from symusic.core import ScoreTick as Score

from core.arrangement import PLAIN, Arrangement
from core.performance import Performance
from core.recipe import Recipe
from pages.common import shelf
from pages.common.comparing import rounds
from pages.common.comparing.comparison import Cell, Comparison
from pages.common.comparing.lecture import LECTURE, MENDED
from pages.common.player.picture import picture_of
from pages.common.seeds import read_piece
from pages.common.session import Result
from pages.common.visitor import _KEY as TOKEN
from tests.pages.conftest import (
    labelled,
    memory_of,
    page,
    player_of,
    press,
    press_twice,
    settled,
    unopened,
)

PATH = "pages/compare.py"
ME, ANA, BEN = "m" * 32, "a" * 32, "b" * 32
SEED = ("C4", "E4", "G4", "C5")
TINY = [f"tiny-note_chord-{model}" for model in ("gru", "gru-attention", "transformer")]


@pytest.fixture(autouse=True)
def shelf_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep pieces and votes in a file of this test's."""
    file = tmp_path / "pieces.db"
    monkeypatch.setenv("SEMILLA_DATABASE", f"sqlite:///{file}")
    shelf.store.clear()
    rounds._piece.clear()
    rounds._shared.clear()
    yield file
    shelf.store.clear()


def cells(search: str = "beam", **fields: object) -> tuple[Cell, ...]:
    given = {"search": search, "k": 2, "length": 12, **fields}
    return tuple(Cell(Recipe(name, SEED, **given), PLAIN) for name in TINY)


def comparison_of(at: AppTest) -> Comparison:
    found: Comparison = at.session_state["compare_now"]
    return found


def compared(performance: Performance, count: int = 3, **kwargs: object) -> AppTest:
    """Open the page with a comparison that is finished."""
    comparison = Comparison(cells()[:count], title="A *tune*")
    for place in range(count):
        recipe = comparison.cells[place].recipe
        composition = replace(performance.composition, recipe=recipe)
        comparison.results[place] = Result.of(replace(performance, composition=composition))
    comparison.heard = 0
    at = unopened(PATH, **kwargs)
    at.session_state["compare_now"] = comparison
    return settled(at.run())


def headings(at: AppTest) -> list[str]:
    return [found.value for found in at.markdown if found.value.startswith("#### ")]


def texts(at: AppTest) -> str:
    shown = (at.markdown, at.caption, at.text, at.info, at.success, at.error, at.title)
    return "\n".join(str(found.value) for kind in shown for found in kind)


def tally(at: AppTest) -> list[str]:
    """Give the texts of the bars."""
    return [bar.proto.text for bar in at.get("progress")]


def choose_tiny(at: AppTest) -> AppTest:
    labelled(at.button_group, "It learned from").set_value("fiddle")
    at.run()
    labelled(at.button_group, "How it reads music").set_value("note_chord")
    at.run()
    labelled(at.button_group, "Networks").set_value(TINY)
    labelled(at.select_slider, "Notes to add").set_value(16)
    return at.run()


def test_networks_and_searches_make_a_grid_with_one_player() -> None:
    at = choose_tiny(page(PATH))
    labelled(at.button_group, "Searches").set_value(["greedy", "sample"])
    at = press(at.run(), "Compare (6 pieces)")
    comparison = comparison_of(at)
    made = [(cell.recipe.search, cell.recipe.checkpoint) for cell in comparison.cells]
    assert made == [(search, name) for search in ("greedy", "sample") for name in TINY]
    assert sorted(comparison.results) == list(range(6))
    seeds = {cell.recipe.seed for cell in comparison.cells}
    assert len(seeds) == 1
    assert len(headings(at)) == 6
    told = ("- **Loop from", "- **No loop")
    assert sum(found.value.startswith(told) for found in at.markdown) == 6
    plays = [button for button in at.button if button.label in ("Play", "In the player")]
    assert [button.label for button in plays].count("In the player") == 1
    plays[4].click()
    at.run()
    assert comparison_of(at).heard == 4
    assert [b.label for b in at.button if b.key.startswith("compare_play")][4] == "In the player"


def test_a_comparison_outlives_a_change_of_page_and_does_not_start_by_itself(
    performance: Performance,
) -> None:
    at = compared(performance)
    next(button for button in at.button if button.label == "Play").click()
    at.run()
    assert comparison_of(at).autoplay
    at.switch_page("pages/compose.py").run()
    at.switch_page(PATH).run()
    assert len(headings(at)) == 3
    assert not comparison_of(at).autoplay


def test_too_many_pieces_are_refused_before_they_are_made() -> None:
    at = choose_tiny(page(PATH))
    networks = labelled(at.button_group, "Networks")
    networks.set_value([*TINY, "fiddle-note_chord-gru"])
    labelled(at.button_group, "Searches").set_value(["greedy", "beam", "diverse-beam", "sample"])
    at.run()
    assert labelled(at.button, "Compare (16 pieces)").disabled
    assert "at most 12 can be compared" in texts(at)
    labelled(at.button_group, "Searches").set_value([])
    at.run()
    assert labelled(at.button, "Compare").disabled
    assert "Choose at least one network" in texts(at)


def test_one_cell_fails_and_the_others_play() -> None:
    broken = Cell(Recipe("no-such-network", SEED, search="greedy", length=12), PLAIN)
    at = unopened(PATH)
    # Between two that work: its place on the page is its own.
    at.session_state["compare_now"] = Comparison((cells()[0], broken, cells()[2]))
    at.run()
    for button in [button for button in at.button if button.label == "Try again"]:
        at = settled(button.click().run())
    assert sorted(comparison_of(at).results) == [0, 2]
    (error,) = at.error
    assert "no\\-such\\-network" in error.value
    assert len(headings(at)) == 3
    assert next(b.key for b in at.button if b.label == "Try again").endswith("_1")


def test_a_cell_is_stopped_and_the_others_go_on() -> None:
    slow = cells(k=16, length=1350, context=60)[0]
    comparison = Comparison((slow, cells()[1]))
    at = unopened(PATH)
    at.session_state["compare_now"] = comparison
    at.run()
    for place in range(2):
        at.button(key=f"compare_again_{comparison.number}_{place}").click()
        at.run()
    at.button(key=f"compare_stop_{comparison.number}_0").click()
    at = settled(at.run())
    assert sorted(comparison_of(at).results) == [1]
    assert "Stopped." in texts(at)
    assert not at.error


def test_names_are_hidden_until_the_vote(performance: Performance) -> None:
    at = compared(performance)
    at.toggle(key="compare_blind").set_value(True).run()
    assert headings(at) == ["#### A", "#### B", "#### C"]
    shown = "\n".join(found.value for found in at.main.markdown)
    assert "GRU" not in shown
    assert "different passages" not in shown
    order = list(comparison_of(at).order)
    labelled(at.button_group, "Which do you prefer?").set_value(order[1]).run()
    at = press(at, "Vote and see the names")
    assert comparison_of(at).vote == order[1]
    liked = comparison_of(at).cells[order[1]].recipe.checkpoint
    assert f"You like B best: {network_of(liked)}" in texts(at).replace("\\", "")
    assert comparison_of(at).order == order
    assert all(
        found.startswith(f"#### {letter} · ")
        for found, letter in zip(headings(at), "ABC", strict=False)
    )
    assert [bar.endswith("**1 vote**") for bar in tally(at)] == [True]


def network_of(checkpoint: str) -> str:
    """Give what a tiny network is called on the page."""
    kinds = {
        "gru": "GRU",
        "gru-attention": "GRU with attention",
        "transformer": "Transformer with attention",
    }
    return f"{kinds[checkpoint.removeprefix('tiny-note_chord-')]} ({checkpoint})"


def test_letters_are_dealt_by_chance_and_each_stands_for_one_cell() -> None:
    comparison = Comparison(cells())
    orders = set()
    for _ in range(200):
        comparison.shuffle()
        orders.add(tuple(comparison.order))
    assert len(orders) == 6
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2)}


def started_round(performance: Performance) -> tuple[AppTest, str]:
    return start_round(compared(performance))


def start_round(at: AppTest) -> tuple[AppTest, str]:
    at.session_state[TOKEN] = ME
    at.run()
    at = press(at, "Start a vote for the class")
    link = comparison_of(at).round
    assert link
    return at, link


def round_page(link: str, who: str, **kwargs: str) -> AppTest:
    at = unopened(PATH, **kwargs)
    at.session_state[TOKEN] = who
    at.query_params["round"] = link
    return settled(at.run())


def test_a_class_votes_under_the_same_letters_and_may_change_its_mind(
    performance: Performance,
) -> None:
    teacher, link = started_round(performance)
    order = comparison_of(teacher).order
    pieces = [comparison_of(teacher).results[place].link for place in order]
    assert list(shelf.store().open_round(link).links) == pieces
    assert shared_address(teacher).endswith(f"/compare?round={link}")
    assert shared_address(round_page(link, ME)) == shared_address(teacher)
    ana = round_page(link, ANA)
    assert headings(ana) == ["#### A", "#### B", "#### C"]
    assert not tally(ana)
    assert "A *tune*" in [text.value for text in ana.text]
    ana = press(ana, "I prefer B")
    assert shelf.store().tally(link) == [0, 1, 0]
    second = comparison_of(teacher).cells[order[1]].recipe.checkpoint
    assert network_of(second) in headings(ana)[1].replace("\\", "")
    assert [bar.split("**")[-2] for bar in tally(ana)] == ["0 votes", "1 vote", "0 votes"]
    ben = press(round_page(link, BEN), "I prefer C")
    assert shelf.store().tally(link) == [0, 1, 1]
    press(ana, "I prefer C")
    assert shelf.store().tally(link) == [0, 0, 2]
    assert labelled(ben.button, "Your choice").key.endswith("_2")
    teacher.run()
    assert [bar.split("**")[-2] for bar in tally(teacher)] == ["0 votes", "0 votes", "2 votes"]


def test_who_asked_sees_votes_without_names_until_they_want_them(
    performance: Performance,
) -> None:
    __, link = started_round(performance)
    press(round_page(link, ANA), "I prefer A")
    at = round_page(link, ME)
    assert headings(at) == ["#### A", "#### B", "#### C"]
    assert [bar.split("**")[-2] for bar in tally(at)] == ["1 vote", "0 votes", "0 votes"]
    labelled(at.toggle, "Show the names").set_value(True).run()
    assert all("tiny" in heading for heading in headings(at))


def test_a_class_that_votes_sees_no_names_on_the_teachers_screen(performance: Performance) -> None:
    teacher, link = started_round(performance)
    assert headings(teacher) == ["#### A", "#### B", "#### C"]
    assert "tiny" not in " ".join(bar for bar in tally(teacher))
    labelled(teacher.toggle, "Hide the names").set_value(False).run()
    assert all("tiny" in heading for heading in headings(teacher))
    assert comparison_of(teacher).round == link


def test_what_a_vote_has_kept_is_not_kept_again_on_compose(performance: Performance) -> None:
    teacher, __ = started_round(performance)
    kept = {piece.link for piece in shelf.store().pieces(ME)}
    result = comparison_of(teacher).results[0]
    labelled(teacher.toggle, "Hide the names").set_value(False).run()
    at = settled(teacher.button(key=f"compare_open_{result.number}").click().run())
    assert memory_of(at).result is result
    settled(at.switch_page("pages/compose.py").run())
    assert {piece.link for piece in shelf.store().pieces(ME)} == kept


def test_a_reload_leads_back_to_the_vote(performance: Performance) -> None:
    __, link = started_round(performance)
    at = unopened(PATH)
    at.query_params["running"] = link
    assert "A vote of yours is running." in texts(settled(at.run()))


def test_a_piece_deleted_since_leaves_the_others_to_hear(performance: Performance) -> None:
    __, link = started_round(performance)
    gone = shelf.store().open_round(link).links[1]
    shelf.store().delete(ME, gone)
    at = round_page(link, ANA)
    assert "deleted by its owner" in texts(at)
    assert [b.label for b in at.button if b.label.startswith("Play")] == ["Play A", "Play C"]


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.parametrize("link", ["x" * 22, "no such", "../../etc/passwd", "<b>" * 400])
def test_an_unknown_round_says_what_to_do(link: str, locale: str) -> None:
    at = round_page(link, ANA, locale=locale)
    assert not at.exception
    (note,) = at.info
    assert ("a new one" if locale == "en-GB" else "uno nuevo") in note.value
    assert "etc/passwd" not in texts(at)
    way_out = at.button(key="round_leave")
    settled(way_out.click().run())
    assert "round" not in at.query_params


def test_a_store_that_cannot_be_written_leaves_the_comparison_usable(
    performance: Performance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SEMILLA_DATABASE", f"sqlite:///{tmp_path}/file/pieces.db")
    shelf.store.clear()
    at = press(compared(performance), "Start a vote for the class")
    assert comparison_of(at).round is None
    (error,) = at.error
    assert "still works" in error.value
    assert len(headings(at)) == 3
    assert len([button for button in at.button if button.label == "Play"]) == 2
    next(button for button in at.button if button.label == "Keep").click()
    at = settled(at.run())
    assert len(at.error) == 2
    assert "stays on this page" in at.error[0].value


def test_a_piece_is_kept_and_opened_in_compose(performance: Performance) -> None:
    at = compared(performance)
    at.session_state[TOKEN] = ME
    [button for button in at.button if button.label == "Keep"][1].click()
    at = settled(at.run())
    kept = comparison_of(at).results[1].link
    assert [piece.link for piece in shelf.store().pieces(ME)] == [kept]
    [button for button in at.button if button.label == "Open in Compose"][1].click()
    at = settled(at.run())
    assert memory_of(at).result is comparison_of(at).results[1]
    assert at.title[0].value == "Compose"


def test_the_lectures_comparison_is_its_own_in_every_setting() -> None:
    at = press(page(PATH), "As in the lecture")
    comparison = comparison_of(at)
    recipes = [cell.recipe for cell in comparison.cells]
    assert [recipe.search for recipe in recipes] == ["greedy"] * 3 + ["beam"] * 3
    assert {len(recipe.seed) for recipe in recipes} == {30}
    assert {recipe.context for recipe in recipes} == {30}
    assert {recipe.length for recipe in recipes} == {100}
    assert {recipe.nats_against_loops for recipe in recipes} == {0.0}
    assert {cell.arrangement.instruments for cell in comparison.cells} == {("piano",)}
    loops = [comparison.results[place].composition.metrics["loop_start"] for place in range(6)]
    assert sum(loop is not None for loop in loops) >= 4, "The lecture's networks went in circles"
    assert "Listen for loops" in texts(at)


def test_what_was_mended_goes_on_from_the_same_opening_without_loops() -> None:
    at = press(page(PATH), "The same, mended")
    comparison = comparison_of(at)
    assert comparison.story == MENDED != LECTURE
    assert len(comparison.results) == 6
    for result in comparison.results.values():
        assert result.composition.codec.name == "events"
        assert result.composition.metrics["loop_start"] is None
    first = comparison.results[0].composition.score()
    assert pitches(first)[:8] == pitches(read_piece("fiddle", "GenSheridansReel"))[:8]


def pitches(score: Score) -> list[int]:
    """Give them by the time of their notes, from the lowest."""
    notes = sorted((note.time, note.pitch) for track in score.tracks for note in track.notes)
    return [pitch for _time, pitch in notes]


def shared_address(at: AppTest) -> str:
    """Give the address that the page offers to copy."""
    sent = [json.loads(element.proto.json) for element in at.get("bidi_component")]
    (found,) = [data["address"] for data in sent if "address" in data]
    return str(found)


def test_a_second_click_is_no_second_vote(performance: Performance) -> None:
    at = compared(performance)
    at.toggle(key="compare_blind").set_value(True).run()
    order = comparison_of(at).order
    labelled(at.button_group, "Which do you prefer?").set_value(order[0]).run()
    at = press_twice(at, at.button(key="compare_vote"))
    assert [bar.endswith("**1 vote**") for bar in tally(at)] == [True]


def heard(at: AppTest, letter: str) -> dict[str, object]:
    """Give what a listener's player was sent of a letter's music."""
    return player_of(press(at, f"Play {letter}"), "round_player")


def drawn(result: Result) -> object:
    """Give the notes as a player draws them."""
    score, seed_ticks = result.score(result.rank), result.seed_ticks(result.rank)
    return json.loads(json.dumps(picture_of(score, seed_ticks=seed_ticks, solfege=False)))


def test_a_class_hears_what_was_kept_and_not_what_another_listener_made_of_it(
    performance: Performance,
) -> None:
    teacher, link = started_round(performance)
    kept = comparison_of(teacher).results[comparison_of(teacher).order[0]]
    ana = unopened("pages/piece.py")
    ana.session_state[TOKEN] = ANA
    ana.query_params["id"] = kept.link
    ana = settled(ana.run())
    memory_of(ana).opened[kept.link].arrangement = Arrangement(transpose=7)
    ana.switch_page(PATH)
    ana.query_params["round"] = link
    assert heard(settled(ana.run()), "A")["music"] == drawn(kept)
    assert heard(round_page(link, BEN), "A")["music"] == drawn(kept)


def test_the_class_has_the_sound_of_what_it_sees(performance: Performance) -> None:
    """Of the pieces one is as it was made, one arranged anew, and of one another path is heard."""
    at = compared(replace(performance, mp3=b"as it was made"))
    order, results = comparison_of(at).order, comparison_of(at).results
    results[order[1]].arrangement = Arrangement(transpose=7)
    results[order[2]].rank = 1
    __, link = start_round(at)
    ana = round_page(link, ANA)
    sent = [heard(ana, letter) for letter in "ABC"]
    assert [found["music"] for found in sent] == [drawn(results[place]) for place in order]
    shared = base64.b64encode(b"as it was made").decode()
    assert [found["sound"] == shared for found in sent] == [True, False, False]


def test_any_link_leads_to_a_vote(
    performance: Performance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links can have two "_" together, which Streamlit does not take in a component's key."""
    monkeypatch.setattr("core.store.rounds.new_link", lambda: "_a__b" + "c" * 17)
    __, link = started_round(performance)
    assert heard(round_page(link, ANA), "B")
