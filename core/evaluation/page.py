"""The figures as Markdown tables that a person can read, and the page round them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.evaluation.measure import SEARCHES, Evaluation
from core.evaluation.music import LIKENESS, SEED_NOTES
from core.likeness import STEPS_PER_QUARTER
from core.metrics import MAX_PERIOD
from core.recipe import USUAL_LOOP_PENALTY, Recipe

_LOSS_HEAD = ["network", "loss a token", "loss a note", "5-gram, a note", "gain", "test pieces"]
_MADE_HEAD = [
    *("network", "search", "loops", "distinct 8-grams", "pitch-class entropy"),
    *("scale consistency", "groove consistency", "copied notes, median", "longest copied passage"),
]

_INTRO = f"""\
# How good the networks are

No network was trained on any of the pieces that it is measured on here. The command below measures
everything again; it takes a while on two cores, and goes on where it was stopped.

**On music they never saw.** *Loss* tells how much a network is surprised by the test pieces, in
nats (natural logarithms of probabilities): 0 would be a prophet, lower is better. A note's loss is
that of all the words that write it added, bar lines and the end of the piece included. The *5-gram*
is the floor: it looks four words back and counts (Kneser and Ney's smoothing, interpolated), having
read the same pieces in the same keys. Goal: a gain of 15 % at least. Losses of different codecs or
collections cannot be compared, because different things are foretold.

**On music they make.** Each network goes on from the same {SEED_NOTES}-note passages of test pieces
with each search as a visitor gets it: *greedy*, *beam* (the best of {Recipe.k} branches),
*diverse-beam* (the best of {Recipe.k} groups of {Recipe.group_width}, a note that another group
chose costing {Recipe.diversity:g} nats) and *sample* (temperature {Recipe.temperature:g}, top-p
{Recipe.top_p:g}, each time another random number); the last two with a loop penalty of
{USUAL_LOOP_PENALTY:g} nats. A piece may not end, so that all are equally long.

- *Loops*: how many of them end in three equal periods of at most {MAX_PERIOD} words each. Goal:
  2 % at most with the last two searches.
- *Distinct 8-grams*: how many of the runs of eight words differ from each other, in passages as
  long as the collection's.
- *Pitch-class entropy* (bits), *scale consistency*, *groove consistency*: MusPy's definitions;
  behind each, how far it is from the collection's own value. Goal: within 3 %. Groove is counted at
  {STEPS_PER_QUARTER} places a quarter, most of them empty, so that it is always near 1 and small
  distances weigh more. The lecture's words write no rhythm: their groove says nothing.
- *Copied notes*: the longest passage that also stands in a training piece, in any key, with the
  same steps in pitch and (but for the lecture's words) in time: the median of all, and the longest
  of all with its piece. Goal: a median of 24 notes at most.

The collection's own row is measured on passages of its training pieces; its copied notes are those
that the beginnings of its test pieces share with training pieces. Networks for whole music were not
shown training pieces that share half a strain with a held-out one; those for the lecture's words
were, and their cards say so by not naming any.
"""


@dataclass(frozen=True)
class Run:
    """When and with what the figures were made; all three are shown as they are."""

    date: str
    commit: str
    command: str


def page(evaluations: Iterable[Evaluation], run: Run) -> str:
    """Give ``docs/evaluation.md``."""
    return f"{_INTRO}\n{tables(evaluations, run)}"


def tables(evaluations: Iterable[Evaluation], run: Run) -> str:
    """Give the losses of all networks, then a table of generated music a collection and codec."""
    found = sorted(evaluations, key=lambda one: (one.title, one.codec, one.checkpoint))
    parts = [
        f"Measured: {run.date}, commit {run.commit}, by `{run.command}`",
        "## On music they never saw",
        _table(_LOSS_HEAD, [_loss_row(one) for one in found]),
    ]
    for (title, codec), group in groupby(found, key=lambda one: (one.title, one.codec)):
        parts += _made(title, codec, list(group))
    return "\n\n".join(parts) + "\n"


def _loss_row(one: Evaluation) -> list[str]:
    losses = one.losses
    return [
        one.checkpoint,
        f"{losses['loss_per_token']:.3f}",
        f"{losses['loss_per_note']:.3f}",
        f"{losses['ngram_loss_per_note']:.3f}",
        f"{losses['gain_percent']:.1f} %",
        str(losses["pieces"]),
    ]


def _made(title: str, codec: str, group: Sequence[Evaluation]) -> list[str]:
    """Give the heading, the numbers behind the table, and the table of one collection's music."""
    asked = group[0].generated
    own = asked["collection"]
    rows = [["*the collection*", "", *_variety(own), *_likeness(own), *_copied(own)]]
    for one in group:
        rows += [_made_row(one, search) for search in SEARCHES]
    return [
        f"## {title}: music made with {codec}",
        f"{asked['seeds']} seeds, about {asked['notes']} notes ({asked['words']} words) from each; "
        f"the collection's row and the likeness are of passages of {own['passage_notes']} notes.",
        _table(_MADE_HEAD, rows),
    ]


def _made_row(one: Evaluation, search: str) -> list[str]:
    figures = {
        name: by_search[search]
        for name, by_search in one.generated.items()
        if isinstance(by_search, dict) and search in by_search
    }
    distances = {name: one.generated["distance_percent"][name][search] for name in LIKENESS}
    return [
        one.model,
        search,
        *_variety(figures),
        *_likeness(figures, distances),
        *_copied(figures),
    ]


def _variety(figures: dict[str, Any]) -> list[str]:
    return [f"{100 * figures['loop_rate']:.1f} %", f"{figures['distinct_8grams']:.2f}"]


def _likeness(
    figures: dict[str, Any], distances: dict[str, float | None] | None = None
) -> list[str]:
    shown = []
    for name in LIKENESS:
        value, distance = figures[name], (distances or {}).get(name)
        text = "–" if value is None else f"{value:.3f}"
        shown.append(text if distance is None else f"{text} ({distance:+.1f} %)")
    return shown


def _copied(figures: dict[str, Any]) -> list[str]:
    longest = figures["copied_longest"]
    # A bar in a title would end its cell.
    piece = (longest["piece"] or "").replace("|", "\\|")
    return [
        f"{figures['copied_notes_median']:g}",
        f"{longest['notes']}: {piece}" if piece else "none",
    ]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
