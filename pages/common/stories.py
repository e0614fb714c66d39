"""Where a piece comes from, in a line: which network, which search, how much was given."""

from __future__ import annotations

import streamlit as st

from core.composer import Composition
from pages.common.i18n import _, n_
from pages.common.networks import collection_of, installed, model_of
from pages.common.wording import collection_title, model_title, search_title


def tell_origin(composition: Composition) -> None:
    """Say which network made a piece, how it searched, and how much of it was given."""
    network = network_titles(composition.recipe.checkpoint)
    st.caption(" · ".join([*network, _search(composition), _given(composition)]))


def network_titles(checkpoint: str) -> list[str]:
    """Say what a network learned from, and how it thinks."""
    found = next((info for info in installed() if info.name == checkpoint), None)
    if found is None:
        return [_("a network that is not installed any more")]
    return [collection_title(collection_of(found)), model_title(model_of(found))]


def _search(composition: Composition) -> str:
    recipe = composition.recipe
    title = search_title(recipe.search)
    paths = len(composition.beams)
    return f"{title}, k = {recipe.k}" if paths > 1 else title


def _given(composition: Composition) -> str:
    codec = composition.codec
    given = sum(map(codec.starts_note, composition.seed_tokens))
    return n_("{n} note was given", "{n} notes were given", given)
