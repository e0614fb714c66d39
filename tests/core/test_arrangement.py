"""Arrangements: nothing changes but what was asked for, and out of range is said in a sentence."""

from __future__ import annotations

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrangement import ENSEMBLES, INSTRUMENTS, PLAIN, Arrangement, arrange
from core.errors import RecipeError
from core.metre import leading_ticks
from core.midi import read_midi, write_midi
from tests.scores import score_of, shapes

TUNE = [(i / 2, 0.5, 60 + 2 * (i % 6)) for i in range(64)]
BASS = [(i, 2, 40 + i % 5) for i in range(0, 32, 2)]
AS_IT_IS = Arrangement(dynamics=False)

ARRANGEMENTS = st.builds(
    Arrangement,
    instruments=st.lists(st.sampled_from(list(INSTRUMENTS)), min_size=1, max_size=4).map(tuple),
    tempo_qpm=st.none() | st.floats(30, 240),
    transpose=st.integers(-12, 12),
    dynamics=st.booleans(),
)
NOTES = st.tuples(st.integers(0, 40), st.integers(1, 8), st.integers(0, 127))


@given(st.lists(NOTES, min_size=1, max_size=40), ARRANGEMENTS)
def test_only_what_was_asked_for_changes(
    notes: list[tuple[int, int, int]], arrangement: Arrangement
) -> None:
    score = score_of([(onset / 4, length / 4, pitch) for onset, length, pitch in notes])
    before = write_midi(score)
    arranged = arrange(score, arrangement)
    assert write_midi(score) == before
    rest = leading_ticks(score) / 480
    found = sorted(chain(*shapes(arranged)))
    assert [(onset + rest, length) for onset, length, _ in found] == [
        (onset / 4, length / 4) for onset, length, _ in sorted(notes)
    ]
    assert sorted((onset + rest, pitch % 12) for onset, _, pitch in found) == sorted(
        (onset / 4, (pitch + arrangement.transpose) % 12) for onset, _, pitch in notes
    )
    assert all(0 <= pitch <= 127 for _, _, pitch in found)
    velocities = {note.velocity for track in arranged.tracks for note in track.notes}
    if arrangement.dynamics:
        assert min(velocities) >= 62
        assert max(velocities) <= 100
    else:
        assert velocities == {80}


@given(ARRANGEMENTS)
def test_json_gives_it_back(arrangement: Arrangement) -> None:
    assert Arrangement.from_json(json.loads(json.dumps(arrangement.as_json()))) == arrangement


def test_one_instrument_plays_all_parts() -> None:
    arranged = arrange(score_of(TUNE, BASS), Arrangement(("organ",), dynamics=False))
    assert shapes(arranged) == [sorted(TUNE), sorted(BASS)]
    assert [track.program for track in arranged.tracks] == [19, 19]


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_an_ensemble_plays_a_voice_each_from_the_top(ensemble: str) -> None:
    chord = [(0, 1, pitch) for pitch in (48, 60, 64, 72)]
    players = ENSEMBLES[ensemble]
    arranged = read_midi(write_midi(arrange(score_of(chord), Arrangement(players))))
    assert shapes(arranged) == [[(0, 1, pitch)] for pitch in (72, 64, 60, 48)]
    assert [track.program for track in arranged.tracks] == [INSTRUMENTS[name] for name in players]


def test_tempo_is_set_and_kept_where_none_is_asked_for() -> None:
    score = score_of(TUNE, tempo_qpm=90)
    assert round(arrange(score, PLAIN).tempos[0].qpm) == 90
    assert round(arrange(score, Arrangement(tempo_qpm=132)).tempos[0].qpm) == 132


def test_a_note_at_the_edge_turns_an_octave() -> None:
    arranged = arrange(score_of([(0, 1, 126), (1, 1, 3)]), Arrangement(transpose=5))
    assert [pitch for _, _, pitch in shapes(arranged)[0]] == [119, 8]
    arranged = arrange(score_of([(0, 1, 126), (1, 1, 3)]), Arrangement(transpose=-5))
    assert [pitch for _, _, pitch in shapes(arranged)[0]] == [121, 10]


def test_downbeats_and_the_middle_of_a_phrase_are_louder() -> None:
    """Sixteen equal quarters on one pitch: only the place matters."""
    quarters = arrange(score_of([(i, 1, 60) for i in range(16)]), PLAIN).tracks[0].notes
    bars = [[note.velocity for note in quarters[at : at + 4]] for at in range(0, 16, 4)]
    assert all(bar[0] == max(bar[:2]) for bar in bars)
    assert bars[1][0] > bars[0][0]
    assert bars[2][0] > bars[3][0]


def test_higher_notes_are_a_little_louder() -> None:
    low, high = arrange(score_of([(0, 1, 48), (0, 1, 72)]), PLAIN).tracks[0].notes
    assert high.velocity > low.velocity


def test_music_with_loudness_of_its_own_keeps_it() -> None:
    score = score_of([(0, 1, 60), (1, 1, 62)])
    score.tracks[0].notes[1].velocity = 33
    assert [n.velocity for n in arrange(score, PLAIN).tracks[0].notes] == [80, 33]
    assert write_midi(arrange(score, AS_IT_IS)) == write_midi(arrange(score, PLAIN))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tempo_qpm": 20}, "The tempo is 20 quarters a minute; it can be 30 to 240."),
        ({"tempo_qpm": float("nan")}, "The tempo is nan quarters a minute"),
        ({"transpose": 13}, "The transposition is 13 semitones; it can be -12 to 12."),
        ({"instruments": ()}, "The number of instruments is 0; it can be 1 to 4."),
        ({"instruments": ("kazoo",)}, "There is no instrument named 'kazoo'; there are: piano"),
    ],
)
def test_what_is_out_of_range_gets_a_sentence(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        Arrangement(**wrong)


@pytest.mark.parametrize("record", [{}, {"instruments": 3}, {"instruments": ["piano"], "x": 1}])
def test_what_is_no_arrangement_gets_a_sentence(record: dict[str, object]) -> None:
    with pytest.raises(RecipeError, match="This arrangement cannot be read"):
        Arrangement.from_json(record)
