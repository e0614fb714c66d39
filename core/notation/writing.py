"""Staves and measures → a music21 stream and MusicXML.

Nearly everything that can be seen is decided elsewhere; here it is said in music21's words. It
knows no ticks that were played.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from core.notation.elements import Accidentals, Head, Ink, clef_of, quarters, tempo_mark
from core.notation.lines import Voice, Written, together
from core.notation.measures import Measure
from core.notation.rhythm import Sign, signs
from core.notation.spelling import Spelled
from core.notation.staves import Part, Staff

# Voices of a part's second staff are numbered from 5 on, as usual in MusicXML.
_VOICES_A_STAFF = 4


@dataclass(frozen=True)
class Sheet:
    """All that is to be written.

    Attributes
    ----------
    tempos
        Quarters a minute, by the beginnings of the measures that they stand over.
    """

    title: str
    parts: Sequence[Part]
    measures: Sequence[Measure]
    fifths: int
    spelled: dict[int, Spelled]
    tempos: Mapping[int, int]

    @property
    def staves(self) -> int:
        """How many staves a system has."""
        return sum(len(part.staves) for part in self.parts)


def write(sheet: Sheet) -> tuple[bytes, list[Head]]:
    """Give the MusicXML of a sheet, and its note heads in the order of staves and times."""
    from music21 import layout, metadata, stream
    from music21.musicxml.m21ToXml import ScoreExporter

    score: Any = stream.Score()
    score.metadata = metadata.Metadata()
    score.metadata.title = sheet.title
    ink = Ink(sheet.spelled)
    staves = [_staves(part, number, sheet, ink) for number, part in enumerate(sheet.parts, 1)]
    for found in staves:
        for staff in found:
            score.insert(0, staff)
        if len(found) > 1:
            score.insert(0, layout.StaffGroup(found, symbol="brace", barTogether=True))
    every = [staff for found in staves for staff in found]
    # A bracket holds an ensemble together; what accompanies has its brace.
    if len(staves) == len(every) > 1:
        score.insert(0, layout.StaffGroup(every, symbol="bracket", barTogether=True))
    # What music21 would make of the notation by itself, a hundred times slower, is made already.
    exporter: Any = ScoreExporter(score, makeNotation=False)
    root = exporter.parse()
    for identification in root.iter("identification"):
        for creator in identification.findall("creator"):
            identification.remove(creator)
    return exporter.asBytes(), ink.heads


def _staves(part: Part, number: int, sheet: Sheet, ink: Ink) -> list[Any]:
    """Write a part: a stream a staff."""
    from music21 import instrument, stream

    streams = []
    for index, staff in enumerate(part.staves):
        kind: Any = stream.PartStaff if len(part.staves) > 1 else stream.Part
        tempos = sheet.tempos if number == 1 and index == 0 else {}
        found = kind(list(_measures(sheet, staff, index, ink, tempos)))
        player: Any = instrument.Instrument()
        player.partId, player.instrumentId = f"P{number}", f"P{number}-I1"
        player.partName, player.partAbbreviation = part.name, part.short_name
        player.instrumentName, player.midiProgram = part.name, part.program
        found.insert(0, player)
        streams.append(found)
    return streams


def _measures(
    sheet: Sheet, staff: Staff, index: int, ink: Ink, tempos: Mapping[int, int]
) -> Iterator[Any]:
    """Write a staff's measures; ``index`` says which of its part's staves it is."""
    from music21 import bar, key, meter, stream

    metre = None
    accidentals = Accidentals(sheet.fifths)
    voices = _by_measure(staff, sheet.measures)
    for measure, sounding in zip(sheet.measures, voices, strict=True):
        written: Any = stream.Measure(number=measure.number)
        if measure is sheet.measures[0]:
            written.insert(0, clef_of(staff.clef))
            written.insert(0, key.KeySignature(sheet.fifths))
        if metre != (measure.beats, measure.beat_value):
            metre = measure.beats, measure.beat_value
            written.insert(0, meter.TimeSignature(f"{measure.beats}/{measure.beat_value}"))
        if measure.missing_ticks:
            written.paddingLeft = quarters(measure.missing_ticks)
        if measure.begin_ticks in tempos:
            written.insert(0, tempo_mark(tempos[measure.begin_ticks], measure))
        if measure is sheet.measures[-1]:
            written.rightBarline = bar.Barline("final")  # type: ignore[no-untyped-call]
        _fill(written, _lines(sounding, staff, measure), measure, index, ink, accidentals)
        yield written


def _by_measure(staff: Staff, measures: Sequence[Measure]) -> list[list[Voice]]:
    """Give each measure's notes, voice by voice."""
    found: list[list[list[Written]]] = [[[] for _ in staff.voices] for _ in measures]
    for number, voice in enumerate(staff.voices):
        at = 0
        for note in sorted(voice, key=lambda note: note.begin_ticks):
            while measures[at].end_ticks <= note.begin_ticks:
                at += 1
            reached = at
            while reached < len(measures) and measures[reached].begin_ticks < note.end_ticks:
                found[reached][number].append(note)
                reached += 1
    return [[tuple(voice) for voice in voices] for voices in found]


def _lines(voices: Sequence[Voice], staff: Staff, measure: Measure) -> list[list[Sign]]:
    """Give the voices that a measure needs, as signs: one if all its notes fit into one."""
    sounding = [voice for voice in voices if voice] or [()]
    joined = tuple(chain.from_iterable(sounding))
    if not staff.polyphonic and together(joined):
        sounding = [joined]
    return [signs(voice, measure) for voice in sounding]


def _fill(
    written: Any,
    lines: Sequence[Sequence[Sign]],
    measure: Measure,
    index: int,
    ink: Ink,
    accidentals: Accidentals,
) -> None:
    """Put the voices of a staff into a measure."""
    from music21 import stream

    accidentals.begin_measure()
    placed: list[tuple[int, Any]] = []
    for number, line in enumerate(lines):
        target = written
        if len(lines) > 1:
            target = stream.Voice(id=str(1 + number + _VOICES_A_STAFF * index))
            written.insert(0, target)
        for sign, element in zip(line, ink.line(line, measure), strict=True):
            if not sign.notes and _needless(sign, lines, number):
                element.style.hideObjectOnPrint = True
            target.insert(quarters(sign.begin_ticks - measure.begin_ticks), element)
            placed.append((sign.begin_ticks, element))
    for _, element in sorted(placed, key=lambda item: item[0]):
        accidentals.show(element)


def _needless(sign: Sign, lines: Sequence[Sequence[Sign]], number: int) -> bool:
    """Tell whether a voice's rest need not be seen: lower voices', and all beside a sounding one.

    The uppermost voice's are seen where the staff is silent.
    """
    return number > 0 or any(
        all(
            other.notes
            for other in line
            if other.begin_ticks < sign.end_ticks and other.end_ticks > sign.begin_ticks
        )
        for line in lines[1:]
    )
