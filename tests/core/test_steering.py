"""Recipes that say what comes first and what must not come, through to the music."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core import limits
from core.composer import Composition, compose, open_checkpoint
from core.errors import CodecError, RecipeError
from core.recipe import SEARCHES, Ban, Recipe
from tests.checkpoints import TINY, write_tiny_checkpoint

SEEDS = {
    "note_chord": ("C4", "D4", "0.4.7", "E4"),
    "events": ("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24"),
}
CHOSEN = {
    "note_chord": ("C5", "C5", "5.9.0"),
    "events": ("Position_24", "Pitch_72", "Duration_0.12.24", "Bar_None"),
}
END = "EOS_None"


@pytest.fixture(scope="module", autouse=True)
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("checkpoints")
    for codec in SEEDS:
        for model in TINY:
            write_tiny_checkpoint(folder, model, codec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEMILLA_CHECKPOINTS", str(folder))
        yield


def recipe(codec: str = "note_chord", model: str = "gru", **changes: object) -> Recipe:
    asked = Recipe(f"tiny-{codec}-{model}", SEEDS[codec], k=3, length=20)
    return replace(asked, **changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"chosen": ["C4"]}, "What the recipe has as 'chosen' cannot be used"),
        ({"chosen": ("C4", 5)}, "What the recipe has as 'chosen' cannot be used"),
        ({"chosen": ("C4",) * 21}, "number of chosen words is 21; it can be 0 to 20"),
        ({"banned": Ban(0, "C4")}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": ("C4",)}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": (Ban(True, "C4"),)}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": (Ban(1.0, "C4"),)}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": (Ban(1, 4),)}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": (Ban(1, "C4", 1),)}, "What the recipe has as 'banned' cannot be used"),
        ({"banned": (Ban(-1, "C4"),)}, "place of a banned word is -1; it can be 0 to 20"),
        ({"banned": (Ban(21, "C4"),)}, "place of a banned word is 21; it can be 0 to 20"),
        ({"banned": (Ban(1, "C4"),) * 65}, "number of banned words is 65; it can be 0 to 64"),
    ],
)
def test_what_cannot_be_steered_so_gets_a_sentence(changes, says: str) -> None:
    with pytest.raises(RecipeError) as caught:
        recipe(**changes)
    assert says in str(caught.value)


def test_a_steered_recipe_comes_back_from_json() -> None:
    asked = recipe(chosen=("C4", "D4"), banned=(Ban(3, "E4"), Ban(0, "F4", for_good=True)))
    record = json.loads(json.dumps(asked.as_json(), allow_nan=False))
    assert record["chosen"] == ["C4", "D4"]
    assert record["banned"][1] == {"step": 0, "word": "F4", "for_good": True}
    assert Recipe.from_json(record) == asked
    assert len({asked, Recipe.from_json(record)}) == 1
    # Written down before a search could be steered.
    older = {name: value for name, value in recipe().as_json().items() if name != "chosen"}
    del older["banned"]
    assert Recipe.from_json(older) == recipe()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("chosen", value) for value in ("C4", 5, None, {"C4": 1}, [["C4"]], [None])),
        *(("banned", value) for value in ("C4", 5, None, {"step": 1}, ["C4"], [None], [[1, "C4"]])),
        *(
            ("banned", [value])
            for value in (
                {"step": 1},
                {"word": "C4"},
                {"step": "1", "word": "C4"},
                {"step": 1e99, "word": "C4"},
                {"step": 10**30, "word": "C4"},
                {"step": 1, "word": ["C4"]},
                {"step": 1, "word": "C4", "for_good": "no"},
                {"step": 1, "word": "C4", "wings": 2},
            )
        ),
        ("banned", [{"step": 1, "word": "C4"}] * (limits.BANS + 1)),
        ("seed", "C4"),
    ],
)
def test_hostile_json_gets_a_sentence(field: str, value: object) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_json({**recipe().as_json(), field: value})


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("codec", SEEDS)
def test_every_search_goes_on_behind_what_was_chosen(codec: str, search: str) -> None:
    asked = recipe(codec, search=search, chosen=CHOSEN[codec], may_end=False)
    made = compose(asked)
    count = len(CHOSEN[codec])
    for beam in made.beams:
        assert beam.tokens[:count] == CHOSEN[codec]
        assert len(beam.tokens) == 20
        assert made.tree_json()["nodes"][made.tree.finals[0]]["step"] == 20
    assert made.replaced == 0
    assert made.seed_tokens == SEEDS[codec]
    assert compose(Recipe.from_json(asked.as_json())).beams == made.beams
    heads = [word for word in made.beams[0].tokens if made.codec.starts_note(word)]
    assert made.metrics["beams"][0]["notes"] == len(heads)
    if codec == "events":
        # What was chosen ends with a bar line, and only a metre can follow that.
        assert all(beam.tokens[count].startswith("TimeSig") for beam in made.beams)


@pytest.mark.parametrize("model", TINY)
@pytest.mark.parametrize("codec", SEEDS)
@pytest.mark.parametrize(
    "wishes",
    [{}, {"end_on_tonic": True}, {"context": 8, "loop_penalty": 9.0}, {"no_repeat_notes": 9}],
    ids=str,
)
def test_greedy_goes_on_from_its_own_words_as_before(model: str, codec: str, wishes) -> None:
    """To the last bit, past the place where a network begins anew because it has read enough."""
    asked = recipe(codec, model, search="greedy", length=90, may_end=False, **wishes)
    plain = compose(asked)
    for count in (1, 40, 85, 88, 90):
        led = compose(replace(asked, chosen=plain.beams[0].tokens[:count]))
        assert led.beams == plain.beams
        assert list(led.tree)[-1] == list(plain.tree)[-1]


def test_chosen_words_that_the_network_lacks_are_replaced_and_counted() -> None:
    made = compose(recipe(seed=("C4", "C9"), chosen=("D9", "E4", "1.4.7.10")))
    assert made.replaced == 3
    assert made.beams[0].tokens[:2] == ("D4", "E4")
    with pytest.raises(CodecError, match="'H9' is not the name of a note"):
        compose(recipe(chosen=("H9",)))


@pytest.mark.parametrize("search", SEARCHES)
def test_a_chosen_end_ends_the_piece(search: str) -> None:
    """Whatever says that it may not end yet."""
    words = ("Bar_None", END, "Bar_None")
    made = compose(recipe("events", search=search, chosen=words, min_length=9, end_on_tonic=True))
    assert [beam.tokens for beam in made.beams] == [words[:2]]
    assert made.tree.steps == 2
    assert made.score().note_num() == 1


@pytest.mark.parametrize("search", SEARCHES)
def test_where_all_is_chosen_nothing_is_searched(search: str) -> None:
    for codec, words in CHOSEN.items():
        asked = recipe(codec, search=search, length=len(words), chosen=words, end_on_tonic=True)
        assert [beam.tokens for beam in compose(asked).beams] == [words]


def last_onset(made: Composition, rank: int) -> list[int]:
    notes = made.score(rank).tracks[0].notes
    return [note.pitch for note in notes if note.time == notes[-1].time]


@pytest.mark.parametrize("chosen", [10, 40, 53, 55, 57])
def test_an_ending_is_planned_anew_where_the_chosen_words_leave_the_old_one(chosen: int) -> None:
    """From 53 on they lead to where the bar, the note and the end that were planned do not fit."""
    asked = Recipe("chorales-events-gru", SEEDS["events"], k=3, length=60, key="C major")
    free = compose(replace(asked, search="sample", may_end=False, key=None, random_seed=2))
    words = free.beams[0].tokens[:chosen]
    made = compose(replace(asked, chosen=words, end_on_tonic=True))
    for rank, beam in enumerate(made.beams):
        assert beam.tokens[:chosen] == words
        assert len(beam.tokens) == 60
        assert min(last_onset(made, rank)) % 12 == 0
    # One word is too few for a note, but not for the end.
    made = compose(replace(asked, chosen=free.beams[0].tokens[:59], end_on_tonic=True))
    assert {beam.tokens[-1] for beam in made.beams} == {END}


@pytest.mark.parametrize("search", SEARCHES)
def test_a_banned_word_does_not_come(search: str) -> None:
    asked = recipe(search=search)
    word = compose(asked).beams[0].tokens[5]
    for beam in compose(replace(asked, banned=(Ban(5, word),))).beams:
        assert beam.tokens[5] != word
    for beam in compose(replace(asked, banned=(Ban(5, word, for_good=True),))).beams:
        assert word not in beam.tokens[5:]


def test_a_ban_changes_nothing_where_it_has_nothing_to_forbid() -> None:
    """Nor does one of a word that the network does not know, or behind the end."""
    asked = recipe()
    bans = (Ban(0, "C9", for_good=True), Ban(20, "C4"))
    assert compose(replace(asked, banned=bans)).beams == compose(asked).beams


def test_words_stay_in_order_whatever_is_banned() -> None:
    """Behind a bar line comes its metre: where that is the only one, it cannot be banned."""
    words = ("Bar_None",)
    bans = (Ban(1, "TimeSig_4/4", for_good=True), Ban(0, "Bar_None", for_good=True))
    made = compose(recipe("events", chosen=words, banned=bans, length=30))
    for beam in made.beams:
        assert beam.tokens[:2] == ("Bar_None", "TimeSig_4/4")
        assert "Bar_None" not in beam.tokens[1:]


def test_a_banned_note_is_meant_more_dearly_than_a_range() -> None:
    """Where all notes of a range are banned, the range gives way and not the ban."""
    bans = tuple(Ban(2, word) for word in ("C4", "C#4"))
    made = compose(recipe(lowest=60, highest=61, banned=bans, search="greedy", length=6))
    tokens = made.beams[0].tokens
    assert tokens[2] not in ("C4", "C#4")
    pitched = [word for at, word in enumerate(tokens) if at != 2 and "." not in word]
    assert set(pitched) <= {"C4", "C#4"}


def test_a_shorter_memory_reads_what_was_chosen() -> None:
    """Only so much of it: what lies farther back makes no difference."""
    chosen = ("E4", "F4", "G4", "A4", "C4", "C4", "G4", "D4")
    near = [compose(recipe(context=8, chosen=(first, *chosen))).beams[0] for first in ("C4", "C5")]
    assert near[0].tokens[1:] == near[1].tokens[1:]
    assert open_checkpoint("tiny-note_chord-gru").context == 64
