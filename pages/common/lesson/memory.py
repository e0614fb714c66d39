"""Chapter 9: the question that the lecture left open, and what was measured."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import streamlit as st

from core.figures import memory_figure
from pages.common.drawing import show_figure, theme, words
from pages.common.i18n import _, number
from pages.common.lesson import parts

# Written by `benchmarks.long_memory`.
_RECORD = Path(__file__).resolve().parents[3] / "docs" / "long-memory.json"


@st.cache_data(show_spinner=False)
def losses() -> dict[str, dict[int, float]]:
    """Give what was measured: nats a note on unseen tunes, by network and by words of memory."""
    found: dict[str, dict[int, float]] = {}
    for run in json.loads(_RECORD.read_bytes())["runs"]:
        mean = sum(run["nats"]) / sum(run["notes"])
        found.setdefault(run["model"], {})[int(run["context"])] = mean
    return found


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "The lecture let its networks look back 30 words and asked: **would a longer memory "
            "help, and whom?** So nine networks were trained on fiddle tunes, alike but for what "
            "they are and how far they may look back, and then had to foretell tunes they never "
            "saw."
        )
    )
    found = losses()
    memories = sorted({memory for by_memory in found.values() for memory in by_memory})
    parts.try_it(_("choose a memory and read how unsure each network is."))
    memory = int(
        st.segmented_control(
            _("Words to look back"),
            memories,
            default=memories[0],
            required=True,
            key="learn_memory",
        )
        or memories[0]
    )
    with st.container(horizontal=True):
        for model, by_memory in found.items():
            _tile(model, by_memory, memory, memories[0])
    st.caption(
        _(
            "As unsure as if it had to pick blindly among so many notes each time: less is better. "
            "30 words are about 9 notes here, 128 are about 39, and 512 about 155."
        )
    )
    named = {parts.network_name(model): by_memory for model, by_memory in found.items()}
    texts = replace(
        words(),
        memory=_("Words that it may look back"),
        loss_per_note=_("Surprise a note, in nats"),
    )
    show_figure(
        memory_figure(named, theme=theme(), words=texts).update_layout(margin_r=112),
        key="learn_memory_figure",
        alt=_("Surprise by memory, a line a network; the numbers above say the same."),
    )
    _tell_result()


def _tile(model: str, by_memory: dict[int, float], memory: int, shortest: int) -> None:
    choices, before = (math.exp(by_memory[words]) for words in (memory, shortest))
    st.metric(
        parts.network_name(model),
        number(choices, 1),
        None
        if memory == shortest
        else _("{change} against {words} words").format(
            change=f"{choices - before:+.1f}".replace("-", "−").replace(".", number(0.1, 1)[1]),
            words=number(shortest),
        ),
        delta_color="off",
        delta_arrow="off",
        border=True,
        width=168,
    )


def _tell_result() -> None:
    st.markdown(
        _(
            "**What was found.** Yes, a longer memory helps, and it is *attention* that uses it. "
            "Both networks that look back gain from every lengthening. The plain GRU gains a "
            "little up to 128 words and loses it again at 512. The Transformer is ahead of the "
            "plain GRU everywhere; but from 128 words on the lecture's second network, the GRU "
            "with attention, is ahead of both. These dances play each strain twice: who finds the "
            "first time need not guess the second."
        )
    )
    st.markdown(
        _(
            "**What this cannot tell.** Each network was trained once, for six passes only, and "
            "another start might move the numbers. Fiddle tunes repeat more than most music. "
            "The intervals and all the details are in `docs/long-memory.md`."
        )
    )
