"""How a network is trained: the numbers, and the lecture's own."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class TrainingSettings:
    """How to train.

    Attributes
    ----------
    epochs
        Passes over the training pieces, at most.
    batch
        Windows a step.
    context
        Tokens a window; longer pieces are cut at random places.
    learning_rate, weight_decay, clip, warm_up
        The peak rate and decay, the largest gradient norm, and the share of all steps in which the
        rate rises.
    matrix_rate
        The peak rate of the matrices, if Muon is to move them and not AdamW.
    patience
        Epochs without a better held-out loss before training stops.
    transpose
        Whether each piece is read in a random key each epoch.
    random_seed
        Of weights, order, keys and dropout.
    """

    epochs: int = 80
    batch: int = 8
    context: int = 256
    learning_rate: float = 2e-3
    matrix_rate: float | None = None
    weight_decay: float = 0.05
    clip: float = 1.0
    warm_up: float = 0.05
    patience: int = 8
    transpose: bool = True
    random_seed: int = 1


# The lecture's own setting: windows of 30 tokens, batches of 128, no other keys.
LECTURE = TrainingSettings(batch=128, context=30, transpose=False)

# Whole music: pieces of several hundred words, whose form only a long window shows.
MUSIC = TrainingSettings(context=512, learning_rate=3e-3)
# Muon takes a Transformer further in the same time, and a GRU no further than AdamW does.
MUSIC_MATRIX_RATES = {"transformer": 3e-3}


def music_settings(model: str) -> TrainingSettings:
    """Give the setting in which a network learns whole music."""
    return replace(MUSIC, matrix_rate=MUSIC_MATRIX_RATES.get(model))


PRESETS = {"words": TrainingSettings(), "music": MUSIC, "lecture": LECTURE}
