"""``compose(recipe)``: the one door to music for the pages and the command line.

It loads the network, numbers the seed, searches, and gives back everything worth showing. It
makes no sound and draws nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from symusic.core import ScoreTick as Score

from core.checkpoint import Checkpoint, find_checkpoint, load_checkpoint
from core.codecs import Codec
from core.decoding import BeamTree
from core.meters import Meters, measured
from core.midi import last_note_end_ticks
from core.note_tree import NoteTree
from core.recipe import Recipe
from core.search import search
from core.vocabulary import Vocabulary

# Loaded networks a process keeps; each takes about 12 MB.
_KEPT_CHECKPOINTS = 8


@dataclass(frozen=True)
class Beam:
    """One finished hypothesis.

    Attributes
    ----------
    tokens
        The words it added, without the seed; the last may be the codec's end of a piece.
    log_probability
        In nats, summed over those words.
    """

    tokens: tuple[str, ...]
    log_probability: float


@dataclass(frozen=True)
class Composition:
    """What came out of a recipe.

    Attributes
    ----------
    seed_tokens
        The seed as the network read it.
    replaced
        How many of the seed's words and of the chosen ones it did not know; the nearest ones stand
        in their places.
    beams
        Best first, chosen words included; one for greedy search and for sampling.
    tree
        Everything the search considered, in ids of ``vocabulary``.
    metrics
        Where the beams part, how far they are apart, and where each goes in circles.
    seconds
        Time the search took.
    """

    recipe: Recipe
    seed_tokens: tuple[str, ...]
    replaced: int
    beams: tuple[Beam, ...]
    tree: BeamTree
    codec: Codec
    vocabulary: Vocabulary
    metrics: Meters
    seconds: float

    def score(self, rank: int = 0) -> Score:
        """Give the seed followed by the beam of that rank as music."""
        return self.codec.decode([*self.seed_tokens, *self.beams[rank].tokens])

    def seed_ticks(self) -> int:
        """Tell where the seed ends and the new music begins."""
        return last_note_end_ticks(self.codec.decode(self.seed_tokens))

    def note_tree(self, *, raw: bool = False) -> NoteTree:
        """Give the search's tree with one node a note, or one a word if ``raw``."""
        words, codec = self.vocabulary.words, self.codec
        return NoteTree(self.tree, lambda token: raw or codec.ends_note(words[token]))

    def tree_json(self) -> dict[str, Any]:
        """Give the tree in its published schema."""
        return self.tree.to_json(self.vocabulary.words.__getitem__)

    def as_json(self) -> dict[str, Any]:
        """Give what ``core compose --json`` prints."""
        beams = [
            {
                "tokens": list(beam.tokens),
                "log_probability": beam.log_probability,
                "steps": len(beam.tokens),
            }
            for beam in self.beams
        ]
        return {
            "checkpoint": self.recipe.checkpoint,
            "recipe": self.recipe.as_json(),
            "seed_tokens": list(self.seed_tokens),
            "replaced_seed_tokens": self.replaced,
            "beams": beams,
            "best": 0,
            "metrics": self.metrics,
            "seconds": round(self.seconds, 4),
        }


def compose(recipe: Recipe, *, progress: Callable[[float], None] | None = None) -> Composition:
    """Search for the music that a recipe asks for.

    Parameters
    ----------
    progress
        Called with the share done, 0 … 1; what it raises stops the search.

    Raises
    ------
    CheckpointError
        If the network is missing or damaged.
    CodecError
        If a word of the seed, or a chosen one, is none of its codec's.
    """
    checkpoint = open_checkpoint(recipe.checkpoint)
    vocabulary = checkpoint.vocabulary
    seed, replaced = vocabulary.map_known(recipe.seed, checkpoint.codec)
    chosen, others = vocabulary.map_known(recipe.chosen, checkpoint.codec)
    began = time.perf_counter()
    tree = search(recipe, checkpoint, vocabulary.ids(seed), progress, chosen=vocabulary.ids(chosen))
    seconds = time.perf_counter() - began
    beams = tuple(_beam(tree, nodes, vocabulary) for nodes in tree.beams())
    return Composition(
        recipe=recipe,
        seed_tokens=tuple(seed),
        replaced=replaced + others,
        beams=beams,
        tree=tree,
        codec=checkpoint.codec,
        vocabulary=vocabulary,
        metrics=measured(
            [beam.tokens for beam in beams],
            checkpoint.codec.starts_note,
            [_loop_ends(beam.tokens, recipe, checkpoint.codec) for beam in beams],
        ),
        seconds=seconds,
    )


def open_checkpoint(name: str) -> Checkpoint:
    """Load an installed checkpoint by name (or path), keeping the last few in memory."""
    path = find_checkpoint(name)
    # A checkpoint trained anew under the same name is another one.
    return _open(path, (path / "model.json").stat().st_mtime_ns)


@lru_cache(maxsize=_KEPT_CHECKPOINTS)
def _open(path: Path, _changed_ns: int) -> Checkpoint:
    return load_checkpoint(path)


def random_seed_tokens(checkpoint: Checkpoint, notes: int, random_seed: int) -> tuple[str, ...]:
    """Draw notes from a network's words, to see what it makes of nonsense."""
    known, draw = checkpoint.vocabulary.words, random.Random(random_seed)
    return tuple(checkpoint.codec.random_notes(known, notes, draw))


def _loop_ends(tokens: Sequence[str], recipe: Recipe, codec: Codec) -> list[int]:
    """Give after how many words a loop may end: before what is there because the piece ends."""
    if not recipe.end_on_tonic:
        return [len(tokens) - (tokens[-1] == codec.end)]
    # Where music has bars the last is the closing one, and the one before has to lead to it.
    bars = [at for at, token in enumerate(tokens) if codec.grammar.sort(token)[0] == "Bar"]
    return bars[-2:] or [len(tokens) - 1]


def _beam(tree: BeamTree, nodes: list[int], vocabulary: Vocabulary) -> Beam:
    """Read one finished path off the tree."""
    tokens = tuple(vocabulary.tokens(tree.path(nodes[-1])))
    return Beam(tokens, float(tree.node(nodes[-1]).sum))
