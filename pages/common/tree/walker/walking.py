"""The walker on a page: what it is told of the tree, and what it was asked for.

Walking happens in the browser; what it sends is checked, and handed to the page once. Which tree
it is, and how that is drawn, is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from pages.common.i18n import _
from pages.common.tree.walker.component import browser_walker

_EVENTS = ("walk", "hear", "fold")


@dataclass(frozen=True)
class Stop:
    """A node that can be walked to.

    Attributes
    ----------
    id
        The node's number, 0 or more.
    parent
        The node one note back; None for the root.
    children
        The nodes one note on, best first.
    text
        What is said of it: "C5 ♩, 34 %, dropped: place 7 of 5".
    x_px
        Where it stands in the picture, from the left. Where a point of the figure has the node's
        number as its ``customdata``, that point's place counts; one that is not drawn yet is
        waited for.
    end
        The node at the end of the best path through it; None where ``children`` lead to that.
    is_block
        Whether it stands for a folded block, which a click opens.
    """

    id: int
    parent: int | None
    children: tuple[int, ...]
    text: str
    x_px: float
    end: int | None = None
    is_block: bool = False


def walk(
    stops: Sequence[Stop],
    chosen: int,
    *,
    key: str,
    picture: str,
    file_name: str,
    on_walk: Callable[[int], None],
    on_hear: Callable[[int], None],
    on_fold: Callable[[], None],
    can_fold: bool = False,
    legend: str | None = None,
    has_nodes: bool = True,
) -> None:
    """Let the tree be walked without a mouse, and its picture be saved.

    Until the figure has been drawn with the chosen node marked in it, a ring shows where it is.

    Parameters
    ----------
    stops
        The nodes that are shown, at least one, and those outside that a step leads to: the root
        first.
    chosen
        Where the visitor is; the root, where that is not among ``stops``.
    key
        Unique on the page, the same in each rerun, and another one for another tree.
    picture
        Key of the ``st.container`` that holds the figure and scrolls sideways. It can be reached
        by Tab from now on, and the same keys work there.
    file_name
        What the saved picture is called, without its ending.
    on_walk, on_hear
        Called before the rerun with the node that was walked to, or is to be heard: each time a
        number of ``stops``.
    on_fold
        Called before the rerun when the folded block is to be opened, or closed again.
    can_fold
        Whether there is one that can be.
    legend
        Key of the ``st.container`` with a figure that explains the picture and is saved with it.
    has_nodes
        Whether numbers that are the figure's ``customdata`` are nodes.
    """
    ids = frozenset(stop.id for stop in stops)
    calls: dict[str, Callable[[int], None]] = {"walk": on_walk, "hear": on_hear}
    if can_fold:
        calls["fold"] = lambda _node: on_fold()
    take = partial(_take, key, ids, calls)
    browser_walker(
        key=key,
        data={
            "key": key,
            "stops": _columns(stops),
            "chosen": chosen if chosen in ids else stops[0].id,
            "told": {event: _told(key).get(event, 0) for event in _EVENTS},
            "picture": f"st-key-{picture}",
            "has_nodes": has_nodes,
            "legend": legend and f"st-key-{legend}",
            "file_name": file_name,
            "can_fold": can_fold,
            "words": _words(can_fold),
        },
        on_walk_change=take,
        on_hear_change=take,
        on_fold_change=take,
    )


def _columns(stops: Sequence[Stop]) -> dict[str, list[Any]]:
    """Give the stops as the browser reads them: children are known by their parents and order."""
    place = {child: rank for stop in stops for rank, child in enumerate(stop.children)}
    rows = [stops[0], *sorted(stops[1:], key=lambda stop: place.get(stop.id, len(stops)))]
    return {
        "ids": [stop.id for stop in rows],
        "parents": [stop.parent for stop in rows],
        "texts": [stop.text for stop in rows],
        "xs": [round(stop.x_px, 1) for stop in rows],
        "ends": [stop.end for stop in rows],
        "blocks": [stop.id for stop in rows if stop.is_block],
    }


def _take(key: str, ids: frozenset[int], calls: Mapping[str, Callable[[int], None]]) -> None:
    """Do what the browser asks for: each message once, in the order in which they were sent."""
    sent = st.session_state[key]
    messages = [(*message, event) for event in _EVENTS if (message := _message(sent.get(event)))]
    for number, node, event in sorted(messages):
        if number <= _told(key).get(event, 0):
            continue
        # Also what cannot be done has been heard: the browser waits for no answer to it.
        st.session_state[f"{key}_told"] = {**_told(key), event: number}
        if event in calls and node in ids:
            calls[event](node)


def _message(sent: object) -> tuple[int, int] | None:
    """Read a message's number and node: anything can stand there."""
    if isinstance(sent, list) and [type(part) for part in sent] == [int, int]:
        return sent[0], sent[1]
    return None


def _told(key: str) -> dict[str, int]:
    """Give the numbers of the last messages that were heard."""
    told: dict[str, int] = st.session_state.get(f"{key}_told", {})
    return told


def _words(can_fold: bool) -> dict[str, str]:
    keys = _(
        "Keys: ← goes one step back, → on to the best continuation, ↑ and ↓ to another candidate, "
        "Home back to the end of the seed, End to the end of the path; Enter plays."
    )
    if can_fold:
        keys += " " + _("O opens and closes a folded block.")
    return {
        "walk": _("Walk through the tree"),
        "label": _("Picture of the tree"),
        "keys": keys,
        "home": _("Back to the end of the seed"),
        "back": _("One step back"),
        "on": _("On to its best continuation"),
        "above": _("The candidate above"),
        "below": _("The candidate below"),
        "fold": _("Open or close a folded block"),
        "hear": _("Hear it"),
        "save": _("Save the picture"),
        "svg": _("Save what is shown as SVG"),
        "png": _("Save what is shown as PNG"),
        "failed": _("The picture could not be saved."),
    }
