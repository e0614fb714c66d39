"""Loops, variety, parting paths and copied passages, counted on sequences of words.

Pure functions on anything hashable: they know no music, no network and no numbers of words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations, takewhile

import numpy as np

MAX_PERIOD = 96
_REPEATS = 3


def loop_start(tokens: Sequence[Hashable], max_period: int = MAX_PERIOD) -> int | None:
    """Tell where a sequence begins to go round in circles.

    It loops when its last three periods are equal, for any period up to ``max_period``.

    Returns
    -------
    int or None
        The first index of the passage that repeats to the end; the earliest over all periods.
    """
    starts = []
    for period in range(1, min(max_period, len(tokens) // _REPEATS) + 1):
        begin = len(tokens) - period
        while begin > 0 and tokens[begin - 1] == tokens[begin - 1 + period]:
            begin -= 1
        if len(tokens) - begin >= _REPEATS * period:
            starts.append(begin)
    return min(starts, default=None)


def distinct_ngrams(tokens: Sequence[Hashable], n: int = 8) -> float:
    """Give the share of a sequence's n-grams that are different, 0 … 1 (1 if it has none)."""
    grams = [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 1.0


def edit_distance(left: Sequence[Hashable], right: Sequence[Hashable]) -> float:
    """Give Levenshtein's distance divided by the longer length: 0 (equal) … 1.

    Myers' bit-parallel algorithm (1999) in Hyyrö's form, a Python integer being a column of the
    table.
    """
    if not left or not right:
        return float(len(left) != len(right))
    # Bit i of places[w] says that left[i] is w; bits of up and down say how the table's column
    # changes from row i to i + 1.
    places: dict[Hashable, int] = {}
    for index, word in enumerate(left):
        places[word] = places.get(word, 0) | 1 << index
    every, last = (1 << len(left)) - 1, 1 << len(left) - 1
    up, down, distance = every, 0, len(left)
    for word in right:
        match = places.get(word, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        rise = down | ~(diagonal | up) & every
        fall = up & diagonal
        distance += bool(rise & last) - bool(fall & last)
        rise, fall = (rise << 1 | 1) & every, fall << 1 & every
        up = (fall | ~(diagonal | rise)) & every
        down = rise & diagonal
    return distance / max(len(left), len(right))


def pairwise_edit_distance(sequences: Sequence[Sequence[Hashable]]) -> float | None:
    """Give the mean edit distance over all pairs, 0 … 1; None for fewer than two sequences."""
    distances = [edit_distance(left, right) for left, right in combinations(sequences, 2)]
    return sum(distances) / len(distances) if distances else None


def departures(paths: Sequence[Sequence[Hashable]]) -> list[int | None]:
    """Give for each path the first index at which it is not like the first path.

    Where one of the two ends and the other goes on, they part too: at the shorter one's length.

    Returns
    -------
    list of int or None
        One entry a path; None for the first path and for those equal to it.
    """
    parted: list[int | None] = []
    for path in paths:
        shared = common_prefix([paths[0], path])
        parted.append(None if shared == len(path) == len(paths[0]) else shared)
    return parted


def common_prefix(paths: Sequence[Sequence[Hashable]]) -> int:
    """Tell with how many equal entries all paths begin."""
    columns = zip(*paths, strict=False)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))


def common_prefix_share(paths: Sequence[Sequence[Hashable]]) -> float | None:
    """Give what all paths begin with as a share of the longest: 0 (nothing) … 1 (all are equal).

    None for fewer than two paths. Like ``edit_distance``, it calls empty paths equal.
    """
    if len(paths) < 2:
        return None
    longest = max(map(len, paths))
    return common_prefix(paths) / longest if longest else 1.0


class CopyIndex:
    """Finds the longest passage of a sequence that stands in one of many pieces.

    The pieces stand behind each other in one text, and the places of that text in the order of
    what follows them (Manber and Myers' suffix array, 1993): what is most like a sequence is next
    to where the sequence itself would stand.

    Parameters
    ----------
    pieces
        Sequences by name. To ignore transposition, give intervals instead of notes.
    """

    _SHORTEST = 6

    def __init__(self, pieces: Mapping[str, Sequence[Hashable]]) -> None:
        self._names = list(pieces)
        # Words are numbered from 1; 0 ends a piece, and no word that is looked for is 0.
        self._numbers: dict[Hashable, int] = {}
        self._text: list[int] = []
        self._ends: list[int] = []
        for piece in pieces.values():
            for word in piece:
                self._text.append(self._numbers.setdefault(word, len(self._numbers) + 1))
            self._text.append(0)
            self._ends.append(len(self._text))
        self._order = _suffix_order(self._text)

    def longest(self, tokens: Sequence[Hashable]) -> tuple[int, str | None]:
        """Give the length of the longest copied passage and its piece's name.

        Passages shorter than six count as not copied: (0, None).
        """
        numbers = [self._numbers.get(token, -1) for token in tokens]
        best, source = self._SHORTEST - 1, None
        for begin in range(len(numbers)):
            # Only what is longer than the best so far is looked for.
            while begin + best < len(numbers):
                found = self._find(numbers[begin : begin + best + 1])
                if found is None:
                    break
                best, source = best + 1, found
        if source is None:
            return 0, None
        return best, self._names[bisect_right(self._ends, source)]

    def _find(self, passage: list[int]) -> int | None:
        """Give a place of the text where these numbers stand, or None."""
        size = len(passage)
        at = bisect_left(self._order, passage, key=lambda place: self._text[place : place + size])
        if at < len(self._order):
            place = self._order[at]
            if self._text[place : place + size] == passage:
                return place
        return None


def _suffix_order(text: list[int]) -> list[int]:
    """Sort a text's places by what follows them, looking twice as far ahead in each round."""
    ranks = np.unique(np.array(text, np.int64), return_inverse=True)[1]
    step = 1
    while ranks.max(initial=-1) + 1 < len(text):
        ahead = np.zeros_like(ranks)
        ahead[:-step] = ranks[step:] + 1
        ranks = np.unique(ranks * (len(text) + 1) + ahead, return_inverse=True)[1]
        step *= 2
    order: list[int] = np.argsort(ranks).tolist()
    return order
