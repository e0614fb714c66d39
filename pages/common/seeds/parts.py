"""The parts of a visitor's file: named, listed, and chosen among."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st
from symusic.core import ScoreTick as Score

from core import limits
from core.midi import Part, with_tracks
from core.theory import shown_pitch
from pages.common.i18n import _, plain, solfege
from pages.common.seeds.instruments import family_title
from pages.common.session import Upload

_SHORT = 24  # characters of a name on a button
_WIDTHS_PX = (50, 84, 86, 50, 86)  # a telephone shows them all
_MOST_ROWS = 8
_TALLEST_PX = 320


def choose_parts(upload: Upload) -> Score | None:
    """Draw the choice of parts, where there is one; give the music of those chosen.

    None, having said why, where none is.
    """
    parts = upload.report.parts
    pitched = [number for number, part in enumerate(parts) if not part.is_drum]
    if len(parts) == 1:
        st.text(_fact(parts[0]))
        return upload.score
    chosen = pitched
    if len(pitched) > 1:
        chosen = st.pills(
            _("Parts to use"),
            pitched,
            selection_mode="multi",
            default=pitched,
            format_func=lambda number: plain(_label(number, parts[number], _SHORT)),
            wrap=True,
            key=f"parts_{upload.number}",
            persist_state="session",
        )
    _list(parts, chosen)
    if not chosen:
        st.caption(_("Choose at least one part to go on from."))
        return None
    tracks = [upload.score.tracks[pitched.index(number)] for number in sorted(chosen)]
    return with_tracks(upload.score, tracks)


def _list(parts: Collection[Part], chosen: Collection[int]) -> None:
    """Show all parts in a table, which takes strangers' names for plain text."""
    rows: list[dict[str, Any]] = [
        {
            _("Used"): number in chosen,
            _("Part"): " · ".join(filter(None, [str(number + 1), _name(part)])),
            _("Instrument"): _instrument(part),
            _("Notes"): part.notes,
            _("From … to"): _range(part),
        }
        for number, part in enumerate(parts)
    ]
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(rows) <= _MOST_ROWS else _TALLEST_PX,
        column_config={
            name: st.column_config.Column(width=width)
            for name, width in zip(rows[0], _WIDTHS_PX, strict=True)
        },
    )


def _label(number: int, part: Part, most: int) -> str:
    """Name a part; its number tells parts of one name apart."""
    name = _name(part)
    short = name if len(name) <= most else f"{name[: most - 1]}…"
    return f"{number + 1} · {short or _instrument(part)}"


def _name(part: Part) -> str:
    return " ".join(part.name[: limits.SHOWN_CHARACTERS].split())


def _fact(part: Part) -> str:
    return " · ".join(filter(None, [_name(part), _instrument(part), _range(part)]))


def _instrument(part: Part) -> str:
    return _("Drums") if part.is_drum else family_title(part.program)


def _range(part: Part) -> str:
    if part.is_drum:
        return ""
    ends = sorted({part.lowest, part.highest})
    return " – ".join(shown_pitch(pitch, solfege=solfege()) for pitch in ends)
