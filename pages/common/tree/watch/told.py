"""What a browser was told of a slider, to know its echo from its visitor's hand.

A browser that was told to move a slider says its old place until it has heard of it, however long
that takes. What it was told it does in order: so each thing it says is the last that it has heard,
or a visitor's wish. Nothing here goes by the clock, and it knows no slider.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Told:
    """Values that a browser was told, as far as it may not have heard of them.

    Attributes
    ----------
    values
        Oldest first: the one that it was last heard to know, and those told since.
    turn
        Which slider it is. Another one is needed where an old value is told anew: an echo of that
        could be either.
    """

    values: list[int] = field(default_factory=list)
    turn: int = 0

    def tell(self, value: int) -> None:
        """Note that the browser is told a value, unless it was the last one."""
        if self.values and value == self.values[-1]:
            return
        if value in self.values:
            self._begin(value)
        else:
            self.values.append(value)

    def rest(self, value: int) -> None:
        """Note that a value stays: from now on, all that the browser says is its visitor's wish."""
        if not self.values:
            self.values = [value]
        elif self.values != [value]:
            # What it may still say of older ones is said of another slider.
            self._begin(value)

    def hear(self, value: int) -> bool:
        """Take in what the browser says; tell whether that is an echo."""
        if value not in self.values:
            return False
        del self.values[: self.values.index(value)]
        return True

    def wish(self, value: int) -> None:
        """Take over a visitor's value."""
        if len(self.values) > 1:
            # What is still on its way would move the slider away again.
            self._begin(value)
        else:
            self.values = [value]

    def _begin(self, value: int) -> None:
        self.values, self.turn = [value], self.turn + 1
