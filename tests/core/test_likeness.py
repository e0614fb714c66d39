"""MusPy's measures: by hand, and against numbers that MusPy itself gave."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest
from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core.likeness import (
    commonest_bar_ql,
    groove_consistency,
    pitch_class_entropy,
    scale_consistency,
)
from core.midi import empty_score

# A score's part: onset and length in MusPy's steps, 24 a quarter, and the pitch between them.
Part = Iterable[tuple[int, int, int]]


def score(*parts: Part, metres: Iterable[tuple[int, int, int]] = ((0, 4, 4),)) -> Score:
    """Build a score; metres are (quarters from the beginning, numerator, denominator)."""
    made = empty_score()
    for part in parts:
        track = Track("", 0)
        for onset, pitch, length in part:
            track.notes.append(Note(onset * 20, length * 20, pitch, 80))
        made.tracks.append(track)
    made.time_signatures = [TimeSignature(at * 480, above, below) for at, above, below in metres]
    return made


def melody(*pitches: int) -> Part:
    return [(24 * beat, pitch, 24) for beat, pitch in enumerate(pitches)]


WALTZ = score(
    [
        (b * 72 + i * 24, 60 + [0, 4, 7, 9, 5, 2, 11, 6][(b + i) % 8], 24)
        for b in range(8)
        for i in range(3)
        if (b * 3 + i) % 5
    ],
    [(b * 72, 48 - [0, 5, 7][b % 3], 72) for b in range(8)],
    metres=[(0, 3, 4)],
)
JIG = score(
    [(i * 12, 62 + i * 5 % 13, 12 if i % 4 else 8) for i in range(40) if i % 7 != 3],
    metres=[(0, 6, 8)],
)
TRIPLETS = score(
    [(i * 8, 60 + i * i % 12, 8) for i in range(61)],
    [(i * 24 + 6 * (i % 3), 40 + i % 9, 20) for i in range(18)],
)


@pytest.mark.parametrize(
    ("music", "entropy", "scale", "groove"),
    [
        (WALTZ, 2.911389816577641, 0.8888888888888888, 0.984375),
        (JIG, 3.498077546623641, 0.6470588235294118, 0.9722222222222222),
        (TRIPLETS, 2.6623715854903196, 0.759493670886076, 0.93125),
    ],
    ids=["waltz", "jig", "triplets"],
)
def test_the_numbers_are_muspys(music: Score, entropy: float, scale: float, groove: float) -> None:
    """What MusPy 0.5.0 gives for the same notes at its own 24 steps a quarter."""
    assert pitch_class_entropy(music) == pytest.approx(entropy, abs=1e-12)
    assert scale_consistency(music) == pytest.approx(scale, abs=1e-12)
    assert groove_consistency(music) == pytest.approx(groove, abs=1e-12)


def test_entropy_by_hand() -> None:
    assert pitch_class_entropy(score(melody(60, 72, 48))) == 0
    assert pitch_class_entropy(score(melody(60, 60, 67, 62))) == pytest.approx(1.5)
    assert pitch_class_entropy(score(melody(*range(60, 72)))) == pytest.approx(math.log2(12))


def test_scales_by_hand() -> None:
    a_natural_minor = melody(57, 59, 60, 62, 64, 65, 67, 69)
    assert scale_consistency(score(a_natural_minor)) == 1
    a_harmonic_minor = melody(57, 59, 60, 62, 64, 65, 68, 69)
    assert scale_consistency(score(a_harmonic_minor)) == pytest.approx(7 / 8)
    assert scale_consistency(score(melody(*range(60, 72)))) == pytest.approx(7 / 12)


def test_groove_by_hand() -> None:
    """Two bars of 4/4 and the empty one after them: 4 differing onsets of 2 × 96 places."""
    assert groove_consistency(score(melody(*[60] * 8))) == pytest.approx(1 - 4 / 192)
    two_halves = [(0, 60, 48), (48, 60, 48), (96, 60, 24), (120, 60, 24), (144, 60, 24)]
    # The first bar has onsets at 0 and 48, the second at 0, 24 and 48 and goes on no further.
    assert groove_consistency(score(two_halves)) == pytest.approx(1 - 1 / 96)


def test_what_is_too_short_has_no_number() -> None:
    assert groove_consistency(score(melody(60, 62, 64))) is None
    nothing = score()
    assert pitch_class_entropy(nothing) is None
    assert scale_consistency(nothing) is None
    assert groove_consistency(nothing) is None


def test_onsets_are_drawn_to_the_nearest_step() -> None:
    played = score(melody(*[60] * 9))
    for note in played.tracks[0].notes:
        note.time += 9
    assert groove_consistency(played) == groove_consistency(score(melody(*[60] * 9)))


def test_the_commonest_bar_counts_bars_not_signs() -> None:
    tune = melody(*[60] * 26)
    assert commonest_bar_ql(score(tune, metres=[])) == 4
    # One bar of 2/4, four of 3/4, one of 2/4, two of 5/4 (the second not full).
    changing = [(0, 2, 4), (2, 3, 4), (14, 2, 4), (16, 5, 4)]
    assert commonest_bar_ql(score(tune, metres=changing)) == 3
    # 6/8 is as long as 3/4; a metre after the end counts for nothing.
    assert commonest_bar_ql(score(tune, metres=[(0, 6, 8), (9, 4, 4), (17, 3, 4)])) == 3
    assert commonest_bar_ql(score(tune, metres=[(0, 2, 2), (26, 1, 8), (99, 1, 8)])) == 4
