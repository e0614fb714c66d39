"""Score → notation: MusicXML, pages of SVG that can be followed while it sounds, and PDF.

What is written is what sounds: no instrument is transposed. Music that was played freely is
written on a grid; only the picture is, the times of ``Engraving.events`` are those of the playing.
Staves are named as the score's tracks are, so that a page that names them in its visitor's
language has that language's names in the score.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from symusic.core import ScoreTick as Score

from core import limits
from core.errors import NotationError
from core.notation.engraving import engrave_paper, engrave_screen
from core.notation.following import Event, events
from core.notation.measures import Measure, measures
from core.notation.pdf import pdf_of
from core.notation.plain import plain
from core.notation.quantise import written_tracks
from core.notation.spelling import signature_fifths, spell
from core.notation.staves import Layout, parts
from core.notation.writing import Sheet, write

__all__ = ["Engraving", "Event", "Layout", "engrave", "musicxml", "pdf"]

_HEAD_ID = re.compile(r'id="(n\d+(?:-\d+)?)"')
# A new tempo is printed if it differs by more than this share from the last one that was.
_TEMPO_CHANGE = 0.07
WIDTH_PX = (240, 4000)


@dataclass(frozen=True)
class Engraving:
    """A score as pictures.

    Attributes
    ----------
    pages
        SVG documents, one a page, each with a ``viewBox`` as wide as was asked for. Their ink is
        ``currentColor``. Note heads are groups of the class ``note`` whose ids ``events`` names.
    events
        When each note head sounds.
    """

    pages: tuple[str, ...]
    events: tuple[Event, ...]


def musicxml(score: Score, *, title: str = "", layout: Layout = "auto") -> bytes:
    """Write a score down as MusicXML 4.0.

    Parameters
    ----------
    score
        As it sounds, in ticks, 480 a quarter.
    title
        Plain text; what is over 80 characters is cut.
    layout
        ``keyboard``: two staves. ``voices``: a staff a track, or a voice where there is one track.
        ``auto``: keyboard music on two staves, a choir's and an ensemble's on a staff a voice, a
        tune on one.

    Raises
    ------
    NotationError
        If there are more notes or measures than can be written in a reasonable time.
    """
    return write(_sheet(score, title, layout))[0]


def engrave(
    score: Score, *, title: str = "", layout: Layout = "auto", width_px: int = 900
) -> Engraving:
    """Engrave a score for a screen.

    Parameters
    ----------
    width_px
        How wide a page is, 240 … 4000; staves are always about 27 px high.

    The others, and what is raised, are those of ``musicxml``.
    """
    sheet = _sheet(score, title, layout)
    data, heads = write(sheet)
    width = min(max(width_px, WIDTH_PX[0]), WIDTH_PX[1])
    pages = engrave_screen(data, width_px=width, staves=sheet.staves)
    numbers = {name: number for number, page in enumerate(pages) for name in _HEAD_ID.findall(page)}
    return Engraving(pages, tuple(events(score, heads, numbers)))


def pdf(score: Score, *, title: str = "", layout: Layout = "auto") -> bytes:
    """Engrave a score on A4 paper; parameters, and what is raised, as of ``musicxml``."""
    pages = engrave_paper(musicxml(score, title=title, layout=layout))
    return pdf_of(pages, title=plain(title, limits.SHOWN_CHARACTERS))


def _sheet(score: Score, title: str, layout: Layout) -> Sheet:
    if score.note_num() > limits.NOTATION_NOTES:
        raise NotationError(
            "This piece has {notes} notes; up to {limit} can be written as a score.",
            notes=score.note_num(),
            limit=limits.NOTATION_NOTES,
        )
    tracks = written_tracks(score)
    every = list(chain.from_iterable(tracks))
    found = measures(score, max((note.end_ticks for note in every), default=0))
    if len(found) > limits.NOTATION_BARS:
        raise NotationError(
            "This piece has {bars} bars; up to {limit} can be written as a score.",
            bars=len(found),
            limit=limits.NOTATION_BARS,
        )
    fifths = signature_fifths(score)
    return Sheet(
        title=plain(title, limits.SHOWN_CHARACTERS),
        parts=parts(score, tracks, layout),
        measures=found,
        fifths=fifths,
        spelled=spell(every, fifths),
        tempos=_tempos(score, found),
    )


def _tempos(score: Score, found: list[Measure]) -> dict[int, int]:
    """Give the tempos to print, in quarters a minute, by the beginnings of their measures."""
    changes = sorted(score.tempos, key=lambda tempo: tempo.time)
    shown: dict[int, int] = {}
    last = 0.0
    at = 0
    for measure in found:
        while at < len(changes) and changes[at].time <= measure.begin_ticks:
            at += 1
        tempo_qpm = changes[at - 1].qpm if at else last
        if abs(tempo_qpm - last) > _TEMPO_CHANGE * last:
            shown[measure.begin_ticks] = max(round(tempo_qpm), 1)
            last = tempo_qpm
    return shown
