"""The state of an unfinished training on disk, exact and without pickle.

One safetensors file holds the network's weights, the optimisers' moments and the best weights so
far; its header holds the counters. Random state needs no place: each epoch draws from its own seed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor
from torch.optim import Optimizer

from core import limits
from core.errors import CheckpointError
from core.models import Network
from core.storage import make_folder, write_whole
from core.training.settings import TrainingSettings

# Epochs done, best held-out loss, epochs waited since, best weights.
TrainingProgress = tuple[int, float, int, dict[str, Tensor]]


def save_state(
    path: Path,
    network: Network,
    optimizers: Sequence[Optimizer],
    settings: TrainingSettings,
    progress: TrainingProgress,
) -> None:
    """Write the state, replacing the one before it in one move."""
    epochs, best, waited, best_weights = progress
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"best.{name}": value for name, value in best_weights.items()}
    for place, optimizer in enumerate(optimizers):
        for number, moments in optimizer.state_dict()["state"].items():
            key = f"optimizer-{place}.{number}"
            tensors |= {f"{key}.{name}": value for name, value in moments.items()}
    counters = {
        "epochs": str(epochs),
        "best": best.hex(),
        "waited": str(waited),
        "settings": _told(settings),
    }
    # Tied weights share memory, which safetensors refuses; each name gets its own copy.
    own = {name: value.detach().clone().contiguous() for name, value in tensors.items()}
    make_folder(path.parent)
    write_whole(path, save(own, metadata=counters))


def load_state(
    path: Path, network: Network, optimizers: Sequence[Optimizer], settings: TrainingSettings
) -> TrainingProgress | None:
    """Read a state into the network and the optimisers; None where there is no file.

    Raises
    ------
    CheckpointError
        If the file is damaged or belongs to another network or other settings.
    """
    if not path.exists():
        return None
    groups: dict[str, dict[str, Tensor]] = {"network": {}, "best": {}}
    groups |= {f"optimizer-{place}": {} for place in range(len(optimizers))}
    try:
        with safe_open(path, framework="pt") as file:
            counters = file.metadata()
            for key in file.keys():  # noqa: SIM118 - safe_open is no mapping
                group, _, name = key.partition(".")
                groups[group][name] = file.get_tensor(key)
        if counters["settings"] != _told(settings):
            raise ValueError("other settings")
        network.load_state_dict(groups["network"])
        for place, optimizer in enumerate(optimizers):
            moments = groups[f"optimizer-{place}"]
            optimizer.load_state_dict(_optimizer_state(optimizer, moments))
        return (
            int(counters["epochs"]),
            float.fromhex(counters["best"]),
            int(counters["waited"]),
            groups["best"],
        )
    except (OSError, SafetensorError, RuntimeError, KeyError, ValueError, TypeError) as problem:
        raise CheckpointError(
            "The training state '{name}' does not belong to this training or is damaged.",
            name=path.name[: limits.SHOWN_CHARACTERS],
        ) from problem


def _told(settings: TrainingSettings) -> str:
    return json.dumps(asdict(settings), sort_keys=True)


def _optimizer_state(optimizer: Optimizer, moments: dict[str, Tensor]) -> dict[str, Any]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in moments.items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = value
    return {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
