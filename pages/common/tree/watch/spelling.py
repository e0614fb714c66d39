"""The words of music in bars as people read them: whole notes by name, and what a word adds.

A path is told in notes and bar lines; the word that a step adds is told by what it means.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.codecs import Codec, remi
from core.errors import CodecError
from pages.common.i18n import _
from pages.common.tree.names import note_name, word_name


def spelled(codec: Codec, words: Sequence[str], beat_ql: Fraction) -> list[str]:
    """Name what is whole in a path's words, and its last word.

    Parameters
    ----------
    words
        From the end of the seed on.
    beat_ql
        Quarters a beat at the end of the seed.
    """
    names: list[str] = []
    note: list[str] = []
    for at, word in enumerate(words, 1):
        beat_ql = _beat_ql(codec, word) or beat_ql
        note.append(word)
        if codec.ends_note(word):
            names.append(note_name(codec, note, beat_ql))
            note = []
        elif at == len(words):
            names.append(_told(codec, word))
        elif word == remi.BAR:
            names.append(word_name(codec, word))
    return names


def _told(codec: Codec, word: str) -> str:
    """Say what a word means by itself."""
    name = word_name(codec, word)
    if word == remi.BAR:
        return _("new bar")
    if word.startswith("TimeSig_"):
        return _("in {metre}").format(metre=name)
    if word.startswith("Position_"):
        return _("on beat {beat}").format(beat=name.removeprefix("@"))
    return name


def _beat_ql(codec: Codec, word: str) -> Fraction | None:
    try:
        return codec.beat_ql(word)
    except CodecError:
        return None
