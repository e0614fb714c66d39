"""Notes that a search broke off, made whole from the note before."""

from __future__ import annotations

import pytest

from core.codecs import EventsCodec, NoteChordCodec
from core.codecs.finishing import finished

BAR = ["Bar_None", "TimeSig_4/4", "Position_0"]
WHOLE = ["Pitch_60", "Duration_0.12.24"]
LOUD = ["Pitch_60", "Velocity_64", "Duration_0.12.24"]


@pytest.mark.parametrize(
    ("words", "lent"),
    [
        ([*BAR, *WHOLE, "Pitch_64"], ["Duration_0.12.24"]),
        ([*BAR, *WHOLE, *BAR, "Pitch_64"], ["Duration_0.12.24"]),
        ([*BAR, *LOUD, "Pitch_64"], ["Velocity_64", "Duration_0.12.24"]),
        ([*BAR, *LOUD, "Pitch_64", "Velocity_32"], ["Duration_0.12.24"]),
        # Nothing is broken off, or nothing is there to lend.
        ([*BAR, *WHOLE], []),
        ([*BAR, *WHOLE, "Position_24"], []),
        ([*BAR, "Pitch_64"], []),
        ([], []),
    ],
)
def test_a_note_without_a_length_gets_that_of_the_note_before(
    words: list[str], lent: list[str]
) -> None:
    assert finished(EventsCodec(), words) == [*words, *lent]


def test_a_word_that_is_a_note_is_whole() -> None:
    assert finished(NoteChordCodec(), ["C4", "4.7.11"]) == ["C4", "4.7.11"]
