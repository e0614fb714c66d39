"""The part of a tree that its picture shows: which runs are folded, and how a long one is paged."""

from __future__ import annotations

import streamlit as st

from core.note_tree import NoteTree, Run, Sight, look
from pages.common.i18n import _, number
from pages.common.tree.state import TreeState

# A browser on two cores draws so many nodes in about half a second.
_COLUMNS, _NODES = 32, 160


def sight_of(state: TreeState) -> Sight:
    """Give what is shown, with the chosen node in it.

    A folded run is opened where the chosen node lies inside it; the window is moved, and a node
    that is too much for the picture gives way to the one of a final path before it.
    """
    run = run_at(state, state.node)
    if (
        run is not None
        and not _is_open(state, run)
        and not _stands_for(state.tree, run, state.node)
    ):
        state.opened.add(run.first)
    sight = look_at(state)
    if state.node not in sight.places:
        state.first = max(1, state.tree.number(state.node) - _COLUMNS // 4)
        sight = look_at(state)
    if state.node not in sight.places:
        state.node = _on_path(state.tree, state.node)
        return sight_of(state)
    return sight


def look_at(state: TreeState) -> Sight:
    """Give what is shown, wherever the chosen node is."""
    return look(
        state.tree,
        folded=state.folded,
        opened=state.opened,
        first=state.first,
        columns=_COLUMNS,
        nodes=_NODES,
        beside=state.beside,
        chosen=state.node,
    )


def run_at(state: TreeState, node: int) -> Run | None:
    """Give the run that can be folded and in which a node stands, if there is one."""
    if not state.folded:
        return None
    at = state.tree.number(node)
    return next((run for run in state.tree.runs() if run.first <= at <= run.last), None)


def outside(state: TreeState, sight: Sight) -> dict[int, int | None]:
    """Give the nodes that a step leads to from what is shown: by id, the node before each.

    They are those just behind and before the window, the end of the seed, and the ends of paths.
    """
    tree, found = state.tree, dict[int, int | None]()
    ends = {path_end(tree, node) for node in sight.places}
    for node, parent in sight.parents.items():
        if parent is None and node:
            found[step_back(state, node)] = None
    with_children = set(sight.parents.values())
    for node in sight.places:
        if node not in with_children and (children := tree.children(node)):
            child = children[0]
            run = run_at(state, child)
            is_folded = run is not None and not _is_open(state, run)
            found[(is_folded and run and tree.ahead(child, run.last)) or child] = node
    for node in (0, *ends):
        if node not in sight.places:
            found.setdefault(node, None)
    return found


def step_back(state: TreeState, node: int) -> int:
    """Give the node one step before one; of a folded run, the one before the run."""
    run = run_at(state, node)
    if run is None or _is_open(state, run) or not _stands_for(state.tree, run, node):
        return state.tree.parent(node)
    return state.tree.path(node)[run.first - 2] if run.first > 1 else 0


def path_end(tree: NoteTree, node: int) -> int:
    """Give the end of the best path through a node."""
    ranks = tree.fate(node).ranks
    if ranks:
        return tree.finals[ranks[0]]
    while children := tree.children(node):
        node = children[0]
    return node


def fold(state: TreeState) -> None:
    """Open the folded run that is chosen, or fold again the one in which the chosen node stands.

    An opened run is shown from its beginning, with its first note chosen; a folded one is chosen.
    """
    tree, run = state.tree, run_at(state, state.node)
    if run is None:
        return
    if _is_open(state, run):
        state.opened.discard(run.first)
        on_path = _on_path(tree, state.node)
        state.node = tree.ahead(on_path, run.last) or on_path
    else:
        state.opened.add(run.first)
        state.node = tree.path(state.node)[run.first - 1]
        state.first = run.first


def later(state: TreeState) -> None:
    """Show the notes behind those that are shown."""
    last = look_at(state).columns[-1].number
    if last < state.tree.depth:
        page(state, last + 1)


def earlier(state: TreeState, first: int) -> None:
    """Show the notes before one, and leave none out."""
    before = first - 1
    state.first = max(1, before + 1 - _COLUMNS)
    # Where there is much, a window is narrower.
    while (last := look_at(state).columns[-1].number) < before:
        state.first += before - last
    page(state, state.first)


def page(state: TreeState, first: int) -> None:
    """Show the notes from one on, and choose the best one before them."""
    state.first = first
    # A folded run is shown whole.
    found = state.tree.at(look_at(state).columns[0].number)
    state.node = found[0] if found else 0


def choose_window(state: TreeState, sight: Sight) -> None:
    """Let a tree that is longer than the picture be paged through."""
    depth = state.tree.depth
    first, last = sight.columns[0].number + 1, sight.columns[-1].number
    if first <= 1 and last >= depth:
        return
    told = (
        _("Words {first} to {last} of {all}")
        if state.raw
        else _("Notes {first} to {last} of {all}")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Earlier"),
            icon=":material/chevron_left:",
            key=f"earlier_{state.result.number}",
            disabled=first <= 1,
            on_click=earlier,
            # Where from, and not how far: a click that is heard twice leads no further.
            args=[state, first],
        )
        st.markdown(told.format(first=number(first), last=number(last), all=number(depth)))
        st.button(
            _("Later"),
            icon=":material/chevron_right:",
            key=f"later_{state.result.number}",
            disabled=last >= depth,
            on_click=page,
            args=[state, last + 1],
        )


def _is_open(state: TreeState, run: Run) -> bool:
    return run.first in state.opened


def _stands_for(tree: NoteTree, run: Run, node: int) -> bool:
    """Tell whether a node is the one that stands for a run on its line."""
    return tree.number(node) == run.last and tree.is_on_path(node)


def _on_path(tree: NoteTree, node: int) -> int:
    """Give the last node of a final path on the way to a node."""
    while not tree.is_on_path(node):
        node = tree.parent(node)
    return node
