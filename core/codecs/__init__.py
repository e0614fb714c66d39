"""Codecs by name. ``make_codec`` builds the one that a checkpoint's card names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core import limits
from core.codecs.base import Codec, Losses
from core.codecs.events import EventsCodec
from core.codecs.note_chord import NoteChordCodec
from core.errors import CodecError

CODECS: dict[str, Callable[..., Codec]] = {"note_chord": NoteChordCodec, "events": EventsCodec}


def make_codec(name: str, settings: Mapping[str, Any] | None = None) -> Codec:
    """Build a codec by name with its settings, as ``Codec.settings`` gave them."""
    if name not in CODECS:
        raise CodecError(
            "There is no codec named '{name}'; there are: {known}.",
            name=name[: limits.SHOWN_CHARACTERS],
            known=", ".join(CODECS),
        )
    try:
        return CODECS[name](**(settings or {}))
    except TypeError as problem:
        raise CodecError("The settings of the codec '{name}' are wrong.", name=name) from problem


__all__ = ["CODECS", "Codec", "EventsCodec", "Losses", "NoteChordCodec", "make_codec"]
