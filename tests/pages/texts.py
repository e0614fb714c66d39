"""Finds every text that a visitor can meet, by reading the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core import errors

ROOT = Path(__file__).resolve().parents[2]
_ERRORS = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}


def page_texts() -> dict[str, str]:
    """Give each text in ``_("…")`` and ``n_("…", "…", n)``, with its file; plurals by singular."""
    return {
        call.args[0].value: file
        for file, call in _calls([ROOT / "app.py", *(ROOT / "pages").rglob("*.py")])
        if _name(call) in ("_", "n_") and isinstance(call.args[0], ast.Constant)
    }


def error_templates() -> dict[str, str]:
    """Give each sentence of an error raised in ``core``, with its file."""
    found = {}
    for file, call in _calls((ROOT / "core").rglob("*.py")):
        if _name(call) in _ERRORS and call.args:
            found |= {text: file for text in _constants(call.args[0])}
        elif _name(call) == "_in_range":
            # Ranges share the end of their sentence.
            found |= {
                f"{text}; it can be {{lowest}} to {{highest}}.": file
                for text in _constants(call.args[0])
            }
        elif _name(call) == "_damaged":
            found |= {text: file for text in _constants(call.args[1])}
    return found


def _constants(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _calls(files: Iterator[Path] | list[Path]) -> Iterator[tuple[str, ast.Call]]:
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(ROOT).as_posix(), node


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
