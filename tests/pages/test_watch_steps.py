"""What is told of a step of a search is what its tree holds, for each way of searching."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from core.codecs import EventsCodec
from core.codecs.base import QUARTER
from core.decoding import (
    BeamTree,
    LoopPenalty,
    Rules,
    beam_search,
    diverse_beam_search,
    greedy,
    sample,
    stochastic_beam_search,
)
from core.decoding.table import TableStepper
from core.figures.race_rows import Row
from pages.common import i18n
from pages.common.tree.watch import pictures, spelling
from pages.common.tree.watch.spelling import spelled
from pages.common.tree.watch.steps import Watched
from pages.common.tree.watch.table import rows
from pages.common.tree.watch.telling import tell
from pages.common.worked_example import CHANCES, START, STEPS, searched
from tests.steppers import random_stepper

LETTERS = "ABCDEFGH"
END = 5
STEPPER = random_stepper(6, 4)
TREES = {
    "greedy": (1, greedy(STEPPER, [0], 12)),
    "beam": (3, beam_search(STEPPER, [0], 12, 3)),
    "diverse-beam": (3, diverse_beam_search(STEPPER, [0], 12, 3, width=2, strength=2.0)),
    "stochastic-beam": (3, stochastic_beam_search(STEPPER, [0], 12, 3, random_seed=1)),
    "sample": (1, sample(STEPPER, [0], 12, random_seed=2)),
}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")


def watched(search: str, tree: BeamTree | None = None, k: int | None = None, **more) -> Watched:
    usual = TREES[search]
    return Watched(
        usual[1] if tree is None else tree,
        search,
        usual[0] if k is None else k,
        LETTERS.__getitem__,
        "Note",
        **more,
    )


def spoken(told: Watched, number: int) -> str:
    return " ".join(tell(told, told.step(number)))


# A step.


@pytest.mark.parametrize("search", TREES)
def test_a_step_holds_the_trees_own_candidates(search: str) -> None:
    told = watched(search)
    for number in range(1, told.tree.steps + 1):
        step = told.step(number)
        nodes = {node.id: node for node in told.tree if node.step == number}
        assert sorted(entrant.node for entrant in step.entrants) == sorted(nodes)
        for entrant in step.entrants:
            node = nodes[entrant.node]
            assert (entrant.own, entrant.sum) == (node.log_probability, node.sum)
            assert entrant.score == entrant.standing == node.score
            assert entrant.before == told.tree.node(node.parent).score
            assert entrant.survives is node.kept
        before = {node.parent for node in nodes.values()}
        assert step.going == len(before)
        assert step.is_last is (number == told.tree.steps)


@pytest.mark.parametrize("search", ["greedy", "beam", "stochastic-beam"])
def test_where_the_best_survive_a_line_lies_under_them(search: str) -> None:
    told = watched(search)
    for number in range(1, told.tree.steps + 1):
        step = told.step(number)
        places = [entrant.place for entrant in step.entrants]
        assert places == [told.tree.node(entrant.node).place for entrant in step.entrants]
        assert places == sorted(places)
        assert step.cut == min(told.k, len(step.entrants))
        assert all(entrant.place <= told.k for entrant in step.survivors)
        assert all(entrant.place > told.k for entrant in step.fallen)


@pytest.mark.parametrize("search", ["diverse-beam", "sample"])
def test_elsewhere_there_is_no_such_line(search: str) -> None:
    told = watched(search)
    assert {told.step(number).cut for number in range(1, told.tree.steps + 1)} == {None}


@pytest.mark.parametrize("power", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_what_ended_waits_in_the_place_that_the_search_gave_it(seed: int, power: float) -> None:
    """The tree tells no ended path's place: it is right if all others come to theirs."""
    stepper = random_stepper(6, seed)
    tree = beam_search(stepper, [0], 14, 4, end=END, length_power=power)
    told = watched("beam", tree, 4, end=END, length_power=power)
    waited = 0
    for number in range(1, tree.steps + 1):
        step = told.step(number)
        for rank, entrant in enumerate(step.entrants, 1):
            assert entrant.place == rank
            assert entrant.waits or tree.node(entrant.node).place == rank
        assert len(step.survivors) == min(4, len(step.entrants)) == step.cut
        waited += sum(entrant.waits for entrant in step.entrants)
    assert waited
    assert [entrant.node for entrant in step.survivors] == list(tree.finals)


