"""REMI's words one by one: what kind they are, what they are worth, how a person reads them.

A word is its kind and its value, ``Pitch_60``; a length counts beats and parts of a beat,
``Duration_1.12.24``. Music, which is many of them, is ``core.codecs.events``'s.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from core import limits
from core.errors import CodecError
from core.theory import shown_pitch

POSITIONS_A_BEAT = 24
# A piano's keys: A0 … C8.
LOWEST, HIGHEST = 21, 108
BAR, END = "Bar_None", "EOS_None"

_WORD = re.compile(r"(Bar|EOS)_None|(Pitch|Position|Velocity)_\d+|TimeSig_\d+/\d+|Duration_[\d.]+")
_SIGNS = {
    Fraction(n, d): sign
    for n, d, sign in ((1, 4, "¼"), (1, 3, "⅓"), (1, 2, "½"), (2, 3, "⅔"), (3, 4, "¾"))
}

_NOTE_SIGNS = {
    Fraction(n, d): sign
    for n, d, sign in ((1, 4, "♬"), (1, 2, "♪"), (3, 4, "♪."), (1, 1, "♩"), (3, 2, "♩."))
}


def divided(word: str) -> tuple[str, str]:
    """Divide ``Pitch_60`` into its kind and its value; raises ``CodecError`` for other words."""
    if not _WORD.fullmatch(word):
        raise unknown(word)
    kind, _, value = word.partition("_")
    return kind, value


class Word(NamedTuple):
    """A word taken apart.

    Attributes
    ----------
    number
        Of a pitch, a position or a velocity; 0 for others.
    metre
        Beats a bar and the beat's value.
    beats
        A length.
    """

    kind: str
    number: int = 0
    metre: tuple[int, int] | None = None
    beats: Fraction = Fraction(0)


@lru_cache(maxsize=4096)
def read(word: str) -> Word:
    """Take a word apart; raises ``CodecError`` for what is none."""
    kind, value = divided(word)
    if kind == "TimeSig":
        count, _, note_value = value.partition("/")
        return Word(kind, metre=(int(count), int(note_value)))
    if kind == "Duration":
        return Word(kind, beats=beats(value))
    return Word(kind) if value == "None" else Word(kind, int(value))


def beats(value: str) -> Fraction:
    """Read a length, ``beats.parts.parts_a_beat``."""
    whole, parts, resolution = map(int, value.split("."))
    return whole + Fraction(parts, resolution)


def label(word: str, *, solfege: bool = False) -> str:
    """Name a word as a person reads it: ``C5``, ``×½`` (beats long), ``@2½`` (beat), ``|``."""
    kind, value = divided(word)
    if kind == "Pitch":
        return shown_pitch(int(value), solfege=solfege)
    if kind == "Duration":
        return f"×{_mixed(beats(value))}"
    if kind == "Position":
        return f"@{_mixed(1 + Fraction(int(value), POSITIONS_A_BEAT))}"
    return {"Bar": "|", "EOS": "‖", "Velocity": f"♪{value}"}.get(kind, value)


def name_note(words: Sequence[str], *, solfege: bool, beat_ql: Fraction) -> str:
    """Name a note by its pitch and its length: ``C5 ♩``.

    Parameters
    ----------
    words
        Those of one note, in order. Where the pitch or the length is missing, what there is comes
        before ``…``.
    beat_ql
        Quarters a beat.
    """
    parts = {read(word).kind: word for word in words}
    if "EOS" in parts:
        return label(END)
    pitch, length = parts.get("Pitch"), parts.get("Duration")
    if pitch is not None and length is not None:
        return f"{label(pitch, solfege=solfege)} {_sign(read(length).beats * beat_ql)}"
    if length is not None:
        return label(length)
    named = [pitch] if pitch is not None else [w for w in words if read(w).kind != "Velocity"]
    return " ".join([*(label(word, solfege=solfege) for word in named), "…"])


def nearest(word: str, known: Collection[str]) -> str:
    """Give the known word of the same kind that is closest; for a pitch, octaves are close."""
    if word in known:
        return word
    kind, value = divided(word)
    alike = [other for other in known if other.startswith(f"{kind}_")]
    if not alike:
        raise unknown(word)
    wanted = _number(kind, value)

    def distance(other: str) -> tuple[bool, Fraction, str]:
        apart = abs(_number(kind, other.partition("_")[2]) - wanted)
        return kind == "Pitch" and apart % 12 != 0, apart, other

    return min(alike, key=distance)


@lru_cache(maxsize=65536)
def transposed(word: str, semitones: int) -> str:
    """Give a pitch higher or lower, by octaves where it would leave the piano; others as is."""
    kind, value = divided(word)
    if kind != "Pitch":
        return word
    pitch = int(value) + semitones
    while pitch < LOWEST:
        pitch += 12
    while pitch > HIGHEST:
        pitch -= 12
    return f"Pitch_{pitch}"


def unknown(word: str) -> CodecError:
    """Give the error of a word that is none of these."""
    return CodecError("'{token}' is not a word of music.", token=word[: limits.SHOWN_CHARACTERS])


def _number(kind: str, value: str) -> Fraction:
    """Give what words of one kind are compared by."""
    if kind == "Duration":
        return beats(value)
    return Fraction(value) if value != "None" else Fraction(0)


def _sign(length_ql: Fraction) -> str:
    """Write a length: a note's sign where every font has one, or else in quarters."""
    return _NOTE_SIGNS.get(length_ql, f"♩×{_mixed(length_ql)}")


def _mixed(number: Fraction) -> str:
    """Write 1½, or 7/24 where there is no sign for it."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    sign = _SIGNS.get(rest, f"{rest}")
    return f"{whole or ''}{' ' if whole and sign == str(rest) else ''}{sign}"
