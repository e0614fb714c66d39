"""What a worker gives back: the music with its sound, arranged as asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import audio
from core.arrangement import PLAIN, Arrangement, arrange
from core.midi import write_midi
from core.performance import mp3_of, perform
from core.recipe import Recipe
from tests.checkpoints import write_tiny_checkpoint

RECIPE = Recipe("tiny-note_chord-gru", ("C4", "E4", "G4"), search="beam", k=2, length=6)
ARRANGEMENT = Arrangement(("music box",), tempo_qpm=180, transpose=3)


@pytest.fixture(autouse=True)
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tiny_checkpoint(tmp_path)
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))


def silent(_: float) -> None:
    """Take no notice of progress."""


@pytest.mark.skipif(audio.missing() is not None, reason="FluidSynth is not installed")
def test_the_sound_is_the_best_beams_as_arranged() -> None:
    shares: list[float] = []
    made = perform(RECIPE, ARRANGEMENT, progress=shares.append)
    midi = write_midi(arrange(made.composition.score(), ARRANGEMENT))
    assert made.mp3 == mp3_of(midi, progress=silent)
    assert made.arrangement == ARRANGEMENT
    assert shares == sorted(shares)
    assert shares[-1] == 1
    plain = perform(RECIPE, progress=silent)
    assert plain.arrangement == PLAIN
    assert plain.composition.beams == made.composition.beams
    assert plain.mp3 != made.mp3


def test_without_sound_there_is_music_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMILLA_SOUNDFONT", "/nowhere/font.sf2")
    made = perform(RECIPE, ARRANGEMENT, progress=silent)
    assert made.mp3 is None
    assert "no soundfont" in str(made.sound_problem)
    assert made.arrangement == ARRANGEMENT
    assert made.composition.score().note_num()
