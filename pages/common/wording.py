"""Names that core gives things, in words for people who have never written a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.codecs import Codec
from core.composer import Composition
from core.metrics import distinct_ngrams, loop_start
from pages.common.i18n import _, n_, number, plain, solfege

# As in the figures that `core compose` prints.
_PASSAGE_NOTES = 8


def collection_title(name: str) -> str:
    """Name a collection of training music."""
    titles = {
        "chorales": _("Bach chorales"),
        "fiddle": _("Fiddle tunes"),
        "quartets": _("String quartets"),
    }
    return titles.get(name) or plain(name)


def collection_story(name: str) -> str:
    """Say in one line what a collection holds."""
    stories = {
        "chorales": _("Four-part hymns by Johann Sebastian Bach, 349 of them."),
        "fiddle": _("1,059 dances from Ryan's Mammoth Collection, Boston 1883."),
    }
    return stories.get(name, "")


def model_title(name: str) -> str:
    """Name a network."""
    titles = {
        "gru": _("GRU"),
        "gru-attention": _("GRU with attention"),
        "transformer": _("Transformer with attention"),
    }
    return titles.get(name) or plain(name)


def model_story(name: str) -> str:
    """Say in one line how a network thinks."""
    stories = {
        "gru": _("Reads one note after another and keeps a summary in its head."),
        "gru-attention": _("Does the same, and also looks back at the notes that matter now."),
        "transformer": _("Compares every note with all the notes before it."),
    }
    return stories.get(name, "")


def labels(codec: Codec, tokens: Iterable[str]) -> list[str]:
    """Name words as the reader calls notes."""
    return [codec.label(token, solfege=solfege()) for token in tokens]


def percent(log_probability: float) -> str:
    """Write a log-probability in nats as a percentage with two meaningful digits or so."""
    share = 100 * float(np.exp(log_probability))
    if share < 0.01:
        return _("under {share} %").format(share=number(0.01, 2))
    return f"{number(share, 0 if share >= 10 else 1 if share >= 1 else 2)} %"


def beams_table(composition: Composition) -> list[Mapping[str, Any]]:
    """Give one row a finished path, best first, under headings in the reader's language."""
    best = composition.beams[0].tokens
    rows: list[Mapping[str, Any]] = []
    for rank, beam in enumerate(composition.beams):
        pairs = zip(beam.tokens, best, strict=False)
        loop = loop_start(beam.tokens)
        rows.append(
            {
                _("Path"): rank + 1,
                _("Log-probability"): round(beam.log_probability, 2),
                _("Chance per note"): percent(beam.log_probability / len(beam.tokens)),
                _("Notes unlike path 1"): sum(one != other for one, other in pairs),
                _("Loops from note"): "–" if loop is None else str(loop + 1),
                _("Notes"): " ".join(labels(composition.codec, beam.tokens)),
            }
        )
    return rows


def remarks(composition: Composition, rank: int) -> list[str]:
    """Say in plain words what is worth knowing about a composition and one of its paths."""
    tokens = composition.beams[rank].tokens
    said = [*_replaced(composition.replaced), _variety(tokens)]
    apart = composition.metrics["pairwise_edit_distance"]
    if apart is not None:
        said.append(
            _("Any two of the paths found differ in {share} % of their notes, on average.").format(
                share=number(100 * apart)
            )
        )
    return said


def _replaced(count: int) -> list[str]:
    if not count:
        return []
    return [
        n_(
            "The network did not know {n} note or chord of your seed; "
            "the nearest one it knows stands in its place.",
            "The network did not know {n} notes or chords of your seed; "
            "the nearest ones it knows stand in their places.",
            count,
        )
    ]


def _variety(tokens: Sequence[str]) -> str:
    """Tell of the loop that a path ends in, or else how much of it is new."""
    loop = loop_start(tokens)
    if loop is None:
        return _(
            "Of its passages of {n} notes, {share} % are different: "
            "100 % is music that never says the same thing twice."
        ).format(n=_PASSAGE_NOTES, share=number(100 * distinct_ngrams(tokens, _PASSAGE_NOTES)))
    if loop == 0:
        return _(
            "The new music goes round in circles from its very first note: "
            "searching for the likeliest notes often does that."
        )
    return _(
        "From new note {start} on, the music goes round in circles: "
        "searching for the likeliest notes often does that."
    ).format(start=number(loop + 1))
