"""From a collection to a checkpoint: read, split, train, measure, write the card.

``fit`` ties corpus, codec, network and training together for the command line; like ``train`` it
yields records and prints nothing.
"""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from core.checkout import commit
from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.corpus import Collection, CorpusScores, Split, read_scores, split_tokens
from core.metrics import CopyIndex
from core.models import build, default_config
from core.ngram import KneserNey
from core.storage import make_folder
from core.training import (
    SHIFTS,
    EpochRecord,
    StepRecord,
    TrainingData,
    TrainingSettings,
    evaluate_loss,
    keep_freed_memory,
    numbered,
    prepare,
    train,
)
from core.vocabulary import Vocabulary

_STATE = "training-state.safetensors"
# A training piece that shares so many notes in a row with a held-out one, in any key, would have
# seen the answer: in dances that is half a strain.
KNOWN_NOTES = 32


@dataclass(frozen=True)
class FitRequest:
    """What to train: a collection, a codec and a network by name and size, and how.

    ``command`` is written on the card, so that anyone can do it again.
    """

    collection: Collection
    codec_name: str
    model_name: str
    size: str
    settings: TrainingSettings
    command: str


@dataclass(frozen=True)
class Material:
    """What a network is to learn from, and what it is measured on.

    Attributes
    ----------
    codec
        Set up for the collection.
    sets
        Words of the pieces by set and name.
    left_out
        Training pieces that hold a long passage of a held-out one.
    skipped
        Pieces that could not be read.
    vocabulary, data
        Of the training pieces, in all keys if asked for.
    """

    codec: Codec
    sets: dict[Split, dict[str, list[str]]]
    left_out: list[str]
    skipped: int
    vocabulary: Vocabulary
    data: TrainingData


def read_material(
    collection: Collection,
    codec_name: str,
    *,
    transpose: bool = True,
    reading: Callable[[float], None] | None = None,
) -> Material:
    """Read a collection as it is learned from; ``reading`` is called with the share read."""
    found = read_scores(collection, progress=reading)
    codec = _fitted_codec(codec_name, collection, found)
    sets = split_tokens(found.tokens(codec))
    left_out = _drop_known_pieces(sets, codec)
    vocabulary, data = prepare(sets["train"], sets["validation"], codec, transpose=transpose)
    return Material(codec, sets, left_out, len(found.skipped), vocabulary, data)


def fit(
    request: FitRequest, out: Path, *, reading: Callable[[float], None] | None = None
) -> Iterator[StepRecord | EpochRecord]:
    """Train a network on a collection and write its checkpoint into the folder ``out``.

    An interrupted run goes on where it stopped when the same request is made again.
    """
    began, started_at = time.monotonic(), commit()
    keep_freed_memory()
    collection, settings = request.collection, request.settings
    material = read_material(
        collection, request.codec_name, transpose=settings.transpose, reading=reading
    )
    codec, sets, vocabulary = material.codec, material.sets, material.vocabulary
    config = default_config(request.model_name, request.size)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.random_seed)
        network = build(request.model_name, config, len(vocabulary))
    make_folder(out)
    epochs: list[EpochRecord] = []
    for record in train(network, material.data, settings, resume=out / _STATE):
        if isinstance(record, EpochRecord):
            epochs.append(record)
        yield record
    # What is measured is what is shipped: the weights as they are after rounding to half.
    network.load_state_dict({k: v.half().float() for k, v in network.state_dict().items()})
    test = numbered(sets["test"], vocabulary, codec)
    loss = evaluate_loss(network, test, settings.context)
    unknown = sum(vocabulary.map_known(piece, codec)[1] for piece in sets["test"].values())
    amounts = {name: _amount(pieces, codec) for name, pieces in sets.items()}
    tokens_a_note = amounts["test"]["tokens"] / amounts["test"]["notes"]
    checkpoint = Checkpoint(
        name=out.name,
        model_name=request.model_name,
        model_config=config,
        codec=codec,
        vocabulary=vocabulary,
        context=settings.context,
        network=network,
    )
    floor = ngram_floor(
        [codec.transpose(piece, shift) for piece in sets["train"].values() for shift in SHIFTS]
        if settings.transpose
        else list(sets["train"].values()),
        vocabulary,
        test,
    )
    card: dict[str, Any] = {
        "title": f"{collection.title}, {codec.name}, {request.model_name}",
        "collection": collection.name,
        "codec": codec.name,
        "step_ql": collection.step_ql,
        "repeats": collection.repeats,
        "model": request.model_name,
        "parameters": checkpoint.parameters,
        "context": settings.context,
        "loss_per_note": round(loss * tokens_a_note, 4),
        "evaluation": {
            "split": "test",
            "loss_per_token": round(loss, 4),
            "loss_per_note": round(loss * tokens_a_note, 4),
            "perplexity": round(math.exp(loss), 2),
            "ngram_loss_per_token": round(floor, 4),
            "ngram_loss_per_note": round(floor * tokens_a_note, 4),
            "ngram_perplexity": round(math.exp(floor), 2),
            "ngram": "interpolated Kneser-Ney, order 5, same training pieces in the same keys",
            "unknown_tokens_mapped": unknown,
        },
        "data": {
            "source": collection.fingerprint(),
            "skipped_pieces": material.skipped,
            "left_out_for_held_out_passages": material.left_out,
            **amounts,
            "vocabulary": len(vocabulary),
        },
        "training": {
            "command": request.command,
            "settings": asdict(settings),
            "epochs": epochs[-1].epoch + 1 if epochs else settings.epochs,
            "seconds_this_run": round(time.monotonic() - began),
            "date": datetime.now(UTC).date().isoformat(),
            "commit": started_at,
            "machine": f"{platform.machine()}, {torch.get_num_threads()} threads",
        },
    }
    save_checkpoint(replace(checkpoint, card=card), out)
    (out / _STATE).unlink(missing_ok=True)


def _drop_known_pieces(sets: dict[Split, dict[str, list[str]]], codec: Codec) -> list[str]:
    """Leave out of the training pieces those that hold a long passage of a held-out one.

    Collections print some tunes twice under two names, and hymns share whole lines. Gives the
    names of what was left out.
    """
    held_out = sets["validation"] | sets["test"]
    passages = CopyIndex({name: codec.intervals(tokens) for name, tokens in held_out.items()})
    train = sets["train"]
    known = [
        name
        for name, tokens in train.items()
        if passages.longest(codec.intervals(tokens))[0] >= KNOWN_NOTES - 1
    ]
    for name in known:
        del train[name]
    return known


def ngram_floor(
    train_pieces: list[list[str]], vocabulary: Vocabulary, test: list[list[int]]
) -> float:
    """Give the 5-gram's loss a token in nats, having read the same music in the same keys."""
    return KneserNey(map(vocabulary.ids, train_pieces), len(vocabulary)).loss(test)


def _fitted_codec(name: str, collection: Collection, found: CorpusScores) -> Codec:
    """Give a codec by name, set up for a collection."""
    if name == EventsCodec.name:
        return EventsCodec.fitted(found.scores.values())
    return NoteChordCodec(step_ql=collection.step_ql, parts=collection.parts)


def _amount(pieces: dict[str, list[str]], codec: Codec) -> dict[str, int]:
    notes = sum(codec.starts_note(word) for piece in pieces.values() for word in piece)
    return {"pieces": len(pieces), "tokens": sum(map(len, pieces.values())), "notes": notes}
