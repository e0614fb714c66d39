"""The 5-gram is a probability distribution, and the one of the book."""

from __future__ import annotations

import math
import random

import pytest

from core.ngram import KneserNey


def test_probabilities_sum_to_one_after_any_context() -> None:
    draw = random.Random(3)
    pieces = [[draw.randrange(6) for _ in range(40)] for _ in range(5)]
    model = KneserNey(pieces, vocabulary_size=8)
    for context in ([], [0], [7, 7], [1, 2, 3, 4, 5], pieces[0][:4]):
        assert sum(model.probability(word, context) for word in range(8)) == pytest.approx(1)


def test_a_bigram_by_hand() -> None:
    """Of "a b a c": bigrams ^a, ab, ba, ac, once each, so the discount is 4 / 4 = 1.

    All mass goes to the unigrams, which count the different words before each: a 2, b 1, c 1 of
    4, discount 2 / (2 + 2 * 1) = 1/2, so p(b) = 0.5/4 + 0.5 * 3/4 * 1/3 = 0.25.
    """
    model = KneserNey([[0, 1, 0, 2]], vocabulary_size=3, order=2)
    assert model.probability(1, [0]) == pytest.approx(0.25)
    assert model.probability(0, [1]) == pytest.approx(1.5 / 4 + 0.5 * 3 / 4 / 3)


def test_what_always_follows_is_nearly_certain() -> None:
    model = KneserNey([[0, 1, 2, 3, 4] * 50], vocabulary_size=5)
    assert model.probability(3, [4, 0, 1, 2]) > 0.9
    assert model.loss([[0, 1, 2, 3, 4] * 5]) < 0.3
    assert KneserNey([], vocabulary_size=5).loss([[0, 1]]) == pytest.approx(math.log(5))
