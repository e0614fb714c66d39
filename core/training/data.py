"""What a network is trained on: pieces as ids, in random keys, cut into batches of windows.

Everything drawn by chance comes from a seed and the epoch's number, so that a resumed training sees
the same windows. It knows no network but for the id of its start symbol.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.codecs import Codec
from core.training.settings import TrainingSettings
from core.vocabulary import Vocabulary

# Semitones a piece may be moved while training: all twelve keys.
SHIFTS = range(-5, 7)
# The target of what is only padding; torch's losses leave it out.
IGNORED = -100


@dataclass(frozen=True)
class TrainingData:
    """Ids of the training and held-out pieces, and what each id becomes in another key.

    Attributes
    ----------
    train, validation
        One id list a piece.
    shifted
        int64 ``[12, V]``: row i gives each id moved by ``SHIFTS[i]`` semitones.
    """

    train: Sequence[Sequence[int]]
    validation: Sequence[Sequence[int]]
    shifted: Tensor


def prepare(
    train: Mapping[str, Sequence[str]],
    validation: Mapping[str, Sequence[str]],
    codec: Codec,
    *,
    transpose: bool = True,
) -> tuple[Vocabulary, TrainingData]:
    """Build the vocabulary of the training pieces (in all keys) and number the pieces."""
    moved = [
        codec.transpose(tokens, shift)
        for tokens in train.values()
        for shift in (SHIFTS if transpose else (0,))
    ]
    vocabulary = Vocabulary.from_pieces(moved)
    rows = [
        vocabulary.ids(vocabulary.map_known(codec.transpose(vocabulary.words, shift), codec)[0])
        for shift in (SHIFTS if transpose else ())
    ]
    data = TrainingData(
        train=[vocabulary.ids(tokens) for tokens in train.values()],
        validation=numbered(validation, vocabulary, codec),
        shifted=torch.tensor(rows, dtype=torch.int64),
    )
    return vocabulary, data


def numbered(
    pieces: Mapping[str, Sequence[str]], vocabulary: Vocabulary, codec: Codec
) -> list[list[int]]:
    """Number pieces, each unknown token as its nearest known one."""
    return [vocabulary.ids(vocabulary.map_known(p, codec)[0]) for p in pieces.values()]


def batches(
    data: TrainingData, settings: TrainingSettings, epoch: int, start_id: int
) -> list[tuple[Tensor, Tensor]]:
    """Cut, move and shuffle the pieces of one epoch into (inputs, targets), ``[B, T]`` each.

    Windows of like length share a batch, so that little is padded.
    """
    # The number of batches must not change from epoch to epoch (the schedule counts them), so
    # only where a long piece's first window begins is drawn by chance, never how many there are.
    chance = random.Random(settings.random_seed * 100_003 + epoch)
    windows = []
    for piece in data.train:
        ids = torch.tensor(piece)
        if settings.transpose:
            ids = data.shifted[chance.randrange(len(SHIFTS))][ids]
        count = math.ceil(len(piece) / settings.context)
        slack = count * settings.context - len(piece)
        begin = -chance.randint(0, slack) if count > 1 else 0
        for at in range(begin, begin + count * settings.context, settings.context):
            windows.append(ids[max(0, at) : at + settings.context])
    chance.shuffle(windows)
    windows.sort(key=lambda window: -(-len(window) // 16))
    groups = [windows[i : i + settings.batch] for i in range(0, len(windows), settings.batch)]
    chance.shuffle(groups)
    return [padded(group, start_id) for group in groups]


def padded(windows: Sequence[Tensor], start_id: int) -> tuple[Tensor, Tensor]:
    """Give (inputs, targets) ``[B, T]``: each window behind a start symbol, and itself."""
    longest = max(map(len, windows))
    inputs = torch.full((len(windows), longest), start_id)
    targets = torch.full((len(windows), longest), IGNORED)
    for row, window in enumerate(windows):
        inputs[row, 1 : len(window)] = window[:-1]
        targets[row, : len(window)] = window
    return inputs, targets
