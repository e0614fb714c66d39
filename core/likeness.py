"""How a piece's notes are spread over pitch classes, scales and bars: muspy's measures.

Each gives one number a score, to be set beside the same number of real music: none of them says
that music is good, and a random heap of notes can score well on any one of them. The definitions
are those of MusPy 0.5 (Dong, Chen, McAuley and Berg-Kirkpatrick, ISMIR 2020). Pure functions on
normalised scores; where a score has too few notes or bars to say anything, they say None.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

from symusic.core import ScoreTick as Score

from core.midi import TICKS_PER_QUARTER, last_note_end_ticks

# MusPy's own resolution. Most places in a bar are empty, so even bars that share no onset score
# high: set values beside each other, never beside 0.
STEPS_PER_QUARTER = 24
_STEP_TICKS = TICKS_PER_QUARTER // STEPS_PER_QUARTER
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_USUAL_BAR_QL = 4.0


def pitch_class_entropy(score: Score) -> float | None:
    """Give the entropy of the pitch classes in bits: 0 (one alone) … 3.585 (all twelve alike).

    From Wu and Yang, "The Jazz Transformer on the front line", ISMIR 2020.
    """
    counts = _pitch_classes(score)
    total = counts.total()
    if not total:
        return None
    return math.fsum(n / total * math.log2(total / n) for n in counts.values())


def scale_consistency(score: Score) -> float | None:
    """Give the largest share of notes that lie in one scale: 7/12 … 1.

    From Mogren, "C-RNN-GAN", 2016. The scales are MusPy's: twelve major ones and twelve natural
    minor ones, which have the same notes three semitones higher and so need no look of their own.
    """
    counts = _pitch_classes(score)
    if not counts:
        return None
    inside = (sum(counts[(root + step) % 12] for step in _MAJOR) for root in range(12))
    return max(inside) / counts.total()


def groove_consistency(score: Score) -> float | None:
    """Tell how alike neighbouring bars' rhythms are: 0 … 1 (onsets at the same places).

    1 less the mean share of a bar's places, 24 a quarter, where just one of two neighbours has an
    onset (Wu and Yang 2020). All bars are taken as long as ``commonest_bar_ql`` and counted from
    time 0, so that in one metre this is MusPy's number. Where the metre changes for a while, the
    bars after it can be cut at other places than their bar lines, but neighbours at the same ones.

    As in MusPy, music that ends on a bar line has an empty bar after it.
    """
    end = round(last_note_end_ticks(score) / _STEP_TICKS)
    bar = max(1, round(commonest_bar_ql(score) * STEPS_PER_QUARTER))
    bars = end // bar + 1
    if bars < 2:
        return None
    patterns: list[set[int]] = [set() for _ in range(bars)]
    for track in score.tracks:
        for note in track.notes:
            number, place = divmod(round(note.time / _STEP_TICKS), bar)
            patterns[number].add(place)
    differences = sum(len(here ^ there) for here, there in pairwise(patterns))
    return 1 - differences / (bar * (bars - 1))


def commonest_bar_ql(score: Score) -> float:
    """Give the length in quarters that most bars have by the score's metres; 4 without any.

    Where two lengths are as common, it is the one that comes first.
    """
    end_ticks = last_note_end_ticks(score)
    metres = [m for m in score.time_signatures if m.time < end_ticks]
    if not metres:
        return _USUAL_BAR_QL
    bars: Counter[float] = Counter()
    ends = [*(metre.time for metre in metres[1:]), end_ticks]
    for metre, until in zip(metres, ends, strict=True):
        bar_ql = 4 * metre.numerator / metre.denominator
        bars[bar_ql] += math.ceil((until - metre.time) / (bar_ql * TICKS_PER_QUARTER))
    return bars.most_common(1)[0][0]


def _pitch_classes(score: Score) -> Counter[int]:
    return Counter(note.pitch % 12 for track in score.tracks for note in track.notes)
