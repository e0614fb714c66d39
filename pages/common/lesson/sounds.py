"""Sounds that a chapter makes up: notes one after another, and the purest tone there is."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st
from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.midi import TICKS_PER_QUARTER, empty_score

A4, A4_HZ = 69, 440.0
_SAMPLE_RATE_HZ = 22_050
_TONE_S, _FADE_S = 1.6, 0.03
_TONE_LEVEL = 0.35
_VELOCITY = 84


def frequency_hz(pitch: float) -> float:
    """Give a MIDI pitch's frequency in equal temperament: 69 is 440 Hz, 12 more are twice that."""
    return float(A4_HZ * 2 ** ((pitch - A4) / 12))


def score_of(
    sounds: Iterable[Sequence[int]],
    *,
    step_ql: float = 1.0,
    last_ql: float = 2.0,
    program: int = 0,
    tempo_qpm: float = 100.0,
) -> Score:
    """Give sounds, each one or more MIDI pitches, one after another.

    Parameters
    ----------
    step_ql, last_ql
        Quarters that each sound lasts, and the last one.
    program
        The instrument, as General MIDI counts from 0.
    """
    score, track, begin_ticks = empty_score(tempo_qpm), Track("", program), 0
    sounds = list(sounds)
    for place, pitches in enumerate(sounds, 1):
        length_ticks = round((last_ql if place == len(sounds) else step_ql) * TICKS_PER_QUARTER)
        for pitch in pitches:
            track.notes.append(Note(begin_ticks, length_ticks, pitch, _VELOCITY))
        begin_ticks += length_ticks
    score.tracks.append(track)
    return score


@st.cache_data(max_entries=64, show_spinner=False)
def tone_wav(frequency_hz: float) -> bytes:
    """Give a sine wave as a WAV file: 16 bits, one channel, faded in and out."""
    time_s = np.arange(int(_TONE_S * _SAMPLE_RATE_HZ)) / _SAMPLE_RATE_HZ
    fade = np.clip(np.minimum(time_s, _TONE_S - time_s) / _FADE_S, 0, 1)
    tone = _TONE_LEVEL * fade * np.sin(2 * np.pi * frequency_hz * time_s)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_SAMPLE_RATE_HZ)
        out.writeframes((tone * 32767).astype("<i2").tobytes())
    return file.getvalue()
