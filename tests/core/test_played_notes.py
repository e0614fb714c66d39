"""Notes played by hand: what a browser may send, chords, a guess at the tempo, sixteenths."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.midi import TICKS_PER_QUARTER, write_midi
from core.played_notes import (
    MOST_PRESSES,
    SIXTEENTH_TICKS,
    Press,
    as_played,
    chords,
    guess_tempo_qpm,
    in_equal_steps,
    read_presses,
)
from tests.scores import shapes

times = st.floats(0, 60)
presses = st.lists(st.builds(Press, st.integers(21, 108), times, times), min_size=1, max_size=40)
tempos = st.integers(40, 240)
# Anything JSON can say.
sent = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


def notes(score: object) -> list[tuple[int, int, int]]:
    return [(n.time, n.duration, n.pitch) for track in score.tracks for n in track.notes]


@given(sent | st.lists(st.tuples(st.integers(), st.floats(), st.floats()).map(list), max_size=9))
def test_whatever_a_browser_sends_only_notes_of_a_piano_come_through(anything: object) -> None:
    for press in read_presses(anything):
        assert 21 <= press.pitch <= 108
        assert 0 <= press.start_s <= 600
        assert 0 <= press.duration_s <= 600


@pytest.mark.parametrize(
    "bad",
    [
        [60, 0],
        [60.5, 0, 1],
        ["60", 0, 1],
        [60, -1, 1],
        [60, 0, 601],
        [60, math.nan, 1],
        [60, 0, math.inf],
        [20, 0, 1],
        [109, 0, 1],
        [10**400, 0, 1],
        [60, 0, 1, 1],
        {"pitch": 60},
        None,
    ],
)
def test_what_cannot_have_been_played_is_left_out(bad: object) -> None:
    assert read_presses([bad, [62, 1, 0.5]]) == (Press(62, 1.0, 0.5),)


def test_at_most_256_notes_are_taken_in_order_of_time() -> None:
    taken = read_presses([[60, 600 - number, 0.1] for number in range(300)])
    assert len(taken) == MOST_PRESSES
    assert taken[0].start_s == 301


def test_fingers_within_50_ms_are_a_chord() -> None:
    played = [Press(60, 0, 1), Press(64, 0.03, 1), Press(67, 0.05, 1), Press(72, 0.06, 1)]
    assert [[press.pitch for press in chord] for chord in chords(played)] == [[60, 64, 67], [72]]


def test_a_played_tune_is_written_as_it_is_meant() -> None:
    """Two eighths and a quarter at 120, as a person plays them: late, early and cut short."""
    played = [Press(60, 3.0, 0.21), Press(62, 3.27, 0.2), Press(64, 3.48, 0.44)]
    assert shapes(as_played(played, 120)) == [[(0, 0.5, 60), (0.5, 0.5, 62), (1, 1, 64)]]


def test_equal_steps_care_for_order_alone() -> None:
    played = [Press(60, 0, 0.1), Press(64, 0.02, 9), Press(67, 30, 0.1)]
    score = in_equal_steps(played, TICKS_PER_QUARTER)
    assert shapes(score) == [[(0, 1, 60), (0, 1, 64), (1, 1, 67)]]


@given(presses, tempos)
def test_notes_stand_on_sixteenths_and_begin_at_once(played: list[Press], tempo: int) -> None:
    written = notes(as_played(played, tempo))
    assert min(time for time, _, _ in written) == 0
    assert all(
        time % SIXTEENTH_TICKS == length % SIXTEENTH_TICKS == 0 for time, length, _ in written
    )
    assert all(length > 0 for _, length, _ in written)
    assert {pitch for _, _, pitch in written} == {press.pitch for press in played}


@given(presses, tempos)
def test_no_key_is_struck_while_it_is_down(played: list[Press], tempo: int) -> None:
    for pitch in {press.pitch for press in played}:
        same = [(time, length) for time, length, p in notes(as_played(played, tempo)) if p == pitch]
        assert all(time + length <= after for (time, length), (after, _) in pairwise(same))


@given(presses, tempos)
def test_an_onset_moves_by_half_a_sixteenth_and_a_chords_width(
    played: list[Press], tempo: int
) -> None:
    first_s = min(press.start_s for press in played)
    most_s = 60 / tempo / 8 + 0.05 + 1e-6
    onsets_s = [
        time * 60 / tempo / TICKS_PER_QUARTER for time, _, _ in notes(as_played(played, tempo))
    ]
    for press in played:
        assert min(abs(press.start_s - first_s - onset) for onset in onsets_s) <= most_s


# At 120 a sixteenth takes 125 ms, more than the width of a chord.
on_grid = st.dictionaries(
    st.tuples(st.integers(0, 64), st.integers(21, 108)), st.integers(1, 8), min_size=1, max_size=30
)


@given(on_grid)
def test_what_is_played_to_the_click_is_written_note_for_note(
    tune: dict[tuple[int, int], int],
) -> None:
    first = min(onset for onset, _ in tune)
    played = [Press(pitch, onset / 8, length / 8) for (onset, pitch), length in tune.items()]
    wanted = []
    for (onset, pitch), length in tune.items():
        later = [other for other, same in tune if same == pitch and other > onset]
        wanted.append((onset - first, min([length, *(other - onset for other in later)]), pitch))
    expected = sorted((time * 120, length * 120, pitch) for time, length, pitch in wanted)
    assert sorted(notes(as_played(played, 120))) == expected


@given(st.integers(72, 138), st.integers(2, 20), st.sampled_from([0.25, 0.5, 1, 2]))
def test_an_even_tune_has_its_tempo_or_one_of_half_or_double_the_note_value(
    tempo: int, count: int, quarters: float
) -> None:
    played = [Press(60, number * quarters * 60 / tempo, 0.1) for number in range(count)]
    assert abs(guess_tempo_qpm(played) - tempo) <= 1


def test_one_note_has_the_usual_tempo() -> None:
    assert guess_tempo_qpm([Press(60, 0, 1)]) == 120


@given(presses)
def test_a_guess_lies_in_its_range_and_the_score_can_be_written(played: list[Press]) -> None:
    tempo = guess_tempo_qpm(played)
    assert 70 <= tempo <= 140
    assert write_midi(as_played(played, tempo))
