"""Training learns, stops, resumes exactly, and leaves the caller's random numbers alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from core.codecs import NoteChordCodec
from core.errors import CheckpointError
from core.models import build
from core.training import (
    SHIFTS,
    EpochRecord,
    StepRecord,
    TrainingData,
    TrainingSettings,
    evaluate_loss,
    prepare,
    train,
)
from core.training.optimizers import make_optimizers
from tests.checkpoints import TINY

SCALE = ["C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5"]
SETTINGS = TrainingSettings(epochs=4, batch=2, context=16, learning_rate=0.01)


def data(*, transpose: bool = True) -> tuple[int, TrainingData]:
    pieces = {str(n): SCALE[n:] + SCALE[:n] * 2 for n in range(5)}
    vocabulary, numbers = prepare(
        pieces, {"held out": SCALE * 2}, NoteChordCodec(), transpose=transpose
    )
    return len(vocabulary), numbers


def network(model: str, size: int):
    torch.manual_seed(1)
    return build(model, TINY[model], size)


@pytest.mark.parametrize("model", TINY)
def test_held_out_loss_falls(model: str) -> None:
    """A scale in one key is soon known; chance would stay at ln 8 = 2.08 nats."""
    size, numbers = data(transpose=False)
    learner = network(model, size)
    before = evaluate_loss(learner, numbers.validation, 16)
    settings = replace(SETTINGS, epochs=35, patience=35, transpose=False)
    records = list(train(learner, numbers, settings))
    epochs = [record for record in records if isinstance(record, EpochRecord)]
    best = min(record.validation_loss for record in epochs)
    assert best < before - 0.5
    assert evaluate_loss(learner, numbers.validation, 16) == pytest.approx(best)
    steps = [record for record in records if isinstance(record, StepRecord)]
    assert [record.step for record in steps] == list(range(1, steps[-1].steps + 1))
    assert steps[-1].seconds_left == 0


@pytest.mark.parametrize("matrix_rate", [None, 0.01])
@pytest.mark.parametrize("model", TINY)
def test_a_resumed_training_gives_the_same_weights(
    tmp_path: Path, model: str, matrix_rate: float | None
) -> None:
    settings = replace(SETTINGS, matrix_rate=matrix_rate)
    size, numbers = data()
    whole, halved = network(model, size), network(model, size)
    list(train(whole, numbers, settings))
    state = tmp_path / "state.safetensors"
    # Stopped in the middle of the third epoch: what came after the second is done again.
    steps_an_epoch = sum(
        isinstance(r, StepRecord) and r.epoch == 0
        for r in train(network(model, size), numbers, settings)
    )
    list(islice(train(halved, numbers, settings, resume=state), 2 * (steps_an_epoch + 1) + 1))
    torch.rand(100)
    fresh = build(model, TINY[model], size)
    list(train(fresh, numbers, settings, resume=state))
    for name, value in whole.state_dict().items():
        assert torch.equal(value, fresh.state_dict()[name]), name


@pytest.mark.parametrize(
    ("model", "settings"),
    [("transformer", replace(SETTINGS, epochs=1)), ("gru", SETTINGS)],
    ids=["network", "settings"],
)
def test_a_state_of_another_training_is_refused(
    tmp_path: Path, model: str, settings: TrainingSettings
) -> None:
    """Half a training at one rate and half at another would be told as all at the second."""
    size, numbers = data()
    state = tmp_path / "state.safetensors"
    list(train(network("gru", size), numbers, replace(SETTINGS, epochs=1), resume=state))
    with pytest.raises(CheckpointError, match="does not belong"):
        list(train(network(model, size), numbers, settings, resume=state))


def test_a_training_that_was_over_stays_over(tmp_path: Path) -> None:
    """One that was stopped between its last epoch and its card trained one epoch too many."""
    size, numbers = data()
    stuck = replace(SETTINGS, epochs=50, learning_rate=0.0, patience=3)
    state = tmp_path / "state.safetensors"
    assert list(train(network("gru", size), numbers, stuck, resume=state))
    assert not list(train(network("gru", size), numbers, stuck, resume=state))


def test_training_stops_when_nothing_gets_better() -> None:
    size, numbers = data()
    stuck = replace(SETTINGS, epochs=50, learning_rate=0.0, patience=3)
    epochs = [r for r in train(network("gru", size), numbers, stuck) if isinstance(r, EpochRecord)]
    assert [record.best for record in epochs] == [True, False, False, False]


def test_every_key_is_drawn_from_the_codecs_own_transposition() -> None:
    vocabulary, numbers = prepare({"a": ["C4", "0.4.7"]}, {"b": ["C4"]}, NoteChordCodec())
    ids = torch.tensor(vocabulary.ids(["C4", "0.4.7"]))
    for row, shift in enumerate(SHIFTS):
        words = vocabulary.tokens(numbers.shifted[row][ids].tolist())
        assert words == NoteChordCodec().transpose(["C4", "0.4.7"], shift)


def test_the_loss_of_a_long_piece_counts_each_token_once() -> None:
    """With a context as long as the piece, windows change nothing."""
    size, numbers = data()
    learner = network("gru", size).eval()
    piece = numbers.train[4] * 2
    ids = torch.tensor([[learner.start_id, *piece[:-1]]])
    whole = torch.nn.functional.cross_entropy(learner(ids)[0], torch.tensor(piece)).item()
    assert evaluate_loss(learner, [piece], len(piece)) == pytest.approx(whole, rel=1e-5)
    halves = evaluate_loss(learner, [piece], 8)
    assert halves == pytest.approx(whole, rel=0.3)
    assert halves != whole


def test_a_word_sees_all_of_the_context_where_a_window_foretells_one() -> None:
    size, numbers = data()
    learner = network("gru", size).eval()
    piece, context = numbers.train[4], 5
    total = 0.0
    for at, word in enumerate(piece):
        window = [learner.start_id, *piece[max(0, at + 1 - context) : at]]
        total -= learner(torch.tensor([window]))[0, -1].log_softmax(-1)[word].item()
    assert evaluate_loss(learner, [piece], context, 1) == pytest.approx(
        total / len(piece), rel=1e-5
    )


def test_each_weight_is_moved_by_one_optimiser_and_embeddings_never_by_muon() -> None:
    size, _ = data()
    for model in TINY:
        learner = network(model, size)
        for rate in (None, 0.01):
            optimizers = make_optimizers(learner, replace(SETTINGS, matrix_rate=rate))
            moved = [
                [weight for group in optimizer.param_groups for weight in group["params"]]
                for optimizer in optimizers
            ]
            assert sorted(id(w) for ws in moved for w in ws) == sorted(
                map(id, learner.parameters())
            )
            assert [w.dim() for w in moved[-1]] == [2] * len(moved[-1]) or rate is None
            assert any(weight is learner.embed.weight for weight in moved[0])
