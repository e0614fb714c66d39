"""What all chapters are made of: something to try, names of notes and networks."""

from __future__ import annotations

import streamlit as st

from core.theory import shown_pitch_class
from pages.common.i18n import _, plain, solfege

NATURALS = (0, 2, 4, 5, 7, 9, 11)


def try_it(text: str) -> None:
    """Say what there is to do."""
    st.markdown(f":material/touch_app: **{_('Try it:')}** {text}")


def network_name(model: str) -> str:
    """Name a network so shortly that it fits beside two others."""
    names = {
        "gru": "GRU",
        "gru-attention": _("GRU + attention"),
        "transformer": "Transformer",
    }
    return names.get(model) or plain(model)


def note_names(pitch_class: int) -> str:
    """Name a pitch class with all its names: ``C``, or ``C♯ = D♭``."""
    if pitch_class in NATURALS:
        return shown_pitch_class(pitch_class, solfege=solfege())
    below = shown_pitch_class(pitch_class - 1, solfege=solfege())
    above = shown_pitch_class(pitch_class + 1, solfege=solfege())
    return f"{below}♯ = {above}♭"
