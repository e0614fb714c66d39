"""Names that core gives things, in words for people who have never written a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.codecs import Codec, EventsCodec, Losses
from core.composer import Composition
from core.key import Key
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


def search_title(name: str) -> str:
    """Name a way of choosing notes."""
    titles = {
        "greedy": _("Safe (greedy)"),
        "beam": _("Beam"),
        "diverse-beam": _("Diverse beam"),
        "stochastic-beam": _("Several by chance"),
        "sample": _("Surprise me (sampling)"),
    }
    return titles.get(name) or plain(name)


def mode_title(name: str) -> str:
    """Name a scale."""
    titles = {
        "major": _("major"),
        "minor": _("minor"),
        "dorian": _("dorian"),
        "phrygian": _("phrygian"),
        "lydian": _("lydian"),
        "mixolydian": _("mixolydian"),
        "major pentatonic": _("major pentatonic"),
        "minor pentatonic": _("minor pentatonic"),
        "blues": _("blues"),
        "whole tone": _("whole tone"),
    }
    return titles[name]


def key_title(key: Key) -> str:
    """Name a key as the reader calls it."""
    return f"{key.shown_tonic(solfege=solfege())} {mode_title(key.mode)}"


def length_title(power: float) -> str:
    """Say how paths of different lengths are compared."""
    titles = {
        0.0: _("short ones win"),
        0.5: _("a little help"),
        1.0: _("fair to both"),
        1.5: _("rather long"),
        2.0: _("long ones win"),
    }
    return titles[power]


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


def percentage(percent: float) -> str:
    """Write a whole percentage."""
    return f"{number(percent)} %"


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
        found = composition.metrics["beams"][rank]
        rows.append(
            {
                _("Path"): rank + 1,
                _("Log-probability"): round(beam.log_probability, 2),
                _("Chance per note"): percent(beam.log_probability / max(len(notes), 1)),
                _("Leaves path 1 at note"): str(found["departs_at_note"] or "–"),
                _("Notes unlike path 1"): sum(
                    one != other for one, other in zip(notes, paths[0], strict=False)
                ),
                _("Loops from note"): str(found["loops_from_note"] or "–"),
                _("Notes"): " ".join(labels(codec, notes)),
            }
        )
    return rows


def remarks(composition: Composition, rank: int) -> list[str]:
    """Say in plain words what is worth knowing about a composition and one of its paths."""
    codec, tokens = composition.codec, composition.beams[rank].tokens
    ended = [] if composition.recipe.end_on_tonic else _ending(codec, tokens)
    return [*_replaced(composition.replaced), *_fewer(composition), *ended]


def _fewer(composition: Composition) -> list[str]:
    recipe, found = composition.recipe, len(composition.beams)
    if recipe.search != "diverse-beam" or found >= recipe.k:
        return []
    return [
        n_(
            "All the continuations came to the same notes: {n} path is left.",
            "Some continuations came to the same notes: {n} different paths are left.",
            found,
        )
    ]


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
