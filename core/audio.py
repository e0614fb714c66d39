"""Score → sound: WAV for a download, MP3 for a page.

``core.synth`` plays; this module decides what a listener gets: which soundfont, how loud, how it
ends, in which file. It checks that there is something to hear. Where nothing can be played,
``missing()`` says what to install, and the rest of the program goes on.
"""

from __future__ import annotations

import io
import math
import os
import wave
from dataclasses import dataclass
from pathlib import Path

import lameenc
import numpy as np
from numpy.typing import NDArray
from symusic.core import ScoreTick as Score

from core import limits, synth
from core.errors import AudioError, MissingAudioError

MP3_KBIT_S = 128
PREVIEW_KBIT_S = 96
SOUNDFONT_VARIABLE = "SEMILLA_SOUNDFONT"
SOUNDFONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/soundfonts/default.sf2",
)
# After the last note's end: time for a piano's dampers and the room, and under a second.
TAIL_S = 0.9
FADE_S = 0.25
# The loudest moment of every sound, as a share of full scale: 3 dB below it.
PEAK = 10 ** (-3 / 20)

_AUDIBLE = 10 ** (-60 / 20)  # -60 dB of full scale
_SILENT = 2 / 2**15  # two steps of a 16-bit sample


@dataclass(frozen=True, eq=False)
class Sound:
    """A finished piece of sound.

    Attributes
    ----------
    samples
        int16 ``[frames, 2]``, left and right.
    sample_rate_hz
        Frames a second.
    """

    samples: NDArray[np.int16]
    sample_rate_hz: int = synth.SAMPLE_RATE_HZ

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate_hz

    def wav(self) -> bytes:
        """Give a RIFF/WAVE file: 16 bit, stereo, about 10 MiB a minute."""
        file = io.BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(2)
            writer.setsampwidth(2)
            writer.setframerate(self.sample_rate_hz)
            writer.writeframes(self.samples.astype("<i2", copy=False).tobytes())
        return file.getvalue()

    def mp3(self, *, preview: bool = False) -> bytes:
        """Give an MP3 file: stereo, constant 128 kbit/s, 0.92 MiB a minute.

        Parameters
        ----------
        preview
            Whether to be ready soon, in a third of the time, is worth more than stereo: one
            channel, 96 kbit/s.
        """
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_channels(1 if preview else 2)
        encoder.set_in_sample_rate(self.sample_rate_hz)
        encoder.set_bit_rate(PREVIEW_KBIT_S if preview else MP3_KBIT_S)
        # 2 sounds the same here as 5 and takes twice as long; 7 can be told from it in stereo.
        encoder.set_quality(7 if preview else 5)
        samples = self.samples.mean(axis=1).astype(np.int16) if preview else self.samples
        return bytes(encoder.encode(samples.astype("<i2", copy=False).tobytes()) + encoder.flush())


def render(score: Score) -> Sound:
    """Play a score.

    Parameters
    ----------
    score
        As ``core.midi`` gives it. Tempos, programs, controls and pitch bends are honoured;
        tracks marked as drums are played as drums.

    Returns
    -------
    Sound
        From time 0 (a rest at the start is kept) to 0.25 … 0.9 s after the last note's end. Its
        loudest moment is 3 dB under full scale, so that a lone melody is heard as well as four
        voices, nothing clips, and listeners need not reach for the volume. Two
        renders of one score on one machine are equal, sample for sample.

    Raises
    ------
    MissingAudioError
        FluidSynth or its soundfont is not installed.
    AudioError
        The score has no notes or is too long, or FluidSynth gave too little sound or none.
    """
    end_s = _end_s(score)
    frames = math.ceil((end_s + TAIL_S) * synth.SAMPLE_RATE_HZ)
    soundfont = _find_soundfont()
    if (fluidsynth := synth.load_library()) is not None:
        samples = synth.play_with_library(fluidsynth, score, frames, soundfont)
    else:
        synth.check_program()
        samples = synth.play_with_program(score, frames, soundfont)
    return _finish(samples, end_s)


def missing() -> MissingAudioError | None:
    """Say what stands between this machine and sound, and how to mend it; None if nothing."""
    try:
        _find_soundfont()
        if synth.load_library() is None:
            synth.check_program()
    except MissingAudioError as error:
        return error
    return None


def _end_s(score: Score) -> float:
    """Give the end of the last note: tempos and controls may come after it, unheard."""
    end_s = max((n.end for t in synth.in_seconds(score).tracks for n in t.notes), default=0.0)
    if end_s == 0:
        raise AudioError("There is nothing to hear: this music has no notes.")
    if end_s > limits.MIDI_DURATION_S:
        raise AudioError(
            "This piece is {minutes:.1f} min long; the limit is {limit:.0f} min.",
            minutes=end_s / 60,
            limit=limits.MIDI_DURATION_S / 60,
        )
    return float(end_s)


def _find_soundfont() -> Path:
    chosen = os.environ.get(SOUNDFONT_VARIABLE)
    for name in [chosen] if chosen else SOUNDFONTS:
        if _is_soundfont(path := Path(name)):
            return path.resolve()  # absolute, so that no program takes it for an option
    if chosen:
        raise MissingAudioError(
            "There is no soundfont at {path}, which {variable} names.",
            path=chosen,
            variable=SOUNDFONT_VARIABLE,
        )
    raise MissingAudioError(
        "To hear the music, install FluidSynth and its soundfont: {command}",
        command=synth.INSTALL,
    )


def _is_soundfont(path: Path) -> bool:
    """Look for the heading RIFF … sfbk: without it, the program quietly takes another font."""
    try:
        with path.open("rb") as file:
            heading = file.read(12)
    except OSError:
        return False
    return heading[:4] == b"RIFF" and heading[8:] == b"sfbk"


def _finish(samples: synth.Waveform, end_s: float) -> Sound:
    """Check that there is something to hear, set the loudness, end it softly, make it int16."""
    peak = max(samples.max(), -samples.min())
    if peak < _SILENT:
        raise AudioError(
            "FluidSynth gave {seconds:.1f} s of silence for this music.", seconds=end_s
        )
    samples *= PEAK / peak
    end, fade = (round(s * synth.SAMPLE_RATE_HZ) for s in (end_s, FADE_S))
    audible = np.flatnonzero(np.abs(samples[end:]).max(axis=1) > _AUDIBLE)
    # An empty tail has no last audible frame; the fade then begins where the last note ends.
    samples = samples[: end + (audible[-1] if audible.size else 0) + fade]
    samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, np.newaxis]
    samples *= 2**15 - 1
    return Sound(np.rint(samples, out=samples).astype(np.int16))
