"""Bars: where they lie, how strong each place in them is, and music that begins within one.

It knows metres and times and nothing of pitch, instruments or words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from symusic.core import KeySignatureTickList, TempoTickList, TimeSignatureTickList
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature

from core.midi import TICKS_PER_QUARTER, bar_starts_ticks

_WHOLE_TICKS = 4 * TICKS_PER_QUARTER
_FINEST_TICKS = _WHOLE_TICKS // 64
_MOST_BEATS = 255  # a metre's upper number is a byte in MIDI


class _Event(Protocol):
    time: int


Event = TypeVar("Event", bound=_Event)


@dataclass(frozen=True)
class Bar:
    """One bar, in ticks, and its metre: ``beats`` notes of the value 1 / ``beat_value``."""

    begin_ticks: int
    end_ticks: int
    beats: int
    beat_value: int

    @property
    def compound(self) -> bool:
        """Whether a beat has three parts, as in 6/8, 9/8 and 12/8."""
        return self.beat_value >= 8 and self.beats > 3 and self.beats % 3 == 0

    @property
    def pulse_ticks(self) -> int:
        """How long a felt beat is: three eighths in 6/8."""
        return _WHOLE_TICKS * (3 if self.compound else 1) // self.beat_value

    def strength(self, time_ticks: int) -> int:
        """Tell how strong a place is: 3 downbeat, 2 the middle of an even bar, 1 beat, 0 other."""
        place = time_ticks - self.begin_ticks
        if place == 0:
            return 3
        if place % self.pulse_ticks:
            return 0
        return 2 if 2 * place == self.end_ticks - self.begin_ticks else 1


def bars(score: Score) -> list[Bar]:
    """List the bars up to the last note's end; 4/4 where the score has no metre."""
    starts = bar_starts_ticks(score)
    changes = sorted(score.time_signatures, key=lambda metre: metre.time)
    times = [metre.time for metre in changes]
    found = []
    for number, begin in enumerate(starts):
        index = bisect_right(times, begin)
        metre = changes[index - 1] if index else TimeSignature(0, 4, 4)
        length = _WHOLE_TICKS * metre.numerator // metre.denominator
        end = starts[number + 1] if number + 1 < len(starts) else begin + length
        found.append(Bar(begin, end, metre.numerator, metre.denominator))
    return found


def bar_at(found: list[Bar], time_ticks: int) -> int:
    """Tell which of the bars a time lies in, counted from 0."""
    return max(bisect_right(found, time_ticks, key=lambda bar: bar.begin_ticks) - 1, 0)


def leading_ticks(score: Score) -> int:
    """Tell by how much ``begin_at_once`` moves the music.

    That is the time of the first note, or up to a 64th (30 ticks) less where what is left of its
    bar is no whole number of them, for a metre has to say how long the short bar is.
    """
    return _lead(score, bars(score))


def begin_at_once(score: Score) -> Score:
    """Leave out the rest before the first note; the bar that it stood in is shorter by it.

    The bars after it begin where they began, ``leading_ticks`` earlier.
    """
    found = bars(score)
    if not (lead := _lead(score, found)):
        return score
    bar = found[bar_at(found, lead)]
    usual = TimeSignature(0, bar.beats, bar.beat_value)
    moved = score.shift_time(-lead)
    left = bar.end_ticks - lead
    metres = [metre for metre in moved.time_signatures if metre.time > 0]
    if lead == bar.begin_ticks:
        metres.insert(0, usual)
    else:
        share = Fraction(left, _WHOLE_TICKS)
        value = max(share.denominator, bar.beat_value)
        # symusic counts the bars wrong where a metre begins when the music is over.
        if bar is not found[-1] and all(metre.time != left for metre in metres):
            usual.time = left
            metres.insert(0, usual)
        metres.insert(0, TimeSignature(0, int(share * value), value))
    moved.time_signatures = TimeSignatureTickList(metres)
    moved.tempos = TempoTickList(_from_zero(moved.tempos))
    moved.key_signatures = KeySignatureTickList(_from_zero(moved.key_signatures))
    for track in moved.tracks:
        for event in (*track.controls, *track.pitch_bends, *track.pedals):
            event.time = max(event.time, 0)
    return moved


def _lead(score: Score, found: list[Bar]) -> int:
    first = min((note.time for track in score.tracks for note in track.notes), default=0)
    bar = found[bar_at(found, first)]
    left = bar.end_ticks - first
    step = _FINEST_TICKS
    while left > _MOST_BEATS * step:
        step *= 2
    return max(first - -left % step, bar.begin_ticks)


def _from_zero(events: Iterable[Event]) -> list[Event]:
    """Keep what is in effect from time 0 on."""
    before: list[Event] = []
    after: list[Event] = []
    for event in events:
        (after if event.time > 0 else before).append(event)
    for event in before[-1:]:
        event.time = 0
    return [*before[-1:], *after]
