"""What a page remembers of each tree that it shows: the chosen node and how it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, cast

import streamlit as st

from core.note_tree import NoteTree
from pages.common.i18n import language, solfege
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
    folded
        As ``core.note_tree.look`` has it.
    view
        The picture.
    beside
        How many nodes on no final path are shown a column.
    heard
        The node that is to be heard, if one is.
    turn
        How often a node was asked to be heard.
    whole
        Whether all of its path was asked for, however long that is.
    in_a_row
        Whether all final paths were asked for one after another.
    row_turn
        How often they were.
    """

    result: Result
    node: int = 0
    raw: bool = False
    folded: bool = True
    view: View = "tree"
    beside: int = 6
    heard: int | None = None
    turn: int = 0
    whole: bool = False
    in_a_row: bool = False
    row_turn: int = 0
    _trees: dict[bool, NoteTree] = field(default_factory=dict)
    _names: dict[tuple[bool, str, bool], Names] = field(default_factory=dict)
    _opened: dict[bool, set[int]] = field(default_factory=lambda: {False: set(), True: set()})
    _first: dict[bool, int] = field(default_factory=lambda: {False: 1, True: 1})

    @property
    def tree(self) -> NoteTree:
        """The tree of notes, or of words."""
        return self._tree(self.raw)

    @property
    def note_tree(self) -> NoteTree:
        """The tree of notes, whatever is shown."""
        return self._tree(False)

    @property
    def opened(self) -> set[int]:
        """The first notes, or words, of runs that are not folded."""
        return self._opened[self.raw]

    @property
    def first(self) -> int:
        """The first note, or word, that is shown, from 1."""
        return self._first[self.raw]

    @first.setter
    def first(self, number: int) -> None:
        self._first[self.raw] = number

    def names(self) -> Names:
        """Give what names the tree's nodes, in the words of this run's reader."""
        way = self.raw, language(), solfege()
        if way not in self._names:
            self._names = {way: Names(self.result.composition, self.tree, raw=self.raw)}
        return self._names[way]

    def settle(self) -> None:
        """Take the nearest node before the chosen one, where the tree has none of that id."""
        while self.node not in self.tree:
            self.node = int(self.tree.tree.column("parent")[self.node])

    def hear(self, node: int, *, whole: bool = False) -> None:
        """Choose a node, to be heard: with all of its path, or what comes shortly before it."""
        self.node = self.heard = node
        self.whole = whole
        self.turn += 1

    def words(self) -> tuple[str, ...]:
        """Give the words from the end of the seed to the chosen node."""
        return self._tokens(self.tree.words(self.node))

    def own_words(self) -> tuple[str, ...]:
        """Give the words of the chosen node alone."""
        return self._tokens(self.tree.node(self.node).tokens)

    def _tree(self, raw: bool) -> NoteTree:
        if raw not in self._trees:
            self._trees[raw] = self.result.composition.note_tree(raw=raw)
        return self._trees[raw]

    def _tokens(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.result.composition.vocabulary.tokens(ids))


def state_of(result: Result) -> TreeState:
    """Give what is remembered of a result's tree."""
    states = cast(dict[int, TreeState], st.session_state.setdefault(_KEY, {}))
    state = states.pop(result.number, None) or _begun(result, next(reversed(states.values()), None))
    states[result.number] = state
    while len(states) > _KEPT:
        del states[next(iter(states))]
    return state


def _begun(result: Result, before: TreeState | None) -> TreeState:
    """Begin where the visitor's own choice ended, or else at the end of the seed.

    It is looked at as the tree was that was shown before.
    """
    state = TreeState(result)
    if before is not None:
        state.view, state.folded, state.beside = before.view, before.folded, before.beside
        state.raw = before.raw and result.composition.codec.end is not None
    chosen = len(result.composition.recipe.chosen)
    tree = result.composition.tree
    path = tree.nodes_to(tree.finals[0]) if chosen and tree.finals else []
    if path:
        # The choice may have ended inside a note.
        state.node = next((node for node in path[chosen - 1 :] if node in state.tree), path[-1])
    return state
