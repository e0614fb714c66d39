"""The three networks by name. ``build`` makes the one that a checkpoint's record names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core import limits
from core.errors import CheckpointError
from core.models.base import AnyNetwork as Network
from core.models.gru import Gru, GruConfig
from core.models.gru_attention import GruAttention, GruAttentionConfig
from core.models.transformer import Transformer, TransformerConfig

MODELS: dict[str, tuple[Any, Any]] = {
    "gru": (Gru, GruConfig),
    "gru-attention": (GruAttention, GruAttentionConfig),
    "transformer": (Transformer, TransformerConfig),
}


# Small ones suit the lecture's words, large ones (about 2 million weights) whole music.
SIZES: dict[str, dict[str, dict[str, Any]]] = {
    "small": {name: {} for name in MODELS},
    "large": {
        "gru": {"hidden": 384, "dropout": 0.15},
        "gru-attention": {"hidden": 352, "dropout": 0.2, "residual": True},
        "transformer": {
            "hidden": 192,
            "heads": 4,
            "dropout": 0.1,
            "shift": True,
            "residual": True,
        },
    },
}


def default_config(name: str, size: str = "small") -> dict[str, Any]:
    """Give a network's usual sizes as plain JSON values."""
    return asdict(_found(name)[1](**SIZES[size][name]))


def build(name: str, config: Mapping[str, Any], vocabulary_size: int) -> Network:
    """Build a network with fresh weights.

    Raises
    ------
    CheckpointError
        If there is no network of that name or its sizes are wrong.
    """
    network, sizes = _found(name)
    try:
        built: Network = network(vocabulary_size, sizes(**config))
    except (TypeError, ValueError, RuntimeError) as problem:
        raise CheckpointError(
            "The sizes of the network '{name}' are wrong.", name=name
        ) from problem
    return built


def _found(name: str) -> tuple[Any, Any]:
    if name not in MODELS:
        raise CheckpointError(
            "There is no network named '{name}'; there are: {known}.",
            name=str(name)[: limits.SHOWN_CHARACTERS],
            known=", ".join(MODELS),
        )
    return MODELS[name]


__all__ = ["MODELS", "SIZES", "Network", "build", "default_config"]
