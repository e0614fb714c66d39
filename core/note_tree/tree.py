"""A search's tree of tokens, with the tokens of each note joined in one node.

A note's node stands for the token with which the note is complete. A candidate that was dropped
inside a note has a node too, with what there was of it. What a token means is told by a callable:
with one that says that every token is complete, this is the tree of tokens itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.decoding import BeamTree
from core.note_tree.fates import Bools, Fate, Followers, Ints
from core.note_tree.runs import Run, runs_of


@dataclass(frozen=True)
class NoteNode:
    """A note or chord that a search thought about.

    Attributes
    ----------
    id
        Of its last token's node in the ``BeamTree``; 0 for the root, the end of the seed.
    parent
        The note before it; the root's is None.
    number
        How many notes it is behind the seed: 0 for the root, 1 for the first.
    tokens
        Their ids, from behind the parent up to this node.
    log_probability
        Of its tokens together, given its path, in nats.
    sum
        Of the log-probabilities from the root to here.
    whole
        Whether the note is complete; if not, the search dropped it, or stopped, inside it.
    """

    id: int
    parent: int | None
    number: int
    tokens: tuple[int, ...]
    log_probability: float
    sum: float
    whole: bool


class NoteTree:
    """The notes of a search.

    Attributes
    ----------
    tree
        The tokens' tree, whose node ids are used here too.
    finals
        The last nodes of the final paths, best first.
    depth
        Notes of the longest path, be it kept or not.
    """

    def __init__(self, tree: BeamTree, is_last: Callable[[int], bool]) -> None:
        """Join a tree's tokens; ``is_last`` tells whether a note is complete with one."""
        self.tree = tree
        self._parents: Ints = tree.column("parent").astype(np.int64)
        self._whole = _whole(tree.column("token"), is_last)
        # Of each token's node: the last complete note before it, and how many notes that is.
        self._before = np.full(len(tree), -1, np.int64)
        self._number = np.zeros(len(tree), np.int64)
        ends = np.cumsum(np.bincount(tree.column("step")))
        for begin, end in pairwise(ends.tolist()):
            parent = self._parents[begin:end]
            before = np.where(self._whole[parent], parent, self._before[parent])
            self._before[begin:end] = before
            self._number[begin:end] = self._number[before] + 1
        self._followers = Followers(tree, self._number, self._whole)
        self._is_node = self._whole | self._followers.childless
        self.finals = tree.finals
        self.depth = int(self._number[self._is_node].max())
        self._paths = [self.path(final) for final in self.finals]
        self._runs = runs_of(self._paths)
        self._ranks = self._ranked()
        self._order, self._first = self._children()

    def __len__(self) -> int:
        return int(self._is_node.sum())

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self.tree) and self._is_node[number]

    def node(self, number: int) -> NoteNode:
        """Give a note by its id.

        Raises
        ------
        IndexError
            If the tree has no note of that id.
        """
        if number not in self:
            raise IndexError(f"the tree has no note {number}")
        if number == 0:
            return NoteNode(0, None, 0, (), 0.0, 0.0, True)
        before = int(self._before[number])
        sums, tokens = self.tree.column("sum"), self.tree.column("token")
        own, at = [], number
        while at != before:
            own.append(int(tokens[at]))
            at = int(self._parents[at])
        return NoteNode(
            id=number,
            parent=before,
            number=int(self._number[number]),
            tokens=tuple(own[::-1]),
            log_probability=float(sums[number] - sums[before]),
            sum=float(sums[number]),
            whole=bool(self._whole[number]),
        )

    def parent(self, number: int) -> int:
        """Give the note before one; the root's is -1."""
        return int(self._before[number])

    def number(self, number: int) -> int:
        """Give how many notes one is behind the seed."""
        return int(self._number[number])

    def sum(self, number: int) -> float:
        """Give the sum of log-probabilities from the root to a note, in nats."""
        return float(self.tree.column("sum")[number])

    def is_kept(self, number: int) -> bool:
        """Tell whether the search kept a note when it came to it."""
        return bool(self.tree.column("kept")[number])

    def is_on_path(self, number: int) -> bool:
        """Tell whether a final path goes through a note."""
        return number in self._ranks

    def fate(self, number: int) -> Fate:
        """Tell what became of a note."""
        return Fate(
            kind=self._followers.kind(
                number,
                is_kept=self.is_kept(number),
                is_on_path=number == 0 or self.is_on_path(number),
            ),
            ranks=self._ranks.get(number, ()),
            place=int(self.tree.column("place")[number]),
            until=int(self._followers.until[number]),
        )

    def children(self, number: int) -> list[int]:
        """Give the notes that were thought about behind one.

        First those of final paths, the best path's before; then what was kept, and what was
        dropped, each the likeliest first.
        """
        found: list[int] = self._order[self._first[number] : self._first[number + 1]].tolist()
        return found

    def path(self, number: int) -> list[int]:
        """Give the ids from the first note to this one, the root left out."""
        found = []
        while number > 0:
            found.append(number)
            number = int(self._before[number])
        return found[::-1]

    def words(self, number: int) -> list[int]:
        """Give the ids of the tokens from the end of the seed to this note."""
        return self.tree.path(number)

    def ahead(self, number: int, notes: int) -> int:
        """Give the note that is so many behind the seed on the best final path through this one.

        0 where there is none.
        """
        ranks = self._ranks.get(number, ())
        paths = (self._paths[rank] for rank in ranks)
        return next((path[notes - 1] for path in paths if len(path) >= notes), 0)

    def beams(self) -> list[list[int]]:
        """Give the ids of each final path's notes, best first."""
        return self._paths

    def runs(self) -> list[Run]:
        """Give the runs of the final paths, as ``runs_of`` tells them."""
        return self._runs

    def at(self, number: int) -> list[int]:
        """Give the kept notes that are so many behind the seed and have others behind them.

        Those of final paths come first, the best before others; then the likeliest.
        """
        if number == 0:
            return [0]
        kept = self._is_node & (self._number == number) & self.tree.column("kept")
        found = [int(node) for node in np.flatnonzero(kept) if self.children(int(node))]
        last = len(self.finals)
        return sorted(found, key=lambda n: (self._ranks.get(n, (last,))[0], -self.sum(n)))

    def _ranked(self) -> dict[int, tuple[int, ...]]:
        ranks: dict[int, tuple[int, ...]] = {}
        for rank, path in enumerate(self._paths):
            for number in (0, *path):
                ranks[number] = (*ranks.get(number, ()), rank)
        return ranks

    def _children(self) -> tuple[Ints, Ints]:
        """Give all notes ordered by the note before, and where each one's begin."""
        nodes = np.flatnonzero(self._is_node)[1:]
        best = np.full(len(self.tree), len(self.finals))
        for number, ranks in self._ranks.items():
            best[number] = ranks[0]
        sums = self.tree.column("sum")[nodes]
        dropped = ~self.tree.column("kept")[nodes]
        before = self._before[nodes]
        order = nodes[np.lexsort((-sums, dropped, best[nodes], before))]
        first = np.searchsorted(self._before[order], np.arange(len(self.tree) + 1))
        return order, first


def _whole(tokens: NDArray[np.int32], is_last: Callable[[int], bool]) -> Bools:
    """Tell of each token's node whether a note is complete with it; the root counts as one."""
    kinds = np.zeros(int(tokens.max()) + 2, bool)
    for token in np.unique(tokens):
        kinds[token] = token < 0 or is_last(int(token))
    # The root's token is -1: the entry behind the last one is its.
    return kinds[tokens]
