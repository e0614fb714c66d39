"""What every page begins with: its title, the language, the way to the other pages.

Called first on each page, so that a link straight to any of them works.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core import audio
from core.errors import SemillaError
from pages.common import work
from pages.common.i18n import KEY, LANGUAGES, _, asked_language, browser_language, sentence
from pages.common.session import visit

PAGES = {"welcome": "app.py", "compose": "pages/compose.py", "beam_tree": "pages/beam_tree.py"}
# Streamlit brings these along: an emoji would need a font of the visitor's.
ICONS = {
    "welcome": ":material/psychiatry:",
    "compose": ":material/piano:",
    "beam_tree": ":material/account_tree:",
}


def setup_page(page: str, *, layout: Literal["centered", "wide"] = "wide") -> None:
    """Set the page up and draw the sidebar.

    Parameters
    ----------
    page
        A key of ``PAGES``.
    """
    # The workers start while the visitor reads.
    work.queue()
    with st.sidebar:
        links = st.container()
        st.space("small")
        _choose_language()
    st.set_page_config(page_title=f"{page_name(page)} · Semilla", page_icon="🌱", layout=layout)
    with links:
        st.markdown(f"### {ICONS['welcome']} Semilla")
        for name, path in PAGES.items():
            st.page_link(path, label=page_name(name), icon=ICONS[name], width="stretch")
    memory = visit()
    if memory.page != page:
        memory.page = page
        _hush()
    if problem := _sound_problem():
        st.warning(
            f"{sentence(problem)} — "
            + _("Until then there is no sound; composing, the tree and MIDI files work."),
            icon=":material/volume_off:",
        )


def page_name(page: str) -> str:
    """Name a page in the reader's language."""
    return {"welcome": _("Welcome"), "compose": _("Compose"), "beam_tree": _("Beam tree")}[page]


def _choose_language() -> None:
    """Offer the languages; the address names one that is not the browser's own (``?lang=es``)."""
    chosen = st.segmented_control(
        "Language · Idioma",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        default=asked_language() or browser_language(),
        required=True,
        key=KEY,
        persist_state="session",
    )
    if chosen == browser_language():
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = str(chosen)


def _hush() -> None:
    """Let nothing start to play by itself because a visitor comes back to a page."""
    memory = visit()
    for result in (memory.result, memory.example):
        if result is not None:
            result.autoplay = False


@st.cache_data(ttl="1m", show_spinner=False)
def _sound_problem() -> SemillaError | None:
    return audio.missing()
