"""Sound: its length, loudness, pitch, timing and files, through both ways to FluidSynth.

These tests play real notes with the installed FluidSynth and soundfont.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from symusic import ControlChange, Note, Score, Tempo, Track

from core import audio, limits
from core.errors import AudioError, MissingAudioError

QUARTER = 480
A4, PIANO, ORGAN, FLUTE = 69, 0, 19, 73


def music(
    *notes: tuple[int, int, int],
    program: int = PIANO,
    is_drum: bool = False,
    velocity: int = 100,
    tempos: tuple[tuple[int, float], ...] = ((0, 120.0),),
    name: str = "",
) -> Score:
    """One track of (onset, duration, pitch), times in ticks; tempos in quarters a minute."""
    score = Score(QUARTER)
    track = Track(name, program, is_drum)
    track.notes.extend([Note(*note, velocity) for note in notes])
    score.tracks.append(track)
    score.tempos.extend([Tempo(time, qpm) for time, qpm in tempos])
    return score


def melody() -> Score:
    return music(*[(i * QUARTER, QUARTER, 60 + i) for i in range(8)])


def pitch_hz(sound: audio.Sound, start_s: float, stop_s: float) -> float:
    """The strongest frequency of a stretch of sound."""
    first, last = (round(s * sound.sample_rate_hz) for s in (start_s, stop_s))
    stretch = sound.samples[first:last].mean(axis=1) * np.hanning(last - first)
    spectrum = np.abs(np.fft.rfft(stretch, 8 * len(stretch)))
    return float(np.argmax(spectrum)) * sound.sample_rate_hz / (8 * len(stretch))


def loudness(sound: audio.Sound, start_s: float, stop_s: float) -> float:
    """Root mean square of a stretch, full scale 1."""
    first, last = (round(s * sound.sample_rate_hz) for s in (start_s, stop_s))
    return float(np.sqrt(np.mean((sound.samples[first:last] / 2**15) ** 2)))


def read_wav(data: bytes) -> tuple[int, NDArray[np.int16]]:
    with wave.open(io.BytesIO(data)) as reader:
        assert (reader.getnchannels(), reader.getsampwidth()) == (2, 2)
        frames = reader.readframes(reader.getnframes())
        return reader.getframerate(), np.frombuffer(frames, "<i2").reshape(-1, 2)


@pytest.fixture(params=["library", "program"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Play with pyfluidsynth, then with the program alone, as if the library were missing."""
    if request.param == "program":
        monkeypatch.setitem(sys.modules, "fluidsynth", None)
    return str(request.param)


@pytest.mark.usefixtures("either_way")
class TestEitherWay:
    def test_lasts_as_long_as_the_score_and_is_heard(self) -> None:
        sound = audio.render(melody())
        assert 4.0 < sound.duration_s < 5.0
        assert loudness(sound, 0, 4) > 0.01

    def test_tempo_changes_are_honoured(self) -> None:
        """Two quarters at 120 and two at 40 a minute: 1 s + 3 s."""
        notes = [(i * QUARTER, QUARTER, A4) for i in range(4)]
        sound = audio.render(music(*notes, tempos=((0, 120.0), (2 * QUARTER, 40.0))))
        assert 4.0 < sound.duration_s < 5.0

    def test_a4_sounds_at_440_hz(self) -> None:
        sound = audio.render(music((0, 4 * QUARTER, A4), program=FLUTE))
        assert pitch_hz(sound, 0.5, 1.5) == pytest.approx(440, rel=0.01)

    def test_a_rest_at_the_start_is_kept(self) -> None:
        """The player's cursor counts from the score's beginning, not from the first note's."""
        sound = audio.render(music((2 * QUARTER, QUARTER, A4)))
        onset = np.flatnonzero(np.abs(sound.samples).max(axis=1) > 300)[0]
        assert onset / sound.sample_rate_hz == pytest.approx(1.0, abs=0.02)

    def test_drums_are_played_as_drums(self) -> None:
        """A closed hi-hat (General MIDI key 42) is noise far above its key's 92 Hz."""
        sound = audio.render(music((0, QUARTER, 42), is_drum=True))
        assert pitch_hz(sound, 0, 0.2) > 2000

    def test_two_renders_are_equal(self) -> None:
        first, second = audio.render(melody()), audio.render(melody())
        assert np.array_equal(first.samples, second.samples)

    def test_a_score_without_notes_is_refused(self) -> None:
        with pytest.raises(AudioError, match="no notes"):
            audio.render(music())

    def test_a_file_that_is_no_soundfont_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """FluidSynth's program would exit with 0, having taken another font."""
        broken = tmp_path / "broken.sf2"
        broken.write_bytes(b"not a soundfont")
        monkeypatch.setenv(audio.SOUNDFONT_VARIABLE, str(broken))
        with pytest.raises(MissingAudioError, match=r"broken\.sf2"):
            audio.render(melody())


