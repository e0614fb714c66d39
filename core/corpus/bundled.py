"""The collections that music21 installs with itself, read where they lie.

Nothing is downloaded and nothing is copied into this project. music21 keeps pickles of what it
parses in a shared temporary folder; it is told here neither to read nor to write them. Parsing
takes up to a minute a piece, so ``core.corpus.cache`` keeps what was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core import limits
from core.corpus import cache
from core.corpus.collection import Piece
from core.errors import CorpusError
from core.midi import TICKS_PER_QUARTER, empty_score, last_note_end_ticks

Metre = tuple[int, int]

_VELOCITY = 80
# Quarters a minute by the metre, at a dancer's or a singer's pace.
_TEMPO_QPM: dict[str, dict[Metre, int]] = {
    "chorales": {(4, 4): 80, (3, 4): 92, (12, 8): 92},
    "fiddle": {(2, 4): 104, (2, 2): 184, (4, 4): 152, (3, 4): 138, (6, 8): 168, (9, 8): 168},
    "quartets": {(4, 4): 112, (2, 2): 160, (3, 4): 112, (2, 4): 92, (6, 8): 120, (3, 8): 84},
}
# Part of the cache's key: raise it when the reader changes what it gives.
_READER = 2
# Mozart's piano sonata and everything else that is filed beside the quartets.
_NOT_QUARTETS = ("k545",)
_MOVEMENT_SUFFIXES = (".mxl", ".xml", ".krn", ".abc")


@dataclass(frozen=True)
class BundledCollection:
    """Works of music21's corpus.

    Parameters
    ----------
    name, title, step_ql, parts
        As in ``Collection``.
    repeats
        Whether repeated strains are played twice, where music21 can make sense of the signs.
    """

    name: str
    title: str
    step_ql: float
    parts: str
    repeats: bool = False

    @cached_property
    def _found(self) -> dict[Piece, Path]:
        finder = {"chorales": _chorales, "fiddle": _fiddle_tunes, "quartets": _quartets}[self.name]
        return dict(sorted(finder()))

    def pieces(self) -> list[Piece]:
        """List the pieces, sorted by name."""
        return list(self._found)

    def path(self, piece: Piece) -> Path:
        """Tell where music21 keeps a piece."""
        if piece not in self._found:
            raise CorpusError(
                "{collection} has no piece named '{piece}'.",
                collection=self.title,
                piece=piece.name[: limits.SHOWN_CHARACTERS],
            )
        return self._found[piece]

    def read(self, piece: Piece) -> Score:
        """Give one work: ties joined, transposing instruments sounding.

        The first reading parses it with music21, which can take a minute; the next are quick.
        """
        kept = self._cache_path(piece)
        if (score := cache.load(kept)) is None:
            score = self._parse(piece)
            cache.save(kept, score)
        # Few of these scores say how fast they go.
        score.tempos[0].qpm = _TEMPO_QPM[self.name].get(_usual_metre(score), 100)
        return score

    def is_quick(self, piece: Piece) -> bool:
        """Tell whether a piece was read before, so that reading it takes no time."""
        return self._cache_path(piece).is_file()

    def _cache_path(self, piece: Piece) -> Path:
        import music21

        edition = [self.name, f"music21-{music21.__version__}", f"reader-{_READER}"]
        if self.repeats:
            edition.append("repeats")
        return cache.folder() / "scores" / "-".join(edition) / f"{piece.name}.json"

    def _parse(self, piece: Piece) -> Score:
        from music21 import converter
        from music21.exceptions21 import Music21Exception

        try:
            stream = converter.parseFile(
                self.path(piece), forceSource=True, storePickle=False, quantizePost=False
            )
            score = score_from_stream(_played(stream) if self.repeats else stream)
        except Music21Exception as problem:
            raise CorpusError(
                "'{title}' cannot be read.", title=piece.title[: limits.SHOWN_CHARACTERS]
            ) from problem
        if score.note_num() == 0:
            raise CorpusError(
                "'{title}' holds no notes.", title=piece.title[: limits.SHOWN_CHARACTERS]
            )
        return score

    def fingerprint(self) -> str:
        """Give music21's version: its releases carry the music."""
        import music21

        return f"music21 {music21.__version__}"


def _played(stream: Any) -> Any:
    """Write repeated strains out, first and second endings included, where the signs add up."""
    from music21.repeat import ExpanderException

    try:
        return stream.expandRepeats()
    except ExpanderException:
        return stream


def score_from_stream(stream: Any) -> Score:
    """Turn a music21 stream into a normalised Score: one track a part, grace notes left out.

    An upbeat is the end of a whole bar that begins with a rest, so that bars keep their places.
    The stream is changed: copying it would take longer than reading it.
    """
    score = empty_score()
    sounding = stream.toSoundingPitch(inPlace=True) or stream
    parts = list(sounding.parts) or [sounding]
    rest_ql, metres = _metres(parts[0])
    for offset_ql, metre in metres:
        onset_ticks = round(offset_ql * TICKS_PER_QUARTER)
        score.time_signatures.append(TimeSignature(onset_ticks, *metre))
    for part in parts:
        track = Track(str(part.partName or ""), 0)
        part.stripTies(inPlace=True)
        for element in part.flatten().notes:
            length_ticks = round(element.quarterLength * TICKS_PER_QUARTER)
            # A chord symbol is a chord that is read, not sounded, and lasts no time; so do graces.
            if length_ticks > 0:
                onset_ticks = round((element.offset + rest_ql) * TICKS_PER_QUARTER)
                for pitch in element.pitches:
                    track.notes.append(Note(onset_ticks, length_ticks, pitch.midi, _VELOCITY))
        if track.note_num():
            score.tracks.append(track)
    return score


