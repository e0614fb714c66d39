"""What a page asks of a worker process: music made and made audible in one go.

Top-level functions whose arguments and answers can cross to another process. Where no sound can
be made the music comes back all the same, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import audio
from core.arrangement import PLAIN, Arrangement, arrange
from core.codecs import NoteChordCodec
from core.composer import Composition, compose
from core.corpus import BUNDLED
from core.errors import AudioError, SemillaError
from core.midi import read_midi
from core.notation import Engraving, engrave
from core.recipe import Recipe

Progress = Callable[[float], None]
# Measured for 64 notes with k = 5: the search takes about as long as the sound.
_SEARCH_SHARE = 0.5


@dataclass(frozen=True)
class Performance:
    """A composition with its sound.

    Attributes
    ----------
    composition
        The music and the search behind it.
    mp3
        The best beam, seed included; None where no sound could be made.
    sound_problem
        Why there is no sound.
    arrangement
        How the sound was arranged.
    """

    composition: Composition
    mp3: bytes | None
    sound_problem: SemillaError | None = None
    arrangement: Arrangement = PLAIN


def perform(recipe: Recipe, arrangement: Arrangement = PLAIN, *, progress: Progress) -> Performance:
    """Compose, then render the best beam as it is to sound."""
    composition = compose(recipe, progress=lambda share: progress(share * _SEARCH_SHARE))
    try:
        mp3 = audio.render(arrange(composition.score(), arrangement)).mp3()
    except AudioError as problem:
        return Performance(composition, None, problem, arrangement)
    progress(1.0)
    return Performance(composition, mp3, arrangement=arrangement)


def mp3_of(midi: bytes, *, progress: Progress) -> bytes:
    """Render MIDI as MP3, for the page's player."""
    return _rendered(midi, progress).mp3()


def preview_of(midi: bytes, *, progress: Progress) -> bytes:
    """Render MIDI as MP3 as soon as can be, for what is heard in passing."""
    return _rendered(midi, progress).mp3(preview=True)


def wav_of(midi: bytes, *, progress: Progress) -> bytes:
    """Render MIDI as WAV, for a download."""
    return _rendered(midi, progress).wav()


def engraving_of(midi: bytes, title: str, width_px: int, *, progress: Progress) -> Engraving:
    """Engrave MIDI as a score that can be followed while it sounds, for the page's player."""
    progress(0.0)
    return engrave(read_midi(midi), title=title, width_px=width_px)


def read_bundled(collection: str, piece: str, *, progress: Progress) -> bool:
    """Read a piece of a bundled collection, so that the next reading of it is quick."""
    progress(0.0)
    music = BUNDLED[collection]
    for found in music.pieces():
        if found.name == piece:
            music.read(found)
    return True


def _rendered(midi: bytes, progress: Progress) -> audio.Sound:
    progress(0.0)
    return audio.render(read_midi(midi, keep_drums=True))


def warm_up() -> None:
    """Load what every request needs, before the first one comes."""
    if audio.missing() is None:
        audio.render(NoteChordCodec().decode(["C4"]))
