"""What a card of the comparison shows of its music: a small roll, and a few figures of it.

The figures are the composition's own, those of ``meters`` in few words.
"""

from __future__ import annotations

import streamlit as st

from core.composer import Composition
from core.figures import piano_roll_figure
from core.meters import PASSAGE_NOTES
from pages.common.drawing import show_figure, theme, words
from pages.common.i18n import _, n_, number, solfege
from pages.common.session import Result
from pages.common.wording import percentage

_ROLL_PX = 110


def show_small_roll(result: Result, key: str) -> None:
    """Draw a path behind its seed, low and without a scale: its shape is to be compared."""
    figure = piano_roll_figure(
        result.score(0),
        seed_ticks=result.seed_ticks(0),
        theme=theme(),
        words=words(),
        solfege=solfege(),
    )
    figure.update_layout(height=_ROLL_PX, showlegend=False, margin={"l": 4, "r": 4, "t": 4, "b": 4})
    figure.update_xaxes(visible=False)
    show_figure(
        figure,
        key=key,
        alt=_("Piano roll: time from left to right, pitch from bottom to top."),
        is_picture=True,
    )


def show_figures(composition: Composition) -> None:
    """Say where the music goes in circles, how varied it is, and how far its paths differ."""
    st.markdown("\n".join(f"- {figure}" for figure in _figures(composition)))


def explain_figures() -> None:
    """Say what the figures mean."""
    with st.expander(_("What the figures mean"), icon=":material/help:"):
        st.markdown(
            _(
                "- **Loop**: the new note from which the music goes round in circles: one passage "
                "three times or more, up to the end.\n"
                "- **Different passages**: of all the passages of {n} notes, so many are "
                "different; at 100 % it never says the same thing twice.\n"
                "- **Paths differ**: a beam finds several continuations. So many notes would have "
                "to be changed to turn one into another; at 0 % all are the same."
            ).format(n=number(PASSAGE_NOTES))
        )


def _figures(composition: Composition) -> list[str]:
    path, apart = composition.metrics["beams"][0], composition.metrics["pairwise_edit_distance"]
    notes, loop = n_("{n} note", "{n} notes", path["notes"]), path["loops_from_note"]
    said = [
        _("**No loop** in {notes}").format(notes=notes)
        if loop is None
        else _("**Loop from note {loop}** of {notes}").format(
            loop=number(loop), notes=number(path["notes"])
        )
    ]
    if path["notes"] > PASSAGE_NOTES:
        share = percentage(round(100 * path["distinct_note_8grams"]))
        said.append(_("**{share}** different passages").format(share=share))
    if apart is not None:
        paths = number(len(composition.beams))
        said.append(
            _("**{share}**: so far its {paths} paths differ").format(
                share=percentage(round(100 * apart)), paths=paths
            )
        )
    return said
