"""What music may be made of: rules of notes and of words, as masks for a search.

Put the more important ones first in ``Rules``: the order of words, then the ending, then range
and scale, which touch only notes. In that order no step is ever without a word, whatever the
network and the seed are like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from core.codecs import Codec
from core.decoding.rules import Allowed, Bools, Ints
from core.key import Key, estimate_score_key
from core.vocabulary import Vocabulary


def in_scale(codec: Codec, vocabulary: Vocabulary, pitch_classes: Collection[int]) -> Allowed:
    """Allow notes of these pitch classes, and chords that hold no other."""
    scale = frozenset(pitch_classes)
    return _static(vocabulary, lambda word: codec.pitch_classes(word) <= scale)


def in_range(codec: Codec, vocabulary: Vocabulary, lowest: int, highest: int) -> Allowed:
    """Allow MIDI pitches from ``lowest`` to ``highest``, both included.

    The chords of ``note_chord`` have no octave, and are allowed.
    """

    def inside(word: str) -> bool:
        pitch = codec.pitch(word)
        return pitch is None or lowest <= pitch <= highest

    return _static(vocabulary, inside)


def _static(vocabulary: Vocabulary, allows: Callable[[str], bool]) -> Allowed:
    numbers = [number for number, word in enumerate(vocabulary.words) if allows(word)]
    return Allowed(len(vocabulary), numbers)


class _Reader:
    """Follows each branch through a codec's grammar.

    States are numbered as they are met, and where a word leads from one is worked out once.
    """

    def __init__(self, codec: Codec, vocabulary: Vocabulary, prompt: Sequence[int]) -> None:
        self._grammar, self._words = codec.grammar, vocabulary.words
        first = self._grammar.begin(vocabulary.tokens(prompt))
        self._states: list[Any] = [first]
        self._numbers = {first: 0}
        self._leads: dict[tuple[int, int], int] = {}
        self._at = [0]

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""
        before = self._at
        self._at = [
            self._led(before[parent], token)
            for parent, token in zip(parents.tolist(), tokens.tolist(), strict=True)
        ]

    def _led(self, number: int, token: int) -> int:
        found = self._leads.get((number, token))
        if found is None:
            state = self._grammar.after(self._states[number], self._words[token])
            found = self._numbers.setdefault(state, len(self._states))
            if found == len(self._states):
                self._states.append(state)
            self._leads[number, token] = found
        return found


class LegalOrder(_Reader):
    """Keeps to orders of words that the codec itself could write.

    Parameters
    ----------
    codec, vocabulary
        The network's.
    prompt
        Ids that were read before the search; it may be cut anywhere, or be nonsense.
    """

    def __init__(self, codec: Codec, vocabulary: Vocabulary, prompt: Sequence[int]) -> None:
        super().__init__(codec, vocabulary, prompt)
        self._rows: dict[int, Bools] = {}
        kinds: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for token, word in enumerate(self._words):
            kind, number = self._grammar.sort(word)
            kinds[kind].append((token, number))
        # Of each kind, its tokens and their numbers.
        self._kinds = {kind: np.array(pairs).T for kind, pairs in kinds.items()}

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[B, V]``."""
        return np.stack([self._row(number) for number in self._at])

    def _row(self, number: int) -> Bools:
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = np.zeros(len(self._words), bool)
            for kind, wanted in self._grammar.following(self._states[number]).items():
                if kind in self._kinds:
                    tokens, numbers = self._kinds[kind]
                    row[tokens] = (numbers >= wanted.start) & (numbers < wanted.stop)
            # Only where a vocabulary lacks words of a whole kind.
            row |= not row.any()
        return row


class TonicEnding(_Reader):
    """Ends on a key's tonic after just as many words as were asked for.

    In ``events`` the last words are a bar with one onset: the tonic, and above it as many notes of
    the tonic triad as the seed's onsets usually have. In ``note_chord`` the last word is the tonic
    or a chord of the triad. Until then the end of the piece is forbidden, and near the end so is
    what would leave too few words, or one too many. Where the length is too short for all of that,
    it is a part of it, at the least a last note that is the tonic. Notes that began before may
    still sound into the last bar.

    Parameters
    ----------
    codec, vocabulary
        The network's.
    key
        Whose tonic and triad.
    prompt
        Ids that were read before the search.
    length
        Words that the search will add, at most: all of them, as it cannot end before.
    may_end
        Whether the last word is the end of the piece, where the network knows one.
    chosen
        Ids that the search will add first whatever is allowed. Where they leave what was planned
        for the ending, it is planned anew from where they end.
    """

    def __init__(
        self,
        codec: Codec,
        vocabulary: Vocabulary,
        key: Key,
        prompt: Sequence[int],
        length: int,
        *,
        may_end: bool = True,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(codec, vocabulary, prompt)
        self._left = length
        seed, first = vocabulary.tokens(prompt), vocabulary.tokens(chosen)
        self._closing = codec.closing(self._words, seed, length, key.triad, may_end=may_end)
        if not self._keeps_to_the_plan(first):
            read, left = [*seed, *first], length - len(first)
            anew = codec.closing(self._words, read, left, key.triad, may_end=may_end)
            # Where no ending fits any more, the first one still tells what is best to come last.
            self._closing = self._closing if anew.free(1) else anew
        self._going_on = _static(vocabulary, lambda word: word != codec.end).allowed()
        self._rows: dict[tuple[int, int], Bools] = {}

    def follow(self, parents: Ints, tokens: Ints) -> None:
        """Take in a step."""
        super().follow(parents, tokens)
        self._left -= 1

    def allowed(self) -> Bools:
        """Tell which tokens may come next, ``[B, V]`` or ``[1, V]``."""
        if self._closing.free(self._left):
            return self._going_on
        return np.stack([self._row(number) for number in self._at])

    def _keeps_to_the_plan(self, first: Sequence[str]) -> bool:
        """Tell whether the planned ending can still be reached behind these words."""
        (state,) = self._states
        for left, word in zip(range(self._left, 0, -1), first, strict=False):
            if not self._closing.free(left) and word not in self._closing.allowed(state, left):
                return False
            state = self._grammar.after(state, word)
        return True

    def _row(self, number: int) -> Bools:
        row = self._rows.get((number, self._left))
        if row is None:
            words = self._closing.allowed(self._states[number], self._left)
            row = self._rows[number, self._left] = np.array([w in words for w in self._words])
        return row


def seed_key(codec: Codec, words: Sequence[str]) -> Key:
    """Guess the key that a seed is in; words that make no whole note say nothing."""
    return estimate_score_key(codec.decode(words))
