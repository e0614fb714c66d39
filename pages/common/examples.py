"""Examples that play at a click: the opening of a piece that no network has seen, carried on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.composer import open_checkpoint
from core.errors import SemillaError
from core.midi import clip_bars
from core.performance import perform
from core.recipe import Recipe
from pages.common import shelf, work
from pages.common.i18n import _
from pages.common.networks import installed, tokens_a_note
from pages.common.seeds import read_piece
from pages.common.session import Asked, Result, visit
from pages.common.sounding import usual_arrangement

TASK = "example"


@dataclass(frozen=True)
class Example:
    """A piece of the test split, the network that carries it on, and how.

    Attributes
    ----------
    collection, piece, title, bars
        Whose first bars are the seed.
    notes
        How many to add at most.
    random_seed
        What sampling draws by.
    """

    collection: str
    piece: str
    title: str
    bars: int
    network: str
    search: str
    notes: int
    k: int = 1
    random_seed: int = 1


# For listening: the network brings it to an end by itself.
CHORALE = Example(
    collection="chorales",
    piece="bwv365",
    title="Jesus, meine Zuversicht",
    bars=3,
    network="chorales-events-gru",
    search="sample",
    notes=200,
)
# For looking: a word is a note, and four paths part.
TUNE = Example(
    collection="fiddle",
    piece="GenSheridansReel",
    title="General Sheridan's Reel",
    bars=5,
    network="fiddle-note_chord-gru",
    search="beam",
    notes=56,
    k=4,
)


def example_button(example: Example) -> None:
    """Draw the button that makes and plays it."""
    st.button(
        _("Play an example"),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        on_click=start,
        args=[example],
        disabled=not any(info.ok for info in installed()),
    )


def start(example: Example) -> None:
    """Begin to compose it; where its network is missing, another one has to do."""
    try:
        sound = [info.name for info in installed() if info.ok]
        name = example.network if example.network in sound else sound[0]
        opening = clip_bars(read_piece(example.collection, example.piece), 1, example.bars)
        recipe = Recipe(
            name,
            tuple(open_checkpoint(name).codec.encode(opening)),
            search=example.search,
            k=example.k,
            length=round(example.notes * tokens_a_note(name)),
            random_seed=example.random_seed,
        )
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        visit().asked[TASK] = Asked(example.title)
        work.start(TASK, perform, recipe, usual_arrangement(name, opening))


def collect() -> None:
    """Take in the finished example; show how far it is while it is not."""
    memory = visit()
    performance = work.follow(TASK, _("Composing"), patience_s=work.PATIENCE_S)
    if performance is not None:
        asked = memory.asked.pop(TASK, Asked())
        memory.show_example(Result.of(performance, name=asked.name))
    if memory.example is not None and not memory.example.tried:
        shelf.keep(memory.example)
    work.show_problem(TASK, _("Please try again."))


def story(result: Result) -> str:
    """Tell where an example's first notes are from."""
    composition = result.composition
    notes = sum(map(composition.codec.starts_note, composition.seed_tokens))
    if composition.recipe.search == TUNE.search:
        return _(
            "The first {notes} notes are the opening of “{title}”, "
            "a fiddle tune that the network never saw. The rest is new."
        ).format(notes=notes, title=TUNE.title)
    return _(
        "The first {notes} notes are the opening of “{title}”, "
        "a chorale by Bach that the network never saw. The rest is new."
    ).format(notes=notes, title=CHORALE.title)
