"""MIDI bytes ⇄ Score: the only reader and writer of MIDI.

``read_midi`` takes anything a stranger uploads and gives a checked, normalised
``symusic.Score``: 480 ticks a quarter, notes sorted, drums and empty tracks gone, at least one
note. Everything downstream may rely on that. This module knows nothing of tokens or sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from symusic.core import ScoreTick as Score
from symusic.core import TempoTick as Tempo
from symusic.core import TimeSignatureTickList, TrackTickList
from symusic.core import TrackTick as Track

from core import limits
from core.errors import MidiError
from core.smf import SmfReport, check_smf

TICKS_PER_QUARTER = 480
DEFAULT_TEMPO_QPM = 120.0


@dataclass(frozen=True)
class Part:
    """One track with notes, as it was found.

    Attributes
    ----------
    name
        A stranger's text, of any length; often empty.
    program
        General MIDI's, 0 … 127.
    is_drum
        Whether it plays on channel 10, where pitches are drums.
    notes, lowest, highest
        How many notes it has, at least one, and between which pitches they lie.
    """

    name: str
    program: int
    is_drum: bool
    notes: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class MidiReport:
    """What was found in a file and what was kept of it, for the person who gave it.

    Attributes
    ----------
    tracks, notes
        How many tracks with notes, and how many notes, were kept.
    drum_notes
        Notes left out because they are drums.
    duration_s
        Length of the music in seconds.
    parts
        All tracks with notes, in the file's order, drums included.
    """

    tracks: int
    notes: int
    drum_notes: int
    duration_s: float
    parts: tuple[Part, ...]


def read_midi(data: bytes, *, keep_drums: bool = False) -> Score:
    """Read a MIDI file of format 0 or 1.

    Parameters
    ----------
    data
        The file's bytes.
    keep_drums
        Keep the tracks of channel 10; they are dropped by default.

    Returns
    -------
    symusic.Score
        In ticks, 480 a quarter, one track a part in the file's order, notes sorted by time and
        pitch.

    Raises
    ------
    MidiError
        With one sentence on what is wrong with this file.
    """
    return inspect_midi(data, keep_drums=keep_drums)[0]


def inspect_midi(data: bytes, *, keep_drums: bool = False) -> tuple[Score, MidiReport]:
    """Read a MIDI file as ``read_midi`` does, and report what was kept."""
    smf = check_smf(data)
    try:
        score = Score.from_midi(smf.canonical)
    except (RuntimeError, ValueError) as problem:
        raise MidiError("This MIDI file cannot be read: it is damaged inside.") from problem
    found = score.note_num()
    if found > limits.MIDI_NOTES:
        raise MidiError(
            "This file holds {notes} notes; the limit is {limit}.",
            notes=found,
            limit=limits.MIDI_NOTES,
        )
    parts = tuple(_part(track) for track in score.tracks if track.note_num())
    score = _normalise(score, keep_drums)
    if score.note_num() == 0:
        raise _no_notes(smf, found)
    duration_s = score_duration_s(score)
    if duration_s > limits.MIDI_DURATION_S:
        raise MidiError(
            "This piece is {minutes:.1f} min long; the limit is {limit:.0f} min.",
            minutes=duration_s / 60,
            limit=limits.MIDI_DURATION_S / 60,
        )
    report = MidiReport(
        tracks=len(score.tracks),
        notes=score.note_num(),
        drum_notes=found - score.note_num(),
        duration_s=duration_s,
        parts=parts,
    )
    return score, report


def write_midi(score: Score) -> bytes:
    """Write a Score as a MIDI file of format 1."""
    return bytes(score.dumps_midi())


def score_duration_s(score: Score) -> float:
    """Length from time 0 to the end of the last note, in seconds, tempos honoured."""
    return float(seconds_at(score, last_note_end_ticks(score)))


def seconds_at(score: Score, times_ticks: ArrayLike) -> NDArray[np.float64]:
    """Tell at which seconds ticks come, by the score's tempos: exactly, as symusic does not."""
    tempos = {0: DEFAULT_TEMPO_QPM} | {max(tempo.time, 0): tempo.qpm for tempo in score.tempos}
    changes = np.array(sorted(tempos))
    tick_s = 60 / score.ticks_per_quarter / np.array([tempos[time] for time in changes.tolist()])
    changes_s = np.append(0.0, np.cumsum(np.diff(changes) * tick_s[:-1]))
    times = np.asarray(times_ticks, np.int64)
    at = np.searchsorted(changes, times, side="right") - 1
    return np.asarray(changes_s[at] + (times - changes[at]) * tick_s[at])


