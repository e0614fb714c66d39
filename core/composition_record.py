"""A composition as bytes that can be kept: exact, small, and opened without its network.

The words and the codec are written down with it, so that a piece sounds the same years later,
whatever became of the network that made it. Compressed together are one line of JSON and then the
columns of the tree, little-endian; there is no pickle. Of each column come first the first bytes of
all numbers, then the second ones, because like bytes shrink better side by side. Bytes are taken
for hostile when they are read. It knows no database and no visitor.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from core import limits
from core.codecs import make_codec
from core.composer import Beam, Composition
from core.decoding import BeamTree
from core.errors import SemillaError, StoreError
from core.meters import Meters, PathMeters
from core.recipe import Recipe
from core.vocabulary import Vocabulary

_SCHEMA = 2
# Then a tree had neither scores nor places, and the bytes of a number stood together.
_OLD_SCHEMA = 1
# Nearly all of it are log-probabilities, which hardly shrink: more effort would buy nothing.
_EFFORT = 1
_FLOAT = "<f8"
# Columns of a tree as they are written down: ``kept`` in bits, ``place`` up to the farthest one; if
# need be ``sum``, and how far the bits of ``score`` are from those of a running sum.
_DTYPES = {
    "parent": "<i4",
    "token": "<i4",
    "log_probability": _FLOAT,
    "kept": "|u1",
    "sum": _FLOAT,
    "place": "<i2",
    "score": "<i8",
}
_OLD_COLUMNS = ("parent", "token", "log_probability", "kept", "sum")
_FARTHEST_PLACE = 2**15 - 1


def to_bytes(composition: Composition) -> bytes:
    """Write a composition down.

    Raises
    ------
    StoreError
        If it is larger than what is kept.
    """
    ids = composition.vocabulary.ids
    tree, columns = _packed(composition.tree)
    record = {
        "schema": _SCHEMA,
        "recipe": composition.recipe.as_json(),
        "codec": {"name": composition.codec.name, "settings": composition.codec.settings},
        "vocabulary": composition.vocabulary.words,
        "seed": ids(composition.seed_tokens),
        "replaced": composition.replaced,
        "beams": [[beam.log_probability, ids(beam.tokens)] for beam in composition.beams],
        "tree": tree,
        "metrics": composition.metrics,
        "seconds": composition.seconds,
    }
    line = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    whole = b"%b\n%b" % (line.encode(), columns)
    data = zlib.compress(whole, _EFFORT)
    if len(whole) > limits.PIECE_UNPACKED_BYTES or len(data) > limits.PIECE_BYTES:
        raise StoreError("This piece is too large to be kept.")
    return data


def from_bytes(data: bytes) -> Composition:
    """Read what ``to_bytes`` gave.

    Raises
    ------
    StoreError
        If it is damaged, or was written by a newer Semilla.
    """
    try:
        line, _, columns = _unpacked(data).partition(b"\n")
        record = json.loads(line, parse_constant=_no_number)
        schema = _count(record["schema"])
        if schema in (_SCHEMA, _OLD_SCHEMA):
            return _composition(record, columns)
    # What stands in hostile bytes can be of any type: none of these is a mistake of ours.
    except (
        *(SemillaError, zlib.error, ArithmeticError, AttributeError),
        *(LookupError, RecursionError, TypeError, ValueError),
    ) as problem:
        raise StoreError("This piece is damaged and cannot be opened.") from problem
    raise StoreError("This piece was kept by another version of Semilla; this one cannot open it.")


def _unpacked(data: bytes) -> bytes:
    """Decompress, but never more than may be kept."""
    reader = zlib.decompressobj()
    whole = reader.decompress(data, limits.PIECE_UNPACKED_BYTES)
    if not reader.eof or reader.unused_data:
        raise ValueError("cut short, too long, or followed by something else")
    return whole


def _composition(record: Mapping[str, Any], columns: bytes) -> Composition:
    vocabulary = Vocabulary(tuple(map(_text, record["vocabulary"])))
    tree = _tree(record["tree"], columns, old=record["schema"] == _OLD_SCHEMA)
    tokens = tree.column("token")[1:]
    if len(tokens) and not 0 <= tokens.min() <= tokens.max() < len(vocabulary):
        raise ValueError("the tree has words that the vocabulary lacks")
    beams = tuple(
        Beam(_words(ids, vocabulary), _number(log_probability))
        for log_probability, ids in record["beams"]
    )
    if not beams:
        raise ValueError("no beams")
    return Composition(
        recipe=Recipe.from_json(record["recipe"]),
        seed_tokens=_words(record["seed"], vocabulary),
        replaced=int(record["replaced"]),
        beams=beams,
        tree=tree,
        codec=make_codec(_text(record["codec"]["name"]), record["codec"]["settings"]),
        vocabulary=vocabulary,
        metrics=_meters(record["metrics"], len(beams)),
        seconds=_number(record["seconds"]),
    )


def _packed(tree: BeamTree) -> tuple[dict[str, object], bytes]:
    """Give what to know of a tree, and its columns' bytes."""
    columns = {name: tree.column(name) for name in (*_DTYPES, "step")}
    parent, own, score = (columns[name] for name in ("parent", "log_probability", "score"))
    # What most searches add up are running sums, to the last bit: they need not be written down.
    running = score[parent] + own
    running[0] = 0
    columns["score"] = score.view(np.int64) - running.view(np.int64)
    known = {
        "running_sums": np.array_equal(_running(columns), columns["sum"]),
        "running_scores": not columns["score"].any(),
    }
    columns["kept"] = np.packbits(columns["kept"])
    columns["place"] = np.minimum(columns["place"], _FARTHEST_PLACE)
    parts = []
    for name, dtype in _DTYPES.items():
        if not known.get(f"running_{name}s"):
            column = columns[name].astype(dtype)
            parts.append(column.view(np.uint8).reshape(len(column), -1).T.tobytes())
    sizes = np.bincount(columns["step"]).tolist()
    return {"steps": sizes, "finals": tree.finals, **known}, b"".join(parts)


