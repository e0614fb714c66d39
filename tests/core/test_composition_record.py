"""Compositions come back from their bytes to the last bit, and hostile bytes get a sentence."""

from __future__ import annotations

import contextlib
import json
import shutil
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import limits
from core.composer import Beam, Composition, compose
from core.composition_record import from_bytes, to_bytes
from core.decoding import BeamTree
from core.errors import SemillaError, StoreError
from core.recipe import SEARCHES, Ban, Recipe
from tests.checkpoints import TINY, write_tiny_checkpoint

SEEDS = {
    "note_chord": ("C4", "D4", "0.4.7", "E4"),
    "events": ("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24"),
}
COLUMNS = ("parent", "step", "token", "log_probability", "sum", "kept", "score", "place")


def made(codec: str = "note_chord", model: str = "gru", **asked: object) -> Composition:
    recipe = Recipe(f"tiny-{codec}-{model}", SEEDS[codec], k=3, length=24)
    return compose(replace(recipe, **asked))


@pytest.fixture(scope="module", autouse=True)
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("checkpoints")
    for codec in SEEDS:
        for model in TINY:
            write_tiny_checkpoint(folder, model, codec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEMILLA_CHECKPOINTS", str(folder))
        yield folder


@pytest.fixture(scope="module")
def kept(checkpoints: Path) -> bytes:
    """Give a beam search of a few steps, written down."""
    return to_bytes(made(length=6))


def assert_same(left: Composition, right: Composition) -> None:
    """Compare all that there is, and types where they could differ."""
    for name in ("recipe", "seed_tokens", "replaced", "beams", "codec", "vocabulary", "seconds"):
        assert getattr(left, name) == getattr(right, name)
    assert json.dumps(left.as_json()) == json.dumps(right.as_json())
    assert (len(left.tree), left.tree.steps) == (len(right.tree), right.tree.steps)
    assert left.tree.finals == right.tree.finals
    for name in COLUMNS:
        mine, other = left.tree.column(name), right.tree.column(name)
        assert mine.dtype == other.dtype
        assert mine.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    "asked",
    [{}, {"loop_penalty": 9.0}, {"chosen": ("C5", "E4"), "banned": (Ban(3, "C4", True),)}],
    ids=["as usual", "with penalties", "steered"],
)
@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("codec", SEEDS)
def test_a_composition_comes_back_to_the_last_bit(codec: str, search: str, asked) -> None:
    if codec == "events" and "chosen" in asked:
        asked = {"chosen": ("Pitch_72", "Duration_1.0.24"), "banned": (Ban(3, "Pitch_60", True),)}
    first = made(codec, search=search, **asked)
    again = from_bytes(to_bytes(first))
    assert_same(first, again)
    assert again.score().dumps_midi() == first.score().dumps_midi()
    assert again.tree_json() == first.tree_json()


@pytest.mark.parametrize("model", TINY)
def test_it_needs_no_network_to_be_opened(tmp_path: Path, monkeypatch, model: str) -> None:
    """A network may be retrained with other words, or go."""
    write_tiny_checkpoint(tmp_path, model, "events")
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    first = made("events", model, key="C major", lowest=60, end_on_tonic=True)
    data = to_bytes(first)
    shutil.rmtree(tmp_path)
    assert_same(first, from_bytes(data))


def test_sums_that_are_no_running_sums_come_back_too() -> None:
    """All searches add up as they go; nothing says that another one has to."""
    first = made(search="greedy", length=2)
    columns = {name: first.tree.column(name).copy() for name in COLUMNS}
    columns["sum"][1:] -= 0.1
    columns["score"] += np.linspace(1, 2, len(first.tree))
    other = replace(first, tree=BeamTree.of(columns, first.tree.finals))
    assert_same(other, from_bytes(to_bytes(other)))


def test_the_farthest_places_are_told_as_far_as_they_can_be() -> None:
    first = made(search="greedy", length=2)
    columns = {name: first.tree.column(name).copy() for name in COLUMNS}
    columns["place"][1:3] = [32_767, 70_000]
    other = replace(first, tree=BeamTree.of(columns, first.tree.finals))
    assert from_bytes(to_bytes(other)).tree.column("place")[1:3].tolist() == [32_767] * 2


def as_before_there_were_places(composition: Composition) -> bytes:
    """Write a composition down as Semilla did at first."""
    tree, ids = composition.tree, composition.vocabulary.ids
    recipe = composition.recipe.as_json()
    del recipe["chosen"], recipe["banned"]
    record = {
        "schema": 1,
        "recipe": recipe,
        "codec": {"name": composition.codec.name, "settings": composition.codec.settings},
        "vocabulary": composition.vocabulary.words,
        "seed": ids(composition.seed_tokens),
        "replaced": composition.replaced,
        "beams": [[beam.log_probability, ids(beam.tokens)] for beam in composition.beams],
        "tree": {
            "steps": np.bincount(tree.column("step")).tolist(),
            "finals": tree.finals,
            "running_sums": True,
        },
        "metrics": composition.metrics,
        "seconds": composition.seconds,
    }
    columns = [
        tree.column("parent").astype("<i4").tobytes(),
        tree.column("token").astype("<i4").tobytes(),
        tree.column("log_probability").astype("<f8").tobytes(),
        np.packbits(tree.column("kept")).tobytes(),
    ]
    return zlib.compress(json.dumps(record).encode() + b"\n" + b"".join(columns))