def last_note_end_ticks(score: Score) -> int:
    """Where the last note ends; tempos, metres and controls after it do not count."""
    return max((note.end for track in score.tracks for note in track.notes), default=0)


def first_part_with_notes(score: Score) -> Score:
    """Give the score's first track that has notes, alone: the part that the lecture read."""
    return with_tracks(score, [next(track for track in score.tracks if track.note_num())])


def with_tracks(score: Score, tracks: Iterable[Track]) -> Score:
    """Give a copy of the score (its tempos, metres, keys) that has these tracks instead."""
    other = score.copy()
    other.tracks = TrackTickList(list(tracks))
    return other


def bar_starts_ticks(score: Score) -> list[int]:
    """Give the time at which each bar begins, by the score's metres (4/4 where it has none)."""
    end_ticks = last_note_end_ticks(score)
    # symusic miscounts all bars where the last metre stands after the music.
    played = Score(score.ticks_per_quarter)
    played.tracks = score.tracks
    metres = [metre for metre in score.time_signatures if metre.time < end_ticks]
    played.time_signatures = TimeSignatureTickList(metres)
    return [int(start) for start in played.get_downbeats() if start < end_ticks] or [0]


def bar_edges_ticks(score: Score) -> list[int]:
    """Give where bars begin, and after the last one the end of the music."""
    return [*bar_starts_ticks(score), last_note_end_ticks(score)]


def clip_bars(score: Score, first: int, count: int) -> Score:
    """Cut out ``count`` bars from bar ``first`` (counted from 1), moved to time 0.

    Raises
    ------
    MidiError
        If the bars do not exist or hold no note that begins in them.
    """
    starts = bar_edges_ticks(score)
    bars = len(starts) - 1
    if not (1 <= first <= bars and count >= 1):
        raise MidiError("Bar {bar} does not exist: this piece has {bars}.", bar=first, bars=bars)
    begin, end = starts[first - 1], starts[min(first - 1 + count, bars)]
    part = score.clip(begin, end, clip_end=True).shift_time(-begin)
    part = with_tracks(part, (track for track in part.tracks if track.note_num()))
    if part.note_num() == 0:
        raise MidiError("No note begins in bar {bar}.", bar=first)
    return part


def empty_score(tempo_qpm: float = DEFAULT_TEMPO_QPM) -> Score:
    """Give a normalised score without tracks, in one tempo (quarters a minute)."""
    score = Score(TICKS_PER_QUARTER)
    score.tempos.append(Tempo(0, tempo_qpm))
    return score


def _part(track: Track) -> Part:
    pitches = [note.pitch for note in track.notes]
    return Part(
        name=track.name,
        program=track.program,
        is_drum=track.is_drum,
        notes=len(pitches),
        lowest=min(pitches),
        highest=max(pitches),
    )


def _normalise(score: Score, keep_drums: bool) -> Score:
    if score.end() * TICKS_PER_QUARTER / score.ticks_per_quarter > 2**31 - 1:
        raise MidiError(
            "This piece is {quarters:.0f} quarter notes long, more than can be played.",
            quarters=score.end() / score.ticks_per_quarter,
        )
    score = score.resample(TICKS_PER_QUARTER, min_dur=1)
    kept = (t for t in score.tracks if t.note_num() and (keep_drums or not t.is_drum))
    score = with_tracks(score, kept)
    for track in score.tracks:
        track.notes.sort(key=lambda note: (note.time, note.pitch, note.duration), inplace=True)
    if not score.tempos or score.tempos[0].time > 0:
        score.tempos.insert(0, Tempo(0, DEFAULT_TEMPO_QPM))
    return score


def _no_notes(smf: SmfReport, found: int) -> MidiError:
    if found:
        return MidiError(
            "This file holds only drums ({notes} notes); please choose one with pitched notes.",
            notes=found,
        )
    if smf.note_ons:
        return MidiError(
            "This file starts {notes} notes and never ends one, so none can be heard.",
            notes=smf.note_ons,
        )
    return MidiError("This file holds no notes.")
