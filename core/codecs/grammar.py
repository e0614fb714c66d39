"""Which of REMI's words may follow which: the order in which ``EventsCodec`` writes them.

    Bar TimeSig (Position (Pitch [Velocity] Duration)+)* Bar TimeSig …

Within a bar, places rise and stay inside it; at one place, pitches rise or stay (two voices may
meet). A bar may be empty. A piece ends after a note. It knows nothing of harmony, and nothing of
which words a network has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from core.codecs import remi

Metre = tuple[int, int]

_ANY = range(2**31)
_NEXT = {
    "EOS": ("Bar",),
    "Bar": ("TimeSig",),
    "TimeSig": ("Position", "Bar"),
    "Position": ("Pitch",),
    "Pitch": ("Duration",),
    "Velocity": ("Duration",),
    "Duration": ("Pitch", "Position", "Bar", "EOS"),
}


class Place(NamedTuple):
    """Where in a piece the next word stands.

    Attributes
    ----------
    kind
        Of the word before, such as ``Pitch``; ``EOS`` before the first one too. A word out of
        turn that makes no music (a length without a pitch) leaves it as it was.
    metre
        Beats and their value; None where none was read. Such a bar has no end.
    position
        The last onset in this bar, in 24ths of a beat; -1 before the first.
    pitch
        The last one at this onset; -1 before the first.
    """

    kind: str
    metre: Metre | None = None
    position: int = -1
    pitch: int = -1

    @property
    def later(self) -> range:
        """Positions that lie later in this bar."""
        end = self.metre[0] * remi.POSITIONS_A_BEAT if self.metre else _ANY.stop
        return range(self.position + 1, end)


_BEGINNING = Place("EOS")


@dataclass(frozen=True)
class EventsGrammar:
    """The order of REMI's words, with loudness or without."""

    velocities: bool

    def begin(self, words: Sequence[str] = ()) -> Place:
        """Give the state after these words, whole music or a part of it."""
        return reduce(self.after, words, _BEGINNING)

    def after(self, state: Place, word: str) -> Place:
        """Give the state after one word more; any word can be read."""
        kind, number, metre, _ = remi.read(word)
        if kind == "EOS":
            return _BEGINNING
        if kind == "Bar":
            return Place(kind, state.metre)
        if kind == "TimeSig":
            return Place(kind, metre)
        if kind == "Position":
            return Place(kind, state.metre, number)
        if kind == "Pitch":
            # Without a place it sounds where its bar begins.
            return Place(kind, state.metre, max(state.position, 0), number)
        open_note = ("Pitch",) if kind == "Velocity" else ("Pitch", "Velocity")
        return state._replace(kind=kind) if state.kind in open_note else state

    def sort(self, word: str) -> tuple[str, int]:
        """Give a word's kind and its number."""
        return remi.read(word)[:2]

    def following(self, state: Place) -> dict[str, range]:
        """Give the kinds of words that the codec could write next, and their numbers."""
        numbers = {"Position": state.later, "Pitch": range(state.pitch, _ANY.stop)}
        return {kind: numbers.get(kind, _ANY) for kind in self.next_kinds(state.kind)}

    def next_kinds(self, kind: str) -> tuple[str, ...]:
        """Give the kinds of words that may follow one of this kind."""
        return ("Velocity",) if self.velocities and kind == "Pitch" else _NEXT[kind]


def in_order(words: Sequence[str]) -> list[str]:
    """Join onsets that were drawn to one place, and sort each onset's notes by pitch.

    MidiTok sorts notes by their own times before it draws them to the grid: of notes that come
    together only there, it would write the first before the lower.
    """
    ordered: list[str] = []
    place, notes = "", list[list[str]]()

    def flush() -> None:
        notes.sort(key=lambda note: remi.read(note[0]).number)
        ordered.extend(word for note in notes for word in note)
        notes.clear()

    for word in words:
        kind = word.partition("_")[0]
        if kind == "Pitch":
            notes.append([word])
        elif kind in ("Velocity", "Duration"):
            notes[-1].append(word)
        elif word != place or not notes:
            flush()
            ordered.append(word)
            place = word
    flush()
    return ordered


class AnyOrder:
    """The order of words that may come in any."""

    def begin(self, words: Sequence[str] = ()) -> tuple[()]:
        """Give the only state."""
        return ()

    def after(self, state: tuple[()], word: str) -> tuple[()]:
        """Give the only state."""
        return ()

    def sort(self, word: str) -> tuple[str, int]:
        """Give the only kind."""
        return "", 0

    def following(self, state: tuple[()]) -> dict[str, range]:
        """Give the only kind."""
        return {"": _ANY}
