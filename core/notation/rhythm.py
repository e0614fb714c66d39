"""One voice's notes in one measure → note values, dots, rests and tuplets.

A length is written so that the beats can be seen: it is divided where it would hide one, but for
the syncopations that everybody reads at sight. Times are ticks, 480 a quarter. It knows no pitch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from core.midi import TICKS_PER_QUARTER
from core.notation.lines import Written
from core.notation.measures import Measure

_QUARTER = TICKS_PER_QUARTER
_WHOLE_TICKS = 4 * _QUARTER
_BINARY_TICKS = TICKS_PER_QUARTER // 16
# Shorter beats than 32nds, in metres that nobody writes, are not divided.
_FINEST_BEAT = TICKS_PER_QUARTER // 8
# Into how many equal parts a beat may fall, the plainest first.
_TUPLETS = (3, 6, 12, 5, 10, 7, 24, 48)


@dataclass(frozen=True, slots=True)
class Tuplet:
    """``actual`` notes in the time of ``normal``, each of the ``value`` 1 / value."""

    actual: int
    normal: int
    value: int


@dataclass(frozen=True, slots=True)
class Sign:
    """One note head with all that sounds with it, or one rest.

    Attributes
    ----------
    begin_ticks, end_ticks
        How long it counts.
    notes
        What it says; a rest says nothing.
    value
        1 a whole note, 4 a quarter, ….
    dots
        0 or 1.
    tuplet
        What it belongs to; ``first`` and ``last`` say where that begins and ends.
    """

    begin_ticks: int
    end_ticks: int
    notes: tuple[Written, ...]
    value: int
    dots: int
    tuplet: Tuplet | None = None
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    """A stretch of a measure that is a tuplet."""

    begin_ticks: int
    end_ticks: int
    tuplet: Tuplet


def _segments(
    notes: Sequence[Written], measure: Measure
) -> list[tuple[int, int, Sequence[Written]]]:
    """Cut a measure wherever a note of the voice begins or ends, and tell what sounds in each."""
    inside = [
        note
        for note in notes
        if note.begin_ticks < measure.end_ticks and note.end_ticks > measure.begin_ticks
    ]
    edges = {measure.begin_ticks, measure.end_ticks}
    for note in inside:
        edges |= {
            max(note.begin_ticks, measure.begin_ticks),
            min(note.end_ticks, measure.end_ticks),
        }
    cuts = sorted(edges)
    return [
        (begin, end, [n for n in inside if n.begin_ticks <= begin and n.end_ticks >= end])
        for begin, end in pairwise(cuts)
    ]


def signs(notes: Sequence[Written], measure: Measure) -> list[Sign]:
    """Write a voice's notes in a measure, full from its beginning to its end."""
    found = _segments(notes, measure)
    cells = list(_cells([begin for begin, _, _ in found], measure))
    written: list[Sign] = []
    for begin, end, sounding in found:
        for part_begin, part_end, cell in _by_cell(begin, end, cells):
            for piece in _pieces(part_begin, part_end, measure, cell, rest=not sounding):
                written.append(_sign(*piece, tuple(sounding), cell))
    begins = {cell.begin_ticks for cell in cells}
    ends = {cell.end_ticks for cell in cells}
    return [
        replace(sign, first=sign.begin_ticks in begins, last=sign.end_ticks in ends)
        if sign.tuplet
        else sign
        for sign in written
    ]


def _cells(edges: Iterable[int], measure: Measure) -> Iterator[_Cell]:
    """Find the tuplets: beats in which something begins between their halves, quarters, ….

    In compound metres a beat has three parts of its own, and they are looked at one by one.
    """
    odd = [edge for edge in edges if measure.place(edge) % _BINARY_TICKS]
    unit = measure.pulse_ticks // 3 if measure.compound else min(measure.pulse_ticks, _QUARTER)
    done = measure.begin_ticks
    for edge in odd if unit >= _FINEST_BEAT else ():
        if edge < done:
            continue
        for size in (unit,) if measure.compound else (2 * unit, unit):
            place = measure.place(edge) // size * size
            begin = place + measure.begin_ticks - measure.missing_ticks
            end = begin + size
            whole = begin >= done and end <= measure.end_ticks
            inside = [measure.place(e) - place for e in edges if begin < e < end]
            if whole and (tuplet := _tuplet(inside, size, large=size != unit)):
                yield _Cell(begin, end, tuplet)
                done = end
                break


