"""From a recipe to music, on small networks with known weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from symusic.core import ScoreTick as Score

from core import limits
from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import EventsCodec
from core.composer import Composition, compose, open_checkpoint, random_seed_tokens
from core.errors import CheckpointError, CodecError, RecipeError
from core.metrics import loop_start, pairwise_edit_distance
from core.midi import last_note_end_ticks, read_midi, write_midi
from core.models import build
from core.recipe import PURE, SEARCHES, Recipe
from core.vocabulary import Vocabulary
from tests.checkpoints import TINY, WORDS, write_tiny_checkpoint
from tests.scores import score_of

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


def in_d_major() -> Score:
    """Give two bars of D, G, A and D major chords in four voices."""
    chords = [(50, 57, 66, 74), (55, 59, 67, 74), (57, 61, 64, 73), (50, 57, 62, 66)]
    return score_of([(2 * at, 2, pitch) for at, chord in enumerate(chords) for pitch in chord])


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


def test_whole_music_is_measured_in_notes(tmp_path: Path) -> None:
    write_tiny_checkpoint(tmp_path, "gru", "events")
    made = compose(Recipe("tiny-events-gru", EVENTS_SEED, k=3, length=40, may_end=False))
    found = json.loads(json.dumps(made.as_json()))["metrics"]
    assert found == made.metrics
    notes = [[word for word in beam.tokens if word.startswith("Pitch")] for beam in made.beams]
    assert [path["notes"] for path in found["beams"]] == list(map(len, notes))
    assert 0 < len(notes[0]) < 40
    assert found["pairwise_edit_distance"] == pairwise_edit_distance(notes)
    loops = [loop_start(beam.tokens) for beam in made.beams]
    assert [path["loop_start"] for path in found["beams"]] == loops
    assert found["loop_start"] == loops[0]


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
        ({"seed": ("C4",) * 4097}, "seed's length is 4097 words; it can be 1 to 4096"),
        ({"temperature": 0.0}, "temperature is 0.0; it can be 0.1 to 2.0"),
        ({"temperature": float("nan")}, "temperature is nan"),
        ({"top_p": 1.5}, "top-p, is 1.5; it can be 0.05 to 1.0"),
        ({"top_k": -1}, "top-k, is -1; it can be 0 to 1000"),
        ({"min_p": 2.0}, "min-p, is 2.0; it can be 0.0 to 1.0"),
        ({"diversity": -0.5}, "diversity is -0.5; it can be 0.0 to 20.0"),
        ({"group_width": 5}, "width of each group is 5; it can be 1 to 4"),
        ({"length_power": 3.0}, "weight of the length is 3.0; it can be 0.0 to 2.0"),
        ({"loop_penalty": -1}, "loop penalty is -1; it can be 0.0 to 100.0"),
        ({"length": 9, "min_length": 10}, "fewest words before an end are 10; it can be 0 to 9"),
        ({"no_repeat_notes": 8}, "may not come twice has 8 notes; it can be 9 to 256"),
        ({"key": "H major"}, "no key named 'H major'"),
        ({"lowest": 20}, "lowest note is 20; it can be 21 to 108"),
        ({"lowest": 61, "highest": 60}, "lowest note is 61; it can be 21 to 60"),
        ({"highest": 109}, "highest note is 109; it can be 21 to 108"),
        ({"highest": 10}, "highest note is 10; it can be 21 to 108"),
        ({"k": 2.5}, "What the recipe has as 'k' cannot be used"),
        ({"k": True}, "What the recipe has as 'k' cannot be used"),
        ({"temperature": "warm"}, "What the recipe has as 'temperature' cannot be used"),
        ({"end_on_tonic": "false"}, "What the recipe has as 'end_on_tonic' cannot be used"),
        ({"checkpoint": 5}, "What the recipe has as 'checkpoint' cannot be used"),
        ({"seed": (1, 2)}, "What the recipe has as 'seed' cannot be used"),
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
    for beam in compose(replace(asked, min_length=8)).beams:
        assert 8 < len(beam.tokens) <= 12
        assert END not in beam.tokens[:8]
    for beam in compose(replace(asked, may_end=False)).beams:
        assert len(beam.tokens) == 12
        assert END not in beam.tokens


def test_a_recipe_from_before_all_these_searches_is_still_read() -> None:
    record = recipe().as_json()
    kept = ("checkpoint", "seed", "search", "k", "length", "context", "random_seed")
    oldest = {field: record[field] for field in kept}
    assert Recipe.from_json(oldest) == recipe()
    # Then each recipe told the penalty of sampling, which greedy and beam search did not know.
    sampling = {**oldest, "temperature": 1.0, "top_p": 0.95, "loop_penalty": 16.0, "may_end": True}
    assert Recipe.from_json(sampling) == recipe()
    drawn = Recipe.from_json({**sampling, "search": "sample", "loop_penalty": 4.0})
    assert drawn == recipe(search="sample", loop_penalty=4.0)


@pytest.mark.parametrize("search", SEARCHES)
def test_every_search_gives_the_same_again_and_fits_its_limits(events, search: str) -> None:
    """At the widest and the narrowest that may be asked for."""
    for k, changes in ((1, {"group_width": 1}), (limits.BEAM_WIDTH, {"group_width": 4})):
        asked = Recipe(
            "tiny-events", EVENTS_SEED, search=search, k=k, length=9, may_end=False, **changes
        )
        made = compose(asked)
        assert made.beams == compose(Recipe.from_json(asked.as_json())).beams
        assert 1 <= len(made.beams) <= k
        assert len({beam.tokens for beam in made.beams}) == len(made.beams)
        json.dumps(made.tree_json(), allow_nan=False)


@pytest.mark.parametrize("search", SEARCHES)
def test_what_the_music_may_be_holds_in_every_search(search: str) -> None:
    network = open_checkpoint("chorales-events-gru")
    seed = tuple(network.codec.encode(in_d_major()))
    asked = Recipe(
        *("chorales-events-gru", seed),
        search=search,
        k=3,
        length=90,
        key="D major",
        lowest=50,
        highest=74,
        end_on_tonic=True,
        temperature=1.5,
    )
    made = compose(asked)
    for beam in made.beams:
        assert len(beam.tokens) == 90
        assert beam.tokens[-1] == network.codec.end
        pitches = [network.codec.pitch(token) for token in beam.tokens]
        sounding = [pitch for pitch in pitches if pitch is not None]
        assert all(50 <= pitch <= 74 and pitch % 12 in {2, 4, 6, 7, 9, 11, 1} for pitch in sounding)
        last = [words for words in "".join(beam.tokens).split("Bar_None") if words][-1]
        assert last.startswith("TimeSig_4/4Position_0Pitch_")
        notes = network.codec.decode([*seed, *beam.tokens]).tracks[0].notes
        final = [note.pitch for note in notes if note.time == notes[-1].time]
        assert min(final) % 12 == 2


def goes_round(made: Composition) -> bool:
    """Tell whether any beam ends in more than a motif said again."""
    loops = [beam["loop_start"] for beam in made.metrics["beams"]]
    return any(begin is not None and begin < 20 for begin in loops)


@pytest.mark.parametrize("search", ["diverse-beam", "sample"])
def test_loops_are_kept_away_unless_it_is_told_otherwise(search: str) -> None:
    asked = recipe(search=search, length=40, temperature=0.1, diversity=0.0, top_p=0.05)
    led, free = (compose(replace(asked, loop_penalty=nats)) for nats in (None, 0.0))
    assert goes_round(free)
    assert not goes_round(led)


@pytest.mark.parametrize("search", PURE)
def test_pure_searches_show_their_loops_unless_told_otherwise(search: str) -> None:
    asked = recipe(search=search, length=40)
    assert goes_round(compose(asked))
    assert not goes_round(compose(replace(asked, loop_penalty=16.0)))


def test_a_loop_before_an_ending_is_a_loop() -> None:
    """The closing bar, or the end of the piece, is no way out of it."""
    network = open_checkpoint("fiddle-events-transformer")
    seed = tuple(random_seed_tokens(network, 8, 2))
    asked = Recipe("fiddle-events-transformer", seed, search="greedy", length=300, may_end=False)
    free, closed = (compose(replace(asked, end_on_tonic=home)) for home in (False, True))
    assert free.metrics["loop_start"] is not None
    assert closed.metrics["loop_start"] == free.metrics["loop_start"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"highest": 40}, "no notes from A0 to E2; its own go from C4 to C5"),
        ({"lowest": 61, "highest": 61, "key": "C major"}, "From C#4 to C#4 .* no notes of C major"),
        ({"lowest": 62, "highest": 71, "end_on_tonic": True, "key": "C major"}, "From D4 to B4"),
    ],
)
def test_what_no_note_of_the_network_can_keep_to_is_refused(changes, says) -> None:
    """Rather than let the masks give way and say that it was kept to."""
    with pytest.raises(RecipeError, match=says):
        compose(recipe(**changes))


def test_a_network_of_chords_alone_plays_in_any_range(tmp_path: Path) -> None:
    vocabulary = Vocabulary(("0.4.7", "7.11.2", "5.9.0"))
    network = build("gru", TINY["gru"], len(vocabulary))
    codec = open_checkpoint("tiny-note_chord-gru").codec
    chords = Checkpoint("chords", "gru", TINY["gru"], codec, vocabulary, 64, network)
    save_checkpoint(chords, tmp_path / "chords")
    for changes in ({}, {"highest": 40}, {"end_on_tonic": True, "key": "C major"}):
        made = compose(Recipe("chords", ("0.4.7",), length=4, **changes))
        assert len(made.beams[0].tokens) == 4
    assert made.beams[0].tokens[-1] in ("0.4.7", "5.9.0")


def test_a_short_memory_that_would_take_minutes_is_refused() -> None:
    """But not where it is as long as the network's own, and nothing is read again."""

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    asked = recipe(search="diverse-beam", k=16, group_width=4, length=1350)
    with pytest.raises(RecipeError, match="With a memory of 63 words this would take too long"):
        compose(replace(asked, context=63))
    with pytest.raises(KeyboardInterrupt):
        compose(replace(asked, context=64), progress=stop)


def test_a_memory_as_long_as_the_networks_own_is_no_shorter_one() -> None:
    asked = recipe(length=80)
    assert compose(replace(asked, context=64)).beams == compose(asked).beams


def test_no_passage_comes_twice_where_that_is_asked_for() -> None:
    made = compose(recipe(search="beam", length=120, no_repeat_notes=9))
    for beam in made.beams:
        passages = [beam.tokens[at : at + 9] for at in range(len(beam.tokens) - 8)]
        assert len(set(passages)) == len(passages)
