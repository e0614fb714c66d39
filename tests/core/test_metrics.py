"""Meters against naive references and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.meters import measured, whole_notes
from core.metrics import (
    CopyIndex,
    common_prefix,
    common_prefix_share,
    departures,
    distinct_ngrams,
    edit_distance,
    loop_start,
    pairwise_edit_distance,
)

LETTERS = st.text("abc", max_size=12)
PATHS = st.lists(st.text("ab", max_size=6), min_size=1, max_size=5)


def levenshtein(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[:], i
        for j, b in enumerate(right, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
    return row[-1]


@given(LETTERS, LETTERS)
def test_edit_distance_is_levenshteins(left: str, right: str) -> None:
    longest = max(len(left), len(right))
    expected = levenshtein(left, right) / longest if longest else 0
    assert edit_distance(left, right) == pytest.approx(expected)


def test_edit_distances_by_hand() -> None:
    assert edit_distance("kitten", "sitting") == pytest.approx(3 / 7)
    assert pairwise_edit_distance(["ab", "ab", "xy"]) == pytest.approx(2 / 3)
    assert pairwise_edit_distance(["ab"]) is None


def test_parting_by_hand() -> None:
    assert departures(["abcd", "abxd", "xbcd", "abcd", "abc", "abcde"]) == [
        *(None, 2, 0, None),
        *(3, 4),  # Where one ends and the other goes on.
    ]
    assert departures([]) == []
    assert common_prefix(["abcd", "abxd", "abc"]) == 2
    assert common_prefix_share(["abcd", "abxd", "abc"]) == 1 / 2
    assert common_prefix_share(["abcd"]) is None
    assert common_prefix_share(["", ""]) == 1


@given(PATHS)
def test_paths_are_alike_before_they_part_and_not_there(paths: list[str]) -> None:
    for path, at in zip(paths, departures(paths), strict=True):
        if at is None:
            assert path == paths[0]
        else:
            assert path[:at] == paths[0][:at]
            assert path[at : at + 1] != paths[0][at : at + 1]


@given(PATHS)
def test_all_share_what_comes_before_the_first_parting(paths: list[str]) -> None:
    partings = [at for at in departures(paths) if at is not None]
    assert common_prefix(paths) == min(partings, default=len(paths[0]))
    share = common_prefix_share(paths)
    if share is not None:
        assert 0 <= share <= 1
        assert (share == 1) == (len(set(paths)) == 1) == (pairwise_edit_distance(paths) == 0)


@pytest.mark.parametrize(
    ("tokens", "start"),
    [
        ("", None),
        ("abcdef", None),
        ("aa", None),
        ("aaa", 0),
        ("xyabab", None),
        ("xyababab", 2),
        ("xybababa", 2),
        ("abcabcabcd", None),
        ("qabcabcabc", 1),
        ("aaab", None),
        ("baaabaaabaaa", 0),
    ],
)
def test_a_loop_begins_where_three_equal_periods_begin(tokens: str, start: int | None) -> None:
    assert loop_start(tokens) == start


def test_periods_over_the_limit_do_not_count() -> None:
    period = [*range(97)]
    assert loop_start(period * 3) is None
    assert loop_start(period * 3, max_period=97) == 0


@given(st.text("ab", max_size=20))
def test_loops_against_the_definition(tokens: str) -> None:
    loops = any(
        tokens[-p:] == tokens[-2 * p : -p] == tokens[-3 * p : -2 * p]
        for p in range(1, len(tokens) // 3 + 1)
    )
    assert (loop_start(tokens) is not None) == loops


def test_distinct_ngrams_by_hand() -> None:
    assert distinct_ngrams("aaaa", 2) == pytest.approx(1 / 3)
    assert distinct_ngrams("abcd", 2) == 1
    assert distinct_ngrams("abc", 8) == 1


@given(st.lists(st.text("ab", max_size=25), min_size=1, max_size=4), st.text("ab", max_size=25))
def test_the_longest_copied_passage_is_the_longest_common_substring(pieces, tokens) -> None:
    """Six at least; shorter ones count as none."""
    named = {str(number): piece for number, piece in enumerate(pieces)}
    longest = max(
        (
            end - begin
            for begin in range(len(tokens))
            for end in range(begin, len(tokens) + 1)
            if any(tokens[begin:end] in piece for piece in pieces)
        ),
        default=0,
    )
    length, name = CopyIndex(named).longest(tokens)
    assert length == (longest if longest >= 6 else 0)
    assert (name is None) == (length == 0)
    if name is not None:
        assert any(tokens[at : at + length] in named[name] for at in range(len(tokens)))


def test_six_words_are_a_copy_and_five_are_chance() -> None:
    index = CopyIndex({"waltz": "abcdefg", "reel": "uvwxyz"})
    assert index.longest("..uvwxyz..") == (6, "reel")
    assert index.longest("..abcde..vwxyz..") == (0, None)


def test_the_longest_copy_may_stand_anywhere_and_in_any_piece() -> None:
    index = CopyIndex({"": "", "waltz": "abcdefghij", "reel": "cdefghijkl"})
    assert index.longest("..cdefghijkl..") == (10, "reel")
    assert index.longest("abcdefghijkl") == (10, "waltz")
    # Where one piece ends and the next begins is no passage.
    assert index.longest("fghijcde") == (0, None)
    assert CopyIndex({}).longest("abcdefgh") == (0, None)


def test_round_and_round_is_found_at_once() -> None:
    """Following every place of a passage that comes everywhere took minutes."""
    index = CopyIndex({str(number): "a" * 4000 for number in range(5)})
    assert index.longest("a" * 3000 + "b" + "a" * 3000)[0] == 3000


@given(st.text("aB|@", max_size=12))
def test_whole_notes_are_the_words_again_and_begin_once_each(words: str) -> None:
    notes = whole_notes(words, str.isalpha)
    assert len(notes) == sum(map(str.isalpha, words))
    assert all(sum(map(str.isalpha, note)) == 1 for note in notes)
    if notes:
        assert [word for note in notes for word in note] == list(words)


def test_a_note_is_whole_with_its_length_and_what_leads_on_from_it() -> None:
    words = ("|", "@1", "C5", "×1", "@2", "D5", "×1", "|")
    notes = whole_notes(words, lambda word: word in ("C5", "D5"))
    assert notes == [words[:5], words[5:]]


def test_meters_of_paths_by_hand() -> None:
    """Notes are counted from 1, and rhythm tells paths apart whose notes are the same."""
    best, longer, round_and_round = "|C1D1E1F1", "|C1D1E2F1", "|C1A1A1A1"
    found = measured([best, longer, round_and_round], str.isalpha)
    assert found["pairwise_edit_distance"] == pytest.approx((0 + 3 / 4 + 3 / 4) / 3)
    assert (found["common_prefix_notes"], found["common_prefix_share"]) == (1, 1 / 4)
    assert (found["loop_start"], found["distinct_8grams"]) == (None, 1)
    beams = found["beams"]
    assert [path["notes"] for path in beams] == [4, 4, 4]
    assert [path["departs_at_note"] for path in beams] == [None, 3, 2]
    # What goes round begins within C: its length is that of the notes A.
    assert [path["loop_start"] for path in beams] == [None, None, 2]
    assert [path["loops_from_note"] for path in beams] == [None, None, 2]


def test_one_path_has_the_meters_of_loops_alone() -> None:
    found = measured(["CDEFGABC" * 3], str.isalpha)
    parting = ("pairwise_edit_distance", "common_prefix_notes", "common_prefix_share")
    assert [found[name] for name in parting] == [None, None, None]
    (path,) = found["beams"]
    assert path["departs_at_note"] is None
    assert (found["loop_start"], path["loop_start"], path["loops_from_note"]) == (0, 0, 1)
    # Of 17 passages, eight are different: one a place in the tune.
    assert path["distinct_note_8grams"] == found["distinct_8grams"] == pytest.approx(8 / 17)


@given(st.lists(st.text("aB|@", max_size=10), min_size=1, max_size=4))
def test_where_every_word_is_a_note_words_and_notes_agree(paths: list[str]) -> None:
    found = measured(paths, lambda word: True)
    assert found["pairwise_edit_distance"] == pairwise_edit_distance(paths)
    assert found["common_prefix_share"] == common_prefix_share(paths)
    for path, words, at in zip(found["beams"], paths, departures(paths), strict=True):
        assert path["notes"] == len(words)
        assert path["departs_at_note"] == (None if at is None else at + 1)
        assert (path["loops_from_note"] is None) == (path["loop_start"] is None)
        if path["loop_start"] is not None:
            assert path["loops_from_note"] == path["loop_start"] + 1


@pytest.mark.parametrize(
    ("path", "begin"),
    [
        # Beams in one loop, which differ in their last note.
        (["C4", "D4", "E4"] * 20 + ["F4"], 0),
        (["B4", *["C4", "D4", "E4"] * 20, "F4", "G4"], 1),
        # Left for good, or too short to have been one.
        (["C4", "D4", "E4"] * 20 + ["F4", "G4", "A4", "B4", "C5", "B4", "G4", "F4", "D4"], None),
        (["C4", "D4", "E4"] * 4 + ["F4"], None),
    ],
)
def test_a_long_loop_is_one_although_the_last_words_leave_it(path, begin) -> None:
    (beam,) = measured([path], lambda word: True)["beams"]
    assert beam["loop_start"] == begin


def test_a_loop_may_end_where_an_ending_begins() -> None:
    path = ["C4", "D4"] * 5 + ["G3", "C3"]
    assert measured([path], lambda word: True)["loop_start"] is None
    assert measured([path], lambda word: True, [[10, 12]])["loop_start"] == 0
