"""Asking a network at a place of a piece, with all that its recipe has to say there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.attention_picture import attention_of, has_attention
from core.checkpoint import Checkpoint
from core.codecs import Codec
from core.composer import open_checkpoint
from core.decoding import Chances, WindowedStepper
from core.decoding.rules import Bools
from core.next_notes.arriving import Arrival, arrive
from core.next_notes.outlook import Outlook, Sound, outlook_of
from core.next_notes.unfolding import MOST_WAYS, REST, Unfolding, unfold
from core.recipe import TEMPERATURE, Recipe

# Notes whose share of a look back is told one by one.
NOTES_LOOKED_AT = 32
# Chords that are placed on the piano: the likeliest ones.
_PLACED_CHORDS = 64
# A hot temperature spreads over many more ways: of that, so much may be left.
_REST_WHEN_HOT = 0.03
# A shortened memory is read again for each way: so many words a step.
_REREAD_WORDS, _LEAST_WAYS = 2_048, 4


@dataclass(frozen=True)
class Looks:
    """Where a network's attention lay after the last word.

    Attributes
    ----------
    shares
        What the last notes got of the look, 0 … 1, in the order of the piece.
    earlier
        What all notes before these got; with the shares it makes 1.
    farther
        Of these, the one that got most: how many notes back it lies, and its share; 0 and 0 where
        there are none.
    start
        The share of the whole look, 0 … 1, that lay on the start symbol and is left out above.
    """

    shares: tuple[float, ...]
    earlier: float
    farther: tuple[int, float]
    start: float


@dataclass(frozen=True)
class NextNotes:
    """What a network thinks could come next, and what a recipe does to it.

    Attributes
    ----------
    unfolding, ways, sounds
        The ways to the next notes, their words, and what stands at their ends.
    inside_note
        Whether the words stop inside a note: then the candidates are its lengths.
    chances
        How the recipe's search bends a distribution.
    warmth
        What the temperature is multiplied by here because the network was too sure for too long.
    looks
        Where the network looked; None for one without attention.
    """

    unfolding: Unfolding
    ways: tuple[tuple[str, ...], ...]
    sounds: tuple[Sound, ...]
    inside_note: bool
    chances: Chances
    warmth: float
    looks: Looks | None

    def outlook(self, temperature: float | None = None) -> Outlook:
        """Give the candidates, at the recipe's temperature or at another one, over 0."""
        chances = self.chances
        if temperature is not None:
            chances = replace(chances, temperature=temperature)
        return outlook_of(self.unfolding, self.ways, self.sounds, chances, self.warmth)


def next_notes(
    recipe: Recipe, words: Sequence[str], *, progress: Callable[[float], None]
) -> NextNotes:
    """Ask a recipe's network what could come next.

    Parameters
    ----------
    words
        The new words from the end of the seed to the place; they may stop inside a note.
    progress
        Called with the share done, 0 … 1; what it raises stops the work.

    Raises
    ------
    CheckpointError
        If the network is missing or damaged.
    CodecError
        If the network does not know a word.
    """
    progress(0.0)
    checkpoint = open_checkpoint(recipe.checkpoint)
    codec, vocabulary = checkpoint.codec, checkpoint.vocabulary
    seed, _replaced = vocabulary.map_known(recipe.seed, codec)
    place = arrive(recipe, checkpoint, vocabulary.ids(seed), vocabulary.ids(words))
    progress(0.4)
    inside = _is_inside_note(codec, [*seed, *words])
    unfolding = _unfolded(place, chances_of(recipe), _leaves(checkpoint, inside=inside))
    progress(0.7)
    return NextNotes(
        unfolding=unfolding,
        ways=tuple(
            tuple(vocabulary.tokens(unfolding.way(way))) for way in range(len(unfolding.parents))
        ),
        sounds=_sounds(checkpoint, [*seed, *words], unfolding),
        inside_note=inside,
        chances=chances_of(recipe),
        warmth=place.warmth,
        looks=_looks(checkpoint, vocabulary.tokens(place.remembered)),
    )