def test_one_that_ended_can_be_overtaken() -> None:
    chances = [[0.45, 0.15, 0.4], [0.05, 0.9, 0.05], [1 / 3] * 3]
    tree = beam_search(TableStepper(chances), [0], 6, 2, end=2, length_power=1.0)
    told = watched("beam", tree, 2, end=2, length_power=1.0)
    said = [spoken(told, number) for number in range(1, tree.steps + 1)]
    assert "1 path ends the piece here." in said[0]
    assert "1 has ended and waits." in said[1]
    assert "The 2 whose sums are highest for their lengths survive." in said[1]
    assert "1 path that had ended was overtaken." in said[1]
    ended = [{e.node for e in told.step(number).entrants if e.waits} for number in (2, 3)]
    assert len(ended[0]) == len(ended[1]) == 1
    assert not ended[0] & ended[1]


def test_a_few_are_shown_survivors_first() -> None:
    step = watched("beam").step(5)
    few = step.shown(survivors=3, most=5)
    assert few == [*step.survivors, *step.fallen[:2]]
    diverse = watched("diverse-beam")
    step = max(map(diverse.step, range(1, 13)), key=lambda step: len(step.survivors))
    few = step.shown(survivors=2, most=4)
    assert [entrant.survives for entrant in few].count(True) == 2
    assert [entrant.standing for entrant in few] == sorted((e.standing for e in few), reverse=True)


# In words.


def test_the_beams_sentence_counts_and_names_who_fell_first() -> None:
    told = Watched(searched(2), "beam", 2, LETTERS.__getitem__, "Note")
    assert spoken(told, 2) == (
        "2 paths go on. 6 candidates compete. The 2 with the highest sums survive. "
        "The first to fall is **A A**, in place 3."
    )
    assert spoken(told, 1).startswith("The search begins")
    assert "The first to fall is **C**" in spoken(told, 1)
    assert spoken(told, 3).endswith("With this the search is over.")


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("number", range(1, STEPS + 1))
def test_of_the_small_example_text_table_and_pictures_count_the_same(k: int, number: int) -> None:
    tree = searched(k)
    told = Watched(tree, "greedy" if k == 1 else "beam", k, LETTERS.__getitem__, "Note")
    step = told.step(number)
    # What is gone on from, times the table's columns.
    everyone = step.going * len(CHANCES[0])
    assert len(step.entrants) == len(rows(told, step)) == everyone
    assert k == 1 or f" {everyone} candidates compete." in spoken(told, number)
    assert pictures.shown(told, step) == list(step.entrants)
    assert not pictures._more(step, pictures.shown(told, step))
    notes, sight = pictures.seen(told, step)
    assert sum(notes.number(node) == number for node in sight.places) == everyone
    sums = [entrant.sum for entrant in step.entrants]
    assert sums == pytest.approx(sorted(sums, reverse=True), abs=1e-6)
    assert [entrant.place for entrant in step.entrants] == list(range(1, everyone + 1))
    # The search is that of core: what it keeps, and what it finds.
    own = beam_search(TableStepper(CHANCES), [START], STEPS, k)
    assert [tree.path(final) for final in tree.finals] == [own.path(final) for final in own.finals]


def test_greedy_tells_what_it_passes_over() -> None:
    told = Watched(searched(1), "greedy", 1, LETTERS.__getitem__, "Note")
    assert spoken(told, 1) == (
        "Greedy search takes the likeliest continuation, and only that: **A**, 50 %. "
        "The next best, **B** (40 %), is passed over for good."
    )


def test_greedy_tells_what_a_penalty_did() -> None:
    stepper = TableStepper([[0.9, 0.1], [0.9, 0.1]])
    loops = LoopPenalty([0], 2, range(2), strength=50.0, twice=False)
    tree = greedy(stepper, [0], 40, rules=Rules([], [loops]))
    told = watched("greedy", tree, 1)
    dear = next(n for n in range(1, 41) if tree.path(tree.finals[0])[n - 1] == 1)
    assert "**A** was likelier (90 %), but a penalty" in spoken(told, dear)
    taken = rows(told, told.step(dear))[1]["Sum so far (log-probabilities)"]
    before, own, penalty = (float(part) for part in taken[1:].split(" = ")[0].split(" − "))
    assert before + own + penalty == pytest.approx(float(taken.split(" = −")[1]), abs=0.02)
    assert penalty > 1


