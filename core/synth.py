"""FluidSynth, reached in two ways: its library (pyfluidsynth) or its program (midi2audio).

Both give the bare sound of a score at FluidSynth's own gain. Either may be missing: nothing is
looked for at import, and ``load_library`` and ``check_program`` say what is there. What a
listener wants (loudness, an ending, a file) is the business of ``core.audio``.

Every sound gets a synth of its own. Its samples are loaded as instruments are chosen, so that
takes about 0.05 s; a synth that is kept remembers where its reverb's slow waves stand, and never
plays a score the same way twice.

This module does not know what people call their files. The program is given our own MIDI under
our own name, because FluidSynth runs the commands in a file whose name begins with ``-f``. Its
exit code, 0 come what may, is not looked at; the sound is.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import shutil
import subprocess
import sys
import wave
from collections import Counter
from collections.abc import Callable
from ctypes import c_int, c_void_p
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from symusic.core import ScoreSecond
from symusic.core import ScoreTick as Score

from core.errors import AudioError, MissingAudioError
from core.midi import write_midi

SAMPLE_RATE_HZ = 44_100
GAIN = 0.2  # FluidSynth's default, and the only one that midi2audio can ask for
INSTALL = "apt install fluidsynth fluid-soundfont-gm"

# FluidSynth renders in blocks of 64 frames; an event takes effect where a block starts (1.5 ms).
_BLOCK = 64
_CHANNELS = 256
_DRUM_CHANNEL = 9
_NOTE_OFF, _CONTROL, _PITCH_BEND, _NOTE_ON = range(4)

_logger = logging.getLogger(__name__)

Waveform = NDArray[np.float32]


class _Event(NamedTuple):
    """One message to the synth. Kinds are in the order in which a block's events are sent."""

    block: int
    kind: int
    channel: int
    number: int
    value: int = 0


def in_seconds(score: Score) -> ScoreSecond:
    """Give a score with its times in seconds, tempos honoured."""
    return cast(ScoreSecond, score.to("second"))  # its stub says object


def load_library() -> ModuleType | None:
    """Give pyfluidsynth, or None where it finds no FluidSynth library."""
    try:
        # Where CI is set, it announces itself on standard output: our JSON goes there.
        with contextlib.redirect_stdout(io.StringIO()):
            return importlib.import_module("fluidsynth")
    except (ImportError, OSError):  # it looks for the library while it is imported
        return None


def check_program() -> None:
    """Raise MissingAudioError where there is no ``fluidsynth`` program either."""
    if shutil.which("fluidsynth") is None:
        raise MissingAudioError(
            "To hear the music, install FluidSynth and its soundfont: {command}", command=INSTALL
        )


def play_with_library(
    fluidsynth: ModuleType, score: Score, frames: int, soundfont: Path
) -> Waveform:
    """Play the first ``frames`` frames of a score through ``load_library()``'s answer.

    Returns
    -------
    Waveform
        float32 ``[frames, 2]``, full scale 1, not clipped; the same for the same score.

    Raises
    ------
    AudioError
        The soundfont cannot be read.
    """
    synth = fluidsynth.Synth(
        gain=GAIN,
        samplerate=SAMPLE_RATE_HZ,
        channels=_CHANNELS,
        **{"synth.dynamic-sample-loading": 1},
    )
    try:
        if synth.sfload(str(soundfont), 1) == fluidsynth.FLUID_FAILED:
            raise AudioError("The soundfont {name} cannot be read.", name=soundfont.name)
        return _play(fluidsynth, synth, _schedule(synth, score), frames)
    finally:
        synth.delete()  # a call after this would kill the process: the synth stays in here


def _schedule(synth: Any, score: Score) -> list[_Event]:
    """Choose an instrument for each track and list the messages of all tracks, in order."""
    events = []
    channels = cycle(c for c in range(_CHANNELS) if c % 16 != _DRUM_CHANNEL)
    for track in in_seconds(score).tracks:
        channel = _DRUM_CHANNEL if track.is_drum else next(channels)
        synth.program_change(channel, track.program)
        for note in track.notes:
            start = _block(note.start)
            end = max(_block(note.end), start + 1)  # or its end would come before its start
            events.append(_Event(start, _NOTE_ON, channel, note.pitch, note.velocity))
            events.append(_Event(end, _NOTE_OFF, channel, note.pitch))
        for control in track.controls:
            at = _block(control.time)
            events.append(_Event(at, _CONTROL, channel, control.number, control.value))
        for bend in track.pitch_bends:
            events.append(_Event(_block(bend.time), _PITCH_BEND, channel, 0, bend.value))
    # A stable sort: controls that belong together (101, 100, 6) keep their order.
    return sorted(events, key=lambda event: (event.block, event.kind))


