"""The notes that could come next, with their chances before and after a recipe's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.decoding import Chances
from core.next_notes.rulings import RULES
from core.next_notes.unfolding import Unfolding, bent


@dataclass(frozen=True)
class Sound:
    """What a word means that can be the next note, whatever stands before it.

    Attributes
    ----------
    token, word
        The word and its number.
    pitch
        A lone note's, as ``Codec.pitch`` has it.
    pitches
        The MIDI pitches that it sounds; a chord without octaves where decoding would place it.
        Empty for a length, for the end, and for a chord that is too unlikely to be placed.
    pitch_classes
        As ``Codec.pitch_classes`` has them.
    """

    token: int
    word: str
    pitch: int | None
    pitches: tuple[int, ...]
    pitch_classes: frozenset[int]


@dataclass(frozen=True)
class Candidate:
    """A note, a chord or the end that could come next; inside a note, a length that it could have.

    Attributes
    ----------
    words
        The likeliest words that lead to it, itself the last.
    pitch, pitches, pitch_classes
        As ``Sound`` has them.
    before
        The chance that the network itself gives it, 0 … 1.
    after
        The chance under the recipe's rules and temperature, 0 … 1.
    forbidden_by
        What forbids it, one of ``RULES``; empty where it is allowed.
    lost
        The nats that penalties take from it, at least 0.
    """

    words: tuple[str, ...]
    pitch: int | None
    pitches: tuple[int, ...]
    pitch_classes: frozenset[int]
    before: float
    after: float
    forbidden_by: str
    lost: float

    @property
    def forbidden(self) -> bool:
        """Whether a rule forbids it."""
        return bool(self.forbidden_by)


@dataclass(frozen=True)
class Key:
    """A piano's key.

    Attributes
    ----------
    share
        The chance that it sounds next, alone or in a chord, 0 … 1.
    candidate
        The place among the candidates of the likeliest one that sounds it.
    """

    share: float
    candidate: int


@dataclass(frozen=True)
class Outlook:
    """All that could come next.

    Attributes
    ----------
    candidates
        Likeliest first, by ``after`` and then by ``before``.
    rest_before, rest_after
        The share, 0 … 1, that was not followed as far as a note: with the candidates' it makes 1.
    """

    candidates: tuple[Candidate, ...]
    rest_before: float
    rest_after: float

    def keys(self) -> dict[int, Key]:
        """Give the keys of all pitches that some candidate sounds."""
        found = dict[int, Key]()
        for place, candidate in enumerate(self.candidates):
            for pitch in candidate.pitches:
                # The first one is the likeliest.
                before = found.get(pitch, Key(0.0, place))
                found[pitch] = Key(before.share + candidate.after, before.candidate)
        return found

    def forbidden_by(self, rule: str) -> tuple[int, float]:
        """Give how many candidates a rule forbids, and their chance before, 0 … 1."""
        chances = [one.before for one in self.candidates if one.forbidden_by == rule]
        return len(chances), sum(chances)

    @property
    def cut(self) -> tuple[int, float]:
        """How many candidates are allowed and yet never drawn, and their chance before, 0 … 1."""
        chances = [c.before for c in self.candidates if not c.after and not c.forbidden]
        return len(chances), sum(chances)


def outlook_of(
    unfolding: Unfolding,
    ways: Sequence[tuple[str, ...]],
    sounds: Sequence[Sound],
    chances: Chances,
    warmth: float = 1.0,
) -> Outlook:
    """Give what could come next.

    Parameters
    ----------
    ways
        The words of each of the unfolding's ways.
    sounds
        What its leaves mean.
    chances
        How the distribution is bent before a word is drawn.
    warmth
        What the temperature is multiplied by.
    """
    thoughts = unfolding.thoughts
    leaves = [sound.token for sound in sounds]
    before = np.exp(thoughts.before, dtype=np.float64)
    after = bent(thoughts.scores / warmth, chances)
    by_before = unfolding.reach(before)[:, np.newaxis] * before[:, leaves]
    by_after = unfolding.reach(after)[:, np.newaxis] * after[:, leaves]
    barred = unfolding.forbidden()[:, np.newaxis]
    why = np.where(barred, barred, thoughts.why[:, leaves])
    chance_before, chance_after = by_before.sum(axis=0), by_after.sum(axis=0)
    # A way that the rules leave open is the one to go; where none is, the network's own.
    shown = np.where(chance_after > 0, by_after.argmax(axis=0), by_before.argmax(axis=0))
    forbidden = (why != 0).all(axis=0)
    found = [
        Candidate(
            words=(*ways[way], sound.word),
            pitch=sound.pitch,
            pitches=sound.pitches,
            pitch_classes=sound.pitch_classes,
            before=float(chance_before[place]),
            after=float(chance_after[place]),
            forbidden_by=RULES[why[way, place] - 1] if forbidden[place] else "",
            lost=float(thoughts.lost[way, sound.token]),
        )
        for place, (sound, way) in enumerate(zip(sounds, shown.tolist(), strict=True))
    ]
    found.sort(key=lambda candidate: (-candidate.after, -candidate.before))
    return Outlook(
        tuple(found),
        max(1.0 - float(chance_before.sum()), 0.0),
        max(1.0 - float(chance_after.sum()), 0.0),
    )