def test_a_damaged_soundfont_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It has a soundfont's heading and nothing more. (The program would take another font.)"""
    damaged = tmp_path / "damaged.sf2"
    damaged.write_bytes(b"RIFF\xff\0\0\0sfbk" + bytes(100))
    monkeypatch.setenv(audio.SOUNDFONT_VARIABLE, str(damaged))
    with pytest.raises(AudioError, match=r"damaged\.sf2 cannot be read"):
        audio.render(melody())


def test_both_ways_sound_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    through_library = audio.render(melody())
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    through_program = audio.render(melody())
    for start_s in np.arange(0, 4, 0.5):
        stretch = start_s, start_s + 0.5
        assert loudness(through_program, *stretch) == pytest.approx(
            loudness(through_library, *stretch), rel=0.1
        )


def test_one_render_leaves_nothing_for_the_next() -> None:
    """A pedal held to the end and another instrument must not be heard in the next piece."""
    before = audio.render(melody())
    pedalled = music((0, QUARTER, 40), program=ORGAN)
    pedalled.tracks[0].controls.append(ControlChange(0, 64, 127))
    audio.render(pedalled)
    assert np.array_equal(audio.render(melody()).samples, before.samples)


def test_controls_are_honoured() -> None:
    """With the sustain pedal (control 64) down, a short note is still heard a second later."""
    notes = (0, QUARTER // 2, A4), (4 * QUARTER, QUARTER, 21)
    dry, pedalled = music(*notes), music(*notes)
    pedalled.tracks[0].controls.append(ControlChange(0, 64, 127))
    assert loudness(audio.render(pedalled), 1, 1.5) > 5 * loudness(audio.render(dry), 1, 1.5)


def test_a_key_held_by_two_voices_sounds_until_both_let_go() -> None:
    sound = audio.render(
        music((0, 4 * QUARTER, A4), (QUARTER, QUARTER, A4), (8 * QUARTER, 1, 30), program=ORGAN)
    )
    assert loudness(sound, 1.6, 1.9) > 0.01


def test_each_track_has_its_own_instrument() -> None:
    """Many tracks: more than MIDI's sixteen channels, and none of them becomes drums."""
    score = Score(QUARTER)
    score.tempos.append(Tempo(0, 120))
    for number in range(20):
        track = Track("", FLUTE, False)
        track.notes.append(Note(number * QUARTER, QUARTER, A4, 100))
        score.tracks.append(track)
    sound = audio.render(score)
    for number in range(20):
        start_s = number / 2 + 0.2
        assert pitch_hz(sound, start_s, start_s + 0.3) == pytest.approx(440, rel=0.02)


def test_a_note_of_no_length_ends() -> None:
    sound = audio.render(music((0, 0, A4), (8 * QUARTER, QUARTER, 30), program=ORGAN))
    assert loudness(sound, 2, 4) < 0.001


def test_the_end_is_soft_and_trimmed() -> None:
    sound = audio.render(melody())
    assert np.abs(sound.samples[-20:]).max() <= 10
    woodblock = audio.render(music((0, 4 * QUARTER, 76), is_drum=True))
    assert woodblock.duration_s == pytest.approx(2 + audio.FADE_S, abs=0.01)


def test_a_lone_melody_and_a_wall_of_sound_are_equally_loud() -> None:
    """Thirty organ notes at full velocity would clip, a piano's single notes would be faint."""
    notes = [(0, 2 * QUARTER, 45 + i) for i in range(30)]
    for score in (melody(), music(*notes, program=ORGAN, velocity=127)):
        samples = np.abs(audio.render(score).samples.astype(np.int32))
        assert samples.max() / 2**15 == pytest.approx(10 ** (-3 / 20), rel=0.01)
        assert np.count_nonzero(samples == samples.max()) < 3


def test_silence_is_an_error() -> None:
    silent = melody()
    silent.tracks[0].controls.append(ControlChange(0, 7, 0))
    with pytest.raises(AudioError, match="silence"):
        audio.render(silent)


def test_a_piece_over_the_limit_is_refused() -> None:
    minutes = limits.MIDI_DURATION_S / 60 + 1
    endless = music((0, QUARTER, A4), (round(minutes * 120 * QUARTER), QUARTER, A4))
    with pytest.raises(AudioError, match=r"11\.0 min long; the limit is 10 min"):
        audio.render(endless)


def test_wav_holds_the_samples() -> None:
    sound = audio.render(melody())
    rate_hz, samples = read_wav(sound.wav())
    assert rate_hz == sound.sample_rate_hz
    assert np.array_equal(samples, sound.samples)


def test_mp3_is_a_chain_of_frames_as_long_as_the_sound() -> None:
    """Walk the frame headers of ISO 11172-3, Layer III: 1,152 samples of sound in each."""
    sound = audio.render(melody())
    data = sound.mp3()
    position = frames = 0
    while position + 4 <= len(data):
        header = int.from_bytes(data[position : position + 4], "big")
        assert header >> 17 == 0xFFFB >> 1, f"no MPEG-1 Layer III frame at byte {position}"
        assert (header >> 12) & 0xF == 9, "not 128 kbit/s"
        assert (header >> 10) & 0x3 == 0, "not 44.1 kHz"
        padding = (header >> 9) & 1
        position += 144 * audio.MP3_KBIT_S * 1000 // sound.sample_rate_hz + padding
        frames += 1
    assert frames * 1152 / sound.sample_rate_hz == pytest.approx(sound.duration_s, abs=0.1)
    assert len(data) / sound.duration_s * 60 < 2**20


def test_nothing_is_missing_here() -> None:
    assert audio.missing() is None


def test_a_missing_soundfont_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(audio.SOUNDFONT_VARIABLE, raising=False)
    monkeypatch.setattr(audio, "SOUNDFONTS", ("/nowhere/font.sf2",))
    with pytest.raises(MissingAudioError, match="apt install fluidsynth fluid-soundfont-gm"):
        audio.render(melody())
    assert str(audio.missing()).startswith("To hear the music, install")


def test_a_chosen_soundfont_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(audio.SOUNDFONT_VARIABLE, "/nowhere/mine.sf2")
    with pytest.raises(MissingAudioError, match=r"/nowhere/mine\.sf2"):
        audio.render(melody())


def test_neither_library_nor_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingAudioError, match="apt install fluidsynth"):
        audio.render(melody())
    assert isinstance(audio.missing(), MissingAudioError)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Put a shell script before the real ``fluidsynth``, and hide the library.

    ``{real}`` in the script is the real program; ``$5`` is the file that it is to write.
    """
    real = shutil.which("fluidsynth")
    assert real is not None
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setitem(sys.modules, "fluidsynth", None)

    def write(script: str) -> None:
        program = tmp_path / "fluidsynth"
        program.write_text("#!/bin/sh\n" + script.replace("{real}", shlex.quote(real)))
        program.chmod(0o755)

    return write


def test_only_our_own_names_reach_a_command_line(
    stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    """FluidSynth runs the commands in a file called ``-f…``: a stranger must not name its files."""
    noted = tmp_path / "arguments"
    stand_in(f'printf "%s\n" "$@" > {shlex.quote(str(noted))}\nexec {{real}} "$@"\n')
    audio.render(music((0, QUARTER, A4), name="-f evil; rm -rf"))
    assert "evil" not in noted.read_text()
    files = [
        Path(a) for a in noted.read_text().splitlines() if a.endswith((".sf2", ".mid", ".wav"))
    ]
    assert all(file.is_absolute() for file in files)
    assert [file.name for file in files[1:]] == ["score.mid", "score.wav"]
    assert not files[1].parent.exists(), "the private folder outlives the sound"


def test_a_program_that_ends_well_without_a_sound(stand_in: Callable[[str], None]) -> None:
    stand_in("exit 0\n")
    with pytest.raises(AudioError, match="no sound"):
        audio.render(melody())


def test_a_program_that_runs_out_of_disk(stand_in: Callable[[str], None]) -> None:
    """The file's heading promises 4 s and the file holds 1; the exit code is 0."""
    stand_in('{real} "$@"\ntruncate -s 176444 "$5"\nexit 0\n')
    with pytest.raises(AudioError, match=r"1\.0 s long; 4\.9 s were expected"):
        audio.render(melody())


@pytest.mark.parametrize("way", ["", "sys.modules['fluidsynth'] = None;"])
def test_nothing_is_printed_on_standard_output(way: str) -> None:
    """The command line prints JSON there; both programs would like to greet us."""
    code = (
        f"import sys; {way} from core import audio; from symusic import Note, Score, Track;"
        "s = Score(480); t = Track(); t.notes.append(Note(0, 480, 69, 100)); s.tracks.append(t);"
        "assert len(audio.render(s).mp3()) > 0"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
