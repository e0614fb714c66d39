"""The sidebar's manners on a phone: it makes room for the page that was chosen in it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_sidebar = st.components.v2.component(
    "semilla.sidebar", js=Path(__file__).with_name("sidebar.js").read_text("utf-8")
)


def make_room(page: str) -> None:
    """Close the sidebar on a narrow screen when another page is shown than before."""
    _sidebar(key="sidebar", data={"page": page}, height=1)
