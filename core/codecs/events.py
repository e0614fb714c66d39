"""The codec for music that is listened to: bars, positions, pitches and lengths (REMI).

REMI (Huang and Yang 2020) writes a note as its place in the bar, its pitch and its length; MidiTok
does the writing, 24 places a beat, which holds sixteenths, triplets and most of what is finer::

    Bar_None TimeSig_3/4 Position_0 Pitch_67 Duration_1.0.24 Position_24 Pitch_60 Duration_0.12.24

A beat is what the metre's lower number says. All parts are one stream, each onset from its lowest
note up; instruments and tempo are not written. It knows no numbers and no networks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TimeSignatureTickList
from symusic.core import TrackTick as Track

from core.codecs import remi
from core.codecs.base import QUARTER, Losses
from core.codecs.closing import EventsClosing
from core.codecs.grammar import EventsGrammar, in_order
from core.codecs.remi import BAR, END, HIGHEST, LOWEST, POSITIONS_A_BEAT
from core.errors import CodecError
from core.midi import TICKS_PER_QUARTER, with_tracks

if TYPE_CHECKING:
    from miditok import REMI

# Without loudness in the music, every note is struck alike; ``core.arrangement`` shapes it.
_VELOCITY = 80
_LONGEST_BEATS = 32
# What a bar may be: beats a bar by the beat's note value. All of them lie on whole ticks.
_BEATS = {2: range(1, 17), 4: range(1, 25), 8: range(1, 33), 16: range(1, 33)}
ANY_METRE = frozenset(f"{beats}/{value}" for value in _BEATS for beats in _BEATS[value])


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
        unknown = [m for m in self.metres if m not in ANY_METRE]
        if unknown or not 0 <= self.velocities <= 127:
            raise CodecError("The settings of the codec '{name}' are wrong.", name=self.name)

    @classmethod
    def fitted(cls, scores: Iterable[Score]) -> EventsCodec:
        """Give the codec that writes these scores' metres, and loudness where they have any."""
        metres: Counter[str] = Counter()
        velocities: set[int] = set()
        for score in scores:
            metres.update({_name(m) for m in score.time_signatures} & ANY_METRE)
            velocities.update(int(n.velocity) for track in score.tracks for n in track.notes)
        return cls(
            metres=tuple(sorted(metres, key=lambda metre: (-metres[metre], metre))),
            velocities=8 if len(velocities) > 1 else 0,
        )

    @property
    def settings(self) -> dict[str, object]:
        """JSON-able keyword arguments that build this codec again."""
        return {**asdict(self), "metres": list(self.metres)}

    @property
    def grammar(self) -> EventsGrammar:
        """Which words may follow which."""
        return EventsGrammar(bool(self.velocities))

    def encode(self, score: Score) -> list[str]:
        """Give the words of all parts together; notes off the piano are left out."""
        piece = with_tracks(score, [_one_part(score)])
        if not piece.note_num():
            raise CodecError("None of this music's notes lies on a piano, from A0 to C8.")
        piece.time_signatures = TimeSignatureTickList(self._bars(score))
        return in_order(_tokenizer(self.velocities).encode(piece)[0].tokens)

    def decode(self, tokens: Sequence[str]) -> Score:
        """Give the music; words that make no whole note (a search's last ones) are passed over."""
        from miditok import TokSequence

        tokenizer = _tokenizer(self.velocities)
        words = [token for token in tokens if token != END]
        for word in set(words):
            if word not in tokenizer.vocab:
                raise remi.unknown(word)
        written: Score = tokenizer.decode([TokSequence(tokens=words)])
        score = written.resample(TICKS_PER_QUARTER, min_dur=1)
        for track in score.tracks:
            # A network may go back within a bar.
            track.notes.sort(key=lambda note: (note.time, note.pitch, note.duration), inplace=True)
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
        known = self.metres or ANY_METRE
        return Losses(
            off_piano=score.note_num() - len(on_piano),
            moved=moved.total(),
            metres=tuple(sorted({_name(m) for m in score.time_signatures} - set(known))),
        )

    def label(self, token: str, *, solfege: bool = False) -> str:
        """Name a word as a person reads it: ``C5``, ``×½`` (beats long), ``@2½`` (beat), ``|``."""
        return remi.label(token, solfege=solfege)

    def tail(self, tokens: Sequence[str], most: int) -> list[str]:
        """Give the last bars that are at most so many words together."""
        bars = [at for at, token in enumerate(tokens) if token == BAR]
        first = next((at for at in bars if len(tokens) - at <= most), len(tokens) - most)
        return list(tokens[max(first, 0) :])

    def starts_note(self, token: str) -> bool:
        """Tell whether a new note begins here: at its pitch."""
        return token.startswith("Pitch_")

    def ends_note(self, token: str) -> bool:
        """Tell whether a note is complete with this word, or the piece."""
        return token == END or token.startswith("Duration_")

    def name_note(
        self, tokens: Sequence[str], *, solfege: bool = False, beat_ql: Fraction = QUARTER
    ) -> str:
        """Name a note: ``C5 ♩``, or as much of it as is there, ``| C5 …``; ``‖`` for the end."""
        return remi.name_note(tokens, solfege=solfege, beat_ql=beat_ql)

    def beat_ql(self, token: str) -> Fraction | None:
        """Give the quarters a beat of a metre's word."""
        metre = remi.read(token).metre if token.startswith("TimeSig_") else None
        return None if metre is None else Fraction(4, metre[1])

    def pitch(self, token: str) -> int | None:
        """Give the pitch of a pitch word; None for other words."""
        word = remi.read(token)
        return word.number if word.kind == "Pitch" else None

    def pitch_classes(self, token: str) -> frozenset[int]:
        """Give the pitch class of a pitch word; none for other words."""
        pitch = self.pitch(token)
        return frozenset(() if pitch is None else (pitch % 12,))

    def closing(
        self,
        known: Sequence[str],
        seed: Sequence[str],
        length: int,
        triad: Sequence[int],
        *,
        may_end: bool,
    ) -> EventsClosing:
        """Plan a last bar with one onset: the triad over its root, as many notes as is usual."""
        return EventsClosing(self.grammar, known, seed, length, triad, may_end=may_end)

    def transpose(self, tokens: Sequence[str], semitones: int) -> list[str]:
        """Give the same music higher or lower; a note off the piano moves by octaves."""
        return [remi.transposed(token, semitones) for token in tokens]

    def intervals(self, tokens: Sequence[str]) -> list[str]:
        """Give each note's distance from the one before, in semitones and in ticks."""
        notes = self.decode(tokens).tracks
        steps = pairwise((n.time, n.pitch) for n in notes[0].notes) if notes else ()
        return [f"{p1 - p0}:{t1 - t0}" for (t0, p0), (t1, p1) in steps]

    def nearest(self, token: str, known: Collection[str]) -> str:
        """Give the known word of the same kind that is closest; for a pitch, octaves are close."""
        return remi.nearest(token, known)

    def random_notes(self, known: Sequence[str], count: int, draw: Random) -> list[str]:
        """Give ``count`` notes in bars of the commonest metre, as many a bar as it has beats.

        Places in the bar, pitches and lengths up to a beat are drawn evenly from the known words.
        """
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        for word in known:
            kinds[remi.divided(word)[0]].append(word)
        metre = kinds["TimeSig"][0]
        beats = int(remi.divided(metre)[1].partition("/")[0])
        places = {int(remi.divided(word)[1]): word for word in kinds["Position"]}
        inside = [place for place in sorted(places) if place < beats * POSITIONS_A_BEAT]
        lengths = kinds["Duration"]
        lengths = [word for word in lengths if remi.beats(remi.divided(word)[1]) <= 1] or lengths
        words: list[str] = []
        notes = min(beats, len(inside))
        for begin in range(0, count, notes):
            words += [BAR, metre]
            for place in sorted(draw.sample(inside, min(notes, count - begin))):
                words += [places[place], draw.choice(kinds["Pitch"])]
                words += [draw.choice(kinds["Velocity"])] if self.velocities else []
                words += [draw.choice(lengths)]
        return words

    def _bars(self, score: Score) -> list[TimeSignature]:
        """Give the score's metres, each one that the codec does not write by one that it does."""
        bars = [TimeSignature(m.time, *self._written(m)) for m in score.time_signatures]
        if not bars or bars[0].time > 0:
            bars.insert(0, TimeSignature(0, *self._known()[0]))
        return bars

    def _written(self, metre: TimeSignature) -> tuple[int, int]:
        """Give a metre itself, or else one whose bars are as long, or else the usual one."""
        own = metre.numerator, metre.denominator
        if _name(metre) in (self.metres or ANY_METRE):
            return own
        alike = [other for other in self._known() if Fraction(*other) == Fraction(*own)]
        return (*alike, *self._known())[0]

    def _known(self) -> list[tuple[int, int]]:
        return [(int(n), int(d)) for n, d in (m.split("/") for m in self.metres)] or [(4, 4)]


@lru_cache(maxsize=4)
def _tokenizer(velocities: int) -> REMI:
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


def _name(metre: TimeSignature) -> str:
    return f"{metre.numerator}/{metre.denominator}"
