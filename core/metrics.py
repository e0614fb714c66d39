"""Loops, variety and copied passages, counted on sequences of words.

Pure functions on anything hashable: they know no music, no network and no numbers of words.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

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


class CopyIndex:
    """Finds the longest passage of a sequence that stands in one of many pieces.

    Parameters
    ----------
    pieces
        Sequences by name. To ignore transposition, give intervals instead of notes.
    """

    _SEED = 6

    def __init__(self, pieces: Mapping[str, Sequence[Hashable]]) -> None:
        self._pieces = pieces
        self._places: dict[tuple[Hashable, ...], list[tuple[str, int]]] = {}
        for name, piece in pieces.items():
            for at in range(len(piece) - self._SEED + 1):
                gram = tuple(piece[at : at + self._SEED])
                self._places.setdefault(gram, []).append((name, at))

    def longest(self, tokens: Sequence[Hashable]) -> tuple[int, str | None]:
        """Give the length of the longest copied passage and its piece's name.

        Passages shorter than six count as not copied: (0, None).
        """
        best, source = 0, None
        for at in range(len(tokens) - self._SEED + 1):
            for name, where in self._places.get(tuple(tokens[at : at + self._SEED]), ()):
                length = self._SEED
                piece = self._pieces[name]
                while (
                    at + length < len(tokens)
                    and where + length < len(piece)
                    and tokens[at + length] == piece[where + length]
                ):
                    length += 1
                if length > best:
                    best, source = length, name
        return best, source
