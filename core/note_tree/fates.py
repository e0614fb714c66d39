"""What became of the notes that a search thought about.

It knows no token's meaning: that a kept path ended is told by its having no followers, long before
the search was over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.decoding import BeamTree

Kind = Literal["path", "dropped", "lost", "overtaken", "beaten"]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Fate:
    """What became of a node.

    Attributes
    ----------
    kind
        ``path``: it lies on a final path. ``dropped``: the search let go of it at once. ``lost``:
        it was kept, and all that followed it was dropped later. ``overtaken``: it ended the piece,
        and others became better. ``beaten``: it, or something that followed it, was kept to the
        search's last step, but its group gave a better path.
    ranks
        The final paths through it, best first, counted from 0.
    place
        Of its last token among all that competed at that step, 1 for the best; 0 if not known.
    until
        The number of the last note that was kept behind it, or its own.
    """

    kind: Kind
    ranks: tuple[int, ...]
    place: int
    until: int


class Followers:
    """What followed each node of a tree of tokens, as far as it was kept.

    Attributes
    ----------
    childless
        Whether nothing was thought about behind it.
    until
        The number of the last note that something kept led to, or its own.
    to_the_end
        Whether something kept led from it to the search's last step.
    """

    def __init__(self, tree: BeamTree, numbers: Ints, whole: Bools) -> None:
        """Follow all nodes, of which each has its note's number, and may make that note whole."""
        parents, kept = tree.column("parent"), tree.column("kept")
        self.childless: Bools = np.ones(len(tree), bool)
        self.childless[parents[1:]] = False
        self.until = numbers.copy()
        self.to_the_end: Bools = kept & (tree.column("step") == tree.steps)
        # Inside a note that is gone on with, the one before is the last that is there.
        reached = numbers - (~whole & ~self.childless)
        ends = np.cumsum(np.bincount(tree.column("step")))
        for begin, end in zip(ends[-2::-1], ends[:0:-1], strict=True):
            led = np.flatnonzero(kept[begin:end]) + begin
            np.maximum.at(reached, parents[led], reached[led])
            np.logical_or.at(self.to_the_end, parents[led], self.to_the_end[led])
        np.maximum(self.until, reached, out=self.until)

    def kind(self, number: int, *, is_kept: bool, is_on_path: bool) -> Kind:
        """Tell what became of a node."""
        if is_on_path:
            return "path"
        if not is_kept:
            return "dropped"
        if self.to_the_end[number]:
            return "beaten"
        return "overtaken" if self.childless[number] else "lost"
