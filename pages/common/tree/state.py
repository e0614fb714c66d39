"""What a page remembers of each tree that it shows: the chosen node and how it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, cast

import streamlit as st

from core.note_tree import NoteTree
from pages.common.session import Result
from pages.common.tree.names import Names

View = Literal["tree", "icicle", "roll"]
_KEY = "trees"
_KEPT = 8


@dataclass
class TreeState:
    """How one result's tree is looked at.

    Attributes
    ----------
    result
        Whose tree it is.
    node
        The chosen node.
    raw
        Whether nodes are words instead of notes.
    folded, opened
        As ``core.note_tree.look`` has them.
    first
        The first note shown, from 1.
    view
        The picture.
    beside
        How many nodes on no final path are shown a column.
    heard
        The node that is to be heard, if one is.
    turn
        How often a node was asked to be heard.
    in_a_row
        Whether all final paths were asked for one after another.
    """

    result: Result
    node: int = 0
    raw: bool = False
    folded: bool = True
    opened: set[int] = field(default_factory=set)
    first: int = 1
    view: View = "tree"
    beside: int = 6
    heard: int | None = None
    turn: int = 0
    in_a_row: bool = False
    _trees: dict[bool, NoteTree] = field(default_factory=dict)

    @property
    def tree(self) -> NoteTree:
        """The tree of notes, or of words."""
        if self.raw not in self._trees:
            self._trees[self.raw] = self.result.composition.note_tree(raw=self.raw)
        return self._trees[self.raw]

    def names(self) -> Names:
        """Give what names the tree's nodes."""
        return Names(self.result.composition, self.tree, raw=self.raw)

    def settle(self) -> None:
        """Take the nearest node before the chosen one, where the tree has none of that id."""
        while self.node not in self.tree:
            self.node = int(self.tree.tree.column("parent")[self.node])

    def hear(self, node: int) -> None:
        """Choose a node, to be heard."""
        self.node = self.heard = node
        self.turn += 1

    def words(self) -> tuple[str, ...]:
        """Give the words from the end of the seed to the chosen node."""
        return self._tokens(self.tree.words(self.node))

    def own_words(self) -> tuple[str, ...]:
        """Give the words of the chosen node alone."""
        return self._tokens(self.tree.node(self.node).tokens)

    def _tokens(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.result.composition.vocabulary.tokens(ids))


def state_of(result: Result) -> TreeState:
    """Give what is remembered of a result's tree."""
    states = cast(dict[int, TreeState], st.session_state.setdefault(_KEY, {}))
    state = states.pop(result.number, None) or _begun(result)
    states[result.number] = state
    while len(states) > _KEPT:
        del states[next(iter(states))]
    return state


def _begun(result: Result) -> TreeState:
    """Begin where the visitor's own choice ended, or else at the end of the seed."""
    state = TreeState(result)
    chosen = len(result.composition.recipe.chosen)
    tree = result.composition.tree
    if chosen and tree.finals:
        path = tree.nodes_to(tree.finals[0])
        state.node = path[min(chosen, len(path)) - 1]
        state.settle()
    return state
