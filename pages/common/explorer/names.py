"""What words and their kinds are called for people."""

from __future__ import annotations

from core.codecs import EventsCodec
from core.lexicon import Kind, Lexicon, kind_of
from core.theory import shown_pitch
from pages.common.i18n import _, solfege


def kind_title(kind: Kind) -> str:
    """Name what a word says of music, in the plural."""
    titles: dict[Kind, str] = {
        "note": _("Single notes"),
        "chord": _("Chords"),
        "length": _("Lengths"),
        "place": _("Places in the bar"),
        "metre": _("Metres"),
        "bar": _("Bar lines"),
        "loudness": _("Loudness"),
        "end": _("Ends of pieces"),
    }
    return titles[kind]


def shown(lexicon: Lexicon, word: str) -> str:
    """Name a word as this reader calls notes."""
    return lexicon.codec.label(word, solfege=solfege())


def kinds(lexicon: Lexicon) -> dict[Kind, list[int]]:
    """Give the numbers of the words of each kind, commonest first."""
    found: dict[Kind, list[int]] = {}
    for number, word in enumerate(lexicon.vocabulary.words):
        found.setdefault(kind_of(lexicon.codec, word), []).append(number)
    return found


def signs(lexicon: Lexicon) -> str:
    """Explain the signs in the words' names; "" where there are none."""
    if lexicon.codec.name != EventsCodec.name:
        return _("A chord is written as its notes with dots between them, in any octave.")
    return _(
        "| is a new bar, 3/4 its metre, @2½ a place in the bar (after the second beat), "
        "{pitch} a pitch, ×½ a length in beats, ‖ the end of a piece."
    ).format(pitch=shown_pitch(72, solfege=solfege()))
