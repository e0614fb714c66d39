"""The collections that music21 installs with itself, read where they lie.

Nothing is downloaded and nothing is copied into this project. music21 keeps pickles of what it
parses in a shared temporary folder; it is told here neither to read nor to write them.
"""

from __future__ import annotations

import re
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
from core.corpus.collection import Piece
from core.errors import CorpusError
from core.midi import TICKS_PER_QUARTER, empty_score

_VELOCITY = 80
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
    """

    name: str
    title: str
    step_ql: float
    parts: str

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
        """Parse one work with music21: ties joined, transposing instruments sounding."""
        from music21 import converter
        from music21.exceptions21 import Music21Exception

        try:
            stream = converter.parseFile(
                self.path(piece), forceSource=True, storePickle=False, quantizePost=False
            )
            score = score_from_stream(stream)
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


def score_from_stream(stream: Any) -> Score:
    """Turn a music21 stream into a normalised Score: one track a part, grace notes left out."""
    score = empty_score()
    sounding = stream.toSoundingPitch()
    for part in sounding.parts or [sounding]:
        track = Track(str(part.partName or ""), 0)
        for element in part.stripTies().flatten().notes:
            length_ticks = round(element.quarterLength * TICKS_PER_QUARTER)
            # A chord symbol is a chord that is read, not sounded, and lasts no time; so do graces.
            if length_ticks > 0:
                onset_ticks = round(element.offset * TICKS_PER_QUARTER)
                for pitch in element.pitches:
                    track.notes.append(Note(onset_ticks, length_ticks, pitch.midi, _VELOCITY))
        if track.note_num():
            score.tracks.append(track)
    _add_metres(score, (sounding.parts or [sounding])[0])
    return score


def _add_metres(score: Score, part: Any) -> None:
    """Write the bars' lengths as time signatures, so that an upbeat is a short first bar."""
    measures = list(part.getElementsByClass("Measure"))
    before = None
    for measure, following in pairwise(measures):
        length = Fraction(following.offset - measure.offset) / 4
        metre = measure.timeSignature or measure.getContextByClass("TimeSignature")
        numerator, denominator = length.numerator, length.denominator
        if metre is not None and metre.barDuration.quarterLength == length * 4:
            numerator, denominator = metre.numerator, metre.denominator
        whole = denominator & (denominator - 1) == 0 and 0 < numerator < 256
        if whole and (numerator, denominator) != before:
            before = numerator, denominator
            onset_ticks = round(measure.offset * TICKS_PER_QUARTER)
            score.time_signatures.append(TimeSignature(onset_ticks, numerator, denominator))


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
FIDDLE = BundledCollection("fiddle", "Fiddle tunes", step_ql=0.5, parts="first")
QUARTETS = BundledCollection("quartets", "String quartets", step_ql=0.5, parts="all")
