"""Going where a search once was: the network and the rules as they were at a place of its tree.

The network reads everything before the place in one pass instead of a word a step, but sees no more
and no less of it than it saw in the search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.checkpoint import Checkpoint
from core.decoding import Boredom, RenewedStepper, Stepper, WindowedStepper
from core.decoding.table import NoMemory
from core.next_notes.rulings import Rulings, rulings_of
from core.recipe import Recipe
from core.search import ground_of

# Boredom goes by the choices of so many notes.
_BORING_NOTES = 32


@dataclass(frozen=True)
class Arrival:
    """A search at a place.

    Attributes
    ----------
    stepper, logits, state
        The network, and what it gave for the next word: one branch.
    rulings
        What has a say there.
    remembered
        The ids that the network still knows of, oldest first.
    warmth
        What the temperature is multiplied by there.
    """

    stepper: Stepper[Any]
    logits: Tensor
    state: Any
    rulings: Rulings
    remembered: Sequence[int]
    warmth: float


def arrive(
    recipe: Recipe, checkpoint: Checkpoint, prompt: Sequence[int], new: Sequence[int]
) -> Arrival:
    """Go to the place behind ``prompt`` and the new words, both in the checkpoint's numbers."""
    chosen, _replaced = checkpoint.vocabulary.map_known(recipe.chosen, checkpoint.codec)
    stepper, masks, penalties = ground_of(
        recipe, checkpoint, prompt, checkpoint.vocabulary.ids(chosen)
    )
    rulings = rulings_of(recipe, checkpoint, masks, penalties)
    remembered = _remembered(stepper, checkpoint, prompt, new)
    boredom, thoughts = None, dict[int, Tensor]()
    if recipe.search == "sample" and recipe.adaptive_temperature:
        starts = checkpoint.codec.starts_note
        notes = [number for number, word in enumerate(checkpoint.vocabulary.words) if starts(word)]
        boredom = Boredom(notes)
        places = np.flatnonzero(np.isin(new, notes)).tolist()
        # Fewer are too few to be bored by, and of more it forgets the first.
        if len(places) >= _BORING_NOTES:
            thoughts = _thoughts(checkpoint, remembered, places[-_BORING_NOTES:])
    for place, token in enumerate(new):
        if boredom is not None and place in thoughts:
            thought = rulings.weigh(thoughts[place])
            boredom.add(token, (thought.scores + thought.lost)[0].astype(np.float64))
        rulings.follow(np.zeros(1, np.int64), np.array([token]))
    read = remembered[-1]
    logits, state = stepper.step(torch.tensor(read[-1:]), stepper.start(read[:-1]))
    warmth = 1.0 if boredom is None else boredom.warmth()
    return Arrival(stepper, logits, state, rulings, read, warmth)


@torch.inference_mode()
def _thoughts(
    checkpoint: Checkpoint, remembered: Sequence[Sequence[int]], places: Sequence[int]
) -> dict[int, Tensor]:
    """Give the logits ``[1, V]`` with which the network foretold the words at these places.

    All places before which it had not forgotten anything new share one pass.
    """
    network = checkpoint.network
    passes: defaultdict[int, list[int]] = defaultdict(list)
    for place in places:
        passes[place - len(remembered[place])].append(place)
    found = {}
    for shared in passes.values():
        logits = network(torch.tensor([[network.start_id, *remembered[shared[-1]]]]))[0]
        for place in shared:
            found[place] = logits[len(remembered[place])][None]
    return found


class _Nothing:
    """A network that thinks nothing, to see what is read to it."""

    vocabulary_size = 1

    def start(self, ids: Sequence[int]) -> NoMemory:
        return NoMemory()

    def read(self, ids: Tensor) -> NoMemory:
        return NoMemory()

    def step(self, ids: Tensor, state: NoMemory) -> tuple[Tensor, NoMemory]:
        return ids, state


def _remembered(
    stepper: Stepper[Any], checkpoint: Checkpoint, prompt: Sequence[int], new: Sequence[int]
) -> list[Sequence[int]]:
    """Give what a search still knew before each new word, and after the last one."""
    every = [*prompt, *new]
    ends = range(len(prompt), len(every) + 1)
    if isinstance(stepper, WindowedStepper):
        return [every[max(end - stepper.context, 0) : end] for end in ends]
    renewed = RenewedStepper(_Nothing(), checkpoint.context, checkpoint.network.start_id)
    state = renewed.start(prompt[:-1])
    found = list[Sequence[int]]()
    for end in ends:
        _, state = renewed.step(torch.tensor([every[end - 1]]), state)
        found.append(every[end - state.ids.shape[1] : end])
    return found
