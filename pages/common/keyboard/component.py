"""The piano's part in the browser: one module of JavaScript, put together from its files.

Streamlit takes a component's JavaScript as one text. The files share one scope; the last one
exports the component.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_PARTS = ("sound.js", "keys.js", "take.js", "hands.js", "keyboard.js")


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


browser_piano = st.components.v2.component(
    "semilla_piano",
    html='<div class="piano"></div>\n',
    css=_text("keyboard.css"),
    js="\n".join(map(_text, _PARTS)),
)
