"""The whole history of a search: every candidate considered, kept or pruned.

Nodes are rows of arrays, in the order in which they were considered; row 0 is the root, the end of
the seed. A search adds one step at a time and marks the finished paths at its end. Tokens are
ids here: what they mean is told by a callable where a tree is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.decoding.node import Node

SCHEMA = 1
_TYPES = {
    "parent": np.int32,
    "token": np.int32,
    "log_probability": np.float64,
    "sum": np.float64,
    "kept": np.bool_,
    "score": np.float64,
    "place": np.int32,
}
_GIVEN = tuple(_TYPES)


class BeamTree:
    """The tree of a search, grown step by step.

    Its columns are NumPy arrays with one entry a node, for those who draw or count; ``node`` and
    iteration give the same as ``Node`` views.
    """

    def __init__(self) -> None:
        # Whole columns by name, and the steps that came since they were put together, each with
        # the columns of ``_TYPES`` in their order: no value is held twice.
        self._columns: dict[str, NDArray[Any]] = {
            name: np.empty(0, kind) for name, kind in _TYPES.items()
        }
        self._blocks: list[list[NDArray[Any]]] = []
        # Nodes of each step, the root's own step first.
        self._sizes: list[int] = []
        self._finals: tuple[int, ...] = ()
        self._size = 0
        self._append([-1], [-1], [0.0], [0.0], [True], [0.0], [0])

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]], finals: Iterable[int]) -> BeamTree:
        """Build the tree of which ``column`` gave all columns and ``finals`` the last nodes.

        Without ``score`` that is the sum, and without ``place`` no place is known.

        Raises
        ------
        ValueError
            If these are not the columns of a tree whose parents all come a step or more before
            their children, with finite numbers.
        """
        tree, steps, finals = cls(), columns["step"], tuple(finals)
        size = len(steps)
        columns = {"score": columns["sum"], "place": np.zeros(size, np.int32), **columns}
        given = [columns[name] for name in _GIVEN]
        sizes = np.bincount(steps)
        ends = np.cumsum(sizes)
        if (
            any(column.shape != (size,) for column in given)
            or sizes[:1].tolist() != [1]
            or (np.diff(steps) < 0).any()
            or (given[0] >= ends[steps] - sizes[steps]).any()
            or (given[0][1:] < 0).any()
            or (columns["place"] < 0).any()
            or not all(np.isfinite(column).all() for column in given)
            or not all(0 <= final < size for final in finals)
        ):
            raise ValueError("these columns are no tree's")
        # Copies: these may be views of something larger that is to be forgotten.
        tree._columns = {name: np.array(columns[name], kind) for name, kind in _TYPES.items()}
        tree._blocks, tree._sizes, tree._size = [], sizes.tolist(), size
        tree.finish(finals)
        return tree

    def add(
        self,
        parent: ArrayLike,
        token: ArrayLike,
        log_probability: ArrayLike,
        sums: ArrayLike,
        kept: ArrayLike,
        scores: ArrayLike | None = None,
        places: ArrayLike | None = None,
    ) -> NDArray[np.int64]:
        """Add one step's candidates; give their node ids.

        All have one entry a candidate: the parent's node id, the token's id, its own
        log-probability and the running sum in nats (finite), whether it is kept, what the search
        went by (the sums unless told otherwise), and its place (not known unless told).
        """
        if places is None:
            places = np.zeros(np.shape(token), np.int32)
        given = (parent, token, log_probability, sums, kept, sums if scores is None else scores)
        return self._append(*given, places)

    def finish(self, best_first: Iterable[int]) -> None:
        """Mark the last nodes of the finished paths, best first."""
        self._finals = tuple(int(node) for node in best_first)
        self._join()

    def _append(self, *values: ArrayLike) -> NDArray[np.int64]:
        kinds = _TYPES.values()
        block: list[NDArray[Any]] = [
            np.asarray(value, kind) for value, kind in zip(values, kinds, strict=True)
        ]
        self._blocks.append(block)
        self._sizes.append(len(block[0]))
        first, self._size = self._size, self._size + len(block[0])
        return np.arange(first, self._size)

    def _join(self) -> None:
        """Put the steps that came last behind the whole columns."""
        if self._blocks:
            self._columns = {
                name: np.concatenate([self._columns[name], *(block[at] for block in self._blocks)])
                for at, name in enumerate(_TYPES)
            }
            self._blocks = []

    def column(self, name: str) -> NDArray[Any]:
        """Give what ``Node`` has under this name, one entry a node; all but ``final_rank``.

        The root's parent and token are -1.
        """
        self._join()
        if name == "step" and name not in self._columns:
            numbers = np.arange(len(self._sizes), dtype=np.int32)
            self._columns[name] = np.repeat(numbers, self._sizes)
        return self._columns[name]

    def __len__(self) -> int:
        return self._size

    @property
    def steps(self) -> int:
        """Number of steps searched: the longest path's tokens."""
        return len(self._sizes) - 1

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
            score=float(self.column("score")[number]),
            place=int(self.column("place")[number]),
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
        """Give the schema that docs/tree.md tells; ``word`` says what a token id is called."""
        ranks = {node: rank for rank, node in enumerate(self._finals)}
        columns = (self.column(name).tolist() for name in ("step", *_GIVEN))
        nodes = [
            {
                "id": number,
                "parent": parent if number else None,
                "step": step,
                "token": word(token) if number else None,
                "log_probability": log_probability,
                "sum": total,
                "kept": kept,
                "final_rank": ranks.get(number),
                "score": score,
                "place": place,
            }
            for number, (
                step,
                parent,
                token,
                log_probability,
                total,
                kept,
                score,
                place,
            ) in enumerate(zip(*columns, strict=True))
        ]
        return {"schema": SCHEMA, "nodes": nodes}
