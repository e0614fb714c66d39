"""The piano on a page: what it shows, and what was played on it.

Sound and drawing happen in the browser. What the browser sends is checked, and kept when the
visitor goes to another page. What the notes are good for, the caller knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.played_notes import LONGEST_S, MOST_PRESSES, Press, read_presses
from core.theory import shown_pitch_class
from pages.common.i18n import _, n_, solfege
from pages.common.keyboard.component import browser_piano
from pages.common.keyboard.sprite import piano_sound


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
    kept: tuple[Press, ...] = st.session_state.get(f"{key}_kept", ())
    place = st.container()
    sound = piano_sound()
    # The notes weigh some 300 kB; a browser that has them says so with what was played.
    has_sound = _told(st.session_state.get(key)).get("sound") is True
    with place:
        answer = browser_piano(
            key=key,
            data={
                "record": record,
                "lowest": lowest,
                "highest": highest,
                "marked": {str(pitch): word for pitch, word in (marked or {}).items()},
                "names": [shown_pitch_class(number, solfege=solfege()) for number in range(12)],
                "presses": [[p.pitch, p.start_s, p.duration_s] for p in kept],
                "most": MOST_PRESSES,
                "longest_s": LONGEST_S,
                "sound": None if has_sound else sound,
                "words": _words(),
            },
            on_take_change=lambda: None,
        )
    told = _told(answer)
    if not record or "presses" not in told:
        return kept if record else ()
    presses = read_presses(told["presses"])
    st.session_state[f"{key}_kept"] = presses
    return presses


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
