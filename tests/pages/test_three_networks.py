"""Three networks on the same prefix: what is asked, what is said of it, what can go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from core import limits
from core.agreement import Sounding
from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.composer import compose
from core.metrics import common_prefix
from core.performance import Performance
from core.recipe import Ban, Recipe
from pages.common import i18n, networks
from pages.common.session import Result, Visit
from pages.common.tree.networks import asking
from pages.common.tree.networks.answer import Answer
from pages.common.tree.networks.table import Cell, Stretch, table_html
from pages.common.tree.networks.verdict import verdict
from tests.checkpoints import TINY
from tests.pages.conftest import (
    EVENTS_NETWORK,
    NETWORK,
    labelled,
    memory_of,
    player_of,
    press,
    press_twice,
    settled,
)

ASK = "Let all three go on from here"
TITLES = ("GRU", "GRU with attention", "Transformer with attention")


def script() -> None:
    """Show the networks alone, as the page of the tree does."""
    import streamlit as st

    from pages.common.session import visit
    from pages.common.tree.networks import show_networks

    result = visit().result
    assert result is not None
    words = tuple(st.session_state["words"])
    show_networks(result, words, on_open=lambda found: st.session_state.update(opened=found))


def shown(result: Result, words: Sequence[str] = ()) -> AppTest:
    at = AppTest.from_function(script, default_timeout=60)
    at.context["locale"] = "en-GB"
    at.session_state["visit"] = Visit(result=result)
    at.session_state["words"] = tuple(words)
    return at.run()


@pytest.fixture
def result(performance: Performance) -> Result:
    return Result.of(performance)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give what lets no networks but these be installed."""

    def choose(*names: str) -> None:
        infos = [info for info in networks.installed() if info.name in names]
        monkeypatch.setattr(asking, "installed", lambda: infos)

    return choose


def answers_of(at: AppTest) -> list[Result]:
    """Give the last question's answers in order of the networks."""
    memory = at.session_state[asking._KEY]
    return [memory.answers[recipe] for recipe in memory.asked if recipe in memory.answers]


def kept_of(at: AppTest) -> list[Result]:
    return list(at.session_state[asking._KEY].answers.values())


def html_of(at: AppTest) -> str:
    (found,) = [e.proto.body for e in at.get("html") if "semilla-alike" in e.proto.body]
    return str(found)


def texts(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def test_nothing_is_searched_before_it_is_asked_for(result: Result) -> None:
    at = shown(result)
    assert not memory_of(at).jobs
    assert [button.label for button in at.button] == [ASK]


def test_three_networks_go_on_from_one_place_with_one_recipe(result: Result) -> None:
    words = result.composition.beams[0].tokens[:3]
    at = press(shown(result, words), ASK)
    recipes = [answer.composition.recipe for answer in answers_of(at)]
    assert [recipe.checkpoint for recipe in recipes] == [f"tiny-note_chord-{kind}" for kind in TINY]
    for answer, recipe in zip(answers_of(at), recipes, strict=True):
        assert (recipe.seed, recipe.search, recipe.k) == (("C4", "E4", "G4"), "beam", 3)
        assert (recipe.chosen, recipe.length) == (words, 3 + 12)
        assert {beam.tokens[:3] for beam in answer.composition.beams} == {words}
        assert not answer.tried
        assert answer.link is None
    assert at.button[0].disabled
    assert at.button[0].help.startswith("They have.")


def test_the_sentence_and_the_table_tell_the_truth(result: Result) -> None:
    words = result.composition.beams[1].tokens[:2]
    at = press(shown(result, words), ASK)
    codec = result.composition.codec
    paths = [answer.composition.beams[0].tokens[2:14] for answer in answers_of(at)]
    shared = common_prefix(paths)
    (said,) = [text.value for text in at.markdown if re.search("All three|They part", text.value)]
    assert ("They part at the first note" in said) == (shared == 0)
    assert not shared or f"All three agree for {shared} note" in said
    for path in paths:
        assert codec.label(path[shared]) in said
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html_of(at))
    assert [title for title, _ in rows] == list(TITLES)
    for (_, cells), path in zip(rows, paths, strict=True):
        assert re.findall("<b>(.*?)</b>", cells) == [codec.label(word) for word in path]
    alike = [sum(other[at] == path[at] for other in paths) for path in paths for at in range(12)]
    assert [len(dots) for dots in re.findall("●+", html_of(at))] == alike


