"""Where each measure begins, what it is called, and how strong each place in it is.

``core.metre`` says where bars lie; here they are as they are printed: an upbeat has the metre of
the bars after it and the number 0. It knows no pitch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symusic.core import ScoreTick as Score

from core.metre import Bar, bars

_FINEST_LEVEL = -8


@dataclass(frozen=True)
class Measure:
    """One printed measure.

    Attributes
    ----------
    number
        From 1; an upbeat has 0.
    begin_ticks, end_ticks
        A quarter is 480 ticks.
    beats, beat_value
        The metre that is printed.
    missing_ticks
        By how much it is shorter than its metre: of an upbeat, what is missing at its beginning.
    """

    number: int
    begin_ticks: int
    end_ticks: int
    beats: int
    beat_value: int
    missing_ticks: int = 0

    @property
    def length_ticks(self) -> int:
        """How long it is."""
        return self.end_ticks - self.begin_ticks

    @property
    def compound(self) -> bool:
        """Whether a beat has three parts, as in 6/8."""
        return self._bar.compound

    @property
    def pulse_ticks(self) -> int:
        """How long a felt beat is."""
        return self._bar.pulse_ticks

    def place(self, time_ticks: int) -> int:
        """Tell how far a time is from where the whole measure would begin."""
        return time_ticks - self.begin_ticks + self.missing_ticks

    def level(self, time_ticks: int) -> int:
        """Tell how strong a place is: 3 a bar line, 2 the middle, 1 a beat, 0 its parts, -1 …."""
        place = self.place(time_ticks)
        if time_ticks in (self.begin_ticks, self.end_ticks):
            return 3
        pulse = self.pulse_ticks
        whole = self.length_ticks + self.missing_ticks
        if place % pulse == 0:
            return 2 if 2 * place == whole and (self.compound or whole > 2 * pulse) else 1
        unit, level = pulse // (3 if self.compound else 2), 0
        while unit > 1 and place % unit and level > _FINEST_LEVEL:
            unit, level = unit // 2, level - 1
        return level

    @property
    def _bar(self) -> Bar:
        return Bar(self.begin_ticks, self.end_ticks, self.beats, self.beat_value)


def measures(score: Score, end_ticks: int) -> list[Measure]:
    """List the measures up to the end of the last note as it is written."""
    found = bars(score)
    printed = [
        Measure(number, bar.begin_ticks, bar.end_ticks, bar.beats, bar.beat_value)
        for number, bar in enumerate(found, 1)
    ]
    while printed[-1].end_ticks < end_ticks:
        last = printed[-1]
        printed.append(
            replace(
                last,
                number=last.number + 1,
                begin_ticks=last.end_ticks,
                end_ticks=last.end_ticks + last.length_ticks,
            )
        )
    while len(printed) > 1 and printed[-1].begin_ticks >= end_ticks:
        printed.pop()
    return _with_upbeat(printed)


def _with_upbeat(printed: list[Measure]) -> list[Measure]:
    """Name an upbeat as one: a first bar shorter than the next, with a metre of its own."""
    if len(printed) < 2:
        return printed
    first, second = printed[:2]
    missing = second.length_ticks - first.length_ticks
    if missing <= 0 or (first.beats, first.beat_value) == (second.beats, second.beat_value):
        return printed
    upbeat = replace(first, beats=second.beats, beat_value=second.beat_value, missing_ticks=missing)
    return [
        replace(measure, number=number) for number, measure in enumerate([upbeat, *printed[1:]])
    ]