def _metres(part: Any) -> tuple[Fraction, list[tuple[Fraction, Metre]]]:
    """Give the rest before an upbeat and each change of metre, in quarters.

    Where a strain ends short and the next one's upbeat makes up for it, the two are one bar. A bar
    that is odd for another reason gets a metre of its own.
    """
    measures = list(part.getElementsByClass("Measure"))
    found: list[tuple[Fraction, Metre]] = []
    rest_ql, metre, whole, skip = Fraction(0), None, Fraction(4), False
    lengths = [Fraction(after.offset - this.offset) for this, after in pairwise(measures)]
    for number, (measure, length) in enumerate(zip(measures, lengths, strict=False)):
        if measure.timeSignature is not None:
            metre = measure.timeSignature.numerator, measure.timeSignature.denominator
            whole = Fraction(measure.timeSignature.barDuration.quarterLength)
        if skip:
            skip = False
            continue
        bar = metre or _metre_of(length, None)
        if number == 0 and metre and length < whole:
            rest_ql = whole - length
        elif metre and length < whole and [whole - length] == lengths[number + 1 : number + 2]:
            skip = True
        elif length != whole:
            bar = _metre_of(length, metre)
        if bar is not None and (not found or found[-1][1] != bar):
            found.append((measure.offset + rest_ql if number else Fraction(0), bar))
    return rest_ql, found


def _usual_metre(score: Score) -> Metre:
    """Give the metre that most of a score is in; 4/4 where it has none."""
    ends = [*(m.time for m in score.time_signatures), last_note_end_ticks(score)][1:]
    lasts: Counter[Metre] = Counter()
    for metre, end in zip(score.time_signatures, ends, strict=True):
        lasts[metre.numerator, metre.denominator] += end - metre.time
    return lasts.most_common(1)[0][0] if lasts else (4, 4)


def _metre_of(length_ql: Fraction, usual: Metre | None) -> Metre | None:
    """Give an odd bar's metre, in the usual beats if they fit; None if no metre is that long."""
    length = length_ql / 4
    numerator, denominator = length.numerator, length.denominator
    if usual is not None and (beats := length * usual[1]).denominator == 1:
        numerator, denominator = int(beats), usual[1]
    whole = denominator & (denominator - 1) == 0 and 0 < numerator < 256
    return (numerator, denominator) if whole else None


def _chorales() -> Iterator[tuple[Piece, Path]]:
    """Riemenschneider's 371, each setting once, named by the number of Bach's works."""
    from music21 import corpus
    from music21.corpus.chorales import ChoraleListRKBWV

    paths = {path.stem: path for path in corpus.getComposer("bach", fileExtensions=("xml", "mxl"))}
    for entry in ChoraleListRKBWV().byRiemenschneider.values():  # type: ignore[no-untyped-call]
        name = f"bwv{entry['bwv']}"
        # Riemenschneider prints some settings twice, under another first line.
        if path := paths.pop(name, None):
            yield Piece(name, f"{entry['title']} (BWV {entry['bwv']})"), path


def _fiddle_tunes() -> Iterator[tuple[Piece, Path]]:
    """Ryan's Mammoth Collection of 1883."""
    from music21 import corpus

    for path in corpus.getComposer("ryansMammoth"):
        yield Piece(path.stem, " ".join(_camel_words(path.stem))), path


def _quartets() -> Iterator[tuple[Piece, Path]]:
    """String quartets of Mozart, Haydn and Beethoven, most of them a movement a piece."""
    from music21 import corpus

    for composer in ("mozart", "haydn", "beethoven"):
        for path in corpus.getComposer(composer):
            work = "" if path.parent.name == composer else path.parent.name
            place = ".".join(filter(None, (work, path.stem)))
            if path.suffix in _MOVEMENT_SUFFIXES and not place.startswith(_NOT_QUARTETS):
                yield Piece(f"{composer}-{place}", f"{composer.title()}, {_opus(place)}"), path


def _opus(place: str) -> str:
    """Write ``opus18no1.movement3`` as people do: ``op. 18 no. 1, movement 3``."""
    words = re.sub(r"[._]?movement", ", movement ", place)
    for short, long in (("opus", "op. "), ("no", " no. "), ("k", "K. ")):
        words = re.sub(rf"{short}(?=\d)", long, words)
    return words.replace("_", ", ")


def _camel_words(stem: str) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z\d]+|\d+[a-z]*", stem)


CHORALES = BundledCollection("chorales", "Bach chorales", step_ql=0.5, parts="all")
FIDDLE = BundledCollection("fiddle", "Fiddle tunes", step_ql=0.5, parts="first", repeats=True)
QUARTETS = BundledCollection("quartets", "String quartets", step_ql=0.5, parts="all")
