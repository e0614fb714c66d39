"""What of a collection the networks learned from, what was held out, and how well they foretell."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from core.checkpoint import CheckpointInfo
from core.lexicon import Lexicon
from pages.common.explorer.source import Source
from pages.common.i18n import _, n_, number
from pages.common.networks import network_title
from pages.common.wording import codec_title


def show_learned(lexicon: Lexicon, source: Source) -> None:
    """Show the three sets of pieces, and each network that learned from the first."""
    st.subheader(_("Learned from, and held out"))
    _show_sets(lexicon, source)
    st.subheader(_("What the networks learned"))
    _show_networks(source)


def _show_sets(lexicon: Lexicon, source: Source) -> None:
    stories = {
        "train": (_("Training"), _("The networks learned from these.")),
        "validation": (_("Validation"), _("These told when a network had learned enough.")),
        "test": (_("Test"), _("No network ever saw these: they measure it.")),
    }
    st.table(
        [
            {
                _("Set"): stories[name][0],
                _("Pieces"): number(amount.pieces),
                _("Words in a row"): number(amount.tokens),
                _("What for"): stories[name][1],
            }
            for name, amount in lexicon.amounts().items()
        ],
        border="horizontal",
    )
    st.caption(
        _(
            "Whole pieces are held out, never passages, so that a test cannot be passed by heart. "
            "A piece's name decides which set it is in."
        )
    )


def _show_networks(source: Source) -> None:
    if not (networks := source.networks()):
        st.info(
            _("No network of this collection reads music this way: “{codec}”.").format(
                codec=codec_title(source.codec_name)
            ),
            icon=":material/info:",
        )
        return
    st.table([_row(info) for info in networks], border="horizontal")
    st.caption(_("It wavers between so many notes at each step, on music that it never saw."))
    if left_out := max(len(_left_out(info)) for info in networks):
        st.caption(
            n_(
                "{n} training piece was left out because it holds a long passage of a held-out "
                "one.",
                "{n} training pieces were left out because they hold long passages of held-out "
                "ones.",
                left_out,
            )
        )


def _row(info: CheckpointInfo) -> dict[str, str]:
    data = _data(info)
    trained = data.get("train")
    loss = info.card.get("loss_per_note")
    return {
        _("Network"): network_title(info),
        _("Learned pieces"): _told(trained.get("pieces") if isinstance(trained, dict) else None),
        _("Different words"): _told(data.get("vocabulary")),
        _("Wavers between"): _told(math.exp(loss) if isinstance(loss, float) else None, 1),
    }


def _told(value: object, digits: int = 0) -> str:
    """Write a number of a card, which may lack it."""
    return number(value, digits) if isinstance(value, (int, float)) else "–"


def _data(info: CheckpointInfo) -> Mapping[str, object]:
    found = info.card.get("data")
    return found if isinstance(found, dict) else {}


def _left_out(info: CheckpointInfo) -> list[object]:
    found = _data(info).get("left_out_for_held_out_passages")
    return found if isinstance(found, list) else []
