"""What players remember between reruns: sounds, engravings, and what was asked of each player.

All of it lies in Streamlit's session and ends with it. Sounds go by the hash of the MIDI that they
were made of, so that two players of one piece share one. Nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from core.notation import Engraving

T = TypeVar("T")

_KEY = "players"
_KEPT_SOUNDS = 12  # at about a megabyte a minute each
_KEPT_SCORES = 6
# A phone's, and any other screen's; the browser says which.
SCORE_WIDTHS_PX = (480, 1000)


class Kept(Generic[T]):
    """The last few values by their names; who was neither put in nor asked for longest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[str, T] = {}

    def get(self, name: str) -> T | None:
        """Give a value, if it is still there."""
        if (value := self._values.pop(name, None)) is not None:
            self._values[name] = value
        return value

    def put(self, name: str, value: T) -> None:
        """Keep a value."""
        self._values.pop(name, None)
        self._values[name] = value
        while len(self._values) > self._most:
            del self._values[next(iter(self._values))]


@dataclass
class Place:
    """One player's place on a page.

    Attributes
    ----------
    sent
        What the browser sent since the last run, by event, unchecked.
    ordered
        By task, the name of what it is to make.
    autoplayed
        The music that was already made to be heard at once.
    score
        Of which music, how wide, the visitor wants to see the score; None for none.
    given, chosen
        The bars that the page passed last, and those that are chosen now.
    """

    sent: dict[str, Any] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)
    autoplayed: str = ""
    score: tuple[str, int] | None = None
    given: tuple[int, int] | None = None
    chosen: tuple[int, int] | None = None

    def take_score(self, music: str) -> tuple[str, int] | None:
        """Tell of which music the score is wanted, and how wide: of this one, or None."""
        match self.sent.pop("score", None):
            case [str(name), int(width_px)] if width_px in SCORE_WIDTHS_PX:
                self.score = name, width_px
        return self.score if self.score is not None and self.score[0] == music else None

    def settle(self, given: tuple[int, int] | None, count: int) -> tuple[int, int] | None:
        """Tell which of a piece's ``count`` bars are chosen: the page's, where they changed."""
        trimmed = bars_in(self.sent.pop("bars", None), count)
        if given is None:
            self.given = self.chosen = None
            return None
        # A page that hands back what it was told has changed nothing.
        if given not in (self.given, self.chosen):
            self.chosen = given
        elif trimmed is not None:
            self.chosen = trimmed
        self.given = given
        first, last = self.chosen or given
        first = min(max(first, 1), count)
        self.chosen = first, min(max(last, first), count)
        return self.chosen


@dataclass
class Memory:
    """What the players of one visit share."""

    sounds: Kept[bytes] = field(default_factory=lambda: Kept(_KEPT_SOUNDS))
    scores: Kept[Engraving] = field(default_factory=lambda: Kept(_KEPT_SCORES))
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Give the place of a player by its key."""
        return self.places.setdefault(key, Place())


def memory() -> Memory:
    """Give this visit's memory."""
    return cast(Memory, st.session_state.setdefault(_KEY, Memory()))


def bars_in(sent: object, count: int) -> tuple[int, int] | None:
    """Read two bars of ``count`` that a browser sent: whole numbers, in order; None for others."""
    if not (isinstance(sent, list | tuple) and len(sent) == 2):
        return None
    first, last = sent
    # JSON's true is an int to Python.
    if not (type(first) is int and type(last) is int and 1 <= first <= last <= count):
        return None
    return first, last
