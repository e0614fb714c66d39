"""Chapter 8: how the likeliest music goes round in circles, and what helps."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.composer import open_checkpoint, random_seed_tokens
from core.errors import SemillaError
from core.performance import perform
from core.recipe import Recipe
from pages.common import work
from pages.common.i18n import _, number
from pages.common.lesson import parts
from pages.common.meters import show_meters
from pages.common.networks import codec_of, collection_of, installed, miss_networks, model_of
from pages.common.player import hear
from pages.common.session import Result, visit
from pages.common.sounding import usual_arrangement
from pages.common.wording import percentage

_TASK = "learn_loop"
_MADE, _DICE, _ASKED = "learn_loops", "learn_loop_dice", "learn_loop_asked"
_SEED_NOTES, _NOTES = 8, 96
# Here greedy makes some music before it goes in circles.
_FIRST_DICE = 8
_WAYS: dict[str, dict[str, Any]] = {
    "greedy": {"search": "greedy"},
    "guard": {"search": "greedy", "loop_penalty": 16.0},
    "sample": {"search": "sample"},
}


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Always taking the likeliest note sounds wise, and leads round in circles. After a "
            "passage has come twice, the likeliest thing is that it comes again, and again."
        )
    )
    if (network := _network()) is None:
        miss_networks()
        return
    parts.try_it(_("let the same random notes be carried on in all three ways, and listen."))
    ways = {
        "greedy": _("Greedy"),
        "guard": _("Greedy with a loop guard"),
        "sample": _("By chance"),
    }
    way = str(
        st.segmented_control(
            _("How notes are chosen"),
            list(ways),
            format_func=ways.__getitem__,
            default="greedy",
            required=True,
            wrap=True,
            key="learn_loop_way",
        )
    )
    st.caption(_story(way))
    with st.container(horizontal=True):
        st.button(
            _("Make it"),
            key="learn_loop_make",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_start,
            args=[network, way],
            disabled=way in _made(),
        )
        st.button(
            _("Other random notes"),
            key="learn_loop_other",
            icon=":material/casino:",
            on_click=_roll,
        )
    _collect()
    if (result := _made().get(way)) is not None:
        hear(
            result.score(0),
            key="learn_loop_sound",
            title=ways[way],
            seed_ticks=result.seed_ticks(0),
            mp3=result.sound(0),
            autoplay=result.autoplay,
        )
        result.autoplay = False
        show_meters(result.composition, 0)
    _compare(ways)


def _story(way: str) -> str:
    stories = {
        "greedy": _("The likeliest note, each time. Nothing is left to chance."),
        "guard": _(
            "Still the likeliest note. But when a passage comes for the third time in a row, its "
            "notes grow dearer one by one, until another note wins."
        ),
        "sample": _(
            "A die is thrown for each note, loaded with the network's chances: likely notes come "
            "often, and not always."
        ),
    }
    return stories[way]


def _network() -> str | None:
    """Name a network that reads the lecture's words; of the fiddle tunes and a GRU if there is."""
    fitting = [info for info in installed() if info.ok and codec_of(info) == "note_chord"]
    fitting.sort(key=lambda info: (collection_of(info) != "fiddle", model_of(info) != "gru"))
    return fitting[0].name if fitting else None


def _made() -> dict[str, Result]:
    made: dict[str, Result] = st.session_state.setdefault(_MADE, {})
    return made


def _start(network: str, way: str) -> None:
    dice = int(st.session_state.get(_DICE, _FIRST_DICE))
    try:
        checkpoint = open_checkpoint(network)
        seed = random_seed_tokens(checkpoint, _SEED_NOTES, dice)
        recipe = Recipe(network, seed, length=_NOTES, random_seed=dice, **_WAYS[way])
    except SemillaError as problem:
        visit().problems[_TASK] = problem
    else:
        st.session_state[_ASKED] = way
        heard = usual_arrangement(network, checkpoint.codec.decode(seed))
        work.start(_TASK, perform, recipe, heard)


def _roll() -> None:
    st.session_state[_DICE] = int(st.session_state.get(_DICE, _FIRST_DICE)) + 1
    st.session_state[_MADE] = {}
    work.stop(_TASK)


def _collect() -> None:
    if (performance := work.follow(_TASK, _("Composing"))) is not None:
        _made()[str(st.session_state[_ASKED])] = Result.of(performance)
    work.show_problem(_TASK, _("Please try again."))


def _compare(ways: dict[str, str]) -> None:
    rows = []
    for way, title in ways.items():
        if (result := _made().get(way)) is not None:
            found = result.composition.metrics["beams"][0]
            loop = found["loops_from_note"]
            rows.append(
                {
                    _("Chosen"): title,
                    _("First loop"): _("none") if loop is None else number(loop),
                    _("Different passages"): percentage(100 * found["distinct_note_8grams"]),
                }
            )
    if len(rows) > 1:
        st.markdown(_("**Side by side**, from the same first notes:"))
        st.table(rows, hide_index=True)
