"""Chapter 4: what a MIDI file stores."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from symusic.core import ScoreTick as Score

from core.arrangement import INSTRUMENTS, Arrangement, arrange
from core.midi import TICKS_PER_QUARTER, score_duration_s, write_midi
from core.theory import shown_pitch
from pages.common.i18n import _, n_, number, solfege
from pages.common.lesson import parts
from pages.common.lesson.material import choose_material
from pages.common.player import hear

_MOST_EVENTS = 60
_HEIGHT_PX = 320
# Of a CD: samples a second, two channels, two bytes each.
_SOUND_BYTES_A_SECOND = 44_100 * 2 * 2
_PLAYERS = ("piano", "organ", "violin", "flute", "choir", "music box")


class Event(NamedTuple):
    """A message of the file, in its order: a note's end comes before what begins with it."""

    ticks: int
    begins: bool
    pitch: int
    velocity: int


def events_of(score: Score) -> list[Event]:
    """Give a score's note-on and note-off messages in order of time."""
    found = []
    for track in score.tracks:
        for note in track.notes:
            found.append(Event(note.time, True, note.pitch, note.velocity))
            found.append(Event(note.end, False, note.pitch, 0))
    return sorted(found)


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "A MIDI file holds **no sound**. It is a list of instructions, as for a player piano: "
            "this key down now, this key up then. Whoever plays it brings the instrument along."
        )
    )
    music = choose_material("midi")
    parts.try_it(_("change the instrument: the list below stays exactly as it is."))
    instrument = st.pills(
        _("Instrument"),
        _PLAYERS,
        format_func=_player_title,
        default="piano",
        required=True,
        wrap=True,
        key="learn_midi_instrument",
    )
    name = str(instrument)
    hear(
        arrange(music.score, Arrangement((name,))),
        key="learn_midi",
        title=music.title,
        compact=True,
    )
    st.caption(
        _(
            "In the file an instrument is one number, its program: this one is {program}. "
            "Files count from 0, as here; many programs show one more."
        ).format(program=INSTRUMENTS[name])
    )
    _show_events(music.score)
    _tell_size(music.score)


def _show_events(score: Score) -> None:
    found = events_of(score)
    st.markdown(
        _(
            "**The instructions.** Time is counted in *ticks*, here {ticks} to a quarter note. "
            "*Velocity* is how hard the key is struck, 1 to 127."
        ).format(ticks=number(TICKS_PER_QUARTER))
    )
    st.dataframe(
        [
            {
                _("Tick"): event.ticks,
                _("Instruction"): _("note on") if event.begins else _("note off"),
                _("Key number"): event.pitch,
                _("Its name"): shown_pitch(event.pitch, solfege=solfege()),
                _("Velocity"): str(event.velocity) if event.begins else "–",
            }
            for event in found[:_MOST_EVENTS]
        ],
        hide_index=True,
        height=_HEIGHT_PX,
        key="learn_midi_events",
    )
    if len(found) > _MOST_EVENTS:
        st.caption(
            _("The first {shown} of {all} instructions of these bars.").format(
                shown=number(_MOST_EVENTS), all=number(len(found))
            )
        )


def _tell_size(score: Score) -> None:
    small, large = len(write_midi(score)), score_duration_s(score) * _SOUND_BYTES_A_SECOND
    st.markdown(
        n_("As MIDI these bars take **{n} byte**.", "As MIDI these bars take **{n} bytes**.", small)
        + " "
        + _("Recorded as on a CD they would take about **{times} times** as much.").format(
            times=number(round(large / small, -1 if large > 100 * small else 0))
        )
    )


def _player_title(name: str) -> str:
    titles = {
        "piano": _("Piano"),
        "organ": _("Organ"),
        "violin": _("Violin"),
        "flute": _("Flute"),
        "choir": _("Choir"),
        "music box": _("Music box"),
    }
    return titles[name]
