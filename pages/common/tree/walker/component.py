"""The walker's part in the browser: one module of JavaScript, put together from its files.

Streamlit takes a component's JavaScript as one text. The files share one scope; the last one
exports the component.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_PARTS = ("tree.js", "picture.js", "fonts.js", "saving.js", "walker.js")


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


browser_walker = st.components.v2.component(
    "semilla_tree_walker",
    html=_text("walker.html"),
    css=_text("walker.css"),
    js="\n".join(map(_text, _PARTS)),
)
