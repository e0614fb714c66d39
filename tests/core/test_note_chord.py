"""The lecture's words: against music21 on real works, and their own properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from music21 import converter, repeat
from music21 import midi as music21_midi

from core.codecs import NoteChordCodec, make_codec
from core.corpus import BUNDLED
from core.errors import CodecError
from core.midi import read_midi
from core.theory import normal_order, pitch_name
from tests.midi_files import melody, midi

NOTES = st.integers(12, 127).map(pitch_name)
CHORDS = st.sets(st.integers(0, 11), min_size=1, max_size=6).map(
    lambda pitch_classes: ".".join(map(str, normal_order(frozenset(pitch_classes))))
)
WORDS = st.lists(NOTES | CHORDS, min_size=1, max_size=30)


def thirty_works() -> Iterator[bytes]:
    """Export every 48th of the 1,454 works of the three collections to MIDI.

    Where music21 cannot export one (it refuses some repeats), the work after it is taken.
    """
    works = [(c, piece) for c in BUNDLED.values() for piece in c.pieces()]
    for first in range(0, 30 * 48, 48):
        for collection, piece in works[first:]:
            stream = converter.parse(collection.path(piece))
            try:
                yield bytes(music21_midi.translate.music21ObjectToMidiFile(stream).writestr())
            except repeat.ExpanderException:
                continue
            break


def music21_words(data: bytes) -> Counter[str]:
    """Read as the lecture did: the first part with notes, names and normal orders.

    Rounding is switched off, because with it music21 takes fast notes a sixteenth apart for
    chords, and notes that it splits at bar lines are joined again.
    """
    file = music21_midi.MidiFile()
    file.readstr(data)
    stream = music21_midi.translate.midiFileToStream(file, quantizePost=False)
    part = next(p for p in stream.parts if p.flatten().notes).stripTies()
    return Counter(
        element.pitch.nameWithOctave if element.isNote else ".".join(map(str, element.normalOrder))
        for element in part.flatten().notes
    )


def test_thirty_works_agree_with_music21() -> None:
    """At least 97 % of the words are the same.

    The rest: of notes that start together and end apart (a quartet's double stops) music21 makes
    two words; here one onset is one word.
    """
    agreed = total = works = 0
    for data in thirty_works():
        theirs = music21_words(data)
        ours = Counter(NoteChordCodec().encode(read_midi(data)))
        agreed += (ours & theirs).total()
        total += max(ours.total(), theirs.total())
        works += 1
    assert works == 30
    assert agreed / total >= 0.97


@given(WORDS)
def test_decoded_words_are_encoded_as_themselves(words: list[str]) -> None:
    """All but a chord of one pitch class, which is a lone note once it is voiced."""
    codec = NoteChordCodec()
    again = codec.encode(codec.decode(words))
    for before, after in zip(words, again, strict=True):
        assert after == before or (before.isdecimal() and not after.isdecimal())


@given(WORDS, st.integers(-5, 6))
def test_another_key_keeps_the_intervals(words: list[str], semitones: int) -> None:
    codec = NoteChordCodec()
    moved = codec.transpose(words, semitones)
    # A symmetric chord (an augmented triad) may begin elsewhere, so of chords only shapes count.
    shapes = [interval.split(":")[1] for interval in codec.intervals(words)]
    assert [interval.split(":")[1] for interval in codec.intervals(moved)] == shapes
    lone = [word for word in words if word[0].isalpha()]
    assert codec.intervals(codec.transpose(lone, semitones)) == codec.intervals(lone)


@given(CHORDS, st.integers(-5, 6))
def test_a_chord_moved_there_and_back_is_itself(chord: str, semitones: int) -> None:
    codec = NoteChordCodec()
    assert codec.transpose(codec.transpose([chord], semitones), -semitones) == [chord]


def test_a_note_has_a_pitch_and_a_chord_has_classes() -> None:
    codec = NoteChordCodec()
    assert [codec.pitch(word) for word in ("B-4", "10", "0.4.7")] == [70, None, None]
    classes = [sorted(codec.pitch_classes(word)) for word in ("B-4", "10", "7.11.2")]
    assert classes == [[10], [10], [2, 7, 11]]


def test_words_follow_each_other_in_steps() -> None:
    track = NoteChordCodec(step_ql=0.25).decode(["C4", "D4", "0.4.7"]).tracks[0]
    assert sorted({(n.time, n.duration) for n in track.notes}) == [(0, 120), (120, 120), (240, 120)]


def test_chords_move_as_little_as_they_can() -> None:
    """From C4 a C major triad lies around it, and F major keeps the C and moves by steps."""
    score = NoteChordCodec().decode(["C4", "0.4.7", "5.9.0"])
    voiced: dict[int, list[int]] = {}
    for note in score.tracks[0].notes:
        voiced.setdefault(note.time, []).append(note.pitch)
    assert list(voiced.values()) == [[60], [55, 60, 64], [57, 60, 65]]


def test_notes_struck_within_a_moment_are_one_chord() -> None:
    late = bytes.fromhex("00 90 3c 40  0a 90 40 40  0a 90 43 40  81 00 80 3c 40 00 40 40 00 43 40")
    assert NoteChordCodec().encode(read_midi(midi(late))) == ["0.4.7"]


def test_all_parts_are_read_together_when_asked() -> None:
    data = midi(melody([60, 62]), melody([52, 55], channel=1), format_=1)
    score = read_midi(data)
    assert NoteChordCodec(parts="first").encode(score) == ["C4", "D4"]
    assert NoteChordCodec(parts="all").encode(score) == ["0.4", "2.7"]


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [("C7", "C5"), ("C#4", "C4"), ("0.4.7.10", "0.4.7"), ("0", "C4"), ("7.0", "0.4.7")],
)
def test_the_nearest_known_word_sounds_alike(unknown: str, nearest: str) -> None:
    assert NoteChordCodec().nearest(unknown, ["C4", "C5", "D4", "0.4.7", "2.6.9"]) == nearest


def test_labels_are_for_people() -> None:
    codec = NoteChordCodec()
    assert [codec.label(word) for word in ("F#4", "B-3", "4.7.11")] == ["F♯4", "B♭3", "E·G·B"]
    assert codec.label("B-3", solfege=True) == "Si♭3"


@pytest.mark.parametrize("word", ["", "12", "0.0", "0.13", "X4", "0.", "<b>C4</b>"])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(CodecError):
        NoteChordCodec().decode([word])


def test_settings_build_the_same_codec_again() -> None:
    codec = NoteChordCodec(step_ql=0.25, parts="all")
    assert make_codec(codec.name, codec.settings) == codec
    with pytest.raises(CodecError, match="no codec named 'abc'"):
        make_codec("abc")
    with pytest.raises(CodecError, match="settings"):
        make_codec("note_chord", {"steps": 1})