def test_a_draw_tells_whether_the_likeliest_came() -> None:
    told = watched("sample")
    said = []
    for number in range(1, 13):
        nodes = [node for node in told.tree if node.step == number]
        (drawn,) = [node for node in nodes if node.kept]
        is_best = drawn.log_probability == max(node.log_probability for node in nodes)
        said.append(is_best)
        assert f"**{LETTERS[drawn.token]}** was drawn" in spoken(told, number)
        assert ("the likeliest one" in spoken(told, number)) is is_best
    assert set(said) == {True, False}


def test_luck_and_groups_are_told_where_they_decided() -> None:
    for search, words in (
        ("stochastic-beam", "had a higher sum than"),
        ("diverse-beam", "was dropped, though"),
    ):
        told, seen = watched(search), set()
        for number in range(2, 13):
            step = told.step(number)
            best_fallen = max(entrant.sum for entrant in step.fallen)
            is_odd = best_fallen > min(entrant.sum for entrant in step.survivors)
            assert (words in spoken(told, number)) is is_odd
            seen.add(is_odd)
        assert True in seen
    assert "divides its 3 paths into groups" in spoken(told, 3)
    lucky = watched("stochastic-beam")
    assert "With its luck" in rows(lucky, lucky.step(3))[0]


def test_what_was_taken_over_is_told_as_that() -> None:
    first = [node for node in TREES["beam"][1] if node.step == 1]
    unlikely = min(first, key=lambda node: node.sum).token
    tree = beam_search(STEPPER, [0], 6, 3, chosen=[unlikely, 2])
    told = watched("beam", tree, 3, chosen=2)
    assert spoken(told, 1).startswith(
        "You went on from a later note: this part was taken over as it was. "
        f"The network gave **{LETTERS[unlikely]}** "
    )
    assert "Likelier was" in spoken(told, 1)
    assert spoken(told, 2).startswith("You went on from here: this was taken over as it was.")
    for number in (1, 2):
        step = told.step(number)
        assert step.cut is None
        assert "chose" not in spoken(told, number)
        fates = {row["Fate"] for row in rows(told, step)}
        assert fates == {"Taken over", "Not on the way"}
    assert "taken over" not in spoken(told, 3)


def without_places(tree: BeamTree) -> BeamTree:
    """Give a tree as pieces keep it that were made before places were."""
    names = ("parent", "step", "token", "log_probability", "sum", "kept")
    return BeamTree.of({name: tree.column(name) for name in names}, tree.finals)


def punished(search: str) -> BeamTree:
    stepper = TableStepper([[0.8, 0.15, 0.05], [0.7, 0.2, 0.1], [0.6, 0.3, 0.1]])
    loops = LoopPenalty([0], 3, range(3), strength=50.0, twice=False)
    rules = Rules([], [loops])
    if search == "greedy":
        return greedy(stepper, [0], 40, rules=rules)
    return beam_search(stepper, [0], 40, 3, rules=rules)


@pytest.mark.parametrize("search", ["greedy", "beam", "stochastic-beam", "diverse-beam"])
def test_of_an_old_piece_no_more_is_told_than_is_known(search: str) -> None:
    tree = punished(search) if search in ("greedy", "beam") else TREES[search][1]
    told = watched(search, without_places(tree), 1 if search == "greedy" else 3)
    odd = 0
    for number in range(2, tree.steps + 1):
        step, said = told.step(number), spoken(told, number)
        assert step.cut is None
        scores = [entrant.standing for entrant in step.entrants]
        assert scores == sorted(scores, reverse=True)
        kept = [node.id for node in tree if node.step == number and node.kept]
        assert sorted(entrant.node for entrant in step.survivors) == sorted(kept)
        assert not re.search("highest|in place|a penalty|luck", said)
        runner = pictures._runner(told, step, step.entrants[0])
        assert re.match(r"<b>|[A-F…]", Row(runner, 0.0, 0.0, is_off=False).name)
        for row in rows(told, step):
            assert row["Place in this step"] == "–"
            assert "With its luck" not in row
        if search != "greedy":
            n = len(kept)
            assert f"{n} path{'s are' if n > 1 else ' is'} kept. What decided it is not" in said
        elif step.survivors[0] is not step.entrants[0]:
            assert f"Likelier was **{LETTERS[tree.node(step.entrants[0].node).token]}**" in said
        odd += step.survivors != step.entrants[: len(kept)]
    # Else order by sums would have been the truth.
    assert odd


