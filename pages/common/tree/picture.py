"""The picture of a tree, in one of three views, and the ways to walk it: clicks, keys, buttons."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.figures import beams_roll_figure, icicle_figure, node_x_px, tree_figure
from core.note_tree import Sight
from pages.common.drawing import show_figure, theme, words
from pages.common.i18n import _, solfege
from pages.common.results import pick_path
from pages.common.sounding import sounding
from pages.common.tree.names import Names
from pages.common.tree.state import TreeState
from pages.common.tree.walker import Stop, walk
from pages.common.tree.windows import choose_window, look_at, sight_of

# What the container's class is called after: it scrolls sideways.
PICTURE = "tree_picture"


def show_picture(state: TreeState) -> None:
    """Draw the picture and what walks it."""
    if not state.tree.depth:
        st.info(
            _("This search has taken no step: there is only the end of the seed."),
            icon=":material/info:",
        )
    sight, names = sight_of(state), state.names()
    if state.view == "roll":
        _show_roll(state)
    elif state.view == "icicle":
        _show_icicle(state, names)
    else:
        choose_window(state, sight)
        _show_tree(state, sight, names)
    walk(
        _stops(state, sight, names),
        state.node,
        key=f"walk_{state.result.number}",
        picture=PICTURE,
        file_name="semilla-tree",
        on_walk=partial(_walk, state),
        on_hear=state.hear,
        on_fold=partial(_fold, state),
        can_fold=bool(state.tree.runs()),
    )


def _walk(state: TreeState, node: int) -> None:
    state.node = node


def _fold(state: TreeState, node: int | None = None) -> None:
    """Open the folded run that a node stands for, or fold again the one that it lies in."""
    at = state.tree.number(state.node if node is None else node)
    for run in state.tree.runs():
        if run.first <= at <= run.last:
            if run.first in state.opened:
                state.opened.discard(run.first)
            else:
                state.opened.add(run.first)
                state.first = run.first


def _show_tree(state: TreeState, sight: Sight, names: Names) -> None:
    with st.container(key=PICTURE):
        show_figure(
            tree_figure(
                state.tree,
                sight,
                name=names.name,
                why=names.why,
                block=names.block,
                chosen=state.node,
                path=state.result.rank if len(state.tree.finals) > 1 else None,
                theme=theme(),
                words=words(),
            ),
            key=f"tree_{state.result.number}",
            alt=_("The tree of the search; the line below tells the chosen note in words."),
            on_select=partial(_clicked, state, "tree"),
        )


def _show_icicle(state: TreeState, names: Names) -> None:
    with st.container(key=PICTURE):
        show_figure(
            icicle_figure(
                state.tree,
                root=_icicle_root(state),
                name=names.name,
                why=names.why,
                chosen=state.node,
                theme=theme(),
                words=words(),
            ),
            key=f"icicle_{state.result.number}",
            alt=_("The same tree as boxes: the higher a box, the likelier what it stands for."),
            on_select=partial(_clicked, state, "icicle"),
        )


def _icicle_root(state: TreeState) -> int:
    """Begin two notes before the chosen one, or where it all begins."""
    path = state.tree.path(state.node)
    return path[-3] if len(path) > 2 else 0


def _show_roll(state: TreeState) -> None:
    result = state.result
    ranks = range(len(result.composition.beams))
    with st.container(key=PICTURE):
        show_figure(
            beams_roll_figure(
                [sounding(result, rank) for rank in ranks],
                seed_ticks=result.seed_ticks(0),
                chosen_rank=result.rank,
                theme=theme(),
                words=words(),
                solfege=solfege(),
            ),
            key=f"beams_roll_{result.number}",
            alt=_("All final paths on one piano roll; what they share is drawn once."),
            on_select=partial(_clicked_path, state),
        )


def _clicked(state: TreeState, kind: str) -> None:
    """Take in a click on a node, before the page is run for it."""
    node = _point(f"{kind}_{state.result.number}")
    if not isinstance(node, int) or node not in state.tree:
        return
    sight = look_at(state)
    if kind == "tree" and node in sight.places and sight.block(node) is not None:
        state.node = node
        _fold(state, node)
    else:
        state.hear(node)


def _clicked_path(state: TreeState) -> None:
    rank = _point(f"beams_roll_{state.result.number}")
    if isinstance(rank, int) and 0 <= rank < len(state.result.composition.beams):
        pick_path(state.result, rank)


def _point(key: str) -> object:
    """Give what the clicked point of a figure stands for; None where none was clicked."""
    event = st.session_state.get(key) or {}
    points = event.get("selection", {}).get("points", [])
    found = points[0].get("customdata") if points else None
    return found[0] if isinstance(found, (list, tuple)) and found else found


def _stops(state: TreeState, sight: Sight, names: Names) -> list[Stop]:
    children: dict[int, list[int]] = {}
    for node, parent in sight.parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(node)
    return [
        Stop(
            node,
            sight.parents[node],
            tuple(children.get(node, ())),
            names.spoken(node) if (run := sight.block(node)) is None else names.block(run, node),
            node_x_px(sight, node),
        )
        for node in sight.places
    ]
