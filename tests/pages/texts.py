"""Finds every text that a visitor can meet, by reading the code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from core import errors

ROOT = Path(__file__).resolve().parents[2]
_ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}
# Helpers of core that finish a sentence, and where its part stands among their arguments.
_RANGE_END = "; it can be {lowest} to {highest}."
_JSON_FILES = ("model.json", "card.json")


def page_texts() -> dict[str, str]:
    """Give each text in ``_("…")`` and ``n_("…", "…", n)``, with its file; plurals by singular."""
    return {
        text: file
        for file, call in _calls([ROOT / "app.py", *(ROOT / "pages").rglob("*.py")])
        if _name(call) in ("_", "n_")
        for text in _constants(call.args[0])
    }


def error_texts() -> dict[str, str]:
    """Give each sentence, and each part of one, of an error raised in ``core``, with its file."""
    found = {}
    for file, call in _calls((ROOT / "core").rglob("*.py")):
        if _name(call) in _ERRORS and call.args:
            texts = _constants(call.args[0])
        elif _name(call) == "_in_range":
            texts = [text + _RANGE_END for text in _constants(call.args[0])]
        elif _name(call) == "_damaged":
            texts = _constants(call.args[1])
        elif _name(call) == "ValueError" and file == "core/smf.py":
            texts = _constants(call.args[0])
        else:
            continue
        found |= dict.fromkeys(texts, file)
    return found


def _constants(node: ast.expr) -> list[str]:
    """Give the text of a literal; of an f-string, what it can say where that is known."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr) and "path.name" in ast.unparse(node.values[0]):
        end = "".join(str(part.value) for part in node.values[1:] if isinstance(part, ast.Constant))
        return [name + end for name in _JSON_FILES]
    return []


def _calls(files: Iterable[Path]) -> Iterator[tuple[str, ast.Call]]:
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(ROOT).as_posix(), node


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