def test_each_network_has_its_paths_its_thoughts_and_its_player(result: Result) -> None:
    at = press(shown(result), ASK)
    for place, answer in enumerate(answers_of(at)):
        tree = answer.composition.tree
        best = max(tree.siblings(1), key=lambda node: node.log_probability)
        name = answer.composition.codec.label(answer.composition.vocabulary.words[best.token])
        assert f"1. **{name}** — " in texts(at)
        first = answer.composition.beams[0].tokens[0]
        whys = [caption.value for caption in at.caption if "all the same" in caption.value]
        is_other = answer.composition.codec.label(first) != name
        assert is_other == any(f"**{answer.composition.codec.label(first)}**" in w for w in whys)
        player = player_of(at, f"networks_player_{place}")
        assert player["compact"]
        assert not player["autoplay"]
    assert texts(at).count("Its own 3 paths") == 3


def test_a_networks_tree_is_opened_by_the_page(result: Result) -> None:
    at = press(shown(result), ASK)
    at.button(key="networks_open_2").click().run()
    opened = at.session_state["opened"]
    assert opened.composition.recipe.checkpoint == "tiny-note_chord-transformer"
    assert opened is answers_of(at)[2]
    assert opened.arrangement == result.arrangement


def test_answers_sound_as_the_piece_does_now(result: Result) -> None:
    at = press(shown(result), ASK)
    (opened, *_) = answers_of(at)
    before, result.arrangement = result.arrangement, replace(result.arrangement, tempo_qpm=60)
    at.run()
    assert {answer.arrangement.tempo_qpm for answer in answers_of(at)} == {60}
    assert opened.arrangement == before
    assert len(at.get("bidi_component")) == 3


def test_answers_come_back_without_a_search_and_few_are_kept(result: Result) -> None:
    tokens = result.composition.beams[0].tokens
    at = press(shown(result), ASK)
    first = answers_of(at)
    at.session_state["words"] = tokens[:1]
    at.run()
    assert not at.get("bidi_component")
    at = press(at, ASK)
    at.session_state["words"] = ()
    at.run()
    assert not memory_of(at).jobs
    assert len(at.get("bidi_component")) == 3
    for begins in range(2, 5):
        at.session_state["words"] = tokens[:begins]
        at = press(at.run(), ASK)
    assert len(kept_of(at)) == asking._KEPT
    assert not any(answer is kept for answer in first for kept in kept_of(at))


def test_a_second_click_and_a_click_elsewhere_replace_what_runs(result: Result) -> None:
    at = shown(result)
    at = press_twice(at, labelled(at.button, ASK))
    assert len(answers_of(at)) == 3
    tokens = result.composition.beams[0].tokens
    at.session_state["words"] = tokens[:1]
    labelled(at.run().button, ASK).click()
    at.session_state["words"] = tokens[:2]
    at = press(at.run(), ASK)
    assert len(at.get("bidi_component")) == 3
    assert answers_of(at)[-1].composition.recipe.chosen == tokens[:2]


def test_what_was_stopped_can_be_tried_again(result: Result) -> None:
    at = shown(result)
    asked = asking.questions(result, asking.rivals(NETWORK), (), 12)
    at.session_state[asking._KEY] = asking._Memory(tuple(question.recipe for question in asked))
    at.run()
    assert [caption.value for caption in at.caption] == ["Stopped."] * 3
    at = settled(at.button(key="networks_again_1").click().run())
    assert len(answers_of(at)) == 3


