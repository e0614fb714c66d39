"""An interpolated n-gram: the floor that a network has to beat.

Kneser and Ney's smoothing (1995) with one discount an order, interpolated down to a uniform
distribution, as in Chen and Goodman, "An empirical study of smoothing techniques" (1999),
section 2.7. It knows only ids in ``[0, V)``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

Context = tuple[int, ...]
_START = -1


class KneserNey:
    """An interpolated Kneser-Ney model.

    Parameters
    ----------
    sequences
        Training sequences of ids.
    vocabulary_size
        V, for the uniform distribution at the bottom.
    order
        n, the number of tokens looked at together; 5 by default.
    """

    def __init__(
        self, sequences: Iterable[Sequence[int]], vocabulary_size: int, order: int = 5
    ) -> None:
        self.order = order
        self.vocabulary_size = vocabulary_size
        # counts[n][context][word]: how often a context of n tokens was followed by the word. Below
        # the highest order it is the number of different tokens seen before them instead.
        self._counts: list[defaultdict[Context, Counter[int]]] = [
            defaultdict(Counter) for _ in range(order)
        ]
        seen: list[set[Context]] = [set() for _ in range(order)]
        for sequence in sequences:
            padded = [_START] * (order - 1) + list(sequence)
            for end in range(order - 1, len(padded)):
                self._add(tuple(padded[end - order + 1 : end + 1]), seen)
        self._discounts = [_discount(counts.values()) for counts in self._counts]

    def _add(self, gram: Context, seen: list[set[Context]]) -> None:
        """Count one n-gram at the highest order, and its first sightings below."""
        self._counts[-1][gram[:-1]][gram[-1]] += 1
        for n in range(self.order - 1, 0, -1):
            longer = gram[self.order - 1 - n :]
            if longer in seen[n]:
                return
            seen[n].add(longer)
            self._counts[n - 1][longer[1:-1]][longer[-1]] += 1

    def probability(self, word: int, context: Sequence[int]) -> float:
        """Give p(word | context), the context being all tokens of the sequence before it."""
        padded = [_START] * (self.order - 1) + list(context)
        probability = 1 / self.vocabulary_size
        for n in range(self.order):
            followers = self._counts[n].get(tuple(padded[len(padded) - n :]))
            if followers is None:
                break
            total = followers.total()
            discount = self._discounts[n]
            own = max(followers[word] - discount, 0) / total
            probability = own + discount * len(followers) / total * probability
        return probability

    def loss(self, sequences: Iterable[Sequence[int]]) -> float:
        """Give the mean negative log-probability a token, in nats."""
        total, tokens = 0.0, 0
        for sequence in sequences:
            for at, word in enumerate(sequence):
                context = sequence[max(0, at - self.order + 1) : at]
                total -= math.log(self.probability(word, context))
                tokens += 1
        return total / tokens


def _discount(counts: Iterable[Counter[int]]) -> float:
    """Ney, Essen and Kneser's estimate: n1 / (n1 + 2 n2)."""
    times = Counter(count for followers in counts for count in followers.values())
    return times[1] / (times[1] + 2 * times[2]) if times[1] else 0.5
