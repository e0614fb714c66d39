"""Signs → music21's notes, chords and rests, with their ties, tuplets, beams and accidentals.

The ids that note heads are given, ``n7`` and, for what is tied to it, ``n7-1``, are those of the
MusicXML. It knows one voice of one measure at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from core.midi import TICKS_PER_QUARTER
from core.notation.beams import Beam, beams
from core.notation.lines import Written
from core.notation.measures import Measure
from core.notation.rhythm import Sign
from core.notation.spelling import Spelled
from core.notation.staves import Clef

_VALUES = {
    1: "whole",
    2: "half",
    4: "quarter",
    8: "eighth",
    16: "16th",
    32: "32nd",
    64: "64th",
    128: "128th",
}


@dataclass(frozen=True, slots=True)
class Head:
    """One note head: its id, the note it belongs to, and where it is written."""

    id: str
    note: Written
    begin_ticks: int
    end_ticks: int


@dataclass
class Ink:
    """What has been written so far.

    Attributes
    ----------
    spelled
        The names of notes, by their numbers.
    heads
        All note heads.
    """

    spelled: Mapping[int, Spelled]
    heads: list[Head] = field(default_factory=list)
    _times_written: dict[int, int] = field(default_factory=dict)

    def line(self, line: Sequence[Sign], measure: Measure) -> list[Any]:
        """Write a voice's signs in a measure as music21's elements."""
        return [
            self._sounding(sign, beam) if sign.notes else _rest(sign, measure)
            for sign, beam in zip(line, beams(line, measure), strict=True)
        ]

    def _sounding(self, sign: Sign, beam: Sequence[Beam]) -> Any:
        from music21 import chord

        notes = [self._note(note, sign) for note in sorted(sign.notes, key=lambda n: n.pitch)]
        element = notes[0] if len(notes) == 1 else chord.Chord(notes, duration=_duration(sign))
        for level in beam:
            if level.startswith("partial"):
                element.beams.append("partial", level.removeprefix("partial-"))
            else:
                element.beams.append(level)
        return element

    def _note(self, written: Written, sign: Sign) -> Any:
        from music21 import note, tie

        element = note.Note(_pitch(self.spelled[written.number]), duration=_duration(sign))
        element.id = self._head(written, sign).id
        before = written.begin_ticks < sign.begin_ticks
        after = written.end_ticks > sign.end_ticks
        if before or after:
            kind = "continue" if before and after else "stop" if before else "start"
            element.tie = tie.Tie(kind)  # type: ignore[no-untyped-call]
        return element

    def _head(self, note: Written, sign: Sign) -> Head:
        count = self._times_written.get(note.number, 0)
        self._times_written[note.number] = count + 1
        name = f"n{note.number}-{count}" if count else f"n{note.number}"
        head = Head(name, note, sign.begin_ticks, sign.end_ticks)
        self.heads.append(head)
        return head


class Accidentals:
    """What signs stand before the notes of a staff.

    A sign holds to the end of its measure; where the measure after it has the same line without
    it, that is said, too.
    """

    def __init__(self, fifths: int) -> None:
        sharp = dict.fromkeys("FCGDAEB"[: max(fifths, 0)], 1)
        flat = dict.fromkeys("BEADGCF"[: max(-fifths, 0)], -1)
        self._signature = sharp | flat
        self._before: dict[tuple[str, int], float] = {}
        self._seen: dict[tuple[str, int], float] = {}

    def begin_measure(self) -> None:
        """Forget what held in the measure before the last one."""
        self._before, self._seen = self._seen, {}

    def show(self, element: Any) -> None:
        """Show a note's or a chord's signs where they differ from what stands before them."""
        if element.isRest:
            return
        for head in element.notes if element.isChord else [element]:
            accidental = head.pitch.accidental
            if head.tie is not None and head.tie.type != "start":
                accidental.displayStatus = False
                continue
            place = head.pitch.step, head.pitch.octave
            usual = self._signature.get(head.pitch.step, 0)
            in_force = self._seen.get(place, self._before.get(place, usual))
            accidental.displayStatus = head.pitch.alter != in_force or (
                place not in self._seen and head.pitch.alter != usual
            )
            self._seen[place] = head.pitch.alter


def _rest(sign: Sign, measure: Measure) -> Any:
    from music21 import note

    element = note.Rest(duration=_duration(sign))
    whole = sign.end_ticks - sign.begin_ticks == measure.length_ticks
    element.fullMeasure = whole and not measure.missing_ticks
    return element


def _pitch(name: Spelled) -> Any:
    from music21 import pitch

    # Not by name: music21 takes the C below C0 for a C flat.
    found: Any = pitch.Pitch()
    found.step, found.octave = name.letter, name.octave
    found.accidental = pitch.Accidental(name.alter)
    return found


def _duration(sign: Sign) -> Any:
    from music21 import duration

    found: Any = duration.Duration(type=_VALUES[sign.value], dots=sign.dots)
    if sign.tuplet is not None:
        unit: Any = duration.DurationTuple(_VALUES[sign.tuplet.value], 0, 4 / sign.tuplet.value)
        tuplet = duration.Tuplet(sign.tuplet.actual, sign.tuplet.normal, unit, unit)
        tuplet.type = "start" if sign.first else "stop" if sign.last else None
        found.appendTuplet(tuplet)
    return found


def tempo_mark(tempo_qpm: int, measure: Measure) -> Any:
    from music21 import duration, tempo

    if measure.compound and measure.beat_value == 8:
        return tempo.MetronomeMark(
            number=round(tempo_qpm / 1.5), referent=duration.Duration(type="quarter", dots=1)
        )
    return tempo.MetronomeMark(number=tempo_qpm, referent=duration.Duration(type="quarter"))


def clef_of(name: Clef) -> Any:
    from music21 import clef

    kinds = {
        "treble": clef.TrebleClef,
        "treble8vb": clef.Treble8vbClef,
        "alto": clef.AltoClef,
        "tenor": clef.TenorClef,
        "bass": clef.BassClef,
    }
    return kinds[name]()  # type: ignore[no-untyped-call]


def quarters(ticks: int) -> Fraction:
    return Fraction(ticks, TICKS_PER_QUARTER)
