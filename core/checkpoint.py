"""A trained network on disk: weights as safetensors, everything else as JSON, no pickle.

A checkpoint is a folder with three files::

    weights.safetensors   half-precision tensors
    model.json            what it takes to play them: network, sizes, codec, vocabulary, hash
    card.json             the model card: where it comes from and how good it is

Loading is strict: sizes and the hash are checked, names and shapes must fit. It knows no music.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from core import limits
from core.codecs import Codec, make_codec
from core.errors import CheckpointError, SemillaError
from core.models import Network, build
from core.storage import make_folder, write_json, write_whole
from core.vocabulary import Vocabulary

ASSETS = Path(__file__).resolve().parent.parent / "assets" / "checkpoints"
_WEIGHTS, _RECORD, _CARD = "weights.safetensors", "model.json", "card.json"
_SCHEMA = 1
_MAX_WEIGHTS_BYTES = 64_000_000
_MAX_JSON_BYTES = 4_000_000


@dataclass(frozen=True)
class Checkpoint:
    """A trained network with all that is needed to play it.

    Attributes
    ----------
    name
        Its folder's name, *collection-codec-model* for those that are shipped.
    model_name, model_config
        Which network, and the arguments of its config dataclass.
    codec, vocabulary
        How its music becomes tokens, and their numbers.
    context
        Tokens of each window it was trained on.
    network
        The network itself, in float32 and in evaluation mode.
    card
        The model card, as in ``card.json``.
    """

    name: str
    model_name: str
    model_config: Mapping[str, Any]
    codec: Codec
    vocabulary: Vocabulary
    context: int
    network: Network
    card: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> int:
        """Number of weights."""
        return sum(weight.numel() for weight in self.network.parameters())


@dataclass(frozen=True)
class CheckpointInfo:
    """A checkpoint seen from outside: what its card says and whether its files are sound.

    Attributes
    ----------
    problem
        What is wrong with it, for the person at the screen; None where it is sound.
    """

    name: str
    path: Path
    card: Mapping[str, Any]
    bytes: int
    problem: CheckpointError | None = None

    @property
    def ok(self) -> bool:
        """Whether it can be used."""
        return self.problem is None

    @property
    def reason(self) -> str:
        """Why it cannot be used, in English; empty where it can."""
        return str(self.problem or "")

    def as_json(self) -> dict[str, Any]:
        """Give the fields that ``core checkpoints --json`` prints."""
        shown = ("collection", "codec", "model", "parameters", "context", "loss_per_note")
        return {
            "name": self.name,
            **{key: self.card.get(key) for key in shown},
            "bytes": self.bytes,
            "ok": self.ok,
            "reason": self.reason,
            "card": dict(self.card),
        }


def folders() -> list[Path]:
    """Give the folders that are searched: ``SEMILLA_CHECKPOINTS`` if set, then the assets."""
    own = os.environ.get("SEMILLA_CHECKPOINTS")
    return [*(Path(folder) for folder in (own or "").split(os.pathsep) if folder), ASSETS]


def list_checkpoints() -> list[CheckpointInfo]:
    """List what is installed, damaged ones too, by name; a training that goes on is none yet."""
    found: dict[str, CheckpointInfo] = {}
    for folder in folders():
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            begun = any((path / part).exists() for part in (_WEIGHTS, _RECORD, _CARD))
            if begun and path.name not in found:
                found[path.name] = inspect_checkpoint(path)
    return [found[name] for name in sorted(found)]


def inspect_checkpoint(path: Path) -> CheckpointInfo:
    """Check a checkpoint's files (presence, sizes, JSON, hash) without building the network."""
    size, card, found = 0, {}, None
    try:
        card = _read_json(path / _CARD)
        size = len(_read_weights(path, _read_json(path / _RECORD)))
    except CheckpointError as problem:
        found = problem
    return CheckpointInfo(path.name, path, card, size, found)