def _tree(record: Mapping[str, Any], data: bytes, *, old: bool) -> BeamTree:
    """Build the tree anew; ``BeamTree.of`` checks it."""
    sizes = [_count(size) for size in record["steps"]]
    nodes, at, columns = sum(sizes), 0, dict[str, NDArray[Any]]()
    for name in _OLD_COLUMNS if old else _DTYPES:
        if name in ("sum", "score") and record[f"running_{name}s"]:
            continue
        count, size = -(-nodes // 8) if name == "kept" else nodes, np.dtype(_DTYPES[name]).itemsize
        # Refuses more than there is, before it takes room for it.
        raw = np.frombuffer(data, np.uint8, count * size, at)
        at += len(raw)
        if not old:
            raw = np.ascontiguousarray(raw.reshape(size, count).T).reshape(-1)
        columns[name] = raw.view(_DTYPES[name])
    if at != len(data):
        raise ValueError("more bytes than a tree's")
    columns["step"] = np.repeat(np.arange(len(sizes)), sizes)
    columns["kept"] = np.unpackbits(columns["kept"], count=nodes).astype(bool)
    if not old:
        columns["score"] = _running(columns, columns.get("score"))
    return BeamTree.of({"sum": _running(columns), **columns}, map(_count, record["finals"]))


def _running(
    columns: Mapping[str, NDArray[Any]], apart: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Add each node's log-probability to its parent's sum, step by step as a search does.

    The bits of what comes out may be so far ``apart`` from that, node by node.
    """
    parent, own = columns["parent"], columns["log_probability"]
    sums = np.zeros(len(own))
    if apart is not None:
        sums[:1].view(np.int64)[:] = apart[:1]
    with np.errstate(all="ignore"):
        for begin, end in pairwise(np.cumsum(np.bincount(columns["step"]))):
            sums[begin:end] = sums[parent[begin:end]] + own[begin:end]
            if apart is not None:
                sums[begin:end].view(np.int64)[:] += apart[begin:end]
    return sums


def _meters(record: Mapping[str, Any], beams: int) -> Meters:
    """Check that all that is measured is there and is of its type."""
    _check_fields(record, {**get_type_hints(Meters), "beams": list})
    if len(record["beams"]) != beams:
        raise ValueError("not one measurement a beam")
    for path in record["beams"]:
        _check_fields(path, get_type_hints(PathMeters))
    return cast(Meters, record)


def _check_fields(record: Mapping[str, Any], hints: Mapping[str, Any]) -> None:
    kinds = {name: get_args(hint) or (hint,) for name, hint in hints.items()}
    if record.keys() != kinds.keys():
        raise ValueError("fields are missing, or too many")
    for name, value in record.items():
        if type(value) not in kinds[name] or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            raise ValueError("a field of another type")


def _words(ids: Sequence[Any], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(vocabulary.tokens(map(_count, ids)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _count(value: object) -> int:
    # A negative index would count from the end.
    if not isinstance(value, int) or value < 0:
        raise TypeError("no number from 0 on")
    return value


def _number(value: object) -> float:
    if not isinstance(value, float | int) or not math.isfinite(value):
        raise TypeError("no number")
    return float(value)


def _no_number(name: str) -> float:
    raise ValueError(name)
