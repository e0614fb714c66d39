"""The two pictures of a step: its candidates as a race, and the tree as it stands after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.decoding import BeamTree
from core.figures import Runner, race_figure, tree_figure
from core.figures.palette import palette
from core.note_tree import NoteTree, Sight, look
from pages.common.drawing import theme, words
from pages.common.i18n import _, n_, number
from pages.common.tree.watch.smooth import show_smooth
from pages.common.tree.watch.steps import Entrant, Step, Watched
from pages.common.tree.watch.telling import lost, share

# Rows for what falls, and for all.
_FALLEN, _MOST_ROWS = 5, 21
# What stands before a candidate's own token in its row, and steps that the tree shows.
_BEFORE, _STEPS = 3, 3
_DROPPED = 4
_COLUMNS = ("parent", "step", "token", "log_probability", "sum", "kept", "score", "place")


def shown(watched: Watched, step: Step) -> list[Entrant]:
    """Give those of a step's candidates that have a row, best first."""
    survivors = min(watched.most_survivors, _MOST_ROWS - _FALLEN)
    return step.shown(survivors, survivors + _FALLEN)


def draw_race(watched: Watched, step: Step, *, key: str) -> None:
    """Draw who competes at a step, how far they get, and who survives."""
    few = shown(watched, step)
    cut = None
    if step.cut is not None and step.fallen:
        cut = step.cut, _("k = {k}: what stands above goes on").format(k=number(watched.k))
    figure = race_figure(
        [_runner(watched, step, entrant) for entrant in few],
        cut=cut,
        more=_more(step, few),
        rows=_most_rows(watched),
        axis=_("← less likely · sum so far · likelier →"),
        theme=theme(),
        words=replace(words(), kept=_("Survives"), pruned=_("Falls")),
    )
    show_smooth(figure, key=key, alt=_("The candidates of this step; the table has them all."))


def draw_tree(watched: Watched, step: Step, *, key: str) -> None:
    """Draw the last steps of the search, and nothing of what comes later."""
    tree, sight = seen(watched, step)
    figure = tree_figure(
        tree,
        sight,
        name=lambda node: watched.last(node, 1)[-1] if node else watched.root,
        why=lambda node: _why(tree, node),
        key=False,
        theme=theme(),
        words=replace(words(), step=watched.unit),
    )
    # A path's place can change at each step: a colour of its own would jump from path to path.
    figure.update_traces(marker_color=palette(theme()).new, selector={"mode": "markers+text"})
    _fit(figure, key)
    show_smooth(figure, key=key, alt=_("The tree as it stands after this step."))


def seen(watched: Watched, step: Step) -> tuple[NoteTree, Sight]:
    """Give the tree as it stands after a step, and what of it is shown."""
    tree = NoteTree(_until(watched.tree, step), is_last=lambda token: True)
    first = max(1, step.number - _STEPS + 1)
    return tree, look(tree, folded=False, first=first, columns=_STEPS, beside=_DROPPED)


def _why(tree: NoteTree, node: int) -> str:
    sentences = {
        "path": _("It goes on."),
        "dropped": _("The search dropped it here."),
        "lost": _("Nothing that followed it survived."),
        "overtaken": _("The piece ended here, and other paths became better."),
        "beaten": _("It goes on."),
    }
    return sentences[tree.fate(node).kind]


def _fit(figure: Any, key: str) -> None:
    """Make a picture as wide as its place, and at least as high as it was before.

    Few columns may stand closer together than its own width wants, and what is below it stays.
    """
    name = f"{key}_height_px"
    height_px = max(figure.layout.height, int(st.session_state.get(name, 0)))
    st.session_state[name] = height_px
    range_px = [height_px - figure.layout.margin.t, 0]
    figure.update_layout(width=None, height=height_px, yaxis_range=range_px)


def _until(tree: BeamTree, step: Step) -> BeamTree:
    """Give the tree as it was after a step, the survivors at the ends of its paths."""
    size = int(np.searchsorted(tree.column("step"), step.number, side="right"))
    columns = {name: tree.column(name)[:size] for name in _COLUMNS}
    return BeamTree.of(columns, [entrant.node for entrant in step.survivors])


def _most_rows(watched: Watched) -> int:
    """Tell how many rows the fullest step has, but for what waits."""
    return min(watched.most_survivors + _FALLEN, max(watched.counts[1:]), _MOST_ROWS)


def _runner(watched: Watched, step: Step, entrant: Entrant) -> Runner:
    *before, name = watched.last(entrant.node, _BEFORE + 1)
    begin, end = entrant.before, entrant.standing
    own = begin + entrant.own if lost(watched, entrant) else end
    if watched.search == "stochastic-beam":
        # Chances are drawn, and luck is told by the order: added up, it would hide them.
        begin, own, end = entrant.sum - entrant.own, entrant.sum, entrant.sum
    return Runner(
        place=entrant.place if watched.knows_places else 0,
        path=" ".join(before),
        name=name,
        chance="" if entrant.waits else share(entrant.own),
        before=begin,
        own=own,
        score=end,
        rank=step.survivors.index(entrant) if entrant.survives else None,
        waits=entrant.waits,
    )


def _more(step: Step, few: list[Entrant]) -> str:
    hidden = [entrant for entrant in step.entrants if entrant not in few]
    if not hidden:
        return ""
    said = n_("and {n} more", "and {n} more", len(hidden))
    if kept := sum(entrant.survives for entrant in hidden):
        said += " " + n_("({n} of them survives)", "({n} of them survive)", kept)
    return said
