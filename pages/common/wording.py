"""Names that core gives things, in words for people who have never written a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.codecs import Codec, EventsCodec, Losses
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
        "quartets": _("Movements by Haydn, Mozart and Beethoven, 46 of them."),
    }
    return stories.get(name, "")


def codec_title(name: str) -> str:
    """Name a way of reading music."""
    titles = {"events": _("Notes with their rhythm"), "note_chord": _("Lecture: note names")}
    return titles.get(name) or plain(name)


def codec_story(name: str) -> str:
    """Say in one line what a way of reading music keeps."""
    stories = {
        "events": _("Octaves, lengths, bars and voices: everything but the instrument."),
        "note_chord": _(
            "One word a note or chord, as on a blackboard: lengths and bars are left out."
        ),
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


def step_name(codec: Codec) -> str:
    """Say what a step of the search adds."""
    return _("Word") if codec.name == EventsCodec.name else _("Note")


def notes_of(codec: Codec, tokens: Iterable[str]) -> list[str]:
    """Give the words that begin a note or chord."""
    return [token for token in tokens if codec.starts_note(token)]


def losses(found: Losses) -> list[str]:
    """Say what of a seed a network cannot read."""
    said = []
    if found.off_piano:
        said.append(
            n_(
                "{n} note lies below or above a piano's keys and is left out.",
                "{n} notes lie below or above a piano's keys and are left out.",
                found.off_piano,
            )
        )
    if found.moved:
        said.append(
            n_(
                "{n} note was drawn to the nearest place or length that can be written.",
                "{n} notes were drawn to the nearest places or lengths that can be written.",
                found.moved,
            )
        )
    if found.metres:
        said.append(
            _("The network never learned bars of {metres}: it counts them its own way.").format(
                metres=", ".join(found.metres)
            )
        )
    return said


def percent(log_probability: float) -> str:
    """Write a log-probability in nats as a percentage with two meaningful digits or so."""
    share = 100 * float(np.exp(log_probability))
    if share < 0.01:
        return _("under {share} %").format(share=number(0.01, 2))
    return f"{number(share, 0 if share >= 10 else 1 if share >= 1 else 2)} %"


def beams_table(composition: Composition) -> list[Mapping[str, Any]]:
    """Give one row a finished path, best first, under headings in the reader's language."""
    codec = composition.codec
    paths = [notes_of(codec, beam.tokens) for beam in composition.beams]
    rows: list[Mapping[str, Any]] = []
    for rank, (beam, notes) in enumerate(zip(composition.beams, paths, strict=True)):
        loop = _loop_note(codec, beam.tokens)
        rows.append(
            {
                _("Path"): rank + 1,
                _("Log-probability"): round(beam.log_probability, 2),
                _("Chance per note"): percent(beam.log_probability / max(len(notes), 1)),
                _("Notes unlike path 1"): sum(
                    one != other for one, other in zip(notes, paths[0], strict=False)
                ),
                _("Loops from note"): "–" if loop is None else str(loop),
                _("Notes"): " ".join(labels(codec, notes)),
            }
        )
    return rows


def remarks(composition: Composition, rank: int) -> list[str]:
    """Say in plain words what is worth knowing about a composition and one of its paths."""
    codec, tokens = composition.codec, composition.beams[rank].tokens
    said = [*_replaced(composition.replaced), *_ending(codec, tokens), _variety(codec, tokens)]
    apart = composition.metrics["pairwise_edit_distance"]
    if apart is not None:
        said.append(
            _("Any two of the paths found differ in {share} % of their notes, on average.").format(
                share=number(100 * apart)
            )
        )
    return said


def _loop_note(codec: Codec, tokens: Sequence[str]) -> int | None:
    """Give the number of the new note, from 1, with which a path begins to repeat itself."""
    begin = loop_start(tokens)
    return None if begin is None else len(notes_of(codec, tokens[:begin])) + 1


def _ending(codec: Codec, tokens: Sequence[str]) -> list[str]:
    if codec.end is None or codec.end not in tokens:
        return []
    return [_("The network ended the piece here by itself.")]


def _replaced(count: int) -> list[str]:
    if not count:
        return []
    return [
        n_(
            "The network did not know {n} word of your seed; "
            "the nearest one it knows stands in its place.",
            "The network did not know {n} words of your seed; "
            "the nearest ones it knows stand in their places.",
            count,
        )
    ]


def _variety(codec: Codec, tokens: Sequence[str]) -> str:
    """Tell of the loop that a path ends in, or else how much of it is new."""
    loop = _loop_note(codec, tokens)
    if loop is None:
        notes = notes_of(codec, tokens)
        return _(
            "Of its passages of {n} notes, {share} % are different: "
            "100 % is music that never says the same thing twice."
        ).format(n=_PASSAGE_NOTES, share=number(100 * distinct_ngrams(notes, _PASSAGE_NOTES)))
    if loop == 1:
        return _(
            "The new music goes round in circles from its very first note: "
            "searching for the likeliest notes often does that."
        )
    return _(
        "From new note {start} on, the music goes round in circles: "
        "searching for the likeliest notes often does that."
    ).format(start=number(loop))
