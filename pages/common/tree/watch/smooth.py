"""Pictures that follow each other without a gap.

A Plotly chart that changes is built anew in the browser, and its place is white meanwhile: what
plays would blink at every step. So two charts lie on each other: the new one is built in front of
the old one, which goes when it is covered. It does not know what the pictures show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.common.drawing import show_figure

# Both lie in one place. A text before the style keeps Streamlit from moving it elsewhere.
_STYLE = """
<span></span>
<style>
.st-key-smooth_{key} {{ display: grid; grid-template-columns: minmax(0, 1fr); }}
.st-key-smooth_{key} > * {{ grid-area: 1 / 1; width: 100%; min-height: 0; }}
.st-key-smooth_{key}:has(.st-key-smooth_{front}_{key} .scatterlayer .trace)
  .st-key-smooth_{back}_{key} {{ visibility: hidden; }}
@supports not selector(:has(*)) {{
  .st-key-smooth_{back}_{key} {{ visibility: hidden; }}
}}
</style>
"""


@dataclass
class _Pair:
    """Two figures, as they were sent last, and the place of the one in front."""

    figures: list[Any] = field(default_factory=lambda: [None, None])
    specs: list[str] = field(default_factory=lambda: ["", ""])
    front: int = 0

    def take(self, figure: Any) -> None:
        """Bring a figure to the front, if it is not there already."""
        if (spec := figure.to_json()) != self.specs[self.front]:
            self.front = 1 - self.front
            self.figures[self.front], self.specs[self.front] = figure, spec


def show_smooth(figure: Any, *, key: str, alt: str) -> None:
    """Show a figure in front of the one that was shown before under this key.

    Parameters
    ----------
    figure
        A Plotly figure; it is changed.
    alt
        What it shows, for those who do not see it.
    """
    pair: _Pair = st.session_state.setdefault(f"smooth_{key}", _Pair())
    pair.take(figure)
    with st.container(key=f"smooth_{key}"):
        for place, shown in enumerate(pair.figures):
            with st.container(key=f"smooth_{place}_{key}"):
                if shown is None:
                    st.empty()
                else:
                    show_figure(shown, key=f"{key}_{place}", alt=alt)
        # Told last: until then the old one stands in front, and afterwards until the new one is
        # there.
        st.html(_STYLE.format(key=key, front=pair.front, back=1 - pair.front))
