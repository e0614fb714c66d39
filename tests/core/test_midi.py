"""What strangers upload: legal oddities are read, everything else gets its own sentence."""

from __future__ import annotations

import struct

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import limits
from core.errors import MidiError
from core.midi import (
    Part,
    bar_starts_ticks,
    clip_bars,
    first_part_with_notes,
    inspect_midi,
    last_note_end_ticks,
    read_midi,
    score_duration_s,
    write_midi,
)
from tests.midi_files import END_OF_TRACK, TWO_NOTES, header, melody, midi, named, track
from tests.scores import score_of

TWO = [(0, 480, 60), (480, 480, 62)]


def notes(data: bytes) -> list[tuple[int, int, int]]:
    return [(n.time, n.duration, n.pitch) for t in read_midi(data).tracks for n in t.notes]


ODD_BUT_LEGAL = {
    "running status": midi(TWO_NOTES),
    "no end of track": header() + track(TWO_NOTES),
    "a foreign chunk before the track": header()
    + b"XFIH"
    + struct.pack(">I", 3)
    + b"abc"
    + track(TWO_NOTES + END_OF_TRACK),
    "a header of eight bytes": b"MThd"
    + struct.pack(">IHHH", 8, 0, 1, 480)
    + b"\0\0"
    + track(TWO_NOTES + END_OF_TRACK),
    "bytes after the last chunk": midi(TWO_NOTES) + b"\0\0\0 made with love",
    "a wrong count of tracks": header(9, format_=1) + track(TWO_NOTES + END_OF_TRACK),
    "events after the end of the track": header()
    + track(TWO_NOTES + END_OF_TRACK + bytes.fromhex("00 90 48 40 60 48 00")),
    "a system-exclusive message first": midi(bytes.fromhex("00 f0 03 7e 7f f7") + TWO_NOTES),
    "96 ticks a quarter": midi(
        bytes.fromhex("00 90 3c 40 60 3c 00 00 3e 40 60 3e 00"), division=96
    ),
    "an empty track beside it": midi(b"", TWO_NOTES, format_=1),
}


@pytest.mark.parametrize("data", ODD_BUT_LEGAL.values(), ids=ODD_BUT_LEGAL.keys())
def test_odd_but_legal_files_are_read(data: bytes) -> None:
    assert notes(data) == TWO


@pytest.mark.parametrize(
    ("frames", "ticks_a_frame"), [(24, 40), (25, 40), (25, 1), (29, 100), (30, 80)]
)
def test_smpte_division_keeps_seconds(frames: int, ticks_a_frame: int) -> None:
    """25 frames of 40 ticks: 1,000 ticks are a second, whatever tempo the file claims."""
    division = struct.unpack(">H", struct.pack(">bB", -frames, ticks_a_frame))[0]
    frames_a_s = 30_000 / 1_001 if frames == 29 else frames
    body = bytes.fromhex("00 ff 51 03 01 00 00") + melody([60, 62], length_ticks=1000)
    _, report = inspect_midi(midi(body, division=division))
    expected_s = 2000 / (frames_a_s * ticks_a_frame)
    # A coarse clock of an odd 25 ticks a second has no whole tick in half a second.
    assert report.duration_s == pytest.approx(expected_s, rel=0.05 if ticks_a_frame == 1 else 2e-3)


HUGE = bytes.fromhex("ff ff ff 7f")
BAD = {
    "empty": (b"", "empty"),
    "text": (b"Dear all, here is my song.", "MThd"),
    "RIFF": (b"RIFF" + midi(TWO_NOTES), "RIFF"),
    "cut in the header": (midi(TWO_NOTES)[:10], "cut short"),
    "cut in the track": (midi(TWO_NOTES)[:-6], "cut short: track 1 should be"),
    "no tracks": (header(), "no tracks"),
    "no notes": (midi(b""), "no notes"),
    "format 2": (midi(TWO_NOTES, format_=2), "format 2"),
    "0 ticks a quarter": (midi(TWO_NOTES, division=0), "0 ticks"),
    "impossible frames": (midi(TWO_NOTES, division=0x8001), "frames"),
    "drums only": (midi(melody([36, 38], channel=9)), "only drums (2 notes)"),
    "never ended": (midi(bytes.fromhex("00 90 3c 40")), "never ends"),
    "data without a status": (midi(bytes.fromhex("00 3c 40")), "Track 1"),
    "cut inside an event": (header() + track(bytes.fromhex("00 90 3c")), "incomplete"),
    "a value over 127": (midi(bytes.fromhex("00 90 ff 40")), "over 127"),
    "a time of five bytes": (midi(bytes.fromhex("ff ff ff ff 7f 90 3c 40")), "four bytes"),
    "a meta event past the end": (header() + track(bytes.fromhex("00 ff 01 7f 41")), "incomplete"),
    "a realtime message": (midi(bytes.fromhex("00 f8")), "0xf8"),
    "one huge time": (
        midi(bytes.fromhex("00 90 3c 40") + HUGE + bytes.fromhex("80 3c 40")),
        "min long; the limit is 10 min",
    ),
    "times past 32 bits": (
        midi((bytes.fromhex("00 90 3c 40") + HUGE + bytes.fromhex("80 3c 40")) * 9, division=1),
        "longer than MIDI programs can count",
    ),
    "too many bytes": (midi(TWO_NOTES) + bytes(limits.MIDI_BYTES), "the limit is 2 MB"),
    "too many tracks": (midi(*[TWO_NOTES] * 65, format_=1), "65 tracks; the limit is 64"),
    "too many events": (
        midi(bytes.fromhex("00 b0 07 40") * (limits.MIDI_EVENTS + 1)),
        "events; the limit is 100000",
    ),
    "too many notes": (
        midi(melody([60] * (limits.MIDI_NOTES + 1), length_ticks=1)),
        "20001 notes; the limit is 20000",
    ),
}


