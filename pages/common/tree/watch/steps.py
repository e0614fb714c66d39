"""One step of a search, read off its tree: what competed, in which order, and what became of it.

It knows neither words nor pages: tokens are ids, and how they are called is the reader's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.decoding import BeamTree


@dataclass(frozen=True)
class Watched:
    """A search that can be watched.

    Attributes
    ----------
    tree, search, k, length_power
        The search's history, and what was asked for, as ``Recipe`` has them.
    label
        Tells what a token's id is called, for people.
    unit, root
        What a token and the beginning are called, for people.
    end
        The token that ends a piece, if any.
    chosen
        So many first steps were taken over and not searched.
    multiplies
        Whether it is so small that chances can be multiplied beside the sums.
    spell
        Names the end of a path, so many names or more, by all its tokens, where several make one
        name; the last is the last token's.
    """

    tree: BeamTree
    search: str
    k: int
    label: Callable[[int], str]
    unit: str
    root: str = ""
    end: int | None = None
    chosen: int = 0
    length_power: float = 0.0
    multiplies: bool = False
    spell: Callable[[Sequence[int], int], list[str]] | None = None
    _spelled: dict[tuple[int, int], list[str]] = field(default_factory=dict, init=False)

    @cached_property
    def counts(self) -> list[int]:
        """Candidates at each step, the root's own step first."""
        return [int(count) for count in np.bincount(self.tree.column("step"))]

    @cached_property
    def most_survivors(self) -> int:
        """The most that a step leaves, what has ended before included where that is known."""
        kept = np.bincount(self.tree.column("step"), weights=self.tree.column("kept"))
        return max(int(kept[1:].max()), min(self.k, max(self.counts[1:])) if self.is_ranked else 0)

    @cached_property
    def knows_places(self) -> bool:
        """Whether the tree tells what competed in which order; old pieces' trees do not."""
        return bool(self.tree.column("place")[1:].all())

    @property
    def is_ranked(self) -> bool:
        """Whether the best few of each step survive, whatever hypotheses they go on from."""
        return self.search in ("greedy", "beam", "stochastic-beam")

    def last(self, node: int, most: int) -> list[str]:
        """Give the last ``most`` names on the way to a node, with an ellipsis for those before."""
        if self.spell is not None:
            if (node, most) not in self._spelled:
                told = self.spell(self.tree.path(node), most)
                self._spelled[node, most] = (["…"] if len(told) > most else []) + told[-most:]
            return self._spelled[node, most]
        parents, tokens = self.tree.column("parent"), self.tree.column("token")
        names: list[str] = []
        while node > 0 and len(names) < most:
            names.append(self.label(int(tokens[node])))
            node = int(parents[node])
        return (["…"] if node > 0 else []) + names[::-1]

    def step(self, number: int) -> Step:
        """Read one step, 1 … ``tree.steps``."""
        return _read(self, number)