def find_checkpoint(name: str) -> Path:
    """Give the folder of an installed checkpoint, or of one named by its path.

    Raises
    ------
    CheckpointError
        If there is none; the sentence lists those that are there.
    """
    for folder in folders():
        if name and Path(name).name == name and (folder / name / _RECORD).is_file():
            return folder / name
    if (Path(name) / _RECORD).is_file():
        return Path(name)
    raise CheckpointError(
        "There is no checkpoint named '{name}'; there are: {known}.",
        name=name[: limits.SHOWN_CHARACTERS],
        known=", ".join(info.name for info in list_checkpoints()) or "none",
    )


def load_checkpoint(path: Path) -> Checkpoint:
    """Load a checkpoint from its folder.

    Raises
    ------
    CheckpointError
        If a file is missing or damaged, or the weights do not fit the network.
    """
    record = _read_json(path / _RECORD)
    weights = _read_weights(path, record)
    try:
        codec = make_codec(record["codec"]["name"], record["codec"]["settings"])
        vocabulary = Vocabulary(tuple(record["vocabulary"]))
        network = build(record["model"]["name"], record["model"]["config"], len(vocabulary))
        tensors = {key: value.float() for key, value in load(weights).items()}
        network.load_state_dict(tensors, strict=True)
        network.prepare_for_stepping()
        context = int(record["context"])
    except (SafetensorError, SemillaError) as problem:
        raise _damaged(path, str(problem)) from problem
    except (KeyError, TypeError, ValueError, RuntimeError) as problem:
        raise _damaged(path, "its parts do not fit together") from problem
    if not all(bool(value.isfinite().all()) for value in tensors.values()):
        raise _damaged(path, "its training went astray and left weights that are no numbers")
    return Checkpoint(
        name=path.name,
        model_name=record["model"]["name"],
        model_config=record["model"]["config"],
        codec=codec,
        vocabulary=vocabulary,
        context=context,
        network=network.eval(),
        card=_read_json(path / _CARD),
    )


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint into the folder ``path``, its weights in half precision."""
    make_folder(path)
    state = checkpoint.network.state_dict()
    weights = save({key: value.to(torch.float16).contiguous() for key, value in state.items()})
    record = {
        "schema": _SCHEMA,
        "model": {"name": checkpoint.model_name, "config": dict(checkpoint.model_config)},
        "codec": {"name": checkpoint.codec.name, "settings": checkpoint.codec.settings},
        "context": checkpoint.context,
        "weights": {"bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()},
        "vocabulary": list(checkpoint.vocabulary.words),
    }
    write_whole(path / _WEIGHTS, weights)
    write_json(path / _RECORD, record)
    write_json(path / _CARD, checkpoint.card)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise _damaged(path.parent, f"{path.name} is too large")
        record = json.loads(path.read_bytes())
    except OSError as problem:
        raise _damaged(path.parent, f"{path.name} is missing") from problem
    except ValueError as problem:
        raise _damaged(path.parent, f"{path.name} is not JSON") from problem
    if not isinstance(record, dict) or record.get("schema", _SCHEMA) != _SCHEMA:
        raise _damaged(path.parent, f"{path.name} is of another version")
    return record


def _read_weights(path: Path, record: Mapping[str, Any]) -> bytes:
    """Read the weights' bytes, checked against the size and hash in the record."""
    expected = record.get("weights")
    if not isinstance(expected, dict):
        raise _damaged(path, "model.json does not describe its weights")
    file = path / _WEIGHTS
    try:
        if file.stat().st_size > _MAX_WEIGHTS_BYTES:
            raise _damaged(path, "its weights are too large")
        weights = file.read_bytes()
    except OSError as problem:
        raise _damaged(path, "its weights are missing") from problem
    if hashlib.sha256(weights).hexdigest() != expected.get("sha256"):
        raise _damaged(path, "its weights are not the ones that were saved")
    return weights


def _damaged(path: Path, why: str) -> CheckpointError:
    return CheckpointError(
        "The checkpoint '{name}' cannot be used: {why}.",
        name=path.name[: limits.SHOWN_CHARACTERS],
        why=why,
    )
