"""Meters of a result as a row of tiles: how far its paths differ, and whether one goes in circles.

The figures are the composition's own, the same as on the command line.
"""

from __future__ import annotations

import streamlit as st

from core.composer import Composition
from core.meters import PASSAGE_NOTES
from pages.common.i18n import _, n_, number

# Two stand side by side on a phone.
_TILE_PX = 168


def show_meters(composition: Composition, rank: int) -> None:
    """Show what all the paths have in common, if there are several, and what one of them does."""
    with st.container(horizontal=True):
        _show_common(composition)
        _show_path(composition, rank)


def _show_common(composition: Composition) -> None:
    found = composition.metrics
    apart, shared = found["pairwise_edit_distance"], found["common_prefix_notes"]
    share = found["common_prefix_share"]
    if apart is None or shared is None or share is None:
        return
    _tile(
        _("Paths differ by"),
        _share(apart),
        _("of their notes"),
        _(
            "How many notes would have to be changed, added or left out to turn one path into "
            "another: the average over every two paths found. Lengths do not count. "
            "At 0 % all have the same notes."
        ),
    )
    _tile(
        _("Shared beginning"),
        n_("{n} :small[note]", "{n} :small[notes]", shared),
        _("{share} of the path").format(share=_share(share)),
        _(
            "So long all the paths are the same, rhythm included; then the first of them goes "
            "its own way. The percentage is of the longest path. The table of paths tells where "
            "each one leaves path 1."
        ),
    )


def _show_path(composition: Composition, rank: int) -> None:
    path = composition.metrics["beams"][rank]
    loop, notes = path["loops_from_note"], n_("{n} note", "{n} notes", path["notes"])
    _tile(
        _("First loop"),
        _("none") if loop is None else _(":small[note] {n}").format(n=number(loop)),
        _("in {notes}").format(notes=notes),
        _(
            "The new note from which this path goes round in circles: one passage three times "
            "or more, up to the end. Searching for the likeliest notes often leads there."
        ),
    )
    if path["notes"] > PASSAGE_NOTES:
        _tile(
            _("Different passages"),
            _share(path["distinct_note_8grams"]),
            _("{n} notes each").format(n=number(PASSAGE_NOTES)),
            _(
                "Of all the passages of {n} notes in this path, so many are different. "
                "100 % is music that never says the same thing twice."
            ).format(n=number(PASSAGE_NOTES)),
        )


def _tile(label: str, value: str, note: str, story: str) -> None:
    st.metric(
        label,
        value,
        note,
        delta_color="off",
        delta_arrow="off",
        help=story,
        border=True,
        width=_TILE_PX,
    )


def _share(share: float) -> str:
    """Write a share, 0 … 1, as a percentage; only nothing is 0 %, and only everything 100 %."""
    if 0 < share < 0.01:
        return _("under {share} %").format(share=number(1))
    return f"{number(100 * share if share == 1 else min(100 * share, 99))} %"
