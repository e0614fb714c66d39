"""Names that core gives things, in words for people who have never written a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from core.codecs import Codec
from core.composer import Composition
from core.metrics import loop_start
from pages.common.i18n import _, n_, number, plain, solfege


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
                _("Repeats itself from note"): "–" if loop is None else str(loop + 1),
                _("Notes"): " ".join(labels(composition.codec, beam.tokens)),
            }
        )
    return rows


def remarks(composition: Composition) -> list[str]:
    """Say in plain words what is worth knowing about a composition."""
    said = []
    if composition.replaced:
        said.append(
            n_(
                "The network did not know {n} note or chord of your seed; "
                "the nearest one it knows stands in its place.",
                "The network did not know {n} notes or chords of your seed; "
                "the nearest ones it knows stand in their places.",
                composition.replaced,
            )
        )
    loop = composition.metrics["loop_start"]
    if loop is None:
        said.append(_("The new music does not go round in circles."))
    elif loop == 0:
        said.append(
            _(
                "The new music goes round in circles from its very first note: "
                "searching for the likeliest notes often does that."
            )
        )
    else:
        said.append(
            _(
                "From new note {start} on, the music goes round in circles: "
                "searching for the likeliest notes often does that."
            ).format(start=number(loop + 1))
        )
    apart = composition.metrics["pairwise_edit_distance"]
    if apart is not None:
        said.append(
            _("Any two of the paths found differ in {share} % of their notes, on average.").format(
                share=number(100 * apart)
            )
        )
    return said
