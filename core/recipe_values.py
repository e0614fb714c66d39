"""What a recipe's fields can hold beside plain numbers and texts, and whether values are such.

It knows no recipe: which field may hold what is the recipe's own business.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints


@dataclass(frozen=True)
class Ban:
    """A word that must not come at a place behind the seed.

    Attributes
    ----------
    step
        How many new words stand before the place.
    word
        In the checkpoint's codec; one that the network does not know cannot come anyway.
    for_good
        Whether it must not come at any later place either.
    """

    step: int
    word: str
    for_good: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether its fields have the types that they should have."""
        # True is a whole number to Python.
        return (
            type(self.step) is int
            and isinstance(self.word, str)
            and isinstance(self.for_good, bool)
        )


@cache
def kinds(record: type, lists: Collection[str]) -> dict[str, tuple[type, ...]]:
    """Give the types that each field of a dataclass may have, but for its ``lists``."""
    hints = {name: hint for name, hint in get_type_hints(record).items() if name not in lists}
    found = {name: get_args(hint) or (hint,) for name, hint in hints.items()}
    # A whole number is a number.
    return {name: (*some, int) if float in some else some for name, some in found.items()}


def is_of(value: object, allowed: tuple[type, ...]) -> bool:
    """Tell whether a value is of one of these types; a truth value counts as no number."""
    # True is a whole number to Python.
    return isinstance(value, allowed) and (bool in allowed or not isinstance(value, bool))


def is_tuple_of(kind: type, value: object) -> bool:
    """Tell whether a value is a tuple of such things, be it empty."""
    return isinstance(value, tuple) and all(isinstance(each, kind) for each in value)


def as_tuple(value: object) -> tuple[Any, ...]:
    """Give what stands in a list; raises ``TypeError`` for what is none."""
    # A text would fall apart into its letters.
    if not isinstance(value, list | tuple):
        raise TypeError("no list")
    return tuple(value)
