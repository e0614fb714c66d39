"""Where a network looked while it read: its global attention, word by word and note by note.

A row is a reader, a column is what it looked at, itself included; nothing looks ahead. The start
symbol that every window begins with is no music, but networks like to rest their eyes on it: its
share is told apart. Of a Transformer this is the last look, after its layers have had looks of
their own. It draws nothing, and knows music only as far as a codec tells it where notes begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.checkpoint import Checkpoint
from core.errors import CheckpointError
from core.models.gru_attention import GruAttention
from core.models.transformer import Transformer

# With less than this of its look on music, a reader looked at nothing in particular.
_LEAST_SHARE = 1e-6


@dataclass(frozen=True)
class Attention:
    """Looks of readers at what they have read.

    Attributes
    ----------
    weights
        ``[T, T]``, 0 … 1, row t how reader t divides its look among 0 … t; rows sum to 1, and what
        lies behind the reader is 0. Where all of a look lies on the start symbol it is spread
        evenly.
    start
        ``[T]``, the share of each whole look, 0 … 1, that lies on the start symbol.
    """

    weights: NDArray[np.float64]
    start: NDArray[np.float64]


def has_attention(model: str) -> bool:
    """Tell whether a network of this name, a key of ``core.models.MODELS``, looks back."""
    return model in ("gru-attention", "transformer")


def attention_of(checkpoint: Checkpoint, words: Sequence[str]) -> Attention:
    """Give a network's looks, a reader a word.

    Parameters
    ----------
    words
        At least one, all of them known to the network.

    Raises
    ------
    CheckpointError
        If the network has no attention.
    CodecError
        If the network does not know a word.
    """
    network = checkpoint.network
    if not isinstance(network, (GruAttention, Transformer)):
        raise CheckpointError("The network '{name}' does not look back.", name=checkpoint.name)
    ids = [network.start_id, *checkpoint.vocabulary.ids(words)]
    looks = network.attention(torch.tensor([ids])).double().numpy()[1:]
    start, music = looks[:, 0], looks[:, 1:]
    total = music.sum(axis=1, keepdims=True)
    evenly = np.tri(len(words)) / np.arange(1, len(words) + 1)[:, None]
    weights = np.where(total < _LEAST_SHARE, evenly, music / np.maximum(total, _LEAST_SHARE))
    return Attention(weights, start)


def by_note(attention: Attention, begins: Sequence[bool]) -> Attention:
    """Join the words of each note: its readers' looks averaged, the looks at it added.

    Parameters
    ----------
    begins
        For each word whether a note begins with it, as ``Codec.starts_note`` tells; the words
        before the first such one belong to the first note.

    Returns
    -------
    Attention
        ``[N, N]`` and ``[N]`` for N notes; rows sum to 1 and nothing looks ahead, as before.
    """
    note = np.maximum(np.cumsum(begins) - 1, 0)
    member = (note[:, None] == np.arange(note[-1] + 1)).astype(np.float64)
    share = member / member.sum(axis=0)
    return Attention(share.T @ attention.weights @ member, share.T @ attention.start)
