"""The lesson: every chapter opens, its examples are right, and the game counts fairly."""

from __future__ import annotations

import io
import itertools
import math
import wave

import numpy as np
import pytest
import streamlit as st

from core.checkpoint import Checkpoint
from core.codecs import NoteChordCodec
from core.composer import open_checkpoint
from core.corpus import BUNDLED, split_of
from core.midi import inspect_midi, write_midi
from pages.common import worked_example
from pages.common.lesson import guessing
from pages.common.lesson.chapters import CHAPTERS
from pages.common.lesson.midi_file import events_of
from pages.common.lesson.sounds import frequency_hz, score_of, tone_wav
from pages.common.lesson.windows import questions
from pages.common.seeds import read_piece
from pages.common.session import Result, Upload, Visit
from tests.pages.conftest import NETWORK, labelled, page, press, press_twice, settled, unopened
from tests.scores import score_of as written

PATH = "pages/learn.py"


def chapter(name: str, *, locale: str = "en-GB", memory: Visit | None = None, **address: str):
    at = unopened(PATH, locale=locale, memory=memory)
    at.query_params["chapter"] = name
    for key, value in address.items():
        at.query_params[key] = value
    return settled(at.run())


def said(at) -> str:
    return "\n".join(text.value for kind in (at.markdown, at.caption, at.info) for text in kind)


@pytest.fixture
def music() -> Visit:
    """A visit with a file of the visitor's own, under a hostile name."""
    tune = [(at / 2, 0.5, 60 + at * 5 % 13) for at in range(40)]
    score, report = inspect_midi(write_midi(written(tune, [(0, 4, 36)])))
    return Visit(upload=Upload("![x](http://a.example/x.png)<b>" + "x" * 500, score, report))