@pytest.mark.parametrize("search", SEARCHES)
def test_what_was_kept_before_there_were_places_still_opens(search: str) -> None:
    """What a search went by is then taken for the sum, and places are not known."""
    first = made("events", search=search, loop_penalty=9.0)
    again = from_bytes(as_before_there_were_places(first))
    columns = {name: first.tree.column(name) for name in COLUMNS if name not in ("score", "place")}
    assert_same(replace(first, tree=BeamTree.of(columns, first.tree.finals)), again)
    assert again.tree.column("score").tolist() == first.tree.column("sum").tolist()
    assert not again.tree.column("place").any()
    assert_same(again, from_bytes(to_bytes(again)))


def test_a_tree_that_was_read_can_still_grow() -> None:
    tree = from_bytes(to_bytes(made(length=3))).tree
    (grown,) = tree.add([tree.finals[0]], [2], [-1.0], [-9.0], [True])
    assert tree.node(int(grown)).step == 4
    assert tree.path(int(grown))[-1] == 2


def test_the_longest_search_is_kept_in_few_bytes() -> None:
    """Log-probabilities of eight bytes that hardly shrink, and little else."""
    first = made("events", search="diverse-beam", k=16, length=limits.LENGTH_TOKENS, may_end=False)
    data = to_bytes(first)
    assert first.tree.steps == limits.LENGTH_TOKENS
    assert len(first.tree) > 300_000
    assert len(data) < 10 * len(first.tree) < limits.PIECE_BYTES
    assert_same(first, from_bytes(data))


def test_the_most_that_chance_can_draw_is_kept() -> None:
    """Sixteen stochastic beams whose candidates are never the same, with noise in every score."""
    draw, width, shown = np.random.default_rng(1), limits.BEAM_WIDTH, 5
    tree, parents = BeamTree(), np.zeros(width, int)
    scores = total = np.zeros(width)
    for _ in range(limits.LENGTH_TOKENS):
        parent = np.repeat(np.arange(width), width + shown)
        own = -draw.exponential(3.0, len(parent))
        noisy = scores[parent] - draw.exponential(3.0, len(parent))
        order = np.argsort(-noisy)
        sums = total[parent] + own
        added = tree.add(
            *(parents[parent], draw.integers(16, size=len(parent)), own, sums),
            np.isin(np.arange(len(parent)), order[:width]),
            scores=noisy,
            places=np.argsort(order) + 1,
        )
        best = order[:width]
        parents, scores, total = added[best], noisy[best], sums[best]
    tree.finish(parents)
    first = replace(made(length=1), tree=tree)
    assert len(tree) > 450_000
    assert_same(first, from_bytes(to_bytes(first)))


def test_what_is_too_large_is_not_kept() -> None:
    """Where it could be written but not read, a piece would be lost."""
    size = limits.PIECE_UNPACKED_BYTES // 16
    columns = {
        "step": np.minimum(np.arange(size), 1),
        "parent": np.minimum(np.arange(size), 1) - 1,
        "token": np.zeros(size, np.int32),
        "log_probability": np.zeros(size),
        "sum": np.zeros(size),
        "kept": np.ones(size, bool),
    }
    with pytest.raises(StoreError, match="too large to be kept"):
        to_bytes(replace(made(length=1), tree=BeamTree.of(columns, [1])))


