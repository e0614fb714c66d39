"""What stands under "More": all that a search can be told besides its main dial, in tabs.

Only what applies to the chosen way of searching is drawn. Each tab gives fields of a ``Recipe``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.key import MODES, Key
from core.recipe import GROUP_WIDTH, PITCH, SEED_KEY, Recipe, usual_loop_penalty
from core.theory import shown_pitch
from pages.common import dials
from pages.common.dice import choose_dice
from pages.common.i18n import _, number, solfege
from pages.common.wording import length_title, mode_title

_LENGTH_POWERS = (0.0, 0.5, 1.0, 1.5, 2.0)
# The longer, the less is forbidden.
_PASSAGES = (None, 64, 48, 32, 24, 16, 12, 9)
_CONTEXTS = (8, 16, 30, 64, 128, 256, 512, None)
_CHOSEN_KEY = "chosen"


def choose_more(chosen: Mapping[str, Any], *, ends: bool) -> dict[str, Any]:
    """Draw the tabs.

    Parameters
    ----------
    chosen
        What the main controls set: the search, and the price of loops if it has it there.
    ends
        Whether the network can end a piece.
    """
    search, loop_penalty = chosen["search"], chosen.get("loop_penalty")
    groups: dict[str, Callable[[], dict[str, Any]]] = {
        _("Loops"): lambda: _loops(search, loop_penalty),
        _("Notes"): lambda: _key() | _range(),
        _("Ending"): lambda: _ending(search, ends=ends),
        _("Memory"): _context,
    }
    if search == "diverse-beam":
        groups = {_("Beam"): lambda: dials.continuations() | _group_width()} | groups
    if search == "sample":
        groups = {_("Dice"): choose_dice} | groups
    fields: dict[str, Any] = {}
    for tab, choose in zip(st.tabs(list(groups)), groups.values(), strict=True):
        with tab:
            fields |= choose()
    return fields


def _group_width() -> dict[str, Any]:
    width = st.slider(
        _("Candidates behind each"),
        *GROUP_WIDTH,
        Recipe.group_width,
        key="group_width",
        persist_state="session",
        help=_("Each continuation you get is the best of so many that were followed for it."),
    )
    return {"group_width": width}


def _loops(search: str, loop_penalty: float | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if search != "greedy":
        fields = dials.guard(search)
        loop_penalty = fields["loop_penalty"]
    if usual_loop_penalty(search) if loop_penalty is None else loop_penalty:
        fields["may_repeat"] = st.toggle(
            _("A passage may come twice in a row"),
            Recipe.may_repeat,
            key="may_repeat",
            persist_state="session",
            help=_(
                "As the strains of a dance do. Otherwise even a first repeat becomes less likely."
            ),
        )
    fields["no_repeat_notes"] = st.select_slider(
        _("Never play a passage twice"),
        _PASSAGES,
        Recipe.no_repeat_notes,
        format_func=lambda notes: (
            _("off") if notes is None else _("from {notes} notes on").format(notes=number(notes))
        ),
        key="no_repeat_notes",
        persist_state="session",
        help=_("A passage of so many notes comes no second time, however late."),
    )
    return fields


def _key() -> dict[str, Any]:
    kinds = {
        "": _("Any notes"),
        SEED_KEY: _("The seed's key"),
        _CHOSEN_KEY: _("A key of yours"),
    }
    kind = st.segmented_control(
        _("Stay in a key"),
        list(kinds),
        format_func=lambda name: kinds[name],
        default="",
        required=True,
        wrap=True,
        key="key",
        persist_state="session",
        help=_("Then only notes of its scale are played. The seed's key is heard from its notes."),
    )
    if kind != _CHOSEN_KEY:
        return {"key": kind or None}
    left, right = st.columns(2, gap="small")
    mode = str(
        right.selectbox(
            _("Scale"), list(MODES), format_func=mode_title, key="mode", persist_state="session"
        )
    )
    tonic = left.selectbox(
        _("Tonic"),
        range(12),
        format_func=lambda tonic: Key(tonic, mode).shown_tonic(solfege=solfege()),
        key="tonic",
        persist_state="session",
    )
    return {"key": Key(int(tonic), mode).name}


def _range() -> dict[str, Any]:
    lowest, highest = st.select_slider(
        _("From the lowest to the highest note"),
        range(PITCH[0], PITCH[1] + 1),
        (Recipe.lowest, Recipe.highest),
        format_func=lambda pitch: shown_pitch(pitch, solfege=solfege()),
        key="range",
        persist_state="session",
        help=_("A voice, an instrument, a hand. Chords without an octave are left alone."),
    )
    return {"lowest": lowest, "highest": highest}


def _context() -> dict[str, Any]:
    context = st.select_slider(
        _("How far back may it look?"),
        _CONTEXTS,
        Recipe.context,
        format_func=lambda words: _("as far as it learned") if words is None else number(words),
        key="context",
        persist_state="session",
        help=_(
            "How many of the last words the network may use. "
            "The lecture that Semilla grew out of used 30."
        ),
    )
    return {"context": context}


def _ending(search: str, *, ends: bool) -> dict[str, Any]:
    home = st.toggle(
        _("End on the tonic"),
        Recipe.end_on_tonic,
        key="end_on_tonic",
        persist_state="session",
        help=_(
            "It comes home at the length you asked for: to the tonic of the key you chose, "
            "or else of the seed's."
        ),
    )
    fields: dict[str, Any] = {"end_on_tonic": home}
    if not ends or home:
        return fields
    fields["may_end"] = st.toggle(
        _("It may end the piece by itself"),
        Recipe.may_end,
        key="may_end",
        persist_state="session",
    )
    if search == "beam" and fields["may_end"]:
        fields["length_power"] = st.select_slider(
            _("Short paths against long ones"),
            _LENGTH_POWERS,
            Recipe.length_power,
            format_func=length_title,
            key="length_power",
            persist_state="session",
            help=_("Each note makes a path less likely, so that short ones win unless helped."),
        )
    return fields