@pytest.mark.parametrize("locale", ["en-GB", "es-MX"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_opens_cold_in_both_languages(name: str, locale: str) -> None:
    at = chapter(name, locale=locale)
    assert not at.exception
    assert not at.error
    assert at.subheader[0].value.startswith(str(list(CHAPTERS).index(name) + 1))
    assert at.query_params["chapter"] == name


@pytest.mark.parametrize("name", ["midi", "words"])
def test_a_visitors_own_file_is_what_a_chapter_is_about(name: str, music: Visit) -> None:
    at = chapter(name, memory=music)
    assert not at.error
    (shown,) = at.text
    assert shown.value == music.upload.name[:80]
    assert "a.example" not in said(at)


@pytest.mark.parametrize("name", ["midi", "words"])
def test_music_off_the_piano_is_told_and_other_music_can_be_chosen(name: str) -> None:
    """Only its first bars lie there: as a whole the file can be read."""
    tune = [(at, 1, 10 if at < 40 else 60) for at in range(48)]
    score, report = inspect_midi(write_midi(written(tune)))
    at = chapter(name, memory=Visit(upload=Upload("low.mid", score, report)))
    labelled_codec = [group for group in at.button_group if group.label == "How it reads music"]
    for group in labelled_codec:
        group.set_value("events")
        at = settled(at.run())
        assert "None of this music's notes lies on a piano" in at.error[0].value
    labelled(at.button_group, "The music").set_value("tune")
    assert not settled(at.run()).error


@pytest.mark.parametrize("name", ["midi", "words"])
def test_what_was_composed_can_be_looked_at(name: str, performance) -> None:
    at = chapter(name, memory=Visit(result=Result.of(performance)))
    labelled(at.button_group, "The music").set_value("latest")
    assert not settled(at.run()).error


def test_a_wrong_address_is_mended() -> None:
    at = chapter("<b>")
    assert at.query_params["chapter"] == "sound"


def test_next_leads_through_all_chapters_and_the_address_follows() -> None:
    at, seen = chapter("sound"), []
    while True:
        seen.append(at.query_params["chapter"])
        following = [button for button in at.button if button.key == "learn_following"]
        if not following:
            break
        settled(following[0].click().run())
    assert seen == list(CHAPTERS)


def test_a_new_address_in_the_same_visit_opens_its_chapter() -> None:
    at = chapter("notes")
    at.query_params["chapter"] = "memory"
    assert at.run().subheader[0].value.startswith("9")


def test_an_octave_doubles_the_frequency() -> None:
    at = chapter("sound")
    assert "A4 · 440.0 Hz" in said(at)
    assert "A5 · 880.0 Hz" in said(press(at, "An octave higher"))


def test_notes_have_the_frequencies_of_equal_temperament() -> None:
    assert frequency_hz(69) == 440
    assert frequency_hz(60) == pytest.approx(261.6256, abs=1e-4)
    assert frequency_hz(33) == pytest.approx(55)


@pytest.mark.parametrize("frequency", [55.0, 440.0, 1760.0])
def test_a_tone_sounds_at_its_frequency(frequency: float) -> None:
    with wave.open(io.BytesIO(tone_wav(frequency))) as file:
        rate, samples = file.getframerate(), np.frombuffer(file.readframes(-1), "<i2")
    loudest = np.abs(np.fft.rfft(samples)).argmax() * rate / len(samples)
    assert loudest == pytest.approx(frequency, abs=rate / len(samples))
    assert samples[0] == 0
    assert 5_000 < np.abs(samples).max() < 32_767


def test_made_up_scores_hold_what_was_asked_for() -> None:
    score = score_of([[60], [64, 67]], step_ql=0.5, last_ql=2, program=40)
    (track,) = score.tracks
    assert [(n.time, n.duration, n.pitch) for n in track.notes] == [
        (0, 240, 60),
        (240, 960, 64),
        (240, 960, 67),
    ]
    assert track.program == 40


def test_the_lectures_chord_has_the_lectures_word() -> None:
    assert "`4.7.11`" in said(chapter("chords"))


def test_a_chord_turned_over_keeps_its_word() -> None:
    at = chapter("chords")
    labelled(at.button_group, "Which of its notes is the lowest").set_value(2)
    assert "`4.7.11`" in said(settled(at.run()))


def test_events_of_a_file_end_a_note_before_they_begin_it_again() -> None:
    found = events_of(written([(0, 1, 60), (1, 1, 60), (0, 2, 48)], velocity=70))
    assert [(e.ticks, e.begins, e.pitch, e.velocity) for e in found] == [
        (0, True, 48, 70),
        (0, True, 60, 70),
        (480, False, 60, 0),
        (480, True, 60, 70),
        (960, False, 48, 0),
        (960, False, 60, 0),
    ]


def test_windows_ask_for_each_word_after_the_first_thirty() -> None:
    words = [str(number) for number in range(100)]
    asked = questions(words)
    assert [question.answer for question in asked] == words[30:]
    for number, question in enumerate(asked):
        assert list(question.words) == words[number : number + 30]


@pytest.mark.parametrize(("count", "windows"), [(0, 0), (1, 0), (2, 1), (30, 1), (31, 1), (32, 2)])
def test_short_music_gives_one_window_or_none(count: int, windows: int) -> None:
    asked = questions([str(number) for number in range(count)])
    assert len(asked) == windows
    assert all(question.words for question in asked)


def test_the_window_can_be_moved() -> None:
    at = press(chapter("words"), "One word on")
    assert labelled(at.slider, "Question").value == 2


def test_greedy_misses_what_a_beam_of_two_finds() -> None:
    """All 27 sequences, counted by hand: B C B is the likeliest, and greedy ends with A B C."""
    everything = itertools.product(range(3), repeat=worked_example.STEPS)
    chances = {letters: worked_example.chance(letters) for letters in everything}
    assert sum(chances.values()) == pytest.approx(1)
    best = max(chances, key=chances.__getitem__)
    greedy, beam = (worked_example.searched(width) for width in (1, 2))
    assert "".join("ABC"[letter] for letter in best) == "BCB"
    assert tuple(beam.path(beam.finals[0])) == best
    assert "".join("ABC"[letter] for letter in greedy.path(greedy.finals[0])) == "ABC"
    for tree in (greedy, beam):
        found = tree.node(tree.finals[0])
        assert math.exp(found.sum) == pytest.approx(chances[tuple(tree.path(found.id))])
    assert all(sum(row) == pytest.approx(1) for row in worked_example.CHANCES)


def test_the_page_says_who_won_the_worked_example() -> None:
    at = chapter("choosing")
    labelled(at.slider, "Step").set_value(3)
    assert "A B C" in at.run().warning[0].value
    labelled(at.button_group, "Paths kept, k").set_value(2)
    assert "B C B" in at.run().success[0].value


def test_loops_are_made_and_compared() -> None:
    at = press(chapter("loops"), "Make it")
    assert any(metric.label == "First loop" for metric in at.metric)
    labelled(at.button_group, "How notes are chosen").set_value("sample")
    at = press(settled(at.run()), "Make it")
    assert len(at.table[0].value) == 2
    assert not settled(labelled(at.button, "Other random notes").click().run()).metric


# The game.


@pytest.fixture(scope="module")
def network(networks) -> Checkpoint:
    return open_checkpoint(NETWORK)


def test_a_game_is_the_same_for_all_and_its_pieces_differ() -> None:
    pieces = [p.name for p in BUNDLED["fiddle"].pieces() if split_of(p.name) == "test"]
    drawn = [guessing.piece_of(pieces, 7, number) for number in range(guessing.ROUNDS)]
    assert drawn == [guessing.piece_of(pieces, 7, number) for number in range(guessing.ROUNDS)]
    assert len(set(drawn)) == guessing.ROUNDS
    assert drawn != [guessing.piece_of(pieces, 8, number) for number in range(guessing.ROUNDS)]


@pytest.mark.parametrize("count", [2, 3, 20, 29, 30, 200])
def test_a_round_is_cut_out_of_its_piece(count: int) -> None:
    words = [str(number) for number in range(count)]
    for number in range(20):
        asked = guessing.round_of("x", words, 1, number)
        cut = [*asked.before, asked.truth, *asked.after]
        first = int(cut[0])
        assert cut == words[first : first + len(cut)]
        assert 1 <= len(asked.before) <= guessing.BEFORE
        assert len(asked.after) <= guessing.AFTER


def test_a_networks_chances_are_those_of_its_own_pass(network: Checkpoint) -> None:
    """By `forward`, which the game's way over a beam as wide as the dictionary does not use."""
    import torch

    before = ("C4", "E4", "G4")
    ids = [network.network.start_id, *network.vocabulary.ids(before)]
    with torch.inference_mode():
        chances = network.network(torch.tensor([ids]))[0, -1].softmax(0).tolist()
    for truth in ("C5", "0.4.7"):
        told = guessing.guess(network, guessing.Round("x", before, truth, ()))
        assert told.truth == pytest.approx(chances[network.vocabulary.ids([truth])[0]], rel=1e-4)
        assert told.first == network.vocabulary.words[int(np.argmax(chances))]
        order = sorted(zip(chances, network.vocabulary.words, strict=True), reverse=True)
        assert list(told.ranked) == [word for _, word in order[: guessing.CHOICES]]


def test_an_unknown_true_word_has_no_chance(network: Checkpoint) -> None:
    asked = guessing.Round("x", ("C4",), "C9", ())
    assert guessing.guess(network, asked).truth == 0
    assert "C9" in guessing.choices_of(asked, [guessing.guess(network, asked)])


def test_choices_hold_the_truth_and_the_networks_first_guesses() -> None:
    asked = guessing.Round("x", ("A",), "T", ())
    guesses = [
        guessing.Guess(ranked[0], 0.1, tuple(ranked)) for ranked in ("ABCDE", "BACDE", "TXYZW")
    ]
    assert guessing.choices_of(asked, guesses) == {"T", "A", "B", "X", "C"}


def test_points_are_counted_for_each_player() -> None:
    counted = guessing.points(["A", "B", "C"], {"you": ["A", "A", "C"], "gru": ["B", "B", "A"]})
    assert counted == {"you": 2, "gru": 1}


def choices(at) -> list:
    return [button for button in at.button if str(button.key).startswith("learn_choice_")]


def true_names(game: int) -> list[str]:
    """Work a game's answers out from the rules alone."""
    pieces = [p.name for p in BUNDLED["fiddle"].pieces() if split_of(p.name) == "test"]
    codec, found = NoteChordCodec(), []
    for number in range(guessing.ROUNDS):
        name = guessing.piece_of(pieces, game, number)
        asked = guessing.round_of(name, codec.encode(read_piece("fiddle", name)), game, number)
        found.append(codec.label(asked.truth))
    return found


def test_a_whole_game_can_be_played_and_counts_what_was_right() -> None:
    """Right in every second round."""
    at, right = chapter("guess", game="7"), 0
    for number, truth in enumerate(true_names(7)):
        offered = choices(at)
        assert len(offered) == guessing.CHOICES
        (true,) = [button for button in offered if button.label.replace("\\", "") == truth]
        wrong = next(button for button in offered if button is not true)
        at = settled((true if number % 2 else wrong).click().run())
        right += number % 2
        assert bool(at.success) == bool(number % 2)
        assert labelled(at.metric, "You").value == str(right)
        if number + 1 < guessing.ROUNDS:
            at = press(at, "Next round")
    assert not [button for button in at.button if button.label == "Next round"]
    at = press(at, "New game")
    assert choices(at)
    assert not at.metric


def test_a_second_click_answers_no_second_round() -> None:
    at = chapter("guess", game="7")
    at = press_twice(at, choices(at)[0])
    assert len(at.session_state["learn_answers"]) == 1
    assert labelled(at.button, "Next round")


def test_the_address_says_which_game_is_played() -> None:
    at = chapter("guess", game="7")
    assert at.query_params["game"] == "7"
    for wrong in ("0", "x", "-3", "99999999", "²"):
        game = int(chapter("guess", game=wrong).query_params["game"])
        assert 1 <= game <= 9_999


def test_without_networks_chapters_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checkpoint.folders", list)
    st.cache_data.clear()
    for name in ("words", "networks", "loops", "guess"):
        at = chapter(name)
        assert not at.exception
        assert any("python -m core train" in info.value for info in at.info)
    st.cache_data.clear()


def test_the_page_opens_at_its_first_chapter() -> None:
    assert page(PATH).query_params["chapter"] == "sound"
