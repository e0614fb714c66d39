"""How music in either codec's words is brought to an end on a triad, at an exact length.

In ``note_chord`` the last word does it. In ``events`` a last bar holds one onset, from the triad's
root up, and the words before have to fit: notes take two or three words and bars more, so it is
planned from which states the last bar can be reached in so many words. It knows no key (the triad
is given) and no network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from statistics import median_low

from core.codecs import remi
from core.codecs.grammar import EventsGrammar, Metre, Place

# What matters of a state when counting words: its kind, and how many later places its bar has.
Node = tuple[str, int]
# A place more or less changes a sum of words by one; with two at hand, any sum can be reached that
# can be at all, and the place that is taken leaves them.
_PLACES = 3


class LastWord:
    """An ending in one word.

    Parameters
    ----------
    sounds
        The pitch classes of each known word.
    triad
        Pitch classes, the root first.
    """

    def __init__(self, sounds: Mapping[str, frozenset[int]], triad: Sequence[int]) -> None:
        def strangeness(word: str) -> tuple[bool, bool]:
            return triad[0] not in sounds[word], not sounds[word] <= set(triad)

        best = min(map(strangeness, sounds), default=None)
        self._last = frozenset(word for word in sounds if strangeness(word) == best)

    def free(self, left: int) -> bool:
        """Tell whether it does not matter yet what comes."""
        return left != 1

    def allowed(self, state: tuple[()], left: int) -> frozenset[str]:
        """Give the words that may come last."""
        return self._last


class EventsClosing:
    """An ending in REMI's words, with a bar of its own if there is room for one.

    Parameters
    ----------
    grammar
        The order of words.
    known
        All words there are. Where one is missing (the root at no pitch, no place 0), the next
        best are taken: any note of the triad, any place; in the end any legal word.
    seed
        What is read already. The last onset gets as many notes as most onsets have here.
    length
        Words to come.
    triad
        Pitch classes, the root first.
    may_end
        Whether the last word is the end of the piece, if it is known.

    Attributes
    ----------
    form
        The kinds of the last words, as much of an ending as so few words allow.
    """

    def __init__(
        self,
        grammar: EventsGrammar,
        known: Sequence[str],
        seed: Sequence[str],
        length: int,
        triad: Sequence[int],
        *,
        may_end: bool,
    ) -> None:
        self._grammar, self._known, self._triad = grammar, known, triad
        self._of_kind: defaultdict[str, list[str]] = defaultdict(list)
        for word in known:
            self._of_kind[remi.read(word).kind].append(word)
        self._positions = [remi.read(word).number for word in self._of_kind["Position"]]
        pitches = (remi.read(word).number for word in self._of_kind["Pitch"])
        self._highest_root = max((p for p in pitches if p % 12 == triad[0]), default=remi.HIGHEST)
        self._later: dict[tuple[Metre | None, int], int] = {}
        self._bars = {
            self._node(Place("TimeSig", remi.read(word).metre)) for word in self._of_kind["TimeSig"]
        }
        self._in_time: list[set[Node]] = []
        self.form: tuple[str, ...] = ()
        begin = self._node(grammar.begin(seed))
        for form in self._forms(_usual_notes(seed), may_end):
            to_fill = length - len(form)
            if to_fill >= 0 and all(self._of_kind[kind] for kind in form):
                in_time = self._planned(form[0], to_fill)
                if begin in in_time[min(to_fill, len(in_time) - 1)]:
                    self.form, self._in_time = form, in_time
                    break

    def free(self, left: int) -> bool:
        """Tell whether any word may come, but for the end of the piece."""
        return not self.form or left < 1 or left - len(self.form) >= len(self._in_time)

    def allowed(self, state: Place, left: int) -> frozenset[str]:
        """Give the words after which the rest can still be reached in time."""
        to_fill = left - len(self.form)
        legal = [
            word
            for kind, numbers in self._grammar.following(state).items()
            for word in self._of_kind[kind]
            if remi.read(word).number in numbers
        ]
        if to_fill <= 0:
            return frozenset(self._last(state, legal, -to_fill) or legal or self._known)
        in_time = self._in_time[min(to_fill, len(self._in_time)) - 1]
        fitting = [w for w in legal if w != remi.END and self._led(state, w) in in_time]
        if self.form[0] == "Pitch":
            # The last note joins an onset that is there: it must not be all above the root.
            fitting = [w for w in fitting if not self._is_too_high(remi.read(w))] or fitting
        return frozenset(fitting or legal or self._known)

    def _forms(self, notes: int, may_end: bool) -> Iterator[tuple[str, ...]]:
        """Give the endings there could be, the best first."""
        loudness = ("Velocity",) if self._grammar.velocities else ()
        note = ("Pitch", *loudness, "Duration")
        ends = (("EOS",), ()) if may_end and self._of_kind["EOS"] else ((),)
        bar = ("Bar", "TimeSig", "Position")
        for end, count in product(ends, range(notes, 0, -1)):
            yield *bar, *note * count, *end
        for cut, end in product(range(1, len(bar + note)), ends):
            yield *(bar + note)[cut:], *end

    def _planned(self, first: str, to_fill: int) -> list[set[Node]]:
        """Find the nodes from which ``first`` can come after just 0, 1, 2, … words.

        Where the list ends before ``to_fill``, its last entry, which is all nodes, goes on.
        """
        kinds = ("EOS", "Bar", "TimeSig", "Position", "Pitch", "Velocity", "Duration")
        after = {node: set(self._after(node)) for node in product(kinds, range(_PLACES + 1))}
        after = {node: found for node, found in after.items() if found}
        ends = {node for node, found in after.items() if first in {kind for kind, _ in found}}
        if first == "Bar":
            # Not an empty bar before the last one.
            ends = {node for node in ends if node[0] != "TimeSig"}
        in_time = [ends]
        while len(in_time) <= to_fill and len(in_time[-1]) < len(after):
            in_time.append({node for node, found in after.items() if found & in_time[-1]})
        return in_time

    def _after(self, node: Node) -> Iterator[Node]:
        """Give what can come after a node with the known words."""
        kind, later = node
        for following in self._grammar.next_kinds(kind):
            if following == "EOS" or not self._of_kind[following]:
                continue
            if following == "TimeSig":
                yield from self._bars
            elif following == "Position":
                for left in range(later if later < _PLACES else _PLACES + 1):
                    yield following, left
            else:
                yield following, 0 if following == "Bar" else later

    def _is_too_high(self, word: remi.Word) -> bool:
        return word.kind == "Pitch" and word.number > self._highest_root

    def _led(self, state: Place, word: str) -> Node:
        """Give the node that a legal word leads to."""
        kind = remi.read(word).kind
        if kind in ("Position", "TimeSig"):
            return self._node(self._grammar.after(state, word))
        return self._node(state._replace(kind=kind))

    def _node(self, state: Place) -> Node:
        if state.kind in ("EOS", "Bar"):
            return state.kind, 0
        place = state.metre, state.position
        later = self._later.get(place)
        if later is None:
            later = min(sum(map(state.later.__contains__, self._positions)), _PLACES)
            self._later[place] = later
        return state.kind, later

    def _last(self, state: Place, legal: Sequence[str], number: int) -> list[str]:
        """Give the best words for a place of the form, counted from 0."""
        kind = self.form[number]
        of_kind = [word for word in legal if remi.read(word).kind == kind] or self._of_kind[kind]
        root = kind == "Pitch" and kind not in self.form[:number]
        ranks = {word: self._rank(state, remi.read(word), root) for word in of_kind}
        best = min(ranks.values(), default=None)
        return [word for word, rank in ranks.items() if rank == best]

    def _rank(self, state: Place, word: remi.Word, root: bool) -> Fraction:
        """Give 0 for a word that ends the piece as it should, more for others."""
        if word.kind == "Pitch":
            if root and word.number % 12 != self._triad[0]:
                return Fraction(1 if word.number % 12 in self._triad else 2)
            return Fraction(word.number % 12 not in self._triad)
        if word.kind == "Position":
            return Fraction(word.number > 0)
        if word.kind == "TimeSig":
            holds_notes = self._node(Place("TimeSig", word.metre))[1] > 0
            return Fraction(2 * (not holds_notes) + (word.metre != state.metre))
        if word.kind == "Duration":
            return max(_felt_beat(state.metre) - word.beats, Fraction(0))
        return Fraction(0)


def _usual_notes(words: Sequence[str]) -> int:
    """Give the median number of notes an onset."""
    counts = [0]
    for word in words:
        kind = remi.read(word).kind
        if kind == "Position":
            counts.append(0)
        counts[-1] += kind == "Pitch"
    return median_low([count for count in counts if count] or [1])


def _felt_beat(metre: Metre | None) -> int:
    """Give the length of a felt beat in written ones: three in 6/8, 9/8 and 12/8."""
    beats, value = metre or (4, 4)
    return 3 if value >= 8 and beats > 3 and beats % 3 == 0 else 1
