"""Voices found again in music whose parts were joined, held against the parts as written."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from symusic.core import ScoreTick as Score

from core.corpus import BUNDLED
from core.voices import separate_voices
from tests.scores import score_of, shapes

SOPRANO = [(0, 1, 72), (1, 1, 74), (2, 1, 72), (3, 1, 71), (4, 4, 72)]
# Held under the soprano's second note; in unison with the tenor on the last chord.
ALTO = [(0, 2, 67), (2, 1, 69), (3, 1, 67), (4, 4, 60)]
TENOR = [(0, 1, 64), (1, 1, 65), (2, 1, 64), (3, 1, 62), (4, 4, 60)]
# Silent on the third beat.
BASS = [(0, 1, 48), (1, 1, 47), (3, 1, 43), (4, 4, 48)]


def joined(score: Score) -> Score:
    """Give all parts as the events codec does: one stream, each onset from its lowest note up."""
    (part,) = shapes(score_of(list(chain(*shapes(score)))))
    return score_of(part)


def own_share(score: Score) -> float:
    """Tell which share of the notes is given to their own part."""
    found = shapes(separate_voices(joined(score)))
    own = sum(
        (Counter(voice) & Counter(part)).total()
        for voice, part in zip(found, shapes(score), strict=True)
    )
    return own / score.note_num()


def test_a_held_note_a_rest_and_a_unison_leave_voices_whole() -> None:
    score = score_of(SOPRANO, ALTO, TENOR, BASS)
    assert shapes(separate_voices(joined(score))) == shapes(score)


@pytest.mark.parametrize(
    ("collection", "piece", "least"),
    [
        ("chorales", "bwv269", 0.99),
        ("chorales", "bwv253", 0.99),
        ("chorales", "bwv115.6", 0.95),
        ("quartets", "mozart-k80.movement2", 0.7),
    ],
)
def test_real_parts_are_found_again(collection: str, piece: str, least: float) -> None:
    """All chorales in four parts give 97.6 %, all quartets 77 %; each of these a little more."""
    works = BUNDLED[collection]
    assert own_share(works.read(next(p for p in works.pieces() if p.name == piece))) >= least


def test_a_tune_alone_is_one_voice() -> None:
    tune = [(i / 2, 0.5, 60 + 7 * (i % 3)) for i in range(12)]
    assert shapes(separate_voices(score_of(tune))) == [tune]


def test_more_notes_than_voices_join_the_nearest() -> None:
    """Of six notes in two voices none is lost; the outer ones stay apart."""
    chord = [(0, 1, pitch) for pitch in (40, 43, 47, 70, 74, 77)]
    top, bottom = shapes(separate_voices(score_of(chord), most=2))
    assert {pitch for _, _, pitch in top} == {70, 74, 77}
    assert {pitch for _, _, pitch in bottom} == {40, 43, 47}


NOTES = st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(0, 127))


@given(st.lists(NOTES, min_size=1, max_size=60), st.integers(1, 5))
def test_no_note_is_lost_or_changed(notes: list[tuple[int, int, int]], most: int) -> None:
    part = [(onset / 4, length / 4, pitch) for onset, length, pitch in notes]
    voices = shapes(separate_voices(score_of(part), most))
    assert Counter(chain(*voices)) == Counter(part)
    assert 1 <= len(voices) <= most


@given(st.lists(NOTES, max_size=60, unique_by=lambda note: note[0] // 4))
def test_notes_that_begin_together_stand_in_order_of_pitch(
    notes: list[tuple[int, int, int]],
) -> None:
    """Chords of three that do not overlap: each voice has one note of each."""
    onsets = sorted({onset // 4 for onset, _, _ in notes})
    pitches = {onset // 4: pitch for onset, _, pitch in notes}
    chords = [(o, 1, min(pitches[o] + step, 127)) for o in onsets for step in (0, 4, 7)]
    voices = shapes(separate_voices(score_of(chords)))
    for together in zip(*voices, strict=True):
        assert len({onset for onset, _, _ in together}) == 1
        assert sorted(together, key=lambda note: -note[2]) == list(together)