@given(st.data())
def test_flipped_bits_are_noticed(kept: bytes, data: st.DataObject) -> None:
    places = st.integers(0, 8 * len(kept) - 1)
    flipped = bytearray(kept)
    for place in data.draw(st.sets(places, min_size=1, max_size=3)):
        flipped[place // 8] ^= 1 << place % 8
    with pytest.raises(StoreError, match="damaged"):
        from_bytes(bytes(flipped))


@given(st.binary(max_size=200) | st.binary(max_size=200).map(zlib.compress))
def test_any_other_bytes_get_a_sentence(data: bytes) -> None:
    with pytest.raises(StoreError, match="damaged"):
        from_bytes(data)


def test_cut_and_lengthened_bytes_get_a_sentence(kept: bytes) -> None:
    for data in (b"", kept[:-1], kept[: len(kept) // 2], kept + b"x", kept + kept):
        with pytest.raises(StoreError, match="damaged"):
            from_bytes(data)


def test_a_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj()
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(StoreError, match="damaged"):
            from_bytes(bomb)
        assert tracemalloc.get_traced_memory()[1] < 3 * limits.PIECE_UNPACKED_BYTES
    finally:
        tracemalloc.stop()


def rewritten(kept: bytes, path: tuple[str | int, ...], value: object) -> bytes:
    """Change one value of the record and pack it anew, checksum and all."""
    line, _, columns = zlib.decompress(kept).partition(b"\n")
    record = json.loads(line)
    inner = record
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return zlib.compress(json.dumps(record).encode() + b"\n" + columns)


PLACES = (
    *(("schema",), ("recipe",), ("recipe", "seed"), ("recipe", "k"), ("recipe", "wings")),
    *(("codec",), ("codec", "name"), ("codec", "settings"), ("vocabulary",), ("vocabulary", 0)),
    *(("seed",), ("seed", 0), ("replaced",), ("beams",), ("beams", 0), ("beams", 0, 0)),
    *(("beams", 0, 1), ("tree",), ("tree", "steps"), ("tree", "steps", 0), ("tree", "finals")),
    *(
        ("tree", "running_sums"),
        ("tree", "running_scores"),
        ("metrics",),
        ("metrics", "beams"),
        ("metrics", "beams", 0),
    ),
    *(("metrics", "loop_start"), ("metrics", "beams", 0, "notes"), ("seconds",)),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.sampled_from(PLACES), VALUES)
def test_any_value_anywhere_is_read_or_refused(kept: bytes, path, value) -> None:
    """What is read can be used: nothing fails later but with a sentence."""
    with contextlib.suppress(SemillaError):
        found = from_bytes(rewritten(kept, path, value))
        found.tree_json()
        found.as_json()
        found.score()
        found.tree.beams()


REFUSED = {
    "another version": (("schema",), 3, "another version"),
    "a search that was steered to nowhere": (("recipe", "banned"), [{"step": -1}], "damaged"),
    "a final that is no node": (("tree", "finals"), [10**6], "damaged"),
    "a final that counts from the end": (("tree", "finals"), [-1], "damaged"),
    "steps of too many nodes": (("tree", "steps"), [1, 10**12], "damaged"),
    "steps of nodes in vain": (("tree", "steps"), [10**30], "damaged"),
    "a word that counts from the end": (("seed",), [-1], "damaged"),
    "a word that there is not": (("beams", 0, 1), [99], "damaged"),
    "no beams": (("beams",), [], "damaged"),
    "no number": (("seconds",), float("nan"), "damaged"),
    "a word twice": (("vocabulary", 0), "D4", "damaged"),
    "a codec of tomorrow": (("codec", "name"), "smoke", "damaged"),
    "measured once too often": (("metrics", "beams"), [], "damaged"),
    "a search of tomorrow": (("recipe", "search"), "psychic", "damaged"),
}


@pytest.mark.parametrize(("path", "value", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(kept: bytes, path, value, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        from_bytes(rewritten(kept, path, value))


def test_the_deepest_nesting_is_refused(kept: bytes) -> None:
    for nested in (b"[" * 100_000, b'{"schema":' * 100_000):
        with pytest.raises(StoreError, match="damaged"):
            from_bytes(zlib.compress(nested))


def with_columns(kept: bytes, **changes: tuple[int, float]) -> bytes:
    """Change one entry of one column, behind the record's line."""
    line, _, columns = zlib.decompress(kept).partition(b"\n")
    nodes, data = sum(json.loads(line)["tree"]["steps"]), b""
    kept_bytes = -(-nodes // 8)
    for name, count, dtype in (
        *(("parent", nodes, "<i4"), ("token", nodes, "<i4"), ("own", nodes, "<f8")),
        *(("kept", kept_bytes, "|u1"), ("place", nodes, "<i2")),
    ):
        # The first bytes of all numbers come first, then the second ones.
        size = np.dtype(dtype).itemsize
        raw = np.frombuffer(columns, np.uint8, size * count, len(data)).reshape(size, count)
        column = np.ascontiguousarray(raw.T).view(dtype).reshape(count)
        if name in changes:
            at, value = changes[name]
            column[at] = value
        data += column.view(np.uint8).reshape(count, size).T.tobytes()
    assert len(data) == len(columns)
    return zlib.compress(line + b"\n" + data)


@pytest.mark.parametrize(
    "change",
    [
        {"parent": (5, 5)},
        {"parent": (1, 7)},
        {"parent": (3, -1)},
        {"parent": (3, 2**31 - 1)},
        {"token": (2, 16)},
        {"token": (2, -1)},
        {"place": (2, -1)},
        {"own": (2, float("nan"))},
        {"own": (2, float("-inf"))},
    ],
)
def test_a_tree_that_is_none_is_refused(kept: bytes, change) -> None:
    """Whoever followed parents in a circle would never come back."""
    assert from_bytes(with_columns(kept)).beams == from_bytes(kept).beams
    with pytest.raises(StoreError, match="damaged"):
        from_bytes(with_columns(kept, **change))


def test_beams_need_not_be_the_trees() -> None:
    """What is heard is written down by itself."""
    first = made(length=4)
    other = replace(first, beams=tuple(Beam(beam.tokens[:2], -0.1) for beam in first.beams))
    assert_same(other, from_bytes(to_bytes(other)))