def _tuplet(places: Sequence[int], size: int, *, large: bool) -> Tuplet | None:
    for actual in (3,) if large else _TUPLETS:
        if size % actual == 0 and all(place % (size // actual) == 0 for place in places):
            normal = 1 << (actual.bit_length() - 1)
            return Tuplet(actual, normal, _WHOLE_TICKS * normal // size)
    return None


def _by_cell(
    begin: int, end: int, cells: Sequence[_Cell]
) -> Iterator[tuple[int, int, _Cell | None]]:
    """Divide a stretch at the borders of tuplets."""
    at = begin
    for cell in cells:
        if cell.end_ticks <= at or cell.begin_ticks >= end:
            continue
        if at < cell.begin_ticks:
            yield at, cell.begin_ticks, None
            at = cell.begin_ticks
        until = min(end, cell.end_ticks)
        yield at, until, cell
        at = until
    if at < end:
        yield at, end, None


def _pieces(
    begin: int, end: int, measure: Measure, cell: _Cell | None, *, rest: bool
) -> list[tuple[int, int]]:
    """Divide a stretch into lengths that can be written and that show the beats."""
    inner = [
        (level, -time)
        for time in _inner_places(begin, end, measure, cell)
        for level in [_level(time, measure, cell)]
    ]
    value = _value(end - begin, cell.tuplet if cell else None)
    if not inner or (value and _reads(begin, end, measure, cell, inner, value[1], rest)):
        return [(begin, end)]
    at = -max(inner)[1]
    return [
        *_pieces(begin, at, measure, cell, rest=rest),
        *_pieces(at, end, measure, cell, rest=rest),
    ]


def _reads(
    begin: int,
    end: int,
    measure: Measure,
    cell: _Cell | None,
    inner: Sequence[tuple[int, int]],
    dots: int,
    rest: bool,
) -> bool:
    """Tell whether one sign from ``begin`` to ``end`` leaves the beats to be seen."""
    strongest = max(inner)[0]
    before, after = _level(begin, measure, cell), _level(end, measure, cell)
    if rest:
        if dots and not (measure.compound and (end - begin) % measure.pulse_ticks == 0):
            return False
        return strongest < before or (strongest < after and end - begin <= TICKS_PER_QUARTER)
    if strongest <= max(before, after) and (strongest < max(before, after) or strongest < 2):
        return True
    syncopated = sum(level == strongest for level, _ in inner) == 1
    return syncopated and min(before, after) >= strongest - 1 and not measure.compound


def _inner_places(begin: int, end: int, measure: Measure, cell: _Cell | None) -> list[int]:
    """List the places inside a stretch at which it could be divided."""
    if cell is not None:
        step = (cell.end_ticks - cell.begin_ticks) // cell.tuplet.actual
        while step % 2 == 0 and (begin - cell.begin_ticks) % step | (end - cell.begin_ticks) % step:
            step //= 2
        first = begin - (begin - cell.begin_ticks) % step + step
        return list(range(first, end, step))
    origin = measure.begin_ticks - measure.missing_ticks
    step = measure.pulse_ticks // (3 if measure.compound else 1)
    while step % 2 == 0 and (begin - origin) % step | (end - origin) % step:
        step //= 2
    return list(range(begin - (begin - origin) % step + step, end, step))


def _level(time: int, measure: Measure, cell: _Cell | None) -> int:
    if cell is None or time in (cell.begin_ticks, cell.end_ticks):
        return measure.level(time)
    step = (cell.end_ticks - cell.begin_ticks) // cell.tuplet.actual
    level = 0
    while step > 1 and (time - cell.begin_ticks) % step:
        step, level = step // 2, level - 1
    return level


@lru_cache(maxsize=1024)
def _value(length: int, tuplet: Tuplet | None) -> tuple[int, int] | None:
    """Give the note value and dots that last so long; None if one sign cannot say it."""
    actual, normal = (tuplet.actual, tuplet.normal) if tuplet else (1, 1)
    if length * actual % normal:
        return None
    plain = length * actual // normal
    for dots in (0, 1):
        undotted = plain * 2 // 3 if dots else plain
        if dots and plain * 2 % 3:
            continue
        if undotted and _WHOLE_TICKS % undotted == 0:
            value = _WHOLE_TICKS // undotted
            if value & (value - 1) == 0 and value <= 128:
                return value, dots
    return None


def _sign(begin: int, end: int, notes: tuple[Written, ...], cell: _Cell | None) -> Sign:
    tuplet = cell.tuplet if cell else None
    value = _value(end - begin, tuplet) or (128, 0)
    return Sign(begin, end, notes, *value, tuplet)