def test_of_what_ended_in_an_old_piece_the_final_ones_are_sure() -> None:
    tree = beam_search(random_stepper(6, 1), [0], 14, 4, end=END, length_power=1.0)
    told = watched("beam", without_places(tree), 4, end=END, length_power=1.0)
    for number in range(1, tree.steps + 1):
        waiting = {entrant.node for entrant in told.step(number).entrants if entrant.waits}
        assert waiting == {n for n in tree.finals if tree.node(n).step < number}


def test_the_table_reckons_sums_and_products() -> None:
    told = Watched(searched(2), "beam", 2, LETTERS.__getitem__, "Note", multiplies=True)
    step = told.step(2)
    for row, entrant in zip(rows(told, step), step.entrants, strict=True):
        before, own, now = told.tree.path(entrant.node), entrant.own, entrant.sum
        assert row["Path so far"] == " ".join(LETTERS[token] for token in before)
        assert row["Product of the chances"].endswith(f" = {math.exp(now):.3f}")
        assert row["Sum so far (log-probabilities)"] == (
            f"{now - own:.2f} − {-own:.2f} = {now:.2f}".replace("-", "−")
        )
        assert row["Fate"] == ("Survives" if entrant.survives else "Falls")


def test_a_strangers_words_are_no_markup_and_stand_in_the_table_as_they_are() -> None:
    odd = "**![x](http://a.example)** @3"
    told = replace(watched("beam"), label=lambda token: odd)
    step = told.step(4)
    assert "![" not in spoken(told, 4)
    # What draws the table reads no Markdown: signs to escape it would be seen.
    paths = {row["Path so far"] for row in rows(told, step)}
    assert paths == {" ".join([odd] * 4)}


# The tree as it stood.


@pytest.mark.parametrize("search", TREES)
def test_the_tree_ends_with_the_survivors_and_holds_nothing_later(search: str) -> None:
    told = watched(search)
    for number in (1, 2, 7, 12):
        step = told.step(number)
        cut = pictures._until(told.tree, step)
        assert cut.steps == number
        assert len(cut) == sum(node.step <= number for node in told.tree)
        assert list(cut.finals) == [entrant.node for entrant in step.survivors]
        assert list(cut)[-1].sum == told.tree.node(len(cut) - 1).sum


# Names.


def test_words_of_music_in_bars_are_told_as_notes_and_the_last_by_what_it_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling, "word_name", lambda codec, word: codec.label(word))
    monkeypatch.setattr(
        spelling, "note_name", lambda codec, words, beat: codec.name_note(words, beat_ql=beat)
    )
    words = [
        *("Bar_None", "TimeSig_3/8", "Position_0", "Pitch_72", "Duration_1.0.24"),
        *("Position_12", "Pitch_74", "Duration_2.0.24"),
        *("Bar_None", "odd"),
    ]
    told = [spelled(EventsCodec(), words[:end], QUARTER) for end in range(1, len(words))]
    assert [names[-1] for names in told] == [
        *("new bar", "in 3/8", "on beat 1", "C5", "C5 ♪"),
        *("on beat 1½", "D5", "D5 ♩", "new bar"),
    ]
    assert told[-1] == ["|", "C5 ♪", "D5 ♩", "new bar"]
    path = watched("beam", spell=lambda tokens, most: [f"n{token}" for token in tokens])
    assert path.last(0, 3) == []
    node = path.step(5).entrants[0].node
    assert path.last(node, 2) == ["…", *(f"n{token}" for token in path.tree.path(node)[-2:])]
