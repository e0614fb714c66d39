"""What every page begins with: its title, the language, the way to the other pages.

Called first on each page, so that a link straight to any of them works.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from core import audio
from core.errors import SemillaError
from pages.common import work
from pages.common.figures import mend_figures
from pages.common.i18n import (
    KEY,
    LANGUAGES,
    LETTERS,
    SOLFEGE,
    _,
    asked_language,
    browser_language,
    names_key,
    sentence,
    usual_names,
)
from pages.common.session import visit
from pages.common.sidebar import make_room
from pages.common.visitor import remember, wish

PAGES = {
    "welcome": "app.py",
    "compose": "pages/compose.py",
    "beam_tree": "pages/beam_tree.py",
    "compare": "pages/compare.py",
    "pieces": "pages/pieces.py",
    "explore": "pages/explore.py",
    "learn": "pages/learn.py",
    "piece": "pages/piece.py",
}
_STYLE = Path(__file__).resolve().parents[2] / "assets" / "style.css"
_COOKIE = "semilla_{name}"
# Reached by a link that its owner gave away, and not from the sidebar.
_UNLISTED = ("piece",)
# Streamlit brings these along: an emoji would need a font of the visitor's.
ICONS = {
    "welcome": ":material/psychiatry:",
    "compose": ":material/piano:",
    "beam_tree": ":material/account_tree:",
    "compare": ":material/compare_arrows:",
    "pieces": ":material/library_music:",
    "explore": ":material/search_insights:",
    "learn": ":material/school:",
    "piece": ":material/music_note:",
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
        wishes = {**_choose_language(), **_choose_names()}
        make_room(page)
        mend_figures()
        remember({_COOKIE.format(name=name): value for name, value in wishes.items()})
    st.html(_STYLE)
    st.set_page_config(page_title=f"{page_name(page)} · Semilla", page_icon="🌱", layout=layout)
    with links:
        st.markdown(f"### {ICONS['welcome']} Semilla")
        for name, path in PAGES.items():
            if name not in _UNLISTED:
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
    names = {
        "welcome": _("Welcome"),
        "compose": _("Compose"),
        "beam_tree": _("Beam tree"),
        "compare": _("Compare"),
        "pieces": _("My pieces"),
        "explore": _("Collections"),
        "learn": _("Learn"),
        "piece": _("A piece"),
    }
    return names[page]


def _choose_language() -> dict[str, str]:
    """Offer the languages; the address names one that is not the browser's own (``?lang=es``)."""
    kept = wish(_COOKIE.format(name=KEY))
    chosen = st.segmented_control(
        "Language · Idioma",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        default=asked_language() or (kept if kept in LANGUAGES else browser_language()),
        required=True,
        key=KEY,
        persist_state="session",
    )
    if chosen == browser_language():
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = str(chosen)
    return {KEY: str(chosen)}


def _choose_names() -> dict[str, str]:
    """Offer both ways of calling notes; each language remembers its own."""
    names, key = {LETTERS: "C D E", SOLFEGE: "Do Re Mi"}, names_key()
    kept = wish(_COOKIE.format(name=key))
    chosen = st.segmented_control(
        _("Names of notes"),
        list(names),
        format_func=names.__getitem__,
        default=kept if kept in names else usual_names(),
        required=True,
        key=key,
        persist_state="session",
    )
    return {key: str(chosen)}


def _hush() -> None:
    """Let nothing start to play by itself because a visitor comes back to a page."""
    memory = visit()
    kept = (*memory.variants.values(), *memory.opened.values())
    for result in (memory.result, memory.example, *kept):
        if result is not None:
            result.autoplay = False


@st.cache_data(ttl="1m", show_spinner=False)
def _sound_problem() -> SemillaError | None:
    return audio.missing()
