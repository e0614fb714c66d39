"""From a recipe to music, on small networks with known weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core import limits
from core.composer import compose, open_checkpoint, random_seed_tokens
from core.errors import CheckpointError, CodecError, RecipeError
from core.midi import last_note_end_ticks, read_midi, write_midi
from core.recipe import Recipe
from tests.checkpoints import TINY, WORDS, write_tiny_checkpoint

SEED = ("C4", "D4", "0.4.7", "E4")


@pytest.fixture(autouse=True)
def tiny_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    for model in TINY:
        write_tiny_checkpoint(tmp_path, model)


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
        assert set(beam.tokens) <= set(WORDS)
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
    assert set(made.seed_tokens) <= set(WORDS)


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
        ({"length": limits.LENGTH_TOKENS + 1}, "length asked for is 401 notes; it can be 1 to 400"),
        ({"length": 0}, "length asked for is 0"),
        ({"context": 1}, "memory is 1 notes; it can be 8 to 4096"),
        ({"random_seed": -1}, "random seed is -1"),
        ({"seed": ()}, "seed is empty"),
        ({"seed": ("C4",) * 201}, "seed's length is 201 notes; it can be 1 to 200"),
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
    vocabulary = open_checkpoint("tiny-note_chord-gru").vocabulary
    first = random_seed_tokens(vocabulary, 12, 5)
    assert first == random_seed_tokens(vocabulary, 12, 5) != random_seed_tokens(vocabulary, 12, 6)
    assert compose(recipe(seed=first)).replaced == 0
