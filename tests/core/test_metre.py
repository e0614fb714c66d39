"""Bars, strong places in them, and music that begins within one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from symusic.core import TempoTick as Tempo

from core.corpus import CHORALES
from core.metre import bars, begin_at_once, leading_ticks
from core.midi import TICKS_PER_QUARTER, bar_starts_ticks, read_midi, write_midi
from tests.scores import score_of, shapes


@pytest.mark.parametrize(
    ("metre", "strengths"),
    [
        ((4, 4), [3, 0, 1, 0, 2, 0, 1, 0]),
        ((3, 4), [3, 0, 1, 0, 1, 0]),
        ((2, 2), [3, 0, 0, 0, 2, 0, 0, 0]),
        ((6, 8), [3, 0, 0, 2, 0, 0]),
        ((9, 8), [3, 0, 0, 1, 0, 0, 1, 0, 0]),
        ((3, 8), [3, 1, 1]),
    ],
)
def test_eighths_are_as_strong_as_a_metre_has_them(
    metre: tuple[int, int], strengths: list[int]
) -> None:
    eighths = [(i / 2, 0.5, 60) for i in range(len(strengths))]
    score = score_of(eighths, metres=[(0, *metre)])
    (bar,) = bars(score)
    assert [bar.strength(note.time) for note in score.tracks[0].notes] == strengths


def test_an_upbeat_begins_at_once_in_a_short_bar() -> None:
    score = score_of([(3, 1, 60), (4, 3, 64), (7, 1, 65), (8, 4, 67)])
    begun = begin_at_once(score)
    assert shapes(begun) == [[(0, 1, 60), (1, 3, 64), (4, 1, 65), (5, 4, 67)]]
    assert [(m.time, m.numerator, m.denominator) for m in begun.time_signatures] == [
        (0, 1, 4),
        (TICKS_PER_QUARTER, 4, 4),
    ]
    assert shapes(score)[0][0] == (3, 1, 60)


def test_an_upbeat_in_eighths_is_counted_in_eighths() -> None:
    begun = begin_at_once(score_of([(2.5, 0.5, 60), (3, 3, 64)], metres=[(0, 6, 8)]))
    assert [(m.time, m.numerator, m.denominator) for m in begun.time_signatures] == [
        (0, 1, 8),
        (TICKS_PER_QUARTER // 2, 6, 8),
    ]


def test_whole_bars_of_rest_are_left_out_with_their_metres_and_tempos() -> None:
    score = score_of([(7, 3, 60)], metres=[(0, 4, 4), (4, 3, 4)])
    score.tempos.append(Tempo(4 * TICKS_PER_QUARTER, 90))
    begun = begin_at_once(score)
    assert [(m.time, m.numerator, m.denominator) for m in begun.time_signatures] == [(0, 3, 4)]
    assert [(tempo.time, round(tempo.qpm)) for tempo in begun.tempos] == [(0, 90)]


def test_a_triplets_upbeat_keeps_less_than_a_64th_of_its_rest() -> None:
    """No metre is two thirds of a quarter long."""
    score = score_of([(3 + 1 / 3, 2 / 3, 60), (4, 4, 64)])
    assert 0 <= 1600 - leading_ticks(score) < 30
    assert bar_starts_ticks(begin_at_once(score)) == [0, 1920 - leading_ticks(score)]


@given(
    st.sampled_from([(4, 4), (3, 4), (6, 8), (12, 8), (5, 16), (3, 2)]),
    st.integers(0, 9000),
    st.lists(st.integers(0, 9000), min_size=1, max_size=8),
)
def test_bars_keep_their_places(metre: tuple[int, int], first: int, later: list[int]) -> None:
    ticks = [first, *(first + more for more in later)]
    score = score_of(
        [(time / TICKS_PER_QUARTER, 1, 60) for time in sorted(ticks)], metres=[(0, *metre)]
    )
    lead = leading_ticks(score)
    begun = begin_at_once(score)
    assert 0 <= min(n.time for n in begun.tracks[0].notes) < 30
    assert bar_starts_ticks(begun) == sorted(
        {max(start - lead, 0) for start in bar_starts_ticks(score)}
    )
    assert bar_starts_ticks(read_midi(write_midi(begun))) == bar_starts_ticks(begun)


def test_a_chorales_upbeat() -> None:
    """BWV 269 begins on the third beat of a bar of three."""
    score = CHORALES.read(next(p for p in CHORALES.pieces() if p.name == "bwv269"))
    assert leading_ticks(score) == 2 * TICKS_PER_QUARTER
    assert bar_starts_ticks(begin_at_once(score))[:3] == [0, 480, 1920]
