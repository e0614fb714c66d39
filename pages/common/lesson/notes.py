"""Chapter 2: the twelve notes, sharps and flats, octaves."""

from __future__ import annotations

import streamlit as st

from core.theory import shown_pitch, shown_pitch_class
from pages.common.i18n import _, number, solfege
from pages.common.keyboard import piano
from pages.common.lesson import parts, sounds
from pages.common.player import hear

_OCTAVES = range(1, 8)
_C4 = 60


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Between a note and its octave a piano has **twelve** keys, and then the names begin "
            "again. Seven are white and have plain names; five are black and borrow one from a "
            "neighbour: **♯** (sharp) is the next key up, **♭** (flat) the next key down."
        )
    )
    parts.try_it(_("choose a note and an octave. Which black key has which two names?"))
    note = st.pills(
        _("Note"),
        range(12),
        format_func=parts.note_names,
        default=0,
        required=True,
        wrap=True,
        key="learn_note",
    )
    octave = st.segmented_control(
        _("Octave"), _OCTAVES, default=4, required=True, wrap=True, key="learn_note_octave"
    )
    pitch = 12 * (int(octave or 4) + 1) + int(note or 0)
    name = shown_pitch(pitch, solfege=solfege())
    piano(
        key="learn_notes_piano",
        lowest=pitch - pitch % 12,
        highest=pitch - pitch % 12 + 12,
        marked={pitch: name},
    )
    _tell(pitch, name)
    _listen(pitch)
    _tell_names()


def _tell(pitch: int, name: str) -> None:
    st.markdown(
        _("**{name}** is key number **{number}** in MIDI and trembles at {frequency} Hz.").format(
            name=name, number=pitch, frequency=number(sounds.frequency_hz(pitch), 1)
        )
    )
    if pitch == _C4:
        st.caption(
            _(
                "The middle of the piano. The 4 says which octave it is in: each {note} begins a "
                "new one, so its neighbour on the left is {below}."
            ).format(
                note=shown_pitch_class(0, solfege=solfege()),
                below=shown_pitch(_C4 - 1, solfege=solfege()),
            )
        )
    elif pitch % 12 not in parts.NATURALS:
        st.caption(
            _(
                "One key, two names: {names}. On a piano they are the same sound; composers choose "
                "the name that fits the key of the piece. Semilla always writes {name}."
            ).format(
                names=parts.note_names(pitch % 12),
                name=shown_pitch_class(pitch % 12, solfege=solfege()),
            )
        )
    else:
        st.caption(
            _("White keys have one plain name. Go up twelve keys and you meet it again, higher.")
        )


def _listen(pitch: int) -> None:
    ways = {
        "note": (_("This note"), [[pitch]]),
        "octaves": (_("All its octaves"), [[pitch % 12 + 12 * octave] for octave in range(2, 9)]),
        "twelve": (_("Twelve keys up"), [[pitch + step] for step in range(13)]),
        "white": (
            _("White keys only"),
            [[p] for p in range(pitch, pitch + 13) if p % 12 in parts.NATURALS],
        ),
    }
    way = st.segmented_control(
        _("Listen to"),
        list(ways),
        format_func=lambda name: ways[name][0],
        default="note",
        required=True,
        wrap=True,
        key="learn_notes_way",
    )
    title, heard = ways[str(way)]
    hear(sounds.score_of(heard, step_ql=0.5), key="learn_notes", title=title, compact=True)


def _tell_names() -> None:
    with st.expander(_("Letters or Do Re Mi?"), icon=":material/translate:"):
        st.markdown(
            _(
                "English-speaking musicians use letters, Spanish-speaking ones Do Re Mi. They are "
                "the same notes. Semilla's inner words are letters with a number, as in the "
                "lecture: `C4`, `F#4`, and `-` for a flat: `B-3`."
            )
        )
        st.table(
            {
                _("Letter"): [shown_pitch_class(note) for note in parts.NATURALS],
                _("Syllable"): [shown_pitch_class(note, solfege=True) for note in parts.NATURALS],
            },
            width="content",
            hide_index=True,
        )
