"""What has a say at a place beside the network, and which of it forbids what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from core.checkpoint import Checkpoint
from core.constraints import LegalOrder, TonicEnding, in_range
from core.decoding import Allowed, Banned, LoopPenalty, Mask, NoRepeat, NotBefore, Penalty, Rules
from core.decoding.candidates import weighed
from core.decoding.rules import Ints
from core.recipe import Recipe

Reals = NDArray[np.floating[Any]]
# What forbids a word: the order of words, the ending on the tonic, that the piece may not end yet,
# the range, the key, a passage that may not come twice, a visitor's ban.
RULES = ("order", "ending", "end", "range", "key", "repeat", "ban")
_NAMES: dict[type[Mask], str] = {
    LegalOrder: "order",
    TonicEnding: "ending",
    NotBefore: "end",
    NoRepeat: "repeat",
    Banned: "ban",
}


@dataclass(frozen=True)
class Weighed:
    """What is thought of every word after each of B ways.

    Attributes
    ----------
    before
        ``[B, V]``, the network's own log-probabilities, in nats.
    scores
        ``[B, V]``, what a search goes by: among what is allowed, less what penalties take; -inf
        for what is forbidden.
    lost
        ``[B, V]``, the nats that penalties take, at least 0.
    why
        ``[B, V]``, 0 for what is allowed, else 1 + the place in ``RULES`` of what forbids it.
    """

    before: Reals
    scores: Reals
    lost: Reals
    why: NDArray[np.uint8]

    @classmethod
    def joined(cls, parts: Sequence[Weighed]) -> Weighed:
        """Give the ways of all parts, one after another, in half the bytes: they are kept."""
        return cls(
            np.concatenate([part.before for part in parts], dtype=np.float32),
            np.concatenate([part.scores for part in parts], dtype=np.float32),
            np.concatenate([part.lost for part in parts], dtype=np.float32),
            np.concatenate([part.why for part in parts]),
        )


class Rulings:
    """The rules of a search with their names.

    Parameters
    ----------
    masks
        As ``Rules`` has them, each with its name, one of ``RULES``.
    penalties
        As ``Rules`` has them.
    """

    def __init__(
        self, masks: Sequence[tuple[str, Mask]] = (), penalties: Sequence[Penalty] = ()
    ) -> None:
        bare = [mask for _name, mask in masks]
        self._rules = Rules(bare, penalties)
        # What a mask forbids is what is allowed without it and those after it, and not with it:
        # one that would leave nothing forbids nothing, and only ``Rules`` knows when.
        self._parts = [
            (RULES.index(name) + 1, Rules(bare[: place + 1]))
            for place, (name, _mask) in enumerate(masks)
        ]

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step, as a ``Rule`` does."""
        self._rules.follow(parents, tokens)

    def weigh(self, logits: Tensor) -> Weighed:
        """Say what is thought of every word, from the network's logits ``[B, V]``."""
        before = logits.double().log_softmax(dim=-1).numpy()
        own, scores = (rows.numpy() for rows in weighed(logits, self._rules))
        possible = scores > -np.inf
        lost = np.subtract(own, scores, out=np.zeros_like(own), where=possible)
        why = np.zeros(before.shape, np.uint8)
        for number, rules in self._parts:
            allowed = rules.allowed()
            if allowed is not None:
                why[~allowed & (why == 0)] = number
        return Weighed(before, scores, lost, why)


def rulings_of(
    recipe: Recipe,
    checkpoint: Checkpoint,
    masks: Sequence[Mask],
    penalties: Sequence[LoopPenalty],
) -> Rulings:
    """Give the rules of a recipe's search with their names."""
    return Rulings([(_name(mask, recipe, checkpoint), mask) for mask in masks], penalties)


def _name(mask: Mask, recipe: Recipe, checkpoint: Checkpoint) -> str:
    if not isinstance(mask, Allowed):
        return _NAMES[type(mask)]
    codec, vocabulary = checkpoint.codec, checkpoint.vocabulary
    row = mask.allowed()
    if not any(map(codec.starts_note, vocabulary.tokens(np.flatnonzero(~row[0]).tolist()))):
        return "end"
    inside = in_range(codec, vocabulary, recipe.lowest, recipe.highest)
    return "range" if np.array_equal(inside.allowed(), row) else "key"
