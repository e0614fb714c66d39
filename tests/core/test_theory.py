"""Names and normal orders, held against music21."""

from __future__ import annotations

import random

import pytest
from music21 import chord, pitch

from core.errors import CodecError
from core.theory import (
    CHORD_KINDS,
    chord_kind,
    normal_order,
    pitch_name,
    pitch_number,
    shown_chord,
    shown_pitch,
)


def test_every_pitch_is_spelled_as_music21_spells_it() -> None:
    """Numbers under 12 are pitch classes to music21, so octave -1 is asked for by ``midi``."""
    for number in range(128):
        theirs = pitch.Pitch()
        theirs.midi = number
        assert pitch_name(number) == theirs.nameWithOctave


def test_names_are_read_back() -> None:
    """Two names below the piano are also names in octave 1, in music21's spelling and so here."""
    ambiguous = {4: 27, 11: 34}
    for number in range(128):
        assert pitch_number(pitch_name(number)) == ambiguous.get(number, number)


@pytest.mark.parametrize("name", ["", "H4", "C", "C#", "D-4", "C10", "c4", "C4 ", "G#9", "4.7.11"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(CodecError):
        pitch_number(name)


# Published examples: Forte's own, and the sets that only their ties tell apart.
TIED = [{0, 4, 8}, {0, 3, 6, 9}, {0, 1, 6, 7}, {0, 2, 6, 8}, set(range(12)), {0, 2, 4, 6, 8, 10}]


@pytest.mark.parametrize("size", range(1, 8))
def test_normal_order_agrees_with_music21(size: int) -> None:
    draw = random.Random(size)
    sets = [set(draw.sample(range(12), size)) for _ in range(25)]
    for pitch_classes in sets + [s for s in TIED if len(s) == size]:
        assert (
            list(normal_order(frozenset(pitch_classes)))
            == chord.Chord(sorted(pitch_classes)).normalOrder
        )


def test_normal_order_of_a_textbook_example() -> None:
    """G B D F packs most tightly from B: a dominant seventh is 11 2 5 7."""
    assert normal_order(frozenset({7, 11, 2, 5})) == (11, 2, 5, 7)


def test_people_read_signs_and_solfege() -> None:
    assert shown_pitch(70) == "B♭4"
    assert shown_pitch(66, solfege=True) == "Fa♯4"
    assert shown_chord((4, 7, 0), solfege=True) == "Mi·Sol·Do"


def test_common_chords_are_named_as_music21_names_them() -> None:
    """All kinds on all roots; what has several roots by its intervals may be named from any."""
    theirs = {
        "major": "major triad",
        "minor": "minor triad",
        "diminished": "diminished triad",
        "augmented": "augmented triad",
        "dominant7": "dominant seventh chord",
        "major7": "major seventh chord",
        "minor7": "minor seventh chord",
        "half-diminished7": "half-diminished seventh chord",
        "diminished7": "diminished seventh chord",
    }
    for kind, shape in CHORD_KINDS.items():
        for root in range(12):
            pitch_classes = normal_order(frozenset((root + step) % 12 for step in shape))
            found = chord_kind(pitch_classes)
            assert found is not None
            assert found[1] == kind
            # music21 names enharmonic seventh chords by their sound alone: spelled from the root.
            spelled = chord.Chord([60 + root + step for step in shape])
            assert theirs[kind].split()[0] in spelled.commonName
            if kind not in ("augmented", "diminished7"):
                assert found[0] == root


def test_other_sets_have_no_common_name() -> None:
    for pitch_classes in ((0,), (0, 7), (0, 1, 2), (0, 2, 4, 5, 7)):
        assert chord_kind(pitch_classes) is None
