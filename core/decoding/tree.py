"""The whole history of a search: every candidate considered, kept or pruned.

Nodes are rows of arrays, in the order in which they were considered; row 0 is the root, the end of
the seed. A search adds one step at a time and marks the finished paths at its end. Tokens are
ids here: what they mean is told by a callable where a tree is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

SCHEMA = 1
_TYPES = {
    "parent": np.int32,
    "token": np.int32,
    "log_probability": np.float64,
    "sum": np.float64,
    "kept": np.bool_,
}
_GIVEN = tuple(_TYPES)


@dataclass(frozen=True)
class Node:
    """One candidate.

    Attributes
    ----------
    id, parent
        Row numbers; the root's parent is None.
    step
        0 for the root, 1 for the first new token.
    token
        Its id; None for the root.
    log_probability
        The token's own, given its path, in nats.
    sum
        Of the log-probabilities from the root to here.
    kept
        Whether the search went on from it, or the path ended with it.
    final_rank
        0 on the last node of the best path, 1 on the next, None elsewhere; paths that ended stop
        at an earlier step than others.
    """

    id: int
    parent: int | None
    step: int
    token: int | None
    log_probability: float
    sum: float
    kept: bool
    final_rank: int | None


class BeamTree:
    """The tree of a search, grown step by step.

    Its columns are NumPy arrays with one entry a node, for those who draw or count; ``node`` and
    iteration give the same as ``Node`` views.
    """

    def __init__(self) -> None:
        # One entry a step, each with the columns of ``_TYPES`` in their order.
        self._blocks: list[list[NDArray[Any]]] = []
        self._finals: tuple[int, ...] = ()
        self._size = 0
        self._columns: dict[str, NDArray[Any]] = {}
        self._append([-1], [-1], [0.0], [0.0], [True])

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]], finals: Iterable[int]) -> BeamTree:
        """Build the tree of which ``column`` gave all columns and ``finals`` the last nodes.

        Raises
        ------
        ValueError
            If these are not the columns of a tree whose parents all come a step or more before
            their children, with finite numbers.
        """
        tree, steps, finals = cls(), columns["step"], tuple(finals)
        given = [columns[name] for name in _GIVEN]
        size = len(steps)
        sizes = np.bincount(steps)
        ends = np.cumsum(sizes)
        if (
            any(column.shape != (size,) for column in given)
            or sizes[:1].tolist() != [1]
            or (np.diff(steps) < 0).any()
            or (given[0] >= ends[steps] - sizes[steps]).any()
            or (given[0][1:] < 0).any()
            or not all(np.isfinite(column).all() for column in given)
            or not all(0 <= final < size for final in finals)
        ):
            raise ValueError("these columns are no tree's")
        tree._blocks = [
            list(block) for block in zip(*(np.split(c, ends[:-1]) for c in given), strict=True)
        ]
        tree._size = size
        tree.finish(finals)
        return tree

    def add(
        self,
        parent: ArrayLike,
        token: ArrayLike,
        log_probability: ArrayLike,
        sums: ArrayLike,
        kept: ArrayLike,
    ) -> NDArray[np.int64]:
        """Add one step's candidates; give their node ids.

        All have one entry a candidate: the parent's node id, the token's id, its own
        log-probability and the running sum in nats (finite), and whether it is kept.
        """
        return self._append(parent, token, log_probability, sums, kept)

    def finish(self, best_first: Iterable[int]) -> None:
        """Mark the last nodes of the finished paths, best first."""
        self._finals = tuple(int(node) for node in best_first)

    def _append(self, *values: ArrayLike) -> NDArray[np.int64]:
        block = [np.asarray(value) for value in values]
        self._blocks.append(block)
        self._columns = {}
        first, self._size = self._size, self._size + len(block[0])
        return np.arange(first, self._size)

    def column(self, name: str) -> NDArray[Any]:
        """Give ``parent``, ``step``, ``token``, ``log_probability``, ``sum`` or ``kept``.

        One entry a node; the root's parent and token are -1.
        """
        if name not in self._columns:
            if name == "step":
                sizes = [len(block[0]) for block in self._blocks]
                self._columns[name] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
            else:
                kept = [block[_GIVEN.index(name)] for block in self._blocks]
                self._columns[name] = np.concatenate(kept).astype(_TYPES[name])
        return self._columns[name]

    def __len__(self) -> int:
        return self._size

    @property
    def steps(self) -> int:
        """Number of steps searched: the longest path's tokens."""
        return len(self._blocks) - 1

    @property
    def finals(self) -> tuple[int, ...]:
        """Last nodes of the finished paths, best first."""
        return self._finals

    def node(self, number: int) -> Node:
        """Give one candidate by its id."""
        if not 0 <= number < self._size:
            raise IndexError(f"the tree has nodes 0 to {self._size - 1}, not {number}")
        parent, token = int(self.column("parent")[number]), int(self.column("token")[number])
        return Node(
            id=number,
            parent=None if number == 0 else parent,
            step=int(self.column("step")[number]),
            token=None if number == 0 else token,
            log_probability=float(self.column("log_probability")[number]),
            sum=float(self.column("sum")[number]),
            kept=bool(self.column("kept")[number]),
            final_rank=self._finals.index(number) if number in self._finals else None,
        )

    def __iter__(self) -> Iterator[Node]:
        return map(self.node, range(self._size))

    def siblings(self, number: int) -> list[Node]:
        """Give the candidates that followed the same path, this one among them, likeliest first."""
        parents = self.column("parent")
        found = [self.node(int(other)) for other in np.flatnonzero(parents == parents[number])]
        return sorted(found, key=lambda node: -node.log_probability)

    def nodes_to(self, number: int) -> list[int]:
        """Give the node ids from the first step to this node, the root left out."""
        parents = self.column("parent")
        nodes = []
        while number > 0:
            nodes.append(number)
            number = int(parents[number])
        return nodes[::-1]

    def path(self, number: int) -> list[int]:
        """Give the token ids from the first step to this node."""
        tokens = self.column("token")
        return [int(tokens[node]) for node in self.nodes_to(number)]

    def beams(self) -> list[list[int]]:
        """Give the node ids of each finished path, best first."""
        return [self.nodes_to(final) for final in self._finals]

    def to_json(self, word: Callable[[int], str]) -> dict[str, Any]:
        """Give the published schema; ``word`` tells what a token id is called."""
        nodes = [
            {
                "id": node.id,
                "parent": node.parent,
                "step": node.step,
                "token": None if node.token is None else word(node.token),
                "log_probability": node.log_probability,
                "sum": node.sum,
                "kept": node.kept,
                "final_rank": node.final_rank,
            }
            for node in self
        ]
        return {"schema": SCHEMA, "nodes": nodes}
