"""Training: its settings, its data, the loop that yields records, and its state on disk."""

from core.training.data import SHIFTS, TrainingData, numbered, prepare
from core.training.loop import EpochRecord, StepRecord, evaluate_loss, train
from core.training.memory import keep_freed_memory
from core.training.settings import (
    MUSIC,
    MUSIC_MATRIX_RATES,
    PRESETS,
    TrainingSettings,
    music_settings,
)

__all__ = [
    "MUSIC",
    "MUSIC_MATRIX_RATES",
    "PRESETS",
    "SHIFTS",
    "EpochRecord",
    "StepRecord",
    "TrainingData",
    "TrainingSettings",
    "evaluate_loss",
    "keep_freed_memory",
    "music_settings",
    "numbered",
    "prepare",
    "train",
]
