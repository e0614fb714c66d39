"""A box that stays in sight while the page is scrolled: the player that all cards share."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.common.drawing import theme

# On a phone it stays below the button that opens the sidebar. On low screens too little would be
# left to scroll.
_STYLE = """
<style>
@media (min-height: 600px) {{
  [data-testid="stLayoutWrapper"]:has(> .st-key-{key}) {{
    position: sticky;
    top: 3.75rem;
    z-index: 5;
    padding-block: 0.5rem;
    background: {background};
  }}
}}
@media (min-height: 600px) and (min-width: 768px) {{
  [data-testid="stLayoutWrapper"]:has(> .st-key-{key}) {{
    top: 0;
  }}
}}
</style>
"""


def stays_in_sight(key: str) -> DeltaGenerator:
    """Give a container that stays at the top of the window when the page is scrolled past it.

    Parameters
    ----------
    key
        Its key; letters and underscores only.
    """
    background = st.get_option(f"theme.{theme()}.backgroundColor")
    st.html(_STYLE.format(key=key, background=background))
    return st.container(key=key)
