"""Music in a row keeps each piece's notes, in their order, with rests between."""

from __future__ import annotations

from core.medley import REST_TICKS, in_a_row
from core.midi import TICKS_PER_QUARTER
from tests.scores import score_of, shapes


def test_each_piece_begins_after_the_one_before() -> None:
    one = score_of([(0, 1, 60), (1, 2, 64)])
    two = score_of([(0.5, 1, 67)], [(0, 2, 48)], metres=[(0, 3, 4)])
    row = in_a_row([one, two])
    begin_ql = 3 + REST_TICKS / TICKS_PER_QUARTER
    assert shapes(row) == [
        [(0, 1, 60), (1, 2, 64), (begin_ql, 2, 48), (begin_ql + 0.5, 1, 67)],
    ]
    assert [(m.time, m.numerator) for m in row.time_signatures] == [
        (0, 4),
        (begin_ql * TICKS_PER_QUARTER, 3),
    ]


def test_one_piece_stays_as_it_is() -> None:
    one = score_of([(0, 1, 60), (1, 2, 64)], tempo_qpm=90)
    row = in_a_row([one])
    assert shapes(row) == shapes(one)
    assert row.tempos[0].mspq == one.tempos[0].mspq


def test_the_pieces_themselves_are_not_changed() -> None:
    one = score_of([(0, 1, 60)])
    in_a_row([one, one])
    assert shapes(one) == [[(0, 1, 60)]]
