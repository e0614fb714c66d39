"""When ticks come, in seconds: exactly, and as another reader of the same file says."""

from __future__ import annotations

import io

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from symusic.core import TempoTick as Tempo

from core.midi import seconds_at, write_midi
from tests.scores import score_of

TUNE = [(0, 1, 60), (1, 1, 62)]


def test_seconds_follow_the_tempos_exactly() -> None:
    score = score_of(TUNE, tempo_qpm=120)
    score.tempos.extend([Tempo(480, 60), Tempo(960, 240)])
    found = seconds_at(score, [0, 240, 480, 720, 960, 1440])
    assert found.tolist() == [0, 0.25, 0.5, 1, 1.5, 1.75]
    # symusic's own seconds, of single precision, are off by milliseconds after some hours.
    late = 480 * 4 * 36_001
    assert seconds_at(score, late) == 1.5 + (late - 960) / 1920


def test_without_a_tempo_a_quarter_is_half_a_second() -> None:
    score = score_of(TUNE)
    score.tempos.clear()
    assert seconds_at(score, [[0, 480], [960, 961]]).tolist() == [[0, 0.5], [1, 1 + 1 / 960]]


TIMES = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4_000)), min_size=1, max_size=30)
TEMPOS = st.dictionaries(st.integers(1, 20_000), st.integers(20, 300), max_size=6)


@given(TIMES, TEMPOS)
@settings(deadline=None)
def test_seconds_are_those_of_another_reader(
    times: list[tuple[int, int]], tempos: dict[int, int]
) -> None:
    """mido reads the same file, and adds its ticks up message by message."""
    score = score_of([(begin / 480, length / 480, 60) for begin, length in times])
    score.tempos.extend(Tempo(time, qpm) for time, qpm in sorted(tempos.items()))
    now_s, begins_s = 0.0, []
    for message in mido.MidiFile(file=io.BytesIO(write_midi(score))):
        now_s += message.time
        if message.type == "note_on" and message.velocity:
            begins_s.append(now_s)
    found = seconds_at(score, sorted(begin for begin, _ in times))
    # A file keeps whole microseconds a quarter.
    assert found.tolist() == pytest.approx(begins_s, rel=1e-5, abs=1e-6)