def _block(time_s: float) -> int:
    return round(time_s * SAMPLE_RATE_HZ / _BLOCK)


def _play(fluidsynth: ModuleType, synth: Any, events: list[_Event], frames: int) -> Waveform:
    blocks = -(-frames // _BLOCK)
    samples = np.zeros((blocks * _BLOCK, 2), np.float32)
    write = _float_writer(fluidsynth)

    def render(start: int, stop: int) -> None:
        left, right = (2 * start * _BLOCK + side for side in (0, 1))
        data = samples.ctypes.data
        write(synth.synth, (stop - start) * _BLOCK, data, left, 2, data, right, 2)

    now = 0
    held: Counter[tuple[int, int]] = Counter()
    for event in events:
        if event.block >= blocks:
            break
        if event.block > now:
            render(now, event.block)
            now = event.block
        _send(synth, event, held)
    render(now, blocks)
    return samples[:frames]


def _send(synth: Any, event: _Event, held: Counter[tuple[int, int]]) -> None:
    _, kind, channel, number, value = event
    if kind == _CONTROL:
        synth.cc(channel, number, value)
    elif kind == _PITCH_BEND:
        synth.pitch_bend(channel, value)
    elif kind == _NOTE_ON:
        held[channel, number] += 1
        synth.noteon(channel, number, value)
    else:
        # Two voices on one key: it goes up when the last of them lets go.
        held[channel, number] -= 1
        if held[channel, number] == 0:
            synth.noteoff(channel, number)


def _float_writer(fluidsynth: ModuleType) -> Callable[..., int]:
    """Declare ``fluid_synth_write_float``, which pyfluidsynth leaves out.

    Unlike its 16-bit samples, floats do not clip, and carry no dither to differ between renders.
    """
    sides = [
        (name + side, kind, 1)
        for side in ("_left", "_right")
        for name, kind in (("data", c_void_p), ("first", c_int), ("step", c_int))
    ]
    writer: Callable[..., int] = fluidsynth.cfunc(
        "fluid_synth_write_float", c_int, ("synth", c_void_p, 1), ("frames", c_int, 1), *sides
    )
    return writer


def play_with_program(score: Score, frames: int, soundfont: Path) -> Waveform:
    """Play the first ``frames`` frames of a score with midi2audio and the ``fluidsynth`` program.

    Returns
    -------
    Waveform
        float32 ``[frames, 2]``, full scale 1. It may have clipped inside FluidSynth.

    Raises
    ------
    AudioError
        No sound came out, or it ends more than a second early.
    """
    with TemporaryDirectory(prefix="semilla-") as folder:
        midi, sound = Path(folder, "score.mid"), Path(folder, "score.wav")
        midi.write_bytes(write_midi(score))
        options = ["-s", str(soundfont), "-r", str(SAMPLE_RATE_HZ)]
        # A process of its own, because both programs talk on standard output; -P, so that no
        # module of the present folder is taken for midi2audio.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "midi2audio", *options, str(midi), str(sound)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        try:
            with wave.open(str(sound), "rb") as reader:
                data = reader.readframes(frames)
        except (OSError, EOFError, wave.Error) as problem:
            _logger.exception("midi2audio said: %s%s", done.stdout, done.stderr)
            raise AudioError("FluidSynth made no sound from this music.") from problem
    samples = np.frombuffer(data, "<i2").reshape(-1, 2).astype(np.float32) / 2**15
    if len(samples) < frames - SAMPLE_RATE_HZ:
        raise AudioError(
            "The sound is {seconds:.1f} s long; {expected:.1f} s were expected.",
            seconds=len(samples) / SAMPLE_RATE_HZ,
            expected=frames / SAMPLE_RATE_HZ,
        )
    return np.pad(samples, ((0, frames - len(samples)), (0, 0)))
