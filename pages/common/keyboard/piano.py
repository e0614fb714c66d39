"""The piano on a page: what it shows, and what was played on it.

Sound and drawing happen in the browser. What the browser sends is checked, and kept when the
visitor goes to another page. What the notes are good for, the caller knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import streamlit as st

from core.played_notes import LONGEST_S, MOST_PRESSES, Press, read_presses
from core.theory import shown_pitch_class
from pages.common.i18n import _, n_, solfege
from pages.common.keyboard.component import browser_piano
from pages.common.keyboard.sprite import piano_sound

_HAS_SOUND = "piano_has_sound"


def piano(
    *,
    key: str,
    record: bool = False,
    lowest: int = 48,
    highest: int = 84,
    marked: Mapping[int, str] | None = None,
) -> tuple[Press, ...]:
    """Show a piano that sounds at once.

    Parameters
    ----------
    key
        Unique on the page, the same in each rerun.
    record
        Whether what is played is collected, with buttons to hear it again and to take it back.
    lowest, highest
        The keys that can be pressed, MIDI numbers 21 … 108. Where the place is too narrow for all
        of them, there are buttons to move by octaves.
    marked
        Keys to light up, and a short word to write on each.

    Returns
    -------
    tuple of Press
        What was played, in order of time; empty where nothing is collected.
    """
    place = st.container()
    sound = piano_sound()
    # The notes weigh some 300 kB: a browser that has them has said so, from whichever piano.
    has_sound = st.session_state.get(_HAS_SOUND) is True
    with place:
        browser_piano(
            key=key,
            data={
                "key": key,
                "record": record,
                "lowest": lowest,
                "highest": highest,
                "marked": {str(pitch): word for pitch, word in (marked or {}).items()},
                "names": [shown_pitch_class(number, solfege=solfege()) for number in range(12)],
                "presses": [[p.pitch, p.start_s, p.duration_s] for p in _kept(key)],
                "most": MOST_PRESSES,
                "longest_s": LONGEST_S,
                "sound": None if has_sound else sound,
                "has_sound": has_sound,
                "words": _words(),
            },
            on_take_change=partial(_keep, key),
            on_sound_change=partial(_note_sound, key),
        )
    if not record:
        return ()
    _keep(key)
    return _kept(key)


def _kept(key: str) -> tuple[Press, ...]:
    return cast("tuple[Press, ...]", st.session_state.get(f"{key}_kept", ()))


def _keep(key: str) -> None:
    """Keep what was played: also before a run that has no piano any more, as of another page."""
    told = _told(st.session_state.get(key))
    if "presses" in told:
        st.session_state[f"{key}_kept"] = read_presses(told["presses"])


def _note_sound(key: str) -> None:
    """Note whether the browser has the piano's sound, before the page is run for it."""
    if isinstance(told := st.session_state[key].get("sound"), bool):
        st.session_state[_HAS_SOUND] = told


def _told(answer: Any) -> dict[str, Any]:
    """Read the piano's part of what the browser sent: anything can stand there."""
    take = answer.get("take") if isinstance(answer, dict) else None
    return take if isinstance(take, dict) else {}


def _words() -> dict[str, str]:
    return {
        "piano": _("Piano. The letters from A to P play, Z and X move by octaves."),
        "hint": _("Click a key, or use the letters. Z and X move by octaves."),
        "lower": _("Lower"),
        "higher": _("Higher"),
        "empty": _("What you play is written here."),
        "full": n_("{n} note at most", "{n} notes at most", MOST_PRESSES),
        "again": _("Hear it again"),
        "stop": _("Stop"),
        "undo": _("Undo the last note"),
        "clear": _("Clear"),
    }
