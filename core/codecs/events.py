"""The codec for music that is listened to: bars, positions, pitches and lengths (REMI).

REMI (Huang and Yang 2020) writes a note as its place in the bar, its pitch and its length; MidiTok
does the writing, 24 places a beat, which holds sixteenths, triplets and most of what is finer::

    Bar_None TimeSig_3/4 Position_0 Pitch_67 Duration_1.0.24 Position_24 Pitch_60 Duration_0.12.24

A beat is what the metre's lower number says. All parts are one stream, each onset from its lowest
note up; instruments and tempo are not written. It knows no numbers and no networks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core import limits
from core.codecs.base import Losses
from core.errors import CodecError
from core.midi import TICKS_PER_QUARTER, with_tracks
from core.theory import shown_pitch

if TYPE_CHECKING:
    from miditok import REMI

POSITIONS_A_BEAT = 24
# A piano's keys: A0 … C8.
LOWEST, HIGHEST = 21, 108
END = "EOS_None"
# Without loudness in the music, every note is struck alike; ``core.arrangement`` shapes it.
_VELOCITY = 80
_LONGEST_BEATS = 32
# What a bar may be: beats a bar by the beat's note value. All of them lie on whole ticks.
_BEATS = {2: range(1, 17), 4: range(1, 25), 8: range(1, 33), 16: range(1, 33)}
_USUAL = (4, 4)
_FRACTIONS = {
    Fraction(n, d): sign
    for n, d, sign in ((1, 4, "¼"), (1, 3, "⅓"), (1, 2, "½"), (2, 3, "⅔"), (3, 4, "¾"))
}


@dataclass(frozen=True)
class EventsCodec:
    """REMI's words.

    Parameters
    ----------
    metres
        The metres that bars are written in, the usual one first: those that a network learned.
        Music in another one keeps its notes and times, and its bars are drawn anew. Empty: any.
    velocities
        How many steps of loudness are told apart, 0 … 127; 0 writes none.
    """

    metres: tuple[str, ...] = ()
    velocities: int = 0

    name = "events"
    end = END

    def __post_init__(self) -> None:
        # JSON gives lists.
        object.__setattr__(self, "metres", tuple(self.metres))
        unknown = [m for m in self.metres if m not in _names(_BEATS)]
        if unknown or not 0 <= self.velocities <= 127:
            raise CodecError("The settings of the codec '{name}' are wrong.", name=self.name)

    @classmethod
    def fitted(cls, scores: Iterable[Score]) -> EventsCodec:
        """Give the codec that writes these scores' metres, and loudness where they have any."""
        metres: Counter[str] = Counter()
        velocities: set[int] = set()
        for score in scores:
            metres.update({_name(m) for m in score.time_signatures} & _names(_BEATS))
            velocities.update(int(n.velocity) for track in score.tracks for n in track.notes)
        return cls(
            metres=tuple(sorted(metres, key=lambda metre: (-metres[metre], metre))),
            velocities=8 if len(velocities) > 1 else 0,
        )

    @property
    def settings(self) -> dict[str, object]:
        """JSON-able keyword arguments that build this codec again."""
        return {**asdict(self), "metres": list(self.metres)}

    def encode(self, score: Score) -> list[str]:
        """Give the words of all parts together; notes off the piano are left out."""
        piece = with_tracks(score, [_one_part(score)])
        if not piece.note_num():
            raise CodecError("None of this music's notes lies on a piano, from A0 to C8.")
        piece.time_signatures = self._bars(score)
        return list(_remi(self.velocities).encode(piece)[0].tokens)

    def decode(self, tokens: Sequence[str]) -> Score:
        """Give the music; words that make no whole note (a search's last ones) are passed over."""
        from miditok import TokSequence

        remi = _remi(self.velocities)
        words = [token for token in tokens if token != END]
        for word in set(words):
            if word not in remi.vocab:
                raise _unknown(word)
        score = remi.decode([TokSequence(tokens=words)]).resample(TICKS_PER_QUARTER, min_dur=1)
        for track in score.tracks:
            track.name = "Semilla"
            if not self.velocities:
                for note in track.notes:
                    note.velocity = _VELOCITY
        return score

    def losses(self, score: Score) -> Losses:
        """Tell what of a score would not come back from its words."""
        on_piano = _one_part(score).notes
        kept = Counter(map(_shape, self.decode(self.encode(score)).tracks[0].notes))
        moved = Counter(map(_shape, on_piano)) - kept
        known = self.metres or _names(_BEATS)
        return Losses(
            off_piano=score.note_num() - len(on_piano),
            moved=moved.total(),
            metres=tuple(sorted({_name(m) for m in score.time_signatures} - set(known))),
        )

    def label(self, token: str, *, solfege: bool = False) -> str:
        """Name a word as a person reads it: ``C5``, ``×½`` (beats long), ``@2½`` (beat), ``|``."""
        kind, value = _parts(token)
        if kind == "Pitch":
            return shown_pitch(int(value), solfege=solfege)
        if kind == "Duration":
            return f"×{_mixed(_beats(value))}"
        if kind == "Position":
            return f"@{_mixed(1 + Fraction(int(value), POSITIONS_A_BEAT))}"
        return {"Bar": "|", "EOS": "‖", "Velocity": f"♪{value}"}.get(kind, value)

    def starts_note(self, token: str) -> bool:
        """Tell whether a new note begins here: at its pitch."""
        return token.startswith("Pitch_")

    def transpose(self, tokens: Sequence[str], semitones: int) -> list[str]:
        """Give the same music higher or lower; a note off the piano moves by octaves."""
        return [_transpose(token, semitones) for token in tokens]

    def intervals(self, tokens: Sequence[str]) -> list[str]:
        """Give each note's distance from the one before, in semitones and in ticks."""
        notes = self.decode(tokens).tracks
        steps = pairwise((n.time, n.pitch) for n in notes[0].notes) if notes else ()
        return [f"{p1 - p0}:{t1 - t0}" for (t0, p0), (t1, p1) in steps]

    def nearest(self, token: str, known: Collection[str]) -> str:
        """Give the known word of the same kind that is closest; for a pitch, octaves are close."""
        if token in known:
            return token
        kind, value = _parts(token)
        alike = [word for word in known if word.startswith(f"{kind}_")]
        if not alike:
            raise _unknown(token)
        wanted = _number(kind, value)

        def distance(word: str) -> tuple[bool, Fraction, str]:
            apart = abs(_number(kind, word.partition("_")[2]) - wanted)
            return kind == "Pitch" and apart % 12 != 0, apart, word

        return min(alike, key=distance)

    def _bars(self, score: Score) -> list[TimeSignature]:
        """Give the score's metres, each one that the codec does not write by one that it does."""
        known = [tuple(map(int, metre.split("/"))) for metre in self.metres]
        bars: list[TimeSignature] = []
        for metre in score.time_signatures:
            own = metre.numerator, metre.denominator
            found = own if _name(metre) in (self.metres or _names(_BEATS)) else None
            if found is None:
                length = Fraction(*own)
                alike = [other for other in known if Fraction(*other) == length]
                found = (*alike, *known, _USUAL)[0]
            bars.append(TimeSignature(metre.time, *found))
        if not bars or bars[0].time > 0:
            bars.insert(0, TimeSignature(0, *(known[0] if known else _USUAL)))
        return bars


