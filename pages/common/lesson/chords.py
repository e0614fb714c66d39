"""Chapter 3: notes together, and the lecture's word for them."""

from __future__ import annotations

import streamlit as st

from core.codecs import NoteChordCodec
from core.theory import normal_order, shown_pitch, shown_pitch_class
from pages.common.i18n import _, solfege
from pages.common.keyboard import piano
from pages.common.lesson import parts, sounds
from pages.common.player import hear

# Semitones above the root.
_KINDS = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "dominant7": (0, 4, 7, 10),
    "major7": (0, 4, 7, 11),
    "minor7": (0, 3, 7, 10),
}
_LOWEST, _HIGHEST = 60, 84
# E minor: the lecture's 4.7.11.
_FIRST_ROOT, _FIRST_KIND = 4, "minor"


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Notes that sound together are a **chord**. Three are a triad: a root, the third above "
            "it and the fifth. One key more or less in the middle makes it bright (**major**) or "
            "dark (**minor**). A fourth note, the **seventh**, gives it more colour and often the "
            "wish to move on."
        )
    )
    way = st.segmented_control(
        _("The chord"),
        ["ready", "own"],
        format_func={"ready": _("Ready-made"), "own": _("Build my own")}.__getitem__,
        default="ready",
        required=True,
        key="learn_chord_way",
    )
    pitches = _own() if way == "own" else _ready()
    if not pitches:
        st.info(_("Two notes or more become a chord."), icon=":material/piano:")
        return
    hear(
        sounds.score_of([*([pitch] for pitch in pitches), pitches], step_ql=0.5),
        key="learn_chord",
        title="·".join(shown_pitch_class(pitch, solfege=solfege()) for pitch in pitches),
        compact=True,
    )
    _tell_word(pitches)


def _ready() -> list[int]:
    parts.try_it(_("change major to minor and hear one note move. Then turn the chord over."))
    root = st.pills(
        _("Root"),
        range(12),
        format_func=lambda note: shown_pitch_class(note, solfege=solfege()),
        default=_FIRST_ROOT,
        required=True,
        wrap=True,
        key="learn_chord_root",
    )
    kind = st.segmented_control(
        _("Kind"),
        list(_KINDS),
        format_func=_kind_title,
        default=_FIRST_KIND,
        required=True,
        wrap=True,
        key="learn_chord_kind",
    )
    steps = _KINDS[str(kind)]
    turned = st.segmented_control(
        _("Which of its notes is the lowest"),
        range(len(steps)),
        format_func=lambda place: shown_pitch_class(
            int(root or 0) + steps[place], solfege=solfege()
        ),
        default=0,
        required=True,
        key=f"learn_chord_turn_{len(steps)}",
    )
    pitches = [_LOWEST + int(root or 0) + step for step in steps]
    for place in range(int(turned or 0)):
        pitches[place] += 12
    pitches.sort()
    piano(key="learn_chord_piano", lowest=_LOWEST, highest=_HIGHEST + 11, marked=_marked(pitches))
    return pitches


def _own() -> list[int]:
    parts.try_it(_("press two keys or more, one after another: each joins the chord."))
    presses = piano(key="learn_chord_own", record=True, lowest=_LOWEST, highest=_HIGHEST)
    pitches = sorted({press.pitch for press in presses})
    return pitches if len(pitches) > 1 else []


def _marked(pitches: list[int]) -> dict[int, str]:
    return {pitch: shown_pitch_class(pitch, solfege=solfege()) for pitch in pitches}


def _kind_title(kind: str) -> str:
    titles = {
        "major": _("Major"),
        "minor": _("Minor"),
        "diminished": _("Diminished"),
        "dominant7": _("Seventh (7)"),
        "major7": _("Major seventh"),
        "minor7": _("Minor seventh"),
    }
    return titles[kind]


def _tell_word(pitches: list[int]) -> None:
    (word,) = NoteChordCodec().encode(sounds.score_of([pitches]))
    st.markdown(_("#### The lecture's word for it: `{word}`").format(word=word))
    order = normal_order(frozenset(pitch % 12 for pitch in pitches))
    names = [shown_pitch(pitch, solfege=solfege()) for pitch in pitches]
    steps = {
        _("The keys"): names,
        _("Their numbers in MIDI"): map(str, pitches),
        _("Octaves forgotten: what is left after taking away twelves"): (
            str(pitch % 12) for pitch in pitches
        ),
        _("In normal order: each once, packed as tightly as possible"): map(str, order),
    }
    st.table(
        {
            _("Step"): list(steps),
            _("Numbers"): [" · ".join(numbers) for numbers in steps.values()],
        },
        hide_index=True,
    )
    st.caption(
        _(
            "{first} is 0, {second} is 1 … {last} is 11. Turned over or an octave higher, the word "
            "stays the same: a network that reads it knows which notes there are, and not where "
            "they lie."
        ).format(
            **{
                name: shown_pitch_class(number, solfege=solfege())
                for name, number in (("first", 0), ("second", 1), ("last", 11))
            }
        )
    )
