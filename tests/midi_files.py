"""Small MIDI files made in code, for tests: real bytes, no files in the repository."""

from __future__ import annotations

import struct
from collections.abc import Sequence

END_OF_TRACK = bytes.fromhex("00 ff 2f 00")
# Middle C for a quarter of 480 ticks, then D for a quarter, both by running status.
TWO_NOTES = bytes.fromhex("00 90 3c 40  83 60 3c 00  00 3e 40  83 60 3e 00")


def header(tracks: int = 1, *, format_: int = 0, division: int = 480) -> bytes:
    """Give an MThd chunk."""
    return b"MThd" + struct.pack(">IHHH", 6, format_, tracks, division)


def track(body: bytes) -> bytes:
    """Give an MTrk chunk of that body, just as it is."""
    return b"MTrk" + struct.pack(">I", len(body)) + body


def midi(*bodies: bytes, format_: int = 0, division: int = 480) -> bytes:
    """Give a file of tracks, each body ended properly."""
    chunks = (track(body + END_OF_TRACK) for body in bodies)
    return header(len(bodies), format_=format_, division=division) + b"".join(chunks)


def number(value: int) -> bytes:
    """Give MIDI's variable-length form of a number."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def melody(pitches: Sequence[int], *, length_ticks: int = 240, channel: int = 0) -> bytes:
    """Give the body of a track that plays pitches one after another."""
    body = bytearray()
    for pitch in pitches:
        body += bytes((0, 0x90 | channel, pitch, 80))
        body += number(length_ticks) + bytes((0x80 | channel, pitch, 0))
    return bytes(body)


def named(name: bytes, body: bytes) -> bytes:
    """Give a track's body its name."""
    return b"\0\xff\x03" + number(len(name)) + name + body
