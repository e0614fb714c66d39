"""Looks are shares of the past, for each network that has them and for its notes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.attention_picture import Attention, attention_of, by_note, has_attention
from core.checkpoint import Checkpoint, load_checkpoint
from core.errors import CheckpointError, CodecError
from core.models import MODELS
from tests.checkpoints import write_tiny_checkpoint

LOOKING = ("gru-attention", "transformer")
NOTES = ["C4", "E4", "G4", "0.4.7", "C5", "G4", "E4", "C4"]
EVENTS = [
    *("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24"),
    *("Position_24", "Pitch_64", "Duration_1.0.24", "Pitch_67", "Duration_1.0.24"),
]


def opened(folder: Path, model: str, codec: str = "note_chord") -> Checkpoint:
    return load_checkpoint(write_tiny_checkpoint(folder, model, codec))


def is_looking_back(attention: Attention, size: int) -> bool:
    """Rows sum to 1, nothing is negative, and nothing lies ahead of its reader."""
    weights = attention.weights
    return (
        weights.shape == (size, size)
        and np.allclose(weights.sum(axis=1), 1)
        and bool((weights >= 0).all())
        and not np.triu(weights, 1).any()
        and attention.start.shape == (size,)
        and bool(((attention.start >= 0) & (attention.start <= 1)).all())
    )


@pytest.mark.parametrize("model", LOOKING)
def test_words_look_back_and_share_out_their_look(tmp_path: Path, model: str) -> None:
    attention = attention_of(opened(tmp_path, model), NOTES)
    assert is_looking_back(attention, len(NOTES))
    assert attention.weights[0, 0] == pytest.approx(1)


@pytest.mark.parametrize("model", LOOKING)
def test_a_look_does_not_hang_on_what_comes_later(tmp_path: Path, model: str) -> None:
    checkpoint = opened(tmp_path, model)
    whole, part = attention_of(checkpoint, NOTES), attention_of(checkpoint, NOTES[:5])
    assert np.allclose(whole.weights[:5, :5], part.weights, atol=1e-5)
    assert np.allclose(whole.start[:5], part.start, atol=1e-5)


@pytest.mark.parametrize("model", LOOKING)
def test_the_start_symbols_share_is_only_set_apart(tmp_path: Path, model: str) -> None:
    """Put together again, both parts are what the network itself says."""
    checkpoint = opened(tmp_path, model)
    attention = attention_of(checkpoint, NOTES)
    ids = [checkpoint.network.start_id, *checkpoint.vocabulary.ids(NOTES)]
    theirs = checkpoint.network.attention(torch.tensor([ids])).numpy()[1:]
    again = np.column_stack([attention.start, attention.weights * (1 - attention.start)[:, None]])
    assert np.allclose(again, theirs, atol=1e-5)


@pytest.mark.parametrize("model", LOOKING)
def test_notes_look_back_too(tmp_path: Path, model: str) -> None:
    checkpoint = opened(tmp_path, model, "events")
    begins = [checkpoint.codec.starts_note(word) for word in EVENTS]
    assert sum(begins) == 3
    assert is_looking_back(by_note(attention_of(checkpoint, EVENTS), begins), 3)


def test_a_notes_look_is_its_words_mean_and_goes_to_all_of_a_note() -> None:
    weights = np.array(
        [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.2, 0.3, 0.5, 0], [0.4, 0.0, 0.3, 0.3]], float
    )
    # The first word stands before the first note: it is that note's.
    joined = by_note(Attention(weights, np.array([0, 0.2, 0.4, 0.8])), [False, True, True, False])
    assert joined.weights.tolist() == [[1, 0], [pytest.approx(0.45), pytest.approx(0.55)]]
    assert joined.start.tolist() == [pytest.approx(0.1), pytest.approx(0.6)]


def test_where_each_word_is_a_note_nothing_changes(tmp_path: Path) -> None:
    attention = attention_of(opened(tmp_path, "transformer"), NOTES)
    same = by_note(attention, [True] * len(NOTES))
    assert np.allclose(same.weights, attention.weights)
    assert np.allclose(same.start, attention.start)


def test_a_network_without_attention_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="does not look back"):
        attention_of(opened(tmp_path, "gru"), NOTES)


def test_unknown_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CodecError, match="C9"):
        attention_of(opened(tmp_path, "transformer"), ["C9"])


def test_the_names_of_those_that_look_are_those_that_have_the_method(tmp_path: Path) -> None:
    for model in MODELS:
        assert has_attention(model) == hasattr(opened(tmp_path, model).network, "attention")