def chances_of(recipe: Recipe) -> Chances:
    """Tell how a recipe's search bends a distribution, beside its rules.

    Beams go by the scores as they are. What diverse beams ask of each other hangs on the other
    paths, and is not in it.
    """
    if recipe.search == "sample":
        return Chances(recipe.temperature, recipe.top_k, recipe.top_p, recipe.min_p)
    return Chances(recipe.temperature if recipe.search == "stochastic-beam" else 1.0)


def _is_inside_note(codec: Codec, words: Sequence[str]) -> bool:
    for word in reversed(words):
        if codec.ends_note(word):
            return False
        if codec.starts_note(word):
            return True
    return False


def _leaves(checkpoint: Checkpoint, *, inside: bool) -> Bools:
    """Tell where a way ends: at the next note or the end of the piece, or where a note is whole."""
    codec = checkpoint.codec
    return np.array(
        [
            codec.ends_note(word) if inside else codec.starts_note(word) or word == codec.end
            for word in checkpoint.vocabulary.words
        ]
    )


def _unfolded(place: Arrival, chances: Chances, leaves: Bools) -> Unfolding:
    most = MOST_WAYS
    if isinstance(place.stepper, WindowedStepper):
        most = max(min(most, _REREAD_WORDS // place.stepper.context), _LEAST_WAYS)
    own = replace(chances, temperature=chances.temperature * place.warmth)
    hot = replace(chances, temperature=TEMPERATURE[1])
    measures = [(own, REST), (hot, _REST_WHEN_HOT)]
    return unfold(
        place.stepper, place.logits, place.state, place.rulings, leaves, measures, most_ways=most
    )


def _sounds(
    checkpoint: Checkpoint, before: Sequence[str], unfolding: Unfolding
) -> tuple[Sound, ...]:
    """Tell what the leaves mean after these words."""
    codec, words = checkpoint.codec, checkpoint.vocabulary.words
    leaves = np.flatnonzero(unfolding.leaves).tolist()
    chords = [token for token in leaves if _is_chord(codec, words[token])]
    likely = unfolding.thoughts.before.max(axis=0)
    chords.sort(key=lambda token: -float(likely[token]))
    # A chord stands near the sound before it, and that near the one before, back to a lone note.
    alone = (at for at in reversed(range(len(before))) if codec.pitch(before[at]) is not None)
    near = before[next(alone, 0) :] if chords else ()
    placed = {token: _last_onset(codec, [*near, words[token]]) for token in chords[:_PLACED_CHORDS]}
    found = []
    for token in leaves:
        word = words[token]
        pitch = codec.pitch(word)
        pitches = placed.get(token, ()) if pitch is None else (pitch,)
        found.append(Sound(token, word, pitch, pitches, codec.pitch_classes(word)))
    return tuple(found)


def _is_chord(codec: Codec, word: str) -> bool:
    return codec.pitch(word) is None and bool(codec.pitch_classes(word))


def _last_onset(codec: Codec, words: Sequence[str]) -> tuple[int, ...]:
    notes = codec.decode(words).tracks[0].notes
    last_ticks = max(note.time for note in notes)
    return tuple(sorted(note.pitch for note in notes if note.time == last_ticks))


def _looks(checkpoint: Checkpoint, words: Sequence[str]) -> Looks | None:
    """Tell where a network that has read these words looks from the last of them."""
    if not has_attention(checkpoint.model_name):
        return None
    attention = attention_of(checkpoint, words)
    begins = [checkpoint.codec.starts_note(word) for word in words]
    # The words before the first note are its own, as `by_note` has it.
    note = np.maximum(np.cumsum(begins) - 1, 0)
    shares = np.bincount(note, weights=attention.weights[-1])
    before, last = shares[:-NOTES_LOOKED_AT], shares[-NOTES_LOOKED_AT:]
    most = int(before.argmax()) if len(before) else len(shares) - 1
    return Looks(
        shares=tuple(last.tolist()),
        earlier=float(before.sum()),
        farther=(len(shares) - 1 - most, float(before.max(initial=0.0))),
        start=float(attention.start[-1]),
    )