@dataclass(frozen=True)
class Entrant:
    """What competes at a step: a candidate, or a hypothesis that ended before and waits.

    Attributes
    ----------
    node
        Its id in the tree.
    place
        1 is the best; by sums alone where the tree tells no places.
    own
        The log-probability of its last token, in nats; 0 for what waits.
    sum
        Of all its tokens' log-probabilities.
    before, score
        What the search goes by: of the hypothesis it goes on from, and of itself.
    standing
        The score by which it competes here: where lengths count, that of what waits is as if it
        were as long as the others.
    survives, waits
        Whether the search keeps it, and whether it had ended before.
    """

    node: int
    place: int
    own: float
    sum: float
    before: float
    score: float
    standing: float
    survives: bool
    waits: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a search.

    Attributes
    ----------
    number
        1 for the first.
    going
        Hypotheses that were gone on from.
    entrants
        All that competed, best first.
    ending
        Survivors that end the piece at this step.
    cut
        The number of survivors, where these are the best and a line can be drawn under them.
    is_chosen, is_last
        Whether it was taken over and not searched, and whether the search is over with it.
    """

    number: int
    going: int
    entrants: tuple[Entrant, ...]
    ending: int
    cut: int | None
    is_chosen: bool
    is_last: bool

    @property
    def survivors(self) -> list[Entrant]:
        """What the search keeps, best first."""
        return [entrant for entrant in self.entrants if entrant.survives]

    @property
    def fallen(self) -> list[Entrant]:
        """What it drops, best first."""
        return [entrant for entrant in self.entrants if not entrant.survives]

    def shown(self, survivors: int, most: int) -> list[Entrant]:
        """Give the best so many survivors and the best others, at most ``most``, best first."""
        few = self.survivors[:survivors]
        few += self.fallen[: most - len(few)]
        wanted = {entrant.node for entrant in few}
        return [entrant for entrant in self.entrants if entrant.node in wanted]

    @property
    def candidates(self) -> int:
        """How many continuations were considered."""
        return sum(not entrant.waits for entrant in self.entrants)


def _read(watched: Watched, number: int) -> Step:
    tree = watched.tree
    first = sum(watched.counts[:number])
    nodes = np.arange(first, first + watched.counts[number])
    waiting, staying = _waiting(watched, number)
    scores, steps = tree.column("score"), tree.column("step")
    nodes = np.concatenate([np.array(waiting, nodes.dtype), nodes])
    own, parents = tree.column("log_probability"), tree.column("parent")
    # A sequence of one length competes with others by scores a token.
    standing = scores[nodes] * (number / steps[nodes]) ** watched.length_power
    places = tree.column("place")[nodes]
    # What waits had its place where it ended.
    places[: len(waiting)] = 0
    if watched.search == "diverse-beam":
        # There, each group has places of its own.
        places = np.zeros_like(places)
    # Drawing goes by chances after penalties, and those the places alone know. What ties keeps the
    # search's own order.
    by = (-standing, places) if watched.search == "sample" else (places, -standing)
    order = np.lexsort(by)
    entrants = tuple(
        Entrant(
            node=node,
            place=int(places[at]) or rank,
            own=0.0 if waits else float(own[node]),
            sum=float(tree.column("sum")[node]),
            before=float(scores[node if waits else parents[node]]),
            score=float(scores[node]),
            standing=float(standing[at]),
            survives=node in staying if waits else bool(tree.column("kept")[node]),
            waits=waits,
        )
        for rank, at in enumerate(order, 1)
        for node, waits in [(int(nodes[at]), int(at) < len(waiting))]
    )
    kept = [entrant.survives for entrant in entrants]
    is_chosen = number <= watched.chosen
    has_order = watched.is_ranked and watched.knows_places
    has_cut = has_order and not is_chosen and all(kept[: sum(kept)])
    tokens = tree.column("token")
    return Step(
        number=number,
        going=len(np.unique(parents[nodes[len(waiting) :]])),
        entrants=entrants,
        ending=sum(e.survives and not e.waits and tokens[e.node] == watched.end for e in entrants),
        cut=sum(kept) if has_cut else None,
        is_chosen=is_chosen,
        is_last=number == tree.steps,
    )


def _waiting(watched: Watched, number: int) -> tuple[list[int], set[int]]:
    """Give the hypotheses that ended before a step and still compete, and which go on to do so.

    The tree has them where they ended. The candidates that were kept since tell how many places
    were left to them, but for groups and where no places are known: there, what is sure are the
    final ones.
    """
    tree = watched.tree
    steps, kept = tree.column("step"), tree.column("kept")
    ended = np.flatnonzero(kept & (tree.column("token") == watched.end) & (steps < number))
    if watched.end is None or not len(ended):
        return [], set()
    if watched.search == "diverse-beam" or not watched.knows_places:
        final = [int(node) for node in ended if int(node) in tree.finals]
        return final, set(final)
    values = tree.column("score")[ended] / steps[ended] ** watched.length_power
    best_first = ended[np.argsort(-values, kind="stable")]
    kept_at = np.bincount(steps, weights=kept).astype(int)
    alive: list[int] = []
    staying: list[int] = []
    for step in range(int(steps[ended[0]]), number + 1):
        alive = [int(n) for n in best_first if n in staying or steps[n] == step - 1]
        entrants = len(alive) + watched.counts[step]
        staying = alive[: max(0, min(watched.k, entrants) - int(kept_at[step]))]
    return alive, set(staying)
