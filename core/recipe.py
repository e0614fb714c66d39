"""What was asked for: enough to get the same music again.

A ``Recipe`` is frozen and JSON-able. Checking it needs no network, so a page can tell a visitor
what is out of range before any work begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core import limits
from core.errors import RecipeError

SEARCHES = ("greedy", "beam", "sample")
TEMPERATURE = (0.1, 2.0)
TOP_P = (0.05, 1.0)
LOOP_PENALTY = (0.0, 100.0)


@dataclass(frozen=True)
class Recipe:
    """A request for music.

    Attributes
    ----------
    checkpoint
        Name of an installed network.
    seed
        The words to go on from, in the checkpoint's codec; words that it does not know are
        replaced by the nearest ones when composing.
    search
        ``"greedy"``, ``"beam"`` or ``"sample"``.
    k
        Beam width, 1 … 16, for beam search.
    length
        Words to add, 1 … 1350; fewer where the music ends before.
    context
        Words that the network may look back, or None for as many as it learned to.
    random_seed
        What sampling draws by.
    temperature
        Of sampling, 0.1 … 2: under 1 likely words become likelier still, over 1 less so.
    top_p
        Sampling draws from the fewest words that hold this share of the probability, 0.05 … 1.
    loop_penalty
        Nats, 0 … 100, that sampling takes from a note which would end a passage's third time in a
        row, and in proportion from those before it.
    may_end
        Whether the network may end the piece, if it has learned to.
    """

    checkpoint: str
    seed: tuple[str, ...]
    search: str = "beam"
    k: int = 5
    length: int = 64
    context: int | None = None
    random_seed: int = 1
    temperature: float = 1.0
    top_p: float = 0.95
    loop_penalty: float = 16.0
    may_end: bool = True

    def __post_init__(self) -> None:
        if self.search not in SEARCHES:
            raise RecipeError(
                "There is no search named '{search}'; there are: {known}.",
                search=str(self.search)[: limits.SHOWN_CHARACTERS],
                known=", ".join(SEARCHES),
            )
        if not self.seed:
            raise RecipeError("The seed is empty: give at least one note.")
        check_seed_length(len(self.seed))
        _in_range("The beam width k is {value}", self.k, 1, limits.BEAM_WIDTH)
        _in_range("The length asked for is {value} words", self.length, 1, limits.LENGTH_TOKENS)
        _in_range("The random seed is {value}", self.random_seed, 0, limits.RANDOM_SEED)
        _in_range("The temperature is {value}", self.temperature, *TEMPERATURE)
        _in_range("The share of likely words, top-p, is {value}", self.top_p, *TOP_P)
        _in_range("The loop penalty is {value}", self.loop_penalty, *LOOP_PENALTY)
        if self.context is not None:
            _in_range("The memory is {value} words", self.context, *limits.CONTEXT_TOKENS)

    def as_json(self) -> dict[str, Any]:
        """Give the recipe as plain JSON values."""
        return {**asdict(self), "seed": list(self.seed)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Recipe:
        """Read what ``as_json`` gave; raises ``RecipeError`` for anything else."""
        try:
            return cls(**{**record, "seed": tuple(record["seed"])})
        except (KeyError, TypeError, ValueError) as problem:
            raise RecipeError("This recipe cannot be read.") from problem


def check_seed_length(length: int) -> None:
    """Refuse a seed of too many words or too few, by the sentence of ``RecipeError``."""
    _in_range("The seed's length is {value} words", length, 1, limits.SEED_TOKENS)


def _in_range(what: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise RecipeError(
            what + "; it can be {lowest} to {highest}.",
            value=value,
            lowest=lowest,
            highest=highest,
        )
