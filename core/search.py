"""From a recipe to a search: which stepper, which rules, which strategy.

Searching itself is ``core.decoding``'s, which knows no music; what the music asks of it is said
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import limits
from core.checkpoint import Checkpoint
from core.codecs.grammar import AnyOrder
from core.constraints import LegalOrder, TonicEnding, in_range, in_scale, seed_key
from core.decoding import (
    Allowed,
    Banned,
    BeamTree,
    Boredom,
    Chances,
    LoopPenalty,
    Mask,
    NoRepeat,
    NotBefore,
    RenewedStepper,
    Rules,
    Stepper,
    WindowedStepper,
    beam_search,
    diverse_beam_search,
    greedy,
    sample,
    stochastic_beam_search,
)
from core.decoding.candidates import Progress
from core.errors import RecipeError
from core.key import Key
from core.recipe import PITCH, SEED_KEY, Recipe
from core.theory import pitch_name
from core.vocabulary import Vocabulary


def search(
    recipe: Recipe,
    checkpoint: Checkpoint,
    prompt: Sequence[int],
    progress: Progress | None = None,
    *,
    chosen: Sequence[int] = (),
) -> BeamTree:
    """Search as a recipe says.

    Parameters
    ----------
    prompt
        The recipe's seed in the checkpoint's numbers.
    progress
        Called with the share done, 0 … 1; what it raises stops the search.
    chosen
        The recipe's chosen words in the checkpoint's numbers.
    """
    stepper, notes = _stepper(recipe, checkpoint), _notes(checkpoint)
    asked: dict[str, Any] = {
        "chosen": chosen,
        "rules": Rules(*_rules(recipe, checkpoint, prompt, chosen, notes)),
        "end": _end(checkpoint),
        "progress": progress,
    }
    length = recipe.length
    if recipe.search == "greedy":
        return greedy(stepper, prompt, length, **asked)
    if recipe.search == "beam":
        power = recipe.length_power
        return beam_search(stepper, prompt, length, recipe.k, length_power=power, **asked)
    if recipe.search == "diverse-beam":
        return diverse_beam_search(
            stepper,
            prompt,
            length,
            recipe.k,
            width=recipe.group_width,
            strength=recipe.diversity,
            differ=notes,
            # By their sums, short sequences would be the best ones whenever a piece may end.
            length_power=1.0,
            **asked,
        )
    if recipe.search == "stochastic-beam":
        return stochastic_beam_search(
            stepper,
            prompt,
            length,
            recipe.k,
            random_seed=recipe.random_seed,
            temperature=recipe.temperature,
            **asked,
        )
    return sample(
        stepper,
        prompt,
        length,
        random_seed=recipe.random_seed,
        chances=Chances(recipe.temperature, recipe.top_k, recipe.top_p, recipe.min_p),
        boredom=Boredom(notes) if recipe.adaptive_temperature else None,
        **asked,
    )


def _stepper(recipe: Recipe, checkpoint: Checkpoint) -> Stepper[Any]:
    network = checkpoint.network
    if recipe.context is None or recipe.context >= checkpoint.context:
        return RenewedStepper(network, checkpoint.context, network.start_id)
    _check_rereading(recipe, recipe.context)
    return WindowedStepper(network, network.vocabulary_size, recipe.context, network.start_id)


def _check_rereading(recipe: Recipe, context: int) -> None:
    """Refuse what would take minutes: each branch reads its whole window again at each step."""
    branches = {"greedy": 1, "sample": 1, "diverse-beam": recipe.k * recipe.group_width}
    words = branches.get(recipe.search, recipe.k) * recipe.length * context
    if words > limits.REREAD_TOKENS:
        raise RecipeError(
            "With a memory of {context} words this would take too long: {words} words would be "
            "read again, and {limit} may be. Ask for fewer notes or fewer continuations.",
            context=context,
            words=words,
            limit=limits.REREAD_TOKENS,
        )


def _notes(checkpoint: Checkpoint) -> list[int]:
    """Give the numbers of the words that start notes."""
    words = enumerate(checkpoint.vocabulary.words)
    return [number for number, word in words if checkpoint.codec.starts_note(word)]


def _end(checkpoint: Checkpoint) -> int | None:
    """Give the number of the word that ends a piece, if any."""
    word = checkpoint.codec.end
    if word is None or word not in checkpoint.vocabulary:
        return None
    return checkpoint.vocabulary.ids([word])[0]


def _rules(
    recipe: Recipe,
    checkpoint: Checkpoint,
    prompt: Sequence[int],
    chosen: Sequence[int],
    notes: list[int],
) -> tuple[list[Mask], list[LoopPenalty]]:
    """Give the masks, most important first, and the penalties."""
    codec, vocabulary = checkpoint.codec, checkpoint.vocabulary
    size, masks = len(vocabulary), list[Mask]()
    key = _key(recipe, checkpoint)
    _check_notes(recipe, checkpoint, key)
    if not isinstance(codec.grammar, AnyOrder):
        masks.append(LegalOrder(codec, vocabulary, prompt))
    if key is not None and recipe.end_on_tonic:
        masks.append(
            TonicEnding(
                *(codec, vocabulary, key, prompt, recipe.length),
                may_end=recipe.may_end,
                chosen=chosen,
            )
        )
    elif (end := _end(checkpoint)) is not None:
        if not recipe.may_end:
            masks.append(Allowed(size, [end], banned=True))
        elif recipe.min_length:
            masks.append(NotBefore(size, [end], recipe.min_length))
    # One note at one place is meant more dearly than a range or a key for all of them.
    if bans := _bans(recipe, vocabulary):
        masks.append(Banned(size, bans))
    if (recipe.lowest, recipe.highest) != PITCH:
        masks.append(in_range(codec, vocabulary, recipe.lowest, recipe.highest))
    if key is not None and recipe.key is not None:
        masks.append(in_scale(codec, vocabulary, key.pitch_classes))
    if recipe.no_repeat_notes is not None:
        farthest = len(prompt) + recipe.length
        masks.append(
            NoRepeat(prompt, size, notes, length=recipe.no_repeat_notes, farthest=farthest)
        )
    strength = recipe.nats_against_loops
    if not strength:
        return masks, []
    loops = LoopPenalty(prompt, size, notes, strength=strength, twice=recipe.may_repeat)
    return masks, [loops]


def _bans(recipe: Recipe, vocabulary: Vocabulary) -> list[tuple[int, int, bool]]:
    """Give the bans of words that the network knows, in its numbers."""
    return [
        (ban.step, vocabulary.ids([ban.word])[0], ban.for_good)
        for ban in recipe.banned
        if ban.word in vocabulary
    ]


def _check_notes(recipe: Recipe, checkpoint: Checkpoint, key: Key | None) -> None:
    """Refuse a range and a key in which the network has no note; masks would have to give way."""
    codec = checkpoint.codec
    words = [word for word in checkpoint.vocabulary.words if codec.starts_note(word)]
    pitches = {word: pitch for word in words if (pitch := codec.pitch(word)) is not None}
    inside = [w for w, pitch in pitches.items() if recipe.lowest <= pitch <= recipe.highest]
    between = {"lowest": pitch_name(recipe.lowest), "highest": pitch_name(recipe.highest)}
    if not pitches:
        # Chords without an octave lie in any range.
        inside = words
    elif not inside:
        raise RecipeError(
            "This network has no notes from {lowest} to {highest}; its own go from {first} to "
            "{last}.",
            **between,
            first=pitch_name(min(pitches.values())),
            last=pitch_name(max(pitches.values())),
        )
    if key is None:
        return
    sounds = [codec.pitch_classes(word) for word in inside]
    outside = recipe.key is not None and not any(s <= key.pitch_classes for s in sounds)
    homeless = recipe.end_on_tonic and not any(key.tonic in s for s in sounds)
    if outside or homeless:
        raise RecipeError(
            "From {lowest} to {highest} this network has no notes of {key} that are needed.",
            **between,
            key=key.name,
        )


def _key(recipe: Recipe, checkpoint: Checkpoint) -> Key | None:
    """Give the key that is asked for, or the seed's where one is needed; None where none is."""
    if recipe.key is None and not recipe.end_on_tonic:
        return None
    if recipe.key is None or recipe.key == SEED_KEY:
        return seed_key(checkpoint.codec, recipe.seed)
    return Key.parse(recipe.key)


def ground_of(
    recipe: Recipe, checkpoint: Checkpoint, prompt: Sequence[int], chosen: Sequence[int]
) -> tuple[Stepper[Any], list[Mask], list[LoopPenalty]]:
    """Give what ``search`` stands on, asked for the same: its stepper, masks and penalties."""
    rules = _rules(recipe, checkpoint, prompt, chosen, _notes(checkpoint))
    return _stepper(recipe, checkpoint), *rules
