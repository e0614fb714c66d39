"""When each note head begins and ceases to sound, in seconds, for a player to follow.

Times are those of the score as it sounds, tempos honoured and nothing rounded to what is written.
It knows no pictures but the number of the page that a head stands on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symusic.core import ScoreTick as Score

from core.midi import seconds_at
from core.notation.elements import Head


@dataclass(frozen=True)
class Event:
    """A moment at which note heads begin or cease to sound.

    Attributes
    ----------
    time_s
        Seconds from the score's beginning.
    page
        The page that the music stands on from here, counted from 0.
    on, off
        Ids of the heads that sound from here, and of those that sound no more. What is tied to a
        head is a head of its own, and sounds when its turn comes.
    """

    time_s: float
    page: int
    on: tuple[str, ...]
    off: tuple[str, ...]


def events(score: Score, heads: Sequence[Head], pages: Mapping[str, int]) -> Iterator[Event]:
    """Give the moments in their order.

    Parameters
    ----------
    heads
        All that was written.
    pages
        The page of each head's id.
    """
    tied: dict[int, list[Head]] = defaultdict(list)
    for head in heads:
        tied[head.note.number].append(head)
    on: dict[int, list[str]] = defaultdict(list)
    off: dict[int, list[str]] = defaultdict(list)
    for chain in tied.values():
        for head, begin, end in _turns(sorted(chain, key=lambda head: head.begin_ticks)):
            on[begin].append(head.id)
            off[end].append(head.id)
    moments = sorted(on.keys() | off.keys())
    page = 0
    for ticks, time_s in zip(moments, seconds_at(score, moments).tolist(), strict=True):
        page = min((pages[name] for name in on[ticks]), default=page)
        yield Event(time_s, page, tuple(on[ticks]), tuple(off[ticks]))


def _turns(chain: Sequence[Head]) -> Iterator[tuple[Head, int, int]]:
    """Divide the time that a note sounds among its heads; a head without any stays dark."""
    note = chain[0].note
    begins = [
        note.played_begin_ticks,
        *(
            min(max(head.begin_ticks, note.played_begin_ticks), note.played_end_ticks)
            for head in chain[1:]
        ),
        note.played_end_ticks,
    ]
    for head, (begin, end) in zip(chain, pairwise(begins), strict=True):
        if begin < end:
            yield head, begin, end