def test_a_network_that_fails_says_why_and_the_others_are_compared(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asking.rivals(NETWORK)
    missing = replace(found[1], name="away")
    monkeypatch.setattr(asking, "rivals", lambda _: [found[0], missing, found[2]])
    at = press(shown(result), ASK)
    (error,) = at.error
    assert "away" in error.value
    assert re.search("Both agree|They part at the first note", texts(at))
    assert html_of(at).count('<th scope="row">') == 2


def test_one_network_alone_or_none_is_said(result: Result, only: Callable[..., None]) -> None:
    only(NETWORK, EVENTS_NETWORK)
    (info,) = shown(result).info
    assert info.value.startswith("Only one network of “Fiddle tunes” that reads “Lecture: note")
    only(EVENTS_NETWORK)
    at = shown(result)
    assert "is not installed here" in at.info[0].value
    assert not at.button


def test_two_networks_are_both(result: Result, only: Callable[..., None]) -> None:
    only(NETWORK, "tiny-note_chord-transformer")
    at = press(shown(result), "Let both networks go on from here")
    assert re.search("Both agree|They part at the first note", texts(at))


def test_networks_called_alike_are_taken_first() -> None:
    names = [info.name for info in asking.rivals(NETWORK)]
    assert names == [f"tiny-note_chord-{kind}" for kind in TINY]
    assert asking.rivals("nobody") == []


def test_where_no_word_can_follow_that_is_said(result: Result) -> None:
    at = shown(result, ["C4"] * limits.LENGTH_TOKENS)
    (error,) = at.error
    assert "it can be 1 to 1350" in error.value
    assert not at.button


def test_a_recipe_near_the_limit_asks_for_what_is_left(result: Result) -> None:
    rivals = asking.rivals(NETWORK)
    words = ["C4"] * (limits.LENGTH_TOKENS - 5)
    (question, *_) = asking.questions(result, rivals, words, 12)
    assert question.recipe.length == limits.LENGTH_TOKENS


def test_what_is_asked_of_the_whole_piece_is_not_asked_of_a_few_notes() -> None:
    recipe = Recipe(
        NETWORK,
        ("C4",),
        length=64,
        min_length=60,
        key="C major",
        end_on_tonic=True,
        banned=(Ban(1, "C4"), Ban(50, "D4")),
    )
    before = cast(Result, SimpleNamespace(composition=SimpleNamespace(recipe=recipe)))
    before.arrangement = None  # type: ignore[assignment]
    (question, *_) = asking.questions(before, asking.rivals(NETWORK), ("E4",), 8)
    asked = question.recipe
    assert (asked.length, asked.min_length, asked.end_on_tonic) == (9, 9, False)
    assert asked.banned == (Ban(1, "C4"),)
    assert asked.key == "C major"


def test_nothing_follows_the_end_of_a_piece() -> None:
    composition = compose(Recipe(EVENTS_NETWORK, SEED, length=12))
    result = Result.of(Performance(composition, None))
    at = shown(result, ["Position_0", "Pitch_60", "Duration_1.0.24", "EOS_None"])
    assert at.info[0].value.startswith("The piece ends here.")


SEED = ("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24")


@pytest.mark.parametrize("begins", [0, 3, 4])
def test_music_in_bars_is_read_note_by_note(begins: int) -> None:
    """From the end of the seed, from behind a note, and from its middle."""
    chosen = ("Position_24", "Pitch_62", "Duration_1.0.24", "Position_48")[:begins]
    recipe = Recipe(EVENTS_NETWORK, SEED, k=3, length=begins + 30, chosen=chosen)
    answer = Answer("GRU", Result.of(Performance(compose(recipe), None)), begins, 6)
    codec, tree = answer.composition.codec, answer.composition.tree
    path = answer.path()
    told = [word for note in path for word in note.words]
    assert tuple(told) == answer.composition.beams[0].tokens[begins : begins + len(told)]
    assert path[0].words[-1] == path[0].what[-1] or codec.ends_note(path[0].words[-1])
    nodes = tree.beams()[0][begins:][: len(told)]
    own = sum(tree.node(node).log_probability for node in nodes)
    assert sum(note.log_probability for note in path) == pytest.approx(own)
    first = answer.first_notes(50)
    assert first == sorted(first, key=lambda pair: -pair[1])
    assert any(chance == pytest.approx(path[0].log_probability) for _, chance in first)
    assert answer.agreed()[0] <= answer.agreed()[1] <= 6


CODECS: dict[str, Codec] = {"note_chord": NoteChordCodec(), "events": EventsCodec()}


def melody(names: str) -> list[Sounding]:
    words = names.split()
    return [
        Sounding(Fraction(at), (word,), words=(word,))
        for at, word in enumerate(words)
        if word != "."
    ]


def said(*paths: list[Sounding], codec: str = "note_chord") -> str:
    answers = [
        SimpleNamespace(title=title, composition=SimpleNamespace(codec=CODECS[codec]))
        for title in TITLES
    ]
    return verdict(cast(Any, answers[: len(paths)]), paths)


@pytest.mark.parametrize(
    ("paths", "sentence"),
    [
        (
            ("C4 D4 A4 B4", "C4 D4 G4 A4", "C4 D4 G4 B4"),
            "All three agree for 2 notes; then GRU goes to A4, the others to G4. GRU with "
            "attention and Transformer with attention agree for 1 more note.",
        ),
        (
            ("C4 D4", "C4 E4", "C4 D4"),
            "All three agree for 1 note; then GRU with attention goes to E4, the others to D4. "
            "GRU and Transformer with attention stay together to the end.",
        ),
        (
            ("C4", "D4", "E4"),
            "They part at the first note: GRU goes to C4, GRU with attention goes to D4, "
            "Transformer with attention goes to E4.",
        ),
        (
            ("A4 D4", "C4 E4", "C4 D4"),
            "They part at the first note: GRU goes to A4, the others to C4. GRU with attention and "
            "Transformer with attention agree for 1 note.",
        ),
        (("C4 D4", "C4 D4", "C4 D4"), "All three agree for 2 notes, to the end."),
        (("C4", "C4"), "Both agree for 1 note, to the end."),
        (
            ("C4 D4", "C4 E4"),
            "Both agree for 1 note; then GRU goes to D4, GRU with attention goes to E4.",
        ),
        (
            (". C4", "C4 ."),
            "They part at the first note: GRU goes to C4 (later), GRU with attention goes to C4 "
            "(sooner).",
        ),
        (("", "C4"), "There is no whole note to compare."),
    ],
)
def test_where_networks_part_is_said(
    paths: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    monkeypatch.setattr(i18n, "solfege", lambda: False)
    found = list(map(melody, paths))
    if not found[0]:
        found = [[], []]
    assert said(*found) == sentence


def test_odd_words_are_no_markup_in_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    found = said(melody("![x](//a.example)"), melody("C4"))
    assert "![" not in found
    assert "a.example" in found


def test_of_notes_that_begin_with_the_last_before_the_place_it_is_known_whose_they_are() -> None:
    """A chord's second note begins where the first one does that is held: it is new."""
    chosen = ("Position_24", "Pitch_62", "Duration_1.0.24")
    more = ("Position_24", "Pitch_65", "Duration_1.0.24")
    recipe = Recipe(EVENTS_NETWORK, SEED, search="greedy", length=6, chosen=(*chosen, *more))
    answer = Answer("GRU", Result.of(Performance(compose(recipe), None)), 3, 6)
    score, begins_ticks, given = answer.heard()
    notes = {(note.time, note.pitch) for track in score.tracks for note in track.notes}
    (new,) = notes - given
    assert new[1] == 65
    assert new[0] < begins_ticks
    assert {pitch for _time, pitch in given} == {60, 62}


@pytest.mark.parametrize(
    ("paths", "sentence"),
    [
        (
            ("EOS_None", "Pitch_60", "Pitch_60"),
            "GRU ends the piece, the others go to C4 …. GRU with attention and Transformer with "
            "attention stay together to the end.",
        ),
        (
            ("Pitch_60", "EOS_None", "EOS_None"),
            "GRU goes to C4 …, the others end the piece. GRU with attention and Transformer with "
            "attention stay together to the end.",
        ),
        (("EOS_None", "Pitch_60"), "GRU ends the piece, GRU with attention goes to C4 …."),
    ],
)
def test_an_end_is_said(
    paths: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    found = said(*map(melody, paths), codec="events")
    assert found == f"They part at the first note: {sentence}"
    alike = said(melody("Pitch_60 EOS_None"), melody("Pitch_60 EOS_None"), codec="events")
    assert alike == "Both agree for 1 note; then they end the piece."


def test_odd_words_are_no_markup_in_the_table() -> None:
    odd = Cell("<img src=x>", "1 %", 1, "one & only", parts=True)
    html = table_html(
        [("<i>GRU</i>", [odd, None]), ("B", [None, None])],
        [Stretch("<hr>", 0, False), Stretch("<p>", 2, True)],
        caption='"quoted"',
        rest="<rest>",
        theme="light",
        ground="#FFFFFF",
    )
    assert not re.search("<(img|i>GRU|hr|p>|rest)", html)
    assert "&lt;img src=x&gt;" in html
    assert 'aria-label="&quot;quoted&quot;"' in html
    assert 'class="alone parts"' in html
