"""Chapter 1: pitch and frequency."""

from __future__ import annotations

import streamlit as st

from core.arrangement import INSTRUMENTS
from core.figures import wave_figure
from core.theory import shown_pitch
from pages.common.drawing import show_figure, theme
from pages.common.i18n import _, number, solfege
from pages.common.keyboard import piano
from pages.common.lesson import parts, sounds
from pages.common.player import hear

# From 55 Hz to 1760 Hz.
_LOWEST, _HIGHEST = 33, 93
_PITCH = "learn_pitch"


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Sound is air that trembles. How often it trembles in a second is its **frequency**, "
            "counted in hertz (Hz). We hear it as **pitch**: the faster, the higher."
        )
    )
    parts.try_it(_("move the slider, listen, and watch how close together the waves are."))
    st.session_state.setdefault(_PITCH, sounds.A4)
    pitch = int(
        st.select_slider(
            _("From low to high"),
            range(_LOWEST, _HIGHEST + 1),
            format_func=lambda pitch: shown_pitch(pitch, solfege=solfege()),
            key=_PITCH,
            help=_("Each step is one key of a piano. The number tells the octave."),
        )
    )
    with st.container(horizontal=True):
        for label, change in ((_("An octave lower"), -12), (_("An octave higher"), 12)):
            st.button(
                label,
                key=f"learn_octave_{change}",
                on_click=_go_to,
                args=[pitch + change],
                disabled=not _LOWEST <= pitch + change <= _HIGHEST,
            )
        st.button(
            _("The orchestra's {note}").format(note=shown_pitch(sounds.A4, solfege=solfege())),
            key="learn_octave_0",
            on_click=_go_to,
            args=[sounds.A4],
        )
    _show(pitch)
    _listen(pitch)
    _keys(pitch)
    _tell_formula(pitch)


def _keys(pitch: int) -> None:
    st.caption(_("And here is a piano to look for it. Its keys sound when you press them:"))
    octave = 12 * (pitch // 12)
    # Three octaves that stay where they are, as long as the pitch is among them.
    lowest = min(max(48, octave - 24), octave)
    piano(
        key="learn_sound_piano",
        lowest=lowest,
        highest=lowest + 36,
        marked={pitch: shown_pitch(pitch, solfege=solfege())},
    )


def _go_to(pitch: int) -> None:
    # A place and no distance: a click that is heard twice leads no further.
    st.session_state[_PITCH] = min(max(pitch, _LOWEST), _HIGHEST)


def _show(pitch: int) -> None:
    frequency_hz = sounds.frequency_hz(pitch)
    name, higher = (shown_pitch(p, solfege=solfege()) for p in (pitch, pitch + 12))
    st.markdown(f"### {name} · {number(frequency_hz, 1)} Hz")
    tones_hz = {
        name: frequency_hz,
        _("{name}, an octave higher").format(name=higher): 2 * frequency_hz,
    }
    show_figure(
        wave_figure(tones_hz, theme=theme(), milliseconds=_("Thousandths of a second")),
        key="learn_wave",
        alt=_("Two waves: the tone, and its octave with twice as many waves in the same time."),
    )
    st.caption(
        _(
            "An octave higher, the air trembles exactly **twice** as fast: two waves where there "
            "was one. That is why both sound like the same note."
        )
    )


def _listen(pitch: int) -> None:
    colours = {
        "pure": _("A pure tone"),
        "piano": _("Piano"),
        "violin": _("Violin"),
        "flute": _("Flute"),
    }
    colour = st.segmented_control(
        _("Who plays it"),
        list(colours),
        format_func=colours.__getitem__,
        default="pure",
        required=True,
        wrap=True,
        key="learn_colour",
    )
    name = shown_pitch(pitch, solfege=solfege())
    if colour == "pure":
        st.audio(sounds.tone_wav(sounds.frequency_hz(pitch)), format="audio/wav", alt=name)
    else:
        score = sounds.score_of([[pitch]], program=INSTRUMENTS[str(colour)])
        hear(score, key="learn_sound", title=name, compact=True)
    st.caption(
        _(
            "The same frequency, another colour: an instrument adds higher tones of its own, "
            "and the pitch stays."
        )
    )


def _tell_formula(pitch: int) -> None:
    with st.expander(_("The formula behind it"), icon=":material/calculate:"):
        st.markdown(
            _(
                "Musicians agree that {note} is 440 Hz, and MIDI calls it key number 69. From one "
                "key to the next the frequency grows by the same factor, and twelve double it. The "
                "factor is the twelfth root of 2, about {factor}:"
            ).format(
                note=shown_pitch(sounds.A4, solfege=solfege()), factor=number(2 ** (1 / 12), 4)
            )
        )
        result = number(sounds.frequency_hz(pitch), 1).replace(",", "{,}")
        st.latex(
            rf"f = 440 \cdot 2^{{(n-69)/12}} = 440 \cdot 2^{{({pitch}-69)/12}} = {result}"
            r"\ \text{Hz}"
        )
