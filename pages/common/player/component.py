"""The player's part in the browser: one module of JavaScript, put together from its files.

Streamlit takes a component's JavaScript as one text. The files share one scope and are joined in
the order given here, each after those that it uses; the last one exports the component.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_PARTS = (
    "tools.js",
    "music.js",
    "sound.js",
    "ink.js",
    "roll.js",
    "drawing.js",
    "overview.js",
    "gestures.js",
    "trim.js",
    "sheet.js",
    "transport.js",
    "controls.js",
    "player.js",
    "entry.js",
)


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


browser_player = st.components.v2.component(
    "semilla_player",
    html=_text("player.html"),
    css=_text("player.css"),
    js="\n".join(map(_text, _PARTS)),
)
