"""Checkpoints come back as they were saved, and a damaged one says why it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from core.checkpoint import (
    find_checkpoint,
    inspect_checkpoint,
    list_checkpoints,
    load_checkpoint,
    save_checkpoint,
)
from core.errors import CheckpointError
from tests.checkpoints import TINY, WORDS, write_tiny_checkpoint


@pytest.mark.parametrize("model", TINY)
def test_a_loaded_network_gives_the_saved_ones_logits(tmp_path: Path, model: str) -> None:
    """But for the rounding of weights to half precision."""
    path = write_tiny_checkpoint(tmp_path, model)
    first, again = load_checkpoint(path), load_checkpoint(path)
    ids = torch.tensor([[first.network.start_id, 3, 1, 4, 1, 5]])
    assert torch.equal(first.network(ids), again.network(ids))
    assert not first.network.training
    assert first.vocabulary.words == WORDS["note_chord"]
    assert next(first.network.parameters()).dtype is torch.float32


def damage_weights(path: Path) -> None:
    file = path / "weights.safetensors"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def rewrite(path: Path, **changes: object) -> None:
    file = path / "model.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


DAMAGE = {
    "a flipped bit": (damage_weights, "not the ones that were saved"),
    "no weights": (lambda p: (p / "weights.safetensors").unlink(), "weights are missing"),
    "no card": (lambda p: (p / "card.json").unlink(), "card.json is missing"),
    "half a record": (lambda p: (p / "model.json").write_text('{"sch'), "not JSON"),
    "another version": (lambda p: rewrite(p, schema=99), "another version"),
    "no hash": (lambda p: rewrite(p, weights=None), "does not describe its weights"),
}


@pytest.mark.parametrize(("damage", "says"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_checkpoint_is_listed_with_its_reason(tmp_path, monkeypatch, damage, says):
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    good, bad = (write_tiny_checkpoint(tmp_path, model) for model in ("gru", "transformer"))
    damage(bad)
    info = inspect_checkpoint(bad)
    assert not info.ok
    assert says in info.reason
    with pytest.raises(CheckpointError, match=says):
        load_checkpoint(bad)
    listed = {found.name: found.ok for found in list_checkpoints()}
    assert listed[good.name]
    assert not listed[bad.name]


def test_a_training_that_goes_on_is_not_listed_as_a_damaged_network(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    half = tmp_path / "mine"
    half.mkdir()
    (half / "training-state.safetensors").write_bytes(b"")
    assert half.name not in [found.name for found in list_checkpoints()]


MISFITS = {
    "another network": {"model": {"name": "gru-attention", "config": TINY["gru-attention"]}},
    "other sizes": {"model": {"name": "gru", "config": {**TINY["gru"], "hidden": 13}}},
    "unknown sizes": {"model": {"name": "gru", "config": {"wings": 2}}},
    "an unknown codec": {"codec": {"name": "smoke", "settings": {}}},
    "a word too few": {"vocabulary": list(WORDS["note_chord"][1:])},
    "a word twice": {"vocabulary": [*WORDS["note_chord"][1:], WORDS["note_chord"][1]]},
    "no context": {"context": None},
}


@pytest.mark.parametrize("changes", MISFITS.values(), ids=MISFITS.keys())
def test_weights_that_do_not_fit_their_record_are_refused(tmp_path: Path, changes) -> None:
    path = write_tiny_checkpoint(tmp_path)
    rewrite(path, **changes)
    with pytest.raises(CheckpointError, match="cannot be used"):
        load_checkpoint(path)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    """A training that diverged must not show as an odd error in the middle of a search."""
    path = write_tiny_checkpoint(tmp_path)
    checkpoint = load_checkpoint(path)
    with torch.no_grad():
        checkpoint.network.bias[0] = float("nan")
    save_checkpoint(checkpoint, path)
    with pytest.raises(CheckpointError, match="no numbers"):
        load_checkpoint(path)


def test_an_unknown_name_lists_those_that_are_there(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    write_tiny_checkpoint(tmp_path)
    with pytest.raises(CheckpointError, match="tiny-note_chord-gru"):
        find_checkpoint("tiny-note_chord-lstm")
    with pytest.raises(CheckpointError):
        find_checkpoint("")
    assert find_checkpoint("tiny-note_chord-gru").parent == tmp_path
