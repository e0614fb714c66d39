"""A click on the tree, told in words: the path to a node, its chance, and what else was there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.composer import Composition
from core.decoding import Node
from pages.common.i18n import _, number
from pages.common.wording import labels, percent, step_name


def clicked_node(event: Mapping[str, Any]) -> int | None:
    """Give the id of the node in a Plotly selection, if one is."""
    points = event.get("selection", {}).get("points", [])
    for point in points:
        node = point.get("customdata")
        node = node[0] if isinstance(node, (list, tuple)) and node else node
        if isinstance(node, int):
            return node
    return None


def tell_node(composition: Composition, node_id: int) -> None:
    """Say what a node is and show the notes that stood beside it."""
    tree = composition.tree
    node = tree.node(node_id)
    if node.parent is None or node.token is None:
        st.markdown(_("This is the end of the seed: here the search begins."))
        return
    path = _names(composition, tree.path(node_id))
    fate = _("The search went on from it.") if node.kept else _("The search dropped it here.")
    st.markdown(
        _("**{note}** — {kind} {step}, chance {share}. {fate}").format(
            note=path[-1],
            kind=step_name(composition.codec).lower(),
            step=number(node.step),
            share=percent(node.log_probability),
            fate=fate,
        )
    )
    st.caption(_("The path to it, from the end of the seed:"))
    st.text("  ".join(path))
    st.caption(_("What else could have followed the same path:"))
    st.dataframe(
        [_row(composition, other, node_id) for other in tree.siblings(node_id)],
        hide_index=True,
        key=f"siblings_{node_id}",
    )


def _row(composition: Composition, node: Node, chosen: int) -> Mapping[str, Any]:
    return {
        " ": "➤" if node.id == chosen else "",
        step_name(composition.codec): _names(composition, [node.token or 0])[0],
        _("Probability"): percent(node.log_probability),
        _("Log-probability"): number(node.log_probability, 3),
        _("Sum so far"): number(node.sum, 3),
        _("Fate"): _("Kept") if node.kept else _("Dropped"),
    }


def _names(composition: Composition, ids: list[int]) -> list[str]:
    return labels(composition.codec, composition.vocabulary.tokens(ids))
