"""Training: its settings, its data, the loop that yields records, and its state on disk."""

from core.training.data import SHIFTS, TrainingData, numbered, prepare
from core.training.loop import EpochRecord, StepRecord, evaluate_loss, train
from core.training.settings import LECTURE, TrainingSettings

__all__ = [
    "LECTURE",
    "SHIFTS",
    "EpochRecord",
    "StepRecord",
    "TrainingData",
    "TrainingSettings",
    "evaluate_loss",
    "numbered",
    "prepare",
    "train",
]
