"""The bytes of a Standard MIDI File, walked once and checked before any reader sees them.

``check_smf(data)`` finds what is wrong with a hostile or damaged file, counts what it holds,
and gives back the same music in the plainest dress: a six-byte header, ticks per quarter, no
foreign chunks, every track ended. It knows the file format (Standard MIDI Files 1.0, RP-001) and
nothing of music: notes, tempos and names are read by ``core.midi``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from core import limits
from core.errors import MidiError

# Bytes that follow a channel message's status, by its upper four bits.
_DATA_BYTES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
# Symusic keeps times in 32 bits and wraps silently; resampling multiplies them by up to 480.
_MAX_TICKS = 2**31 - 1
_END_OF_TRACK = b"\x00\xff\x2f\x00"
_TEMPO_META = 0x51
_END_META = 0x2F


@dataclass(frozen=True)
class SmfReport:
    """What a checked file holds.

    Attributes
    ----------
    canonical
        The same music as bytes that every reader takes.
    ticks_per_quarter
        Division of ``canonical``, 1 … 32767.
    smpte
        Whether the file counted frames instead of quarters; its quarter is then half a second
        and its tempo events, which say nothing about time, are gone.
    tracks, events, note_ons, ticks
        Track chunks, events of any kind, note-ons with a velocity, and the last event's time.
    """

    canonical: bytes
    ticks_per_quarter: int
    smpte: bool
    tracks: int
    events: int
    note_ons: int
    ticks: int


def check_smf(data: bytes) -> SmfReport:
    """Walk a MIDI file and give it back in plain dress, or say what is wrong with it.

    Raises
    ------
    MidiError
        Empty, too large, not MIDI, cut short, over a limit, or damaged inside a track.
    """
    if not data:
        raise MidiError("This file is empty.")
    if len(data) > limits.MIDI_BYTES:
        raise MidiError(
            "This file is {megabytes:.1f} MB large; the limit is {limit:.0f} MB.",
            megabytes=len(data) / 1e6,
            limit=limits.MIDI_BYTES / 1e6,
        )
    ticks_per_quarter, smpte, chunks_at = _read_header(data)
    bodies = _track_chunks(data, chunks_at)
    walked = [_Track(body, number, drop_tempo=smpte) for number, body in enumerate(bodies, 1)]
    events = sum(track.events for track in walked)
    if events > limits.MIDI_EVENTS:
        raise MidiError(
            "This file holds {events} events; the limit is {limit}.",
            events=events,
            limit=limits.MIDI_EVENTS,
        )
    header = struct.pack(">4sIHHH", b"MThd", 6, 1, len(walked), ticks_per_quarter)
    chunks = (struct.pack(">4sI", b"MTrk", len(t.canonical)) + t.canonical for t in walked)
    return SmfReport(
        canonical=header + b"".join(chunks),
        ticks_per_quarter=ticks_per_quarter,
        smpte=smpte,
        tracks=len(walked),
        events=events,
        note_ons=sum(track.note_ons for track in walked),
        ticks=max(track.ticks for track in walked),
    )


def _read_header(data: bytes) -> tuple[int, bool, int]:
    """Give ticks per quarter, whether they came from SMPTE frames, and where chunks begin."""
    if data[:4] == b"RIFF":
        raise MidiError("This is a RIFF (.rmi) file; please save it as a plain .mid file.")
    if data[:4] != b"MThd":
        raise MidiError("This is not a MIDI file: it does not begin with the letters MThd.")
    if len(data) < 14:
        raise MidiError("This MIDI file is cut short: its header is incomplete.")
    length, format_, _, division = struct.unpack(">IHHH", data[4:14])
    if length < 6 or 8 + length > len(data):
        raise MidiError("This MIDI file's header says it is {length} bytes long.", length=length)
    if format_ not in (0, 1):
        raise MidiError(
            "This MIDI file is of format {format}; formats 0 and 1 can be read.", format=format_
        )
    if division == 0:
        raise MidiError("This MIDI file divides a quarter note into 0 ticks.")
    if not division & 0x8000:
        return division, False, 8 + length
    frames_per_s = 256 - (division >> 8)
    ticks_per_frame = division & 0xFF
    if frames_per_s not in (24, 25, 29, 30) or ticks_per_frame == 0:
        raise MidiError(
            "This MIDI file counts time in {frames} frames a second of {ticks} ticks; "
            "24, 25, 29 or 30 frames of at least 1 tick can be read.",
            frames=frames_per_s,
            ticks=ticks_per_frame,
        )
    # A quarter at MIDI's own default of 120 a minute lasts half a second. The one odd product
    # (25 × an odd number) and 29.97 frames round by less than one part in a thousand of a beat.
    exact_frames_per_s = 30_000 / 1_001 if frames_per_s == 29 else float(frames_per_s)
    return max(1, round(exact_frames_per_s * ticks_per_frame / 2)), True, 8 + length


def _track_chunks(data: bytes, at: int) -> list[bytes]:
    """Cut the track chunks out; other chunks and anything after the last one are passed over."""
    bodies: list[bytes] = []
    while at + 8 <= len(data):
        kind, length = struct.unpack(">4sI", data[at : at + 8])
        at += 8
        if kind == b"MTrk":
            if at + length > len(data):
                raise MidiError(
                    "This MIDI file is cut short: track {number} should be {length} bytes long, "
                    "and only {rest} are there.",
                    number=len(bodies) + 1,
                    length=length,
                    rest=len(data) - at,
                )
            bodies.append(data[at : at + length])
        at += length
    if not bodies:
        raise MidiError("This MIDI file has no tracks.")
    if len(bodies) > limits.MIDI_TRACKS:
        raise MidiError(
            "This file has {tracks} tracks; the limit is {limit}.",
            tracks=len(bodies),
            limit=limits.MIDI_TRACKS,
        )
    return bodies


class _Track:
    """One walk through a track's events, counting them and finding where they really end."""

    def __init__(self, body: bytes, number: int, *, drop_tempo: bool) -> None:
        self.events = 0
        self.note_ons = 0
        self.ticks = 0
        try:
            self.canonical = self._walk(body, drop_tempo)
        except IndexError:
            raise self._damaged(number, "its last event is incomplete") from None
        except ValueError as problem:
            raise self._damaged(number, str(problem)) from None

    @staticmethod
    def _damaged(number: int, problem: str) -> MidiError:
        return MidiError(
            "Track {number} of this MIDI file is damaged: {problem}.",
            number=number,
            problem=problem,
        )

    def _walk(self, body: bytes, drop_tempo: bool) -> bytes:
        """Give the track up to its end, with an end-of-track event where it lacks one."""
        at, status, ticks, events, note_ons, size = 0, 0, 0, 0, 0, len(body)
        kept = bytearray(body) if drop_tempo else None
        while at < size:
            byte = body[at]
            at += 1
            delta = byte & 0x7F
            while byte & 0x80:
                byte = body[at]
                at += 1
                delta = delta << 7 | byte & 0x7F
                if delta > 0x0FFFFFFF:
                    raise ValueError("a time in it is longer than four bytes")
            ticks += delta
            if ticks > _MAX_TICKS:
                raise ValueError("it is longer than MIDI programs can count")
            byte = body[at]
            events += 1
            if byte < 0xF0:
                if byte & 0x80:
                    status = byte
                    at += 1
                elif not status:
                    raise ValueError("it begins with data that belongs to no event")
                length = _DATA_BYTES[status >> 4]
                if status & 0xF0 == 0x90 and body[at + 1]:
                    note_ons += 1
                if body[at] & 0x80 or body[at + length - 1] & 0x80:
                    raise ValueError("a value in it is over 127")
                at += length
                continue
            at, meta, content = _long_event(body, at)
            if meta == _END_META:
                break
            if meta == _TEMPO_META and kept is not None:
                # Relabelled as an empty text of the same length, so that no offset moves.
                kept[content - 2] = 0x01
        else:
            body += _END_OF_TRACK
            if kept is not None:
                kept += _END_OF_TRACK
        self.events, self.note_ons, self.ticks = events, note_ons, ticks
        return bytes(kept) if kept is not None else body


def _long_event(body: bytes, at: int) -> tuple[int, int | None, int]:
    """Pass over a meta or system event: where it ends, its meta type, where its content starts."""
    status = body[at]
    at += 1
    meta = None
    if status == 0xFF:
        meta = body[at]
        at += 1
    elif status not in (0xF0, 0xF7):
        raise ValueError(f"it holds a message ({status:#x}) that files may not hold")
    length = 0
    for _ in range(4):
        byte = body[at]
        at += 1
        length = length << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    else:
        raise ValueError("a length in it is longer than four bytes")
    if at + length > len(body):
        raise IndexError
    return at + length, meta, at
