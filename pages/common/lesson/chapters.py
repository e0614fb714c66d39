"""The way through the lesson: a row of chapters, one at a time, and the address that names it.

Only the chapter that is open is worked out. ``?chapter=chords`` opens one, so that a teacher can
link to it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages.common.i18n import _, number
from pages.common.lesson import (
    choosing,
    chords,
    guess,
    inside,
    loops,
    memory,
    midi_file,
    notes,
    sound,
    windows,
)

CHAPTERS: dict[str, Callable[[], None]] = {
    "sound": sound.draw,
    "notes": notes.draw,
    "chords": chords.draw,
    "midi": midi_file.draw,
    "words": windows.draw,
    "networks": inside.draw,
    "choosing": choosing.draw,
    "loops": loops.draw,
    "memory": memory.draw,
    "guess": guess.draw,
}
_ADDRESS, _CHOSEN, _TOLD = "chapter", "learn_chapter", "learn_address"
_to_top = st.components.v2.component(
    "semilla_lesson_top", js=Path(__file__).with_name("top.js").read_text("utf-8")
)


def show_lesson() -> None:
    """Draw the chapters' names, the open one, and the ways to its neighbours."""
    chapter = _choose()
    place = list(CHAPTERS).index(chapter)
    _to_top(key="learn_top", data=chapter, height=1)
    st.progress(
        (place + 1) / len(CHAPTERS),
        text=_("Chapter {place} of {all}").format(
            place=number(place + 1), all=number(len(CHAPTERS))
        ),
    )
    st.subheader(f"{place + 1} · {_title(chapter)}", anchor=False)
    with st.container(key="learn_body"):
        CHAPTERS[chapter]()
    st.divider()
    _show_neighbours(place)


def _choose() -> str:
    """Draw the row of chapters; the address has its say when it is a new one."""
    memory = st.session_state
    asked = str(st.query_params.get(_ADDRESS, ""))
    if asked in CHAPTERS and asked != memory.get(_TOLD):
        memory[_CHOSEN] = asked
    if memory.get(_CHOSEN) not in CHAPTERS:
        memory[_CHOSEN] = next(iter(CHAPTERS))
    chapter = str(
        st.pills(
            _("Chapters"),
            list(CHAPTERS),
            format_func=lambda name: f"{list(CHAPTERS).index(name) + 1} {_short(name)}",
            required=True,
            wrap=True,
            key=_CHOSEN,
            persist_state="session",
            label_visibility="collapsed",
        )
    )
    if asked != chapter:
        st.query_params[_ADDRESS] = chapter
    memory[_TOLD] = chapter
    return chapter


def _show_neighbours(place: int) -> None:
    names = list(CHAPTERS)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            st.button(
                _short(names[place - 1]),
                key="learn_previous",
                icon=":material/arrow_back:",
                on_click=_open,
                args=[names[place - 1]],
                help=_("The chapter before"),
            )
        if place + 1 < len(names):
            st.button(
                _("Next: {chapter}").format(chapter=_short(names[place + 1])),
                key="learn_following",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=_open,
                args=[names[place + 1]],
            )


def _open(chapter: str) -> None:
    st.session_state[_CHOSEN] = chapter


def _short(chapter: str) -> str:
    names = {
        "sound": _("Sound"),
        "notes": _("Notes"),
        "chords": _("Chords"),
        "midi": "MIDI",
        "words": _("Words"),
        "networks": _("Networks"),
        "choosing": _("Choosing"),
        "loops": _("Loops"),
        "memory": _("Memory"),
        "guess": _("Guess"),
    }
    return names[chapter]


def _title(chapter: str) -> str:
    titles = {
        "sound": _("What a note is made of"),
        "notes": _("Twelve notes, and then again"),
        "chords": _("Notes together"),
        "midi": _("What a MIDI file stores"),
        "words": _("Music as words"),
        "networks": _("What the networks do"),
        "choosing": _("Choosing notes"),
        "loops": _("Round in circles"),
        "memory": _("How far back?"),
        "guess": _("Guess the next note"),
    }
    return titles[chapter]
