"""A visitor's own MIDI file as a seed: checked, told about, its parts and bars chosen."""

from __future__ import annotations

import streamlit as st

from core import limits
from core.errors import SemillaError
from core.key import estimate_score_key
from core.midi import bar_starts_ticks, inspect_midi
from pages.common.i18n import _, n_, number
from pages.common.seeds.parts import choose_parts
from pages.common.seeds.seed import Music
from pages.common.seeds.trimming import trim
from pages.common.session import Upload, visit
from pages.common.wording import key_title
from pages.common.work import show_error

_TASK = "upload"


def choose_upload() -> Music | None:
    """Draw the uploader, the report on the last good file, and the choice of its parts and bars."""
    if (upload := take_file("upload")) is None:
        st.caption(
            _(
                "Any piano piece or melody will do. The file is forgotten after your visit; "
                "what you make of it is kept among your pieces."
            )
        )
        return None
    _report(upload)
    if (score := choose_parts(upload)) is None:
        return None
    name = upload.name[: limits.SHOWN_CHARACTERS]
    return Music(trim(score, key=f"upload_{upload.number}", title=name), name)


def take_file(key: str) -> Upload | None:
    """Draw an uploader; give the visitor's last good file, whichever page it was given on.

    Parameters
    ----------
    key
        The uploader's, unique on its page.
    """
    memory = visit()
    st.file_uploader(
        _("A MIDI file of yours"),
        type=[".mid", ".midi"],
        key=key,
        on_change=_check,
        args=[key],
        help=_("At most 2 MB and 10 minutes. Drums are left out."),
    )
    if (problem := memory.problems.get(_TASK)) is not None:
        kept = _("The music you gave before is still here.") if memory.upload else ""
        show_error(problem, f"{_('Please choose another file.')} {kept}")
    return memory.upload


def _check(key: str) -> None:
    memory = visit()
    memory.problems.pop(_TASK, None)
    if (file := st.session_state.get(key)) is None:
        return
    try:
        score, report = inspect_midi(file.getvalue())
    except SemillaError as problem:
        memory.problems[_TASK] = problem
    else:
        memory.upload = Upload(file.name, score, report)


def _report(upload: Upload) -> None:
    found = upload.report
    st.text(upload.name[: limits.SHOWN_CHARACTERS])
    facts = [
        n_("{n} part", "{n} parts", found.tracks),
        n_("{n} note", "{n} notes", found.notes),
        _("{seconds} seconds").format(seconds=number(found.duration_s)),
        n_("{n} bar", "{n} bars", len(bar_starts_ticks(upload.score))),
        _("sounds like {key}").format(key=key_title(estimate_score_key(upload.score))),
    ]
    if found.drum_notes:
        facts.append(n_("{n} drum note left out", "{n} drum notes left out", found.drum_notes))
    st.caption(" · ".join(facts))
