"""Files written whole or not at all, and one sentence where they cannot be.

A crash, a full disk or a second process leaves the old file or the new one, never half of one.
This module knows nothing of what it writes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core import limits
from core.errors import StorageError


def make_folder(path: Path) -> None:
    """Make a folder and those above it, or say why not."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _unwritable(path, problem) from problem


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Write readable JSON, whole or not at all."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    write_whole(path, f"{text}\n".encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as problem:
        raise _unwritable(path, problem) from problem


def _unwritable(path: Path, problem: OSError) -> StorageError:
    return StorageError(
        "'{path}' cannot be written: {why}.",
        path=str(path)[-limits.SHOWN_CHARACTERS :],
        why=problem.strerror,
    )
