"""What can be done with a piece: go on from it, vary it, take a step back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.common import composing
from pages.common.i18n import _, n_, number
from pages.common.naming import offer_name, show_failure
from pages.common.player import hear
from pages.common.session import Result, visit
from pages.common.sharing import share
from pages.common.sounding import sounding

# Two stand side by side on a screen; on a phone they are a column.
_COLUMNS = 2


def offer_work(result: Result, checkpoint: str | None, search: dict[str, Any]) -> None:
    """Draw what can be done: the buttons, the link, the variations that were asked for.

    Parameters
    ----------
    checkpoint, search
        The network and the search that are chosen now: they go on from what is there.
    """
    with st.container(horizontal=True):
        st.button(
            _("Go on from here"),
            icon=":material/arrow_forward:",
            key="go_on",
            disabled=checkpoint is None,
            on_click=composing.go_on,
            args=[result, checkpoint, search],
            help=_("The network and the search chosen above carry the whole piece on."),
        )
        st.button(
            n_("{n} variation", "{n} variations", composing.VARIANTS),
            icon=":material/shuffle:",
            key="vary",
            on_click=composing.vary,
            args=[result],
            help=_("Other ways of going on from the same seed, to hear side by side."),
        )
        if result.parent is not None or result.before is not None:
            st.button(
                _("Take it back"),
                icon=":material/undo:",
                key="take_back",
                on_click=composing.take_back,
                args=[result],
                help=_("Back to the piece before. This one stays in “My pieces”."),
            )
        offer_name(result)
    show_failure()
    share(result)
    _show_variants()


def _show_variants() -> None:
    """Show the variations that are there, to hear and to choose from."""
    composing.collect_variants()
    variants = visit().variants
    if not variants:
        return
    with st.container(border=True):
        st.markdown(f"**{_('Variations')}**")
        columns = st.columns(_COLUMNS, gap="medium")
        for place, variant in sorted(variants.items()):
            with columns[place % _COLUMNS]:
                _show_variant(place, variant)
        st.button(
            _("None of them"),
            icon=":material/close:",
            key="no_variant",
            on_click=composing.forget_variants,
        )


def _show_variant(place: int, variant: Result) -> None:
    hear(
        sounding(variant, 0),
        key=f"variant_{variant.number}",
        title=_("Variation {n}").format(n=number(place + 1)),
        seed_ticks=variant.seed_ticks(0),
        given=variant.given(),
        mp3=variant.sound(0),
        compact=True,
    )
    st.button(
        _("Take this one"),
        icon=":material/check:",
        key=f"take_{variant.number}",
        on_click=composing.show,
        args=[variant],
    )