@lru_cache(maxsize=4)
def _remi(velocities: int) -> REMI:
    # MidiTok brings a hub client and takes over a second to import: only who needs it waits.
    from miditok import REMI, TokenizerConfig

    return REMI(
        TokenizerConfig(
            pitch_range=(LOWEST, HIGHEST),
            beat_res={(0, _LONGEST_BEATS): POSITIONS_A_BEAT},
            num_velocities=velocities or 1,
            special_tokens=[],
            encode_ids_split="no",
            use_velocities=bool(velocities),
            use_time_signatures=True,
            time_signature_range={value: list(beats) for value, beats in _BEATS.items()},
            delete_equal_successive_time_sig_changes=True,
        )
    )


def _one_part(score: Score) -> Track:
    """Join all parts' notes that lie on a piano, in order of time and pitch."""
    part = Track("", 0)
    for track in score.tracks:
        for note in track.notes:
            if LOWEST <= note.pitch <= HIGHEST:
                part.notes.append(note)
    part.notes.sort(key=lambda note: (note.time, note.pitch, note.duration), inplace=True)
    return part


def _shape(note: Note) -> tuple[int, int, int]:
    return note.time, note.pitch, note.duration


@lru_cache(maxsize=2)
def _names_of(values: tuple[int, ...]) -> frozenset[str]:
    return frozenset(f"{beats}/{value}" for value in values for beats in _BEATS[value])


def _names(beats: dict[int, range]) -> frozenset[str]:
    return _names_of(tuple(beats))


def _name(metre: TimeSignature) -> str:
    return f"{metre.numerator}/{metre.denominator}"


_WORD = re.compile(r"(Bar|EOS)_None|(Pitch|Position|Velocity)_\d+|TimeSig_\d+/\d+|Duration_[\d.]+")


def _parts(token: str) -> tuple[str, str]:
    """Divide ``Pitch_60`` into its kind and its value."""
    if not _WORD.fullmatch(token):
        raise _unknown(token)
    kind, _, value = token.partition("_")
    return kind, value


def _number(kind: str, value: str) -> Fraction:
    """Give what words of one kind are compared by."""
    if kind == "Duration":
        return _beats(value)
    return Fraction(value) if value != "None" else Fraction(0)


def _beats(value: str) -> Fraction:
    """Read MidiTok's length ``beats.parts.parts_a_beat``."""
    whole, parts, resolution = map(int, value.split("."))
    return whole + Fraction(parts, resolution)


def _mixed(number: Fraction) -> str:
    """Write 1½, or 7/24 where there is no sign for it."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    sign = _FRACTIONS.get(rest, f"{rest}")
    return f"{whole or ''}{' ' if whole and sign == str(rest) else ''}{sign}"


@lru_cache(maxsize=65536)
def _transpose(token: str, semitones: int) -> str:
    kind, value = _parts(token)
    if kind != "Pitch":
        return token
    pitch = int(value) + semitones
    while pitch < LOWEST:
        pitch += 12
    while pitch > HIGHEST:
        pitch -= 12
    return f"Pitch_{pitch}"


def _unknown(token: str) -> CodecError:
    return CodecError("'{token}' is not a word of music.", token=token[: limits.SHOWN_CHARACTERS])