@pytest.mark.parametrize(("data", "says"), BAD.values(), ids=BAD.keys())
def test_everything_else_gets_a_sentence_about_this_file(data: bytes, says: str) -> None:
    with pytest.raises(MidiError) as caught:
        read_midi(data)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_music_or_a_midi_error(noise: bytes, framed: bool) -> None:
    data = header() + track(noise) if framed else noise
    try:
        score = read_midi(data)
    except MidiError:
        return
    assert score.note_num() > 0
    assert 0 < score_duration_s(score) <= limits.MIDI_DURATION_S


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 127), st.integers(1, 2000)), min_size=1, max_size=40))
def test_reading_agrees_with_mido(played: list[tuple[int, int]]) -> None:
    body = b"".join(melody([pitch], length_ticks=ticks) for pitch, ticks in played)
    data = midi(body)
    began, onsets = 0, []
    for message in mido.MidiFile(file=__import__("io").BytesIO(data)).tracks[0]:
        began += message.time
        if message.type == "note_on" and message.velocity:
            onsets.append((began, message.note))
    assert [(time, pitch) for time, _, pitch in notes(data)] == onsets


def test_writing_and_reading_again_keeps_every_note() -> None:
    score = read_midi(midi(melody([60, 64, 67]), melody([48, 50], channel=1), format_=1))
    again = read_midi(write_midi(score))
    assert [[(n.time, n.duration, n.pitch) for n in t.notes] for t in again.tracks] == [
        [(n.time, n.duration, n.pitch) for n in t.notes] for t in score.tracks
    ]


def test_drums_are_left_out_and_counted() -> None:
    data = midi(melody([60, 62]), melody([36], channel=9), format_=1)
    score, report = inspect_midi(data)
    assert (report.tracks, report.notes, report.drum_notes) == (1, 2, 1)
    assert len(score.tracks) == 1
    assert len(read_midi(data, keep_drums=True).tracks) == 2


def test_every_part_is_reported_drums_too() -> None:
    violin = bytes.fromhex("00 c0 28") + melody([67, 79, 55])
    data = midi(
        named("Geige ♫".encode(), violin),
        named(b"", melody([36, 38], channel=9)),
        b"",
        melody([48], channel=1),
        format_=1,
    )
    score, report = inspect_midi(data)
    assert report.parts == (
        Part("Geige ♫", 40, False, 3, 55, 79),
        Part("", 0, True, 2, 36, 38),
        Part("", 0, False, 1, 48, 48),
    )
    kept = [part for part in report.parts if not part.is_drum]
    assert [part.notes for part in kept] == [track.note_num() for track in score.tracks]


@pytest.mark.parametrize("name", [b"Caf\xe9", b"a\0b", b"x" * 500, "😀 <b>**".encode()])
def test_any_bytes_can_be_a_tracks_name(name: bytes) -> None:
    (part,) = inspect_midi(midi(named(name, melody([60]))))[1].parts
    assert part.name.encode("utf-8", "surrogateescape")
    assert part.notes == 1


def test_tempo_changes_count_in_the_duration() -> None:
    """A quarter at 120 a minute, then one at 60: half a second and a second."""
    slower = bytes.fromhex("00 ff 51 03 0f 42 40")
    body = melody([60], length_ticks=480) + slower + melody([62], length_ticks=480)
    assert score_duration_s(read_midi(midi(body))) == pytest.approx(1.5)


def test_events_after_the_last_note_do_not_make_the_music_longer() -> None:
    late_tempo = bytes.fromhex("ff 7f ff 51 03 0f 42 40")
    score = read_midi(midi(melody([60], length_ticks=480) + late_tempo))
    assert last_note_end_ticks(score) == 480
    assert score_duration_s(score) == pytest.approx(0.5)


def test_the_first_part_with_notes_is_found_behind_empty_ones() -> None:
    score = read_midi(midi(b"", melody([72]), melody([48]), format_=1))
    assert [n.pitch for t in first_part_with_notes(score).tracks for n in t.notes] == [72]
    assert len(score.tracks) == 2


def test_bars_follow_the_metre_and_are_cut_out_whole() -> None:
    three_four = bytes.fromhex("00 ff 58 04 03 02 18 08")
    score = read_midi(midi(three_four + melody(range(60, 69), length_ticks=480)))
    assert bar_starts_ticks(score) == [0, 1440, 2880]
    part = clip_bars(score, 2, 1)
    assert [(n.time, n.pitch) for t in part.tracks for n in t.notes] == [
        (0, 63),
        (480, 64),
        (960, 65),
    ]
    with pytest.raises(MidiError, match="Bar 4 does not exist: this piece has 3"):
        clip_bars(score, 4, 1)


def test_a_metre_after_the_last_note_moves_no_bar() -> None:
    score = score_of([(0, 4, 60)], metres=[(0, 4, 4), (12, 3, 4)])
    assert bar_starts_ticks(score) == [0]
    score = score_of([(0, 16, 60)], metres=[(0, 4, 4), (12, 3, 4)])
    assert bar_starts_ticks(score) == [0, 1920, 3840, 5760, 7200]
