"""What is told of every result: where its paths part, how far, and where each goes in circles.

It counts in notes, as people do, and is told which words begin one: it knows no codec, no network
and no page. The counting itself is ``core.metrics``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypedDict

from core.metrics import (
    common_prefix,
    common_prefix_share,
    departures,
    distinct_ngrams,
    loop_start,
    pairwise_edit_distance,
)

# Notes in a passage that may come again.
PASSAGE_NOTES = 8
# Words: a loop of so many that was left only so many before the end was not left in earnest.
_LONG_LOOP, _JUST_LEFT = 48, 8


class PathMeters(TypedDict):
    """What is measured of one path of a search.

    Attributes
    ----------
    notes
        How many begin in it.
    loop_start
        Index of the word, from 0, where it begins to repeat itself up to the end, but for a last
        word or two that lead out of a long loop; or None.
    loops_from_note
        The same place as the number of a note, from 1.
    departs_at_note
        Number, from 1, of the first note that is not the best path's, in pitch, length or what
        leads on from it; None for the best path and its doubles.
    distinct_note_8grams
        Share, 0 … 1, of its passages of eight notes that are different; lengths do not count.
    """

    notes: int
    loop_start: int | None
    loops_from_note: int | None
    departs_at_note: int | None
    distinct_note_8grams: float


class Meters(TypedDict):
    """What is measured of the paths that a search found.

    Attributes
    ----------
    loop_start, distinct_8grams
        Of the best path, in words.
    pairwise_edit_distance
        Mean over all pairs of paths, 0 … 1, of the words that begin a note; None for one path.
        Words of place and length do not count: most of them follow from the metre, and would
        hide how far the notes are apart.
    common_prefix_notes, common_prefix_share
        How many whole notes all paths begin with alike, and their share of the longest path; None
        for one path.
    beams
        Of each path, best first.
    """

    loop_start: int | None
    distinct_8grams: float
    pairwise_edit_distance: float | None
    common_prefix_notes: int | None
    common_prefix_share: float | None
    beams: list[PathMeters]


def measured(
    paths: Sequence[Sequence[str]],
    starts_note: Callable[[str], bool],
    loop_ends: Sequence[Sequence[int]] | None = None,
) -> Meters:
    """Measure the paths of a search: where they part, how far, and where each goes in circles.

    *Where* something happens is found on all words, so that rhythm counts, and told in notes.

    Parameters
    ----------
    paths
        The words of each, best first; at least one path.
    starts_note
        Tells whether a note or chord begins with a word.
    loop_ends
        For each path, after how many of its words a loop may end, as the last ones may be there
        to bring the piece to its end; after all of them unless told otherwise.
    """
    notes = [list(filter(starts_note, path)) for path in paths]
    whole = [whole_notes(path, starts_note) for path in paths]
    parts = departures(whole)
    beams = []
    for words, heads, parting, ends in zip(
        paths, notes, parts, loop_ends or [[len(path)] for path in paths], strict=True
    ):
        loop = _loop(words, ends)
        beams.append(
            PathMeters(
                notes=len(heads),
                loop_start=loop,
                loops_from_note=None if loop is None else sum(map(starts_note, words[:loop])) + 1,
                departs_at_note=None if parting is None else parting + 1,
                distinct_note_8grams=distinct_ngrams(heads, PASSAGE_NOTES),
            )
        )
    return Meters(
        loop_start=beams[0]["loop_start"],
        distinct_8grams=distinct_ngrams(paths[0], 8),
        pairwise_edit_distance=pairwise_edit_distance(notes),
        common_prefix_notes=common_prefix(whole) if len(paths) > 1 else None,
        common_prefix_share=common_prefix_share(whole),
        beams=beams,
    )


def _loop(words: Sequence[str], ends: Sequence[int]) -> int | None:
    """Give where a loop begins that lasts to one of the ends, or for long and nearly to the last.

    Beams often differ in their last words alone: all of them are in the same loop.
    """
    loops = [loop_start(words[:end]) for end in ends]
    for end in range(max(ends) - _JUST_LEFT, max(ends)):
        begin = loop_start(words[: max(end, 0)])
        if begin is not None and end - begin >= _LONG_LOOP:
            loops.append(begin)
    return min((begin for begin in loops if begin is not None), default=None)


def whole_notes(words: Sequence[str], starts_note: Callable[[str], bool]) -> list[tuple[str, ...]]:
    """Divide words into notes: the word that begins one, with all up to the next note.

    Its length is among them, and so is what leads on from it: a new bar, the next place, the end.
    What comes before the first note belongs to that one. Without a note there is nothing.
    """
    begins = [at for at, word in enumerate(words) if starts_note(word)]
    cuts = [0, *begins[1:], len(words)]
    return [tuple(words[a:b]) for a, b in pairwise(cuts)] if begins else []
