"""From a recipe to music, on small networks with known weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core import limits
from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import EventsCodec
from core.composer import compose, open_checkpoint, random_seed_tokens
from core.errors import CheckpointError, CodecError, RecipeError
from core.midi import last_note_end_ticks, read_midi, write_midi
from core.models import build
from core.recipe import SEARCHES, Recipe
from core.vocabulary import Vocabulary
from tests.checkpoints import TINY, WORDS, write_tiny_checkpoint

SEED = ("C4", "D4", "0.4.7", "E4")
END = "EOS_None"
EVENTS_SEED = ("Bar_None", "TimeSig_3/4", "Position_0", "Pitch_60", "Duration_1.0.24")
# Commonest first, as a network's words are: three quarters a bar, and places beyond them.
EVENTS_WORDS = (
    *EVENTS_SEED,
    "TimeSig_2/2",
    *(f"Position_{place}" for place in (6, 12, 24, 32, 40, 48, 60, 71, 72, 90)),
    *(f"Pitch_{pitch}" for pitch in range(61, 80)),
    *(f"Duration_{length}.24" for length in ("0.6", "0.8", "0.12", "4.0")),
    END,
)


@pytest.fixture(autouse=True)
def tiny_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    for model in TINY:
        write_tiny_checkpoint(tmp_path, model)


@pytest.fixture
def events(tmp_path: Path) -> Checkpoint:
    """Give a network of the events codec that wishes to end at once, as ``tiny-events``."""
    network = build("gru", TINY["gru"], len(EVENTS_WORDS))
    with torch.no_grad():
        network.bias[EVENTS_WORDS.index(END)] = 30.0
    checkpoint = Checkpoint(
        name="tiny-events",
        model_name="gru",
        model_config=TINY["gru"],
        codec=EventsCodec(metres=("3/4", "2/2")),
        vocabulary=Vocabulary(EVENTS_WORDS),
        context=64,
        network=network,
    )
    save_checkpoint(checkpoint, tmp_path / "tiny-events")
    return open_checkpoint("tiny-events")


def recipe(model: str = "gru", **changes: object) -> Recipe:
    asked = Recipe(checkpoint=f"tiny-note_chord-{model}", seed=SEED, k=3, length=10)
    return replace(asked, **changes)


@pytest.mark.parametrize("model", TINY)
@pytest.mark.parametrize("search", ["greedy", "beam"])
def test_a_composition_is_its_seed_and_what_comes_next(model: str, search: str) -> None:
    made = compose(recipe(model, search=search))
    assert len(made.beams) == (1 if search == "greedy" else 3)
    for beam in made.beams:
        assert len(beam.tokens) == 10
        assert set(beam.tokens) <= set(WORDS["note_chord"])
    probabilities = [beam.log_probability for beam in made.beams]
    assert probabilities == sorted(probabilities, reverse=True)
    score = made.score()
    assert made.codec.encode(score) == [*SEED, *made.beams[0].tokens]
    assert made.seed_ticks() == len(SEED) * 240
    assert last_note_end_ticks(score) == (len(SEED) + 10) * 240
    assert read_midi(write_midi(score)).note_num() == score.note_num()


def test_the_same_recipe_gives_the_same_music() -> None:
    first, again = compose(recipe()), compose(Recipe.from_json(recipe().as_json()))
    assert first.beams == again.beams
    assert first.tree_json() == again.tree_json()


def test_a_beam_is_never_worse_than_greedy_on_one_step() -> None:
    greedy, beam = (compose(recipe(search=s, length=1)) for s in ("greedy", "beam"))
    assert beam.beams[0] == greedy.beams[0]


def test_words_that_the_network_lacks_are_replaced_and_counted() -> None:
    made = compose(recipe(seed=("C4", "C9", "1.4.7.10", "E4")))
    assert made.replaced == 2
    assert made.seed_tokens[0] == "C4"
    assert set(made.seed_tokens) <= set(WORDS["note_chord"])


def test_a_short_memory_changes_the_music_and_forgets_the_beginning() -> None:
    long_seed = SEED * 6
    other_beginning = ("G4",) * 8 + long_seed[8:]
    near = [compose(recipe(seed=s, context=8, length=4)) for s in (long_seed, other_beginning)]
    assert near[0].beams == near[1].beams
    far = [compose(recipe(seed=s, length=4)) for s in (long_seed, other_beginning)]
    assert far[0].beams != far[1].beams


def test_the_tree_names_the_words_of_each_beam() -> None:
    made = compose(recipe())
    nodes = made.tree_json()["nodes"]
    for rank, beam in enumerate(made.beams):
        node = next(n for n in nodes if n["final_rank"] == rank)
        assert node["sum"] == pytest.approx(beam.log_probability)
        words = []
        while node["parent"] is not None:
            words.append(node["token"])
            node = nodes[node["parent"]]
        assert tuple(reversed(words)) == beam.tokens


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"k": 17}, "beam width k is 17; it can be 1 to 16"),
        ({"k": 0}, "beam width k is 0"),
        (
            {"length": limits.LENGTH_TOKENS + 1},
            "length asked for is 1351 words; it can be 1 to 1350",
        ),
        ({"length": 0}, "length asked for is 0"),
        ({"context": 1}, "memory is 1 words; it can be 8 to 4096"),
        ({"random_seed": -1}, "random seed is -1"),
        ({"seed": ()}, "seed is empty"),
        ({"seed": ("C4",) * 1025}, "seed's length is 1025 words; it can be 1 to 1024"),
        ({"temperature": 0.0}, "temperature is 0.0; it can be 0.1 to 2.0"),
        ({"temperature": float("nan")}, "temperature is nan"),
        ({"top_p": 1.5}, "top-p, is 1.5; it can be 0.05 to 1.0"),
        ({"loop_penalty": -1}, "loop penalty is -1; it can be 0.0 to 100.0"),
        ({"search": "psychic"}, "no search named 'psychic'"),
    ],
)
def test_requests_over_a_limit_name_the_value_and_the_limit(changes, says) -> None:
    with pytest.raises(RecipeError) as caught:
        recipe(**changes)
    assert says in str(caught.value)


def test_what_is_no_recipe_is_refused() -> None:
    for record in ({}, {"seed": 3}, {"seed": [], "wings": 2}):
        with pytest.raises(RecipeError):
            Recipe.from_json(record)


def test_an_unknown_network_and_an_unknown_word_get_sentences() -> None:
    with pytest.raises(CheckpointError, match="no checkpoint named 'atlantis'"):
        compose(recipe(checkpoint="atlantis"))
    with pytest.raises(CodecError, match="'H9' is not the name of a note"):
        compose(recipe(seed=("H9",)))


def test_a_checkpoint_trained_anew_is_loaded_anew(tmp_path: Path) -> None:
    before = open_checkpoint("tiny-note_chord-gru")
    assert open_checkpoint("tiny-note_chord-gru") is before
    record = tmp_path / "tiny-note_chord-gru" / "model.json"
    record.touch()
    assert open_checkpoint("tiny-note_chord-gru") is not before


def test_random_seeds_can_be_drawn_again() -> None:
    network = open_checkpoint("tiny-note_chord-gru")
    first = random_seed_tokens(network, 12, 5)
    assert first == random_seed_tokens(network, 12, 5) != random_seed_tokens(network, 12, 6)
    assert len(first) == 12
    assert compose(recipe(seed=first)).replaced == 0


@pytest.mark.parametrize("count", [1, 8, 64])
def test_random_seeds_of_events_are_that_many_whole_notes(events: Checkpoint, count: int) -> None:
    words = random_seed_tokens(events, count, 5)
    assert words == random_seed_tokens(events, count, 5)
    assert set(words) <= set(events.vocabulary.words) - {END}
    score = events.codec.decode(words)
    assert score.note_num() == count
    assert tuple(events.codec.encode(score)) == words
    assert [(m.numerator, m.denominator) for m in score.time_signatures] == [(3, 4)]


def test_sampling_draws_by_the_recipes_seed() -> None:
    first, again, other = (
        compose(recipe(search="sample", length=30, random_seed=seed)) for seed in (1, 1, 2)
    )
    assert first.beams == again.beams != other.beams
    assert len(first.beams) == 1


def test_the_recipes_temperature_and_nucleus_reach_the_search() -> None:
    taken = compose(recipe(search="greedy", length=30)).beams
    drawn = [
        compose(recipe(search="sample", length=30, loop_penalty=0.0, **changes)).beams
        for changes in ({}, {"top_p": 0.05}, {"temperature": 0.1})
    ]
    assert drawn[1] == taken
    assert len(set(drawn)) == 3


def test_sampling_is_led_out_of_loops_unless_told_otherwise() -> None:
    """With this little chance the tiny network goes round like greedy search."""
    free, led = (
        compose(recipe(search="sample", length=40, top_p=0.05, **changes))
        for changes in ({"loop_penalty": 0.0}, {})
    )
    assert free.metrics["loop_start"] == 0
    assert led.beams[0].tokens[:8] == free.beams[0].tokens[:8]
    assert led.beams[0].tokens != free.beams[0].tokens


@pytest.mark.parametrize("search", SEARCHES)
def test_music_may_end_before_its_length_and_only_where_it_may(events, search: str) -> None:
    """The end is by far the likeliest word: nothing but the ban can hold it off."""
    asked = Recipe("tiny-events", EVENTS_SEED, search=search, k=2, length=12)
    made = compose(asked)
    assert made.beams[0].tokens == (END,)
    assert made.tree.finals[0] == made.tree.beams()[0][-1]
    assert made.score().note_num() == 1
    for beam in compose(replace(asked, may_end=False)).beams:
        assert len(beam.tokens) == 12
        assert END not in beam.tokens


def test_a_recipe_from_before_sampling_is_still_read() -> None:
    record = recipe().as_json()
    for field in ("temperature", "top_p", "loop_penalty", "may_end"):
        del record[field]
    assert Recipe.from_json(record) == recipe()
