"""From a MIDI file's bytes to the lecture's words, against music21.

The file is Scott Joplin's Maple Leaf Rag, exported from music21's own corpus.
"""

from __future__ import annotations

import warnings

from music21 import corpus
from music21 import midi as music21_midi

from benchmarks.timing import best_s, table
from core.codecs import NoteChordCodec
from core.midi import read_midi

WORK = "joplin/maple_leaf_rag"


def run() -> str:
    """Measure both readers; give the table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = music21_midi.translate.music21ObjectToMidiFile(corpus.parse(WORK))
        data = bytes(file.writestr())
        notes = read_midi(data).note_num()
        ours = best_s(lambda: NoteChordCodec().encode(read_midi(data)), runs=10)
        theirs = best_s(lambda: _music21_words(data), runs=3)
    rows = [
        ["Semilla, checks included", f"{ours * 1e3:.1f}", f"{theirs / ours:.0f}×"],
        ["music21", f"{theirs * 1e3:.1f}", "1×"],
    ]
    return table(f"Reading {notes:,} notes into words", ["reader", "ms", "ratio"], rows)


def _music21_words(data: bytes) -> list[str]:
    file = music21_midi.MidiFile()
    file.readstr(data)
    stream = music21_midi.translate.midiFileToStream(file)
    part = next(part for part in stream.parts if part.flatten().notes)
    return [
        element.pitch.nameWithOctave if element.isNote else ".".join(map(str, element.normalOrder))
        for element in part.flatten().notes
    ]
