"""Meters against naive references and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import (
    CopyIndex,
    distinct_ngrams,
    edit_distance,
    loop_start,
    pairwise_edit_distance,
)

LETTERS = st.text("abc", max_size=12)


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
