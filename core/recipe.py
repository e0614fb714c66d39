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
from core.key import Key
from core.recipe_values import Ban as Ban
from core.recipe_values import as_tuple, is_of, is_tuple_of, kinds

SEARCHES = ("greedy", "beam", "diverse-beam", "stochastic-beam", "sample")
# These show what a network thinks likeliest, loops and all, unless told otherwise.
PURE = ("greedy", "beam")
SEED_KEY = "seed"
LENGTH_POWER = (0.0, 2.0)
DIVERSITY = (0.0, 20.0)
GROUP_WIDTH = (1, 4)
TEMPERATURE = (0.1, 2.0)
TOP_K = (0, 1_000)
TOP_P = (0.05, 1.0)
MIN_P = (0.0, 1.0)
LOOP_PENALTY = (0.0, 100.0)
NO_REPEAT_NOTES = (9, 256)
PITCH = (21, 108)
USUAL_LOOP_PENALTY = 16.0
# Fields that are lists in JSON.
_LISTS = ("seed", "chosen", "banned")


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
        One of ``SEARCHES``.
    k
        How many continuations beams give, 1 … 16.
    length
        Words to add, 1 … 1350; fewer where the music ends before.
    context
        Words that the network may look back, or None for as many as it learned to.
    random_seed
        What chance draws by, in sampling and in stochastic beams.
    length_power
        Of beam search, 0 … 2: 0 compares continuations by their sums of log-probabilities, 1 by
        their means.
    diversity
        Of diverse beams, nats, 0 … 20: what a note costs each time that an earlier group chose it
        at the same step.
    group_width
        Of diverse beams, 1 … 4: hypotheses that stand behind each continuation.
    temperature
        Where chance draws, 0.1 … 2: under 1 likely words become likelier still, over 1 less so.
    top_k, top_p, min_p
        Sampling draws from the likeliest ``top_k`` words (0 for any number), the fewest that hold
        the share ``top_p`` of the probability, 0.05 … 1, and those with at least the share
        ``min_p`` of the likeliest one's, 0 … 1.
    adaptive_temperature
        Whether sampling grows warmer when the network has been too sure for too long.
    loop_penalty
        Nats, 0 … 100, that a note loses which would end a passage's third time in a row, and in
        proportion those before it; None for 0 in ``PURE`` searches and 16 in all others. A run
        of up to 8 notes costs nothing, whatever it repeats.
    may_repeat
        Whether a passage may come twice in a row at no cost, as a dance's strains do. If not, a
        passage costs from its 9th note on, wherever it was heard before, the more the longer it is.
    no_repeat_notes
        A passage of so many notes, 9 … 256, never comes twice; None to allow it.
    key
        A key's name such as ``"D minor"``, ``"seed"`` for the seed's own, or None for any notes.
    lowest, highest
        MIDI pitches, 21 … 108, between which all notes lie; chords without an octave (those of
        the lecture's words) are let alone.
    end_on_tonic
        Whether the music closes on the tonic (of ``key``, or else the seed's) at its length.
    may_end
        Whether the network may end the piece, if it has learned to.
    min_length
        Words that come before it may, 0 … ``length``.
    chosen
        Words, at most ``length``, that follow the seed whatever else is asked for: the search goes
        on behind them. They count as new words, and are replaced as the seed's are; behind an end
        of the piece nothing comes.
    banned
        At most 64 words that must not come at some place, 0 … ``length``, unless nothing else could
        or the word is ``chosen``.
    """

    checkpoint: str
    seed: tuple[str, ...]
    search: str = "beam"
    k: int = 5
    length: int = 64
    context: int | None = None
    random_seed: int = 1
    length_power: float = 0.0
    diversity: float = 0.25
    group_width: int = 4
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 0.95
    min_p: float = 0.0
    adaptive_temperature: bool = True
    loop_penalty: float | None = None
    may_repeat: bool = True
    no_repeat_notes: int | None = None
    key: str | None = None
    lowest: int = PITCH[0]
    highest: int = PITCH[1]
    end_on_tonic: bool = False
    may_end: bool = True
    min_length: int = 0
    chosen: tuple[str, ...] = ()
    banned: tuple[Ban, ...] = ()

    def __post_init__(self) -> None:
        for name, allowed in kinds(Recipe, _LISTS).items():
            if not is_of(getattr(self, name), allowed):
                raise RecipeError("What the recipe has as '{name}' cannot be used.", name=name)
        if self.search not in SEARCHES:
            raise RecipeError(
                "There is no search named '{search}'; there are: {known}.",
                search=str(self.search)[: limits.SHOWN_CHARACTERS],
                known=", ".join(SEARCHES),
            )
        if not self.seed:
            raise RecipeError("The seed is empty: give at least one note.")
        for name, usable in (
            ("seed", all(isinstance(word, str) for word in self.seed)),
            ("chosen", is_tuple_of(str, self.chosen)),
            ("banned", is_tuple_of(Ban, self.banned) and all(ban.is_sound for ban in self.banned)),
        ):
            if not usable:
                raise RecipeError("What the recipe has as '{name}' cannot be used.", name=name)
        check_seed_length(len(self.seed))
        _in_range("The beam width k is {value}", self.k, 1, limits.BEAM_WIDTH)
        _in_range("The length asked for is {value} words", self.length, 1, limits.LENGTH_TOKENS)
        _in_range("The fewest words before an end are {value}", self.min_length, 0, self.length)
        _in_range("The number of chosen words is {value}", len(self.chosen), 0, self.length)
        _in_range("The number of banned words is {value}", len(self.banned), 0, limits.BANS)
        for ban in self.banned:
            _in_range("The place of a banned word is {value}", ban.step, 0, self.length)
        _in_range("The random seed is {value}", self.random_seed, 0, limits.RANDOM_SEED)
        _in_range("The weight of the length is {value}", self.length_power, *LENGTH_POWER)
        _in_range("The diversity is {value}", self.diversity, *DIVERSITY)
        _in_range("The width of each group is {value}", self.group_width, *GROUP_WIDTH)
        _in_range("The temperature is {value}", self.temperature, *TEMPERATURE)
        _in_range("The number of likely words, top-k, is {value}", self.top_k, *TOP_K)
        _in_range("The share of likely words, top-p, is {value}", self.top_p, *TOP_P)
        _in_range("The share of the likeliest word, min-p, is {value}", self.min_p, *MIN_P)
        if self.loop_penalty is not None:
            _in_range("The loop penalty is {value}", self.loop_penalty, *LOOP_PENALTY)
        if self.no_repeat_notes is not None:
            _in_range(
                "The passage that may not come twice has {value} notes",
                self.no_repeat_notes,
                *NO_REPEAT_NOTES,
            )
        if self.context is not None:
            _in_range("The memory is {value} words", self.context, *limits.CONTEXT_TOKENS)
        if self.key is not None and self.key != SEED_KEY:
            Key.parse(self.key)
        _in_range("The highest note is {value}", self.highest, *PITCH)
        _in_range("The lowest note is {value}", self.lowest, PITCH[0], self.highest)

    @property
    def nats_against_loops(self) -> float:
        """The loop penalty, be it asked for or the search's usual one."""
        usual = usual_loop_penalty(self.search)
        return usual if self.loop_penalty is None else self.loop_penalty

    def as_json(self) -> dict[str, Any]:
        """Give the recipe as plain JSON values."""
        record = asdict(self)
        return {**record, **{name: list(record[name]) for name in _LISTS}}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Recipe:
        """Read what ``as_json`` gave; raises ``RecipeError`` for anything else."""
        try:
            fields = {**record, **{name: as_tuple(record.get(name, ())) for name in _LISTS}}
            fields["banned"] = tuple(Ban(**ban) for ban in fields["banned"])
            if "may_repeat" not in record and record.get("search", cls.search) in PURE:
                # When such recipes were written down, these searches knew no penalty.
                fields.pop("loop_penalty", None)
            return cls(**fields)
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise RecipeError("This recipe cannot be read.") from problem


def usual_loop_penalty(search: str) -> float:
    """Give the nats that loops cost in a search unless told otherwise."""
    return 0.0 if search in PURE else USUAL_LOOP_PENALTY


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
