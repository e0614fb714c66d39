"""Where paths agree and part: by hand, on real words, and properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement import Parting, Sounding, align, partings, soundings, to_compare, without_end
from core.codecs import EventsCodec, NoteChordCodec
from core.metrics import common_prefix
from core.midi import TICKS_PER_QUARTER

EVENTS = EventsCodec()
END = EVENTS.end


def line(names: str) -> list[Sounding]:
    """Give a melody, one letter a note; ``.`` is a beat without one, ``|`` the end."""
    return [
        Sounding(Fraction(at), (END if name == "|" else name,))
        for at, name in enumerate(names)
        if name != "."
    ]


def chords(*names: str) -> list[Sounding]:
    """Give chords, one letter a note."""
    return [Sounding(Fraction(at), (name,)) for at, chord in enumerate(names) for name in chord]


def shown(paths: list[list[Sounding]]) -> list[str]:
    """Write the aligned paths, one text a path; ``-`` where nothing begins."""
    columns = align(paths)
    rows = zip(*columns, strict=True)
    return [
        "".join("-" if at is None else path[at].what[0] for at in row)
        for path, row in zip(paths, rows, strict=True)
    ]


MELODIES = st.lists(st.text("ab.", max_size=7).map(line), min_size=1, max_size=3)
CHORDS = st.lists(st.text("abc", max_size=3).map(sorted).map("".join), max_size=4)
CHORALES = st.lists(CHORDS.map(lambda names: chords(*names)), min_size=1, max_size=3)
PATHS = st.one_of(MELODIES, CHORALES)


def test_partings_by_hand() -> None:
    abc = [line("abcd"), line("abxd"), line("abcy")]
    assert partings(abc) == [Parting(2, ((1,), (0, 2))), Parting(3, ((0,), (2,)))]
    assert partings([line("ab"), line("ab"), line("ab")]) == []
    assert partings([line("a"), line("b"), line("c")]) == [Parting(0, ((0,), (1,), (2,)))]
    assert partings([line("ab"), line("ax")]) == [Parting(1, ((0,), (1,)))]


def test_the_end_is_a_way_to_go_on() -> None:
    assert partings([line("ab|"), line("abc")]) == [Parting(2, ((0,), (1,)))]
    assert partings([line("ab|"), line("ab|")]) == []
    # It is no note: who counts notes leaves it out.
    assert without_end(line("ab|"), END) == line("ab")
    assert without_end(line("ab"), END) == line("ab")
    assert without_end([], None) == []


def test_paths_are_cut_where_one_runs_out_of_words_and_not_where_it_ends() -> None:
    cut = to_compare([line("abcd"), line("abc"), line("a|")], END, 32)
    assert list(map(len, cut)) == [3, 3, 2]
    assert list(map(len, to_compare([line("abcd"), line("abc")], END, 2))) == [2, 2]
    assert list(map(len, to_compare([line("a|"), line("abc|")], END, 9))) == [2, 4]
    assert to_compare([line(""), line("abc")], None, 9) == [[], []]


def test_a_longer_note_leaves_a_gap_and_what_comes_later_stands_in_its_place() -> None:
    assert shown([line("abcd"), line("a.cd"), line("xbcd")]) == ["abcd", "a-cd", "xbcd"]


def test_notes_of_a_chord_stand_under_equal_ones() -> None:
    assert shown([chords("cegb"), chords("cgb"), chords("cfgb")]) == ["cegb", "c-gb", "cfgb"]
    # Two voices on one note, and one voice on it.
    assert shown([chords("c"), chords("cc")]) == ["c-", "cc"]


@given(PATHS)
def test_each_note_has_one_place_in_its_order(paths: list[list[Sounding]]) -> None:
    columns = align(paths)
    for row, path in enumerate(paths):
        assert [c[row] for c in columns if c[row] is not None] == list(range(len(path)))
    assert all(any(at is not None for at in column) for column in columns)
    assert len(columns) <= sum(map(len, paths))


@given(PATHS)
def test_what_is_in_one_column_begins_at_one_time(paths: list[list[Sounding]]) -> None:
    for column in align(paths):
        onsets = {
            path[at].onset_ql for path, at in zip(paths, column, strict=True) if at is not None
        }
        assert len(onsets) == 1


@given(PATHS)
def test_paths_stand_in_equal_columns_up_to_their_parting(paths: list[list[Sounding]]) -> None:
    columns = align(paths)
    for number in range(common_prefix(paths)):
        assert columns[number] == (number,) * len(paths)
        assert len({path[number] for path in paths}) == 1


@given(PATHS)
def test_paths_part_once_for_each_that_leaves(paths: list[list[Sounding]]) -> None:
    found = partings(paths)
    assert found == sorted(found, key=lambda parting: parting.after)
    together = {tuple(path) for path in paths}
    # Each parting makes one group into several; in the end each path of its own is alone.
    assert 1 + sum(len(parting.groups) - 1 for parting in found) == len(together)
    for parting in found:
        members = [place for group in parting.groups for place in group]
        assert common_prefix([paths[place] for place in members]) == parting.after


def test_the_words_of_the_lecture_sound_one_by_one() -> None:
    codec = NoteChordCodec()
    found = soundings(codec, ["C4"], ["E4", "0.4.7"], [-1.0, -2.0])
    assert [(note.onset_ql, note.what) for note in found] == [(1, ("E4",)), (2, ("0.4.7",))]
    assert [note.log_probability for note in found] == [-1.0, -2.0]


SEED = ["Bar_None", "TimeSig_3/4", "Position_0", "Pitch_60", "Duration_1.0.24"]
NOTE = ["Position_24", "Pitch_62", "Duration_2.0.24"]
NEXT = ["Bar_None", "TimeSig_6/8", "Position_12", "Pitch_64", "Duration_1.0.24"]


def test_music_sounds_when_its_bars_say() -> None:
    words = [*NOTE, *NEXT, "Pitch_67", "Duration_0.12.24", "Bar_None"]
    found = soundings(EVENTS, SEED, words, [-1.0] * len(words))
    # The second bar begins 3 quarters behind the first; its beats are eighths.
    assert [note.onset_ql for note in found] == [1, Fraction(13, 4), Fraction(13, 4)]
    assert [note.what for note in found[1:]] == [("Pitch_64",), ("Pitch_67",)]
    assert [note.length_ql for note in found] == [2, Fraction(1, 2), Fraction(1, 4)]
    assert found[1].words == tuple(NEXT)
    assert [note.beat_ql for note in found] == [1, Fraction(1, 2), Fraction(1, 2)]
    assert [note.log_probability for note in found] == [-3.0, -5.0, -2.0]
    decoded = EVENTS.decode([*SEED, *words]).tracks[0].notes
    assert [Fraction(note.time, TICKS_PER_QUARTER) for note in decoded][1:] == [
        note.onset_ql for note in found
    ]


def test_the_end_stands_where_the_next_note_would() -> None:
    found = soundings(EVENTS, SEED, [*NOTE, "EOS_None"], [0.0] * 4)
    assert found[-1] == Sounding(Fraction(3), (END,))


def test_a_note_begun_before_the_paths_is_finished_by_them() -> None:
    found = soundings(EVENTS, [*SEED, "Position_24", "Pitch_62"], ["Duration_2.0.24"], [-1.0])
    assert [(note.what, note.length_ql) for note in found] == [((), 2)]


@pytest.mark.parametrize("codec", [EVENTS, NoteChordCodec()])
def test_of_no_words_nothing_sounds(codec: EventsCodec | NoteChordCodec) -> None:
    assert soundings(codec, [], [], []) == []


def test_what_is_written_otherwise_and_sounds_alike_is_the_same() -> None:
    """An eighth is a beat of 6/8, and half a beat of 3/4."""
    other = ["Bar_None", "TimeSig_3/4", "Position_6", "Pitch_64", "Duration_0.12.24"]
    ours = soundings(EVENTS, SEED, NEXT, [0.0] * 5)
    theirs = soundings(EVENTS, SEED, other, [0.0] * 5)
    assert ours == theirs
    assert ours[0].words != theirs[0].words
