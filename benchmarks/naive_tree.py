"""The rival of the tree's picture, an app of its own: a search drawn as Plotly's manual does.

One trace of lines, one of marks with a label each; every node, or with ``?kept=1`` those that the
search kept. Nothing is folded and there is no window. The figure is made once and kept; a click
runs the page again, which puts a ring round the node.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.store import Store

_COLUMN_PX, _ROW_PX = 104, 30
_KEY = "naive-tree_1"


@st.cache_resource
def figure_of(link: str, is_kept: bool) -> go.Figure:
    """Draw the tree of a kept piece."""
    _, composition = Store().open(link)
    tree, codec, vocabulary = composition.note_tree(), composition.codec, composition.vocabulary
    nodes = [n for n in range(len(tree.tree)) if n in tree and (tree.is_kept(n) or not is_kept)]
    rows = Counter[int]()
    places = {}
    for node in nodes:
        column = tree.number(node)
        places[node] = column, rows[column]
        rows[column] += 1
    ends = [(places[tree.parent(node)], places[node]) for node in nodes[1:]]
    lines = np.array([(a, b, (np.nan, np.nan)) for a, b in ends], np.float32).reshape(-1, 2)
    xs, ys = np.array(list(places.values()), np.float32).T
    words = (vocabulary.tokens(tree.node(node).tokens) for node in nodes[1:])
    traces = [
        go.Scatter(x=lines[:, 0], y=lines[:, 1], mode="lines", hoverinfo="skip"),
        go.Scatter(
            x=xs,
            y=ys,
            customdata=np.array(nodes),
            text=["End of the seed", *map(codec.name_note, words)],
            mode="markers+text",
            textposition="top center",
            marker={"size": 10},
            unselected={"marker": {"opacity": 1}},
        ),
    ]
    size = {"width": _COLUMN_PX * (tree.depth + 1), "height": _ROW_PX * max(rows.values())}
    # The last row lies below: trees grow down.
    axis = {"autorange": "reversed"}
    layout = {**size, "yaxis": axis, "showlegend": False, "clickmode": "event+select"}
    return go.Figure(traces, layout)


def main() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide")
    st.title("Naive tree")
    figure = figure_of(st.query_params["piece"], "kept" in st.query_params)
    if points := (st.session_state.get(_KEY) or {}).get("selection", {}).get("points"):
        ring = {"symbol": "circle-open", "size": 20, "color": "black"}
        place = {"x": [points[0]["x"]], "y": [points[0]["y"]]}
        figure = go.Figure([*figure.data, go.Scatter(**place, mode="markers", marker=ring)])
        figure.layout = figure_of(st.query_params["piece"], "kept" in st.query_params).layout
    with st.container(key="tree_picture"):
        st.plotly_chart(
            figure,
            width="content",
            theme=None,
            key=_KEY,
            on_select="rerun",
            selection_mode="points",
        )


if __name__ == "__main__":
    main()
