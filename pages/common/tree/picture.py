"""The picture of a tree, in one of three views, and the ways to walk it: clicks, keys, buttons."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from core.figures import Words, beams_roll_figure, icicle_figure, node_x_px, tree_figure
from core.figures.tree import LATER, key_figure, path_mark
from core.note_tree import Sight
from pages.common.clicks import clicked, is_deselected, place_in
from pages.common.drawing import show_figure, theme, words
from pages.common.i18n import _, solfege
from pages.common.results import pick_path
from pages.common.sounding import sounding
from pages.common.tree.names import Names
from pages.common.tree.state import TreeState
from pages.common.tree.walker import Stop, walk
from pages.common.tree.windows import (
    choose_window,
    fold,
    later,
    look_at,
    outside,
    path_end,
    sight_of,
    step_back,
)

# What the containers' classes are called after: the picture's scrolls sideways.
PICTURE, LEGEND = "tree_picture", "tree_legend"


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
        on_fold=partial(fold, state),
        can_fold=state.folded and bool(state.tree.runs()),
        legend=LEGEND if state.view == "tree" else None,
        has_nodes=state.view != "roll",
    )


def _walk(state: TreeState, node: int) -> None:
    state.node = node


def _words(state: TreeState) -> Words:
    """Give the figures' words: what is counted are notes, or words."""
    return replace(words(), step=_("Word")) if state.raw else words()


def _show_tree(state: TreeState, sight: Sight, names: Names) -> None:
    path = state.result.rank if len(state.tree.finals) > 1 else None
    with st.container(key=PICTURE):
        show_figure(
            tree_figure(
                state.tree,
                sight,
                name=names.name,
                why=names.why,
                block=names.block,
                chosen=state.node,
                path=path,
                key=False,
                theme=theme(),
                words=_words(state),
            ),
            key=f"tree_{state.result.number}",
            alt=_("The tree of the search; the line below tells the chosen note in words."),
            on_select=partial(_clicked, state, "tree"),
        )
    # It stays where it is while the picture is scrolled.
    with st.container(key=LEGEND):
        show_figure(
            key_figure(
                state.tree,
                sight,
                chosen=state.node,
                path=path,
                theme=theme(),
                words=_words(state),
            ),
            key=f"key_{state.result.number}",
            alt=_("What the marks in the picture mean."),
            is_picture=True,
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
                words=_words(state),
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
                given=result.given(),
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
    """Take in a click on the picture, before the page is run for it."""
    key = f"{kind}_{state.result.number}"
    # A second click deselects what the first one selected, and is meant all the same.
    last = f"{key}_last"
    found = st.session_state.get(last, state.node) if is_deselected(key) else clicked(key)
    st.session_state[last] = found
    if (rank := _rank(state, found)) is not None:
        _hear_path(state, rank)
    elif found == LATER:
        later(state)
    elif (node := place_in(found, len(state.tree.tree))) is not None and node in state.tree:
        sight = look_at(state)
        if kind == "tree" and node in sight.places and sight.block(node) is not None:
            state.node = node
            fold(state)
            # Where the block was, its first note stands now.
            st.session_state[last] = state.node
        else:
            state.hear(node)


def _hear_path(state: TreeState, rank: int) -> None:
    """Pick a final path and choose its last note, whose player plays all of it."""
    pick_path(state.result, rank)
    # One sound is enough.
    state.result.autoplay = False
    state.hear(state.tree.finals[rank], whole=True)


def _rank(state: TreeState, found: object) -> int | None:
    """Read which final path was clicked, if one was."""
    ranks = range(len(state.tree.finals))
    return next((rank for rank in ranks if found == path_mark(rank)), None)


def _clicked_path(state: TreeState) -> None:
    key = f"beams_roll_{state.result.number}"
    found = state.result.rank if is_deselected(key) else clicked(key)
    rank = place_in(found, len(state.result.composition.beams))
    if rank is not None:
        _hear_path(state, rank)


def _stops(state: TreeState, sight: Sight, names: Names) -> list[Stop]:
    """Give what can be walked to: all that is shown, and what a step leads to from there."""
    beyond = outside(state, sight)
    parents = {**sight.parents, **beyond}
    for node, parent in sight.parents.items():
        if parent is None and node:
            parents[node] = step_back(state, node)
    children: dict[int, list[int]] = {}
    for node, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(node)
    xs_px = {node: node_x_px(sight, node) for node in sight.places}
    first, last_px = sight.columns[0].number, max(xs_px.values())
    for node, parent in beyond.items():
        away_px = 0.0 if state.tree.number(node) <= first else last_px
        xs_px[node] = away_px if parent is None else xs_px[parent]
    return [
        Stop(
            node,
            parents[node],
            tuple(children.get(node, ())),
            _told(sight, names, node),
            xs_px[node],
            path_end(state.tree, node),
            state.view == "tree" and node in sight.places and sight.block(node) is not None,
        )
        # The end of the seed first.
        for node in sorted(parents, key=bool)
    ]


def _told(sight: Sight, names: Names, node: int) -> str:
    """Say what a node is, or, of a folded run, also with which note it ends."""
    run = sight.block(node) if node in sight.places else None
    if run is None:
        return names.spoken(node)
    return _("{block}, up to {note}").format(block=names.block(run, node), note=names.name(node))
