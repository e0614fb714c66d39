"""How many words there are, which are the commonest, and how much of the music they make up."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core.figures import bars_figure, coverage_figure
from core.lexicon import Kind, Lexicon
from pages.common.drawing import show_figure, theme
from pages.common.explorer.names import kind_title, kinds, shown, signs
from pages.common.explorer.places import chosen_word, word_key
from pages.common.explorer.source import Source
from pages.common.i18n import _, n_, number

_SHOWN_BARS = 15
# Two stand side by side on a phone.
_TILE_PX = 168
_FEWEST_FOR_A_CURVE = 24


def show_numbers(lexicon: Lexicon) -> None:
    """Show how much music it is, and how many words."""
    with st.container(horizontal=True):
        for name, value, story in (
            (_("Pieces"), len(lexicon.titles), None),
            (_("Notes"), lexicon.notes, _("Of all parts together.")),
            (_("Words in a row"), lexicon.tokens, _("All the words that the networks read.")),
            (_("Different words"), len(lexicon.vocabulary), _("The size of the dictionary.")),
        ):
            st.metric(name, number(value), help=story, border=True, width=_TILE_PX)
    if lexicon.unreadable:
        st.caption(
            n_(
                "{n} piece cannot be read and is left out.",
                "{n} pieces cannot be read and are left out.",
                lexicon.unreadable,
            )
        )


def show_commonest(lexicon: Lexicon, source: Source) -> None:
    """Draw the commonest words, and how much of the music they make up together."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("The commonest words"))
        _draw_bars(lexicon, source)
    with right:
        st.subheader(_("A few words make most of the music"))
        _draw_coverage(lexicon, source)


def _draw_bars(lexicon: Lexicon, source: Source) -> None:
    found = kinds(lexicon)
    # Of the bar lines, and of the ends, all are the same word.
    offered: list[Kind] = [kind for kind, numbers in found.items() if len(numbers) > 1]
    offered.sort(key=lambda kind: kind not in ("note", "chord"))
    kind = None
    if len(offered) > 1:
        kind = st.pills(
            _("Show"),
            ["all", *offered],
            format_func=lambda name: _("All words") if name == "all" else kind_title(name),
            default="note" if "chord" not in offered else "all",
            required=True,
            wrap=True,
            key=f"kind_{source.codec_name}",
            label_visibility="collapsed",
            persist_state="session",
        )
    numbers = next((n for name, n in found.items() if name == kind), range(len(lexicon.counts)))
    numbers = numbers[:_SHOWN_BARS]
    words = [lexicon.vocabulary.words[at] for at in numbers]
    counts = [int(lexicon.counts[at]) for at in numbers]
    chosen = chosen_word(lexicon, source)
    key = f"bars_{source.key}_{kind}"
    show_figure(
        bars_figure(
            [shown(lexicon, word) for word in words],
            [count / lexicon.tokens for count in counts],
            [number(count) for count in counts],
            chosen=words.index(chosen) if chosen in words else None,
            theme=theme(),
        ),
        key=key,
        alt=_("The commonest words and how often each occurs; the dictionary below says the same."),
        on_select=partial(_clicked, key, words, word_key(source)),
    )
    st.caption(f"{signs(lexicon)} {_('Click a bar to see where its word occurs.')}")


def _clicked(chart: str, words: list[str], chooser: str) -> None:
    """Choose the word whose bar was clicked."""
    for point in st.session_state[chart].get("selection", {}).get("points", []):
        if 0 <= (place := int(point.get("point_index", -1))) < len(words):
            st.session_state[chooser] = words[place]


def _draw_coverage(lexicon: Lexicon, source: Source) -> None:
    half, most = lexicon.commonest_for(0.5), lexicon.commonest_for(0.9)
    shares = lexicon.coverage()
    said = n_(
        "Half of all the music is made of its commonest word alone.",
        "Half of all the music is made of its {n} commonest words alone.",
        half,
    )
    once = n_("{n} word occurs only once.", "{n} words occur only once.", lexicon.once)
    st.markdown(f"{said} {once}" if lexicon.once else said)
    if len(shares) < _FEWEST_FOR_A_CURVE:
        return
    show_figure(
        coverage_figure(
            [float(share) for share in np.round(shares, 4)],
            [
                (half, n_("{n} word: half", "{n} words: half", half)),
                (most, n_("{n} word: nine tenths", "{n} words: nine tenths", most)),
            ],
            x_title=_("Words, the commonest first"),
            y_title=_("Share of the music"),
            theme=theme(),
        ),
        key=f"coverage_{source.key}",
        alt=_("How much of the music the commonest words make up together."),
    )
    st.caption(
        _(
            "Languages are like this too: a few words come all the time, and most are rare. "
            "What is rare is hard to learn."
        )
    )
