"""What could come next: chances before and after the rules, by hand, by brute force, by search."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from core.attention_picture import attention_of
from core.checkpoint import Checkpoint
from core.composer import compose, open_checkpoint
from core.decoding import Allowed, Boredom, Chances
from core.decoding.table import TableStepper
from core.errors import CheckpointError, CodecError
from core.next_notes import Candidate, NextNotes, Outlook, arriving, next_notes, unfold
from core.next_notes.outlook import Sound, outlook_of
from core.next_notes.rulings import Rulings
from core.recipe import Ban, Recipe
from core.search import search
from tests.checkpoints import write_tiny_checkpoint

SEED = ("C4", "E4", "G4", "E4")
WORDS = ("C5", "0.4.7", "D4", "G4")
EVENTS_SEED = (
    *("Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Duration_1.0.24"),
    *("Position_24", "Pitch_64", "Duration_1.0.24"),
)
PLAIN = Recipe("tiny-note_chord-gru", SEED, search="greedy", length=12)
EVENTS = Recipe("tiny-events-gru", EVENTS_SEED, search="greedy", length=40)


@pytest.fixture(autouse=True)
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in ("gru", "gru-attention", "transformer"):
        for codec in ("note_chord", "events"):
            write_tiny_checkpoint(tmp_path, model, codec)
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))


def asked(recipe: Recipe, words: Sequence[str] = WORDS) -> NextNotes:
    return next_notes(recipe, words, progress=lambda _: None)


def by_word(outlook: Outlook) -> dict[str, Candidate]:
    return {candidate.words[-1]: candidate for candidate in outlook.candidates}


def thought(checkpoint: Checkpoint, words: Sequence[str]) -> np.ndarray:
    """Give the network's probabilities after these words, by a whole pass."""
    ids = [checkpoint.network.start_id, *checkpoint.vocabulary.ids(words)]
    with torch.inference_mode():
        logits = checkpoint.network(torch.tensor([ids]))[0, -1].double()
    return logits.softmax(dim=-1).numpy()


# On a table, by algebra. Words 0 and 1 are structural; 2, 3 and 4 are notes.

TABLE = [
    [0.1, 0.3, 0.4, 0.1, 0.1],
    [0.2, 0.0, 0.1, 0.3, 0.4],
    [0.3, 0.3, 0.2, 0.1, 0.1],
    [0.0, 0.0, 1.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 1.0],
]
LEAVES = np.array([False, False, True, True, True])


def absorbed(table: np.ndarray, at: int = 2) -> np.ndarray:
    """Give the chance that each note is the first one met: an absorbing Markov chain's."""
    between = table[:2, :2]
    visits = table[at, :2] @ np.linalg.inv(np.eye(2) - between)
    return table[at, 2:] + visits @ table[:2, 2:]


def on_table(rulings: Rulings, chances: Chances, **limits: float) -> Outlook:
    stepper = TableStepper(TABLE)
    logits, state = stepper.step(torch.tensor([2]), stepper.start([]))
    measures = [(chances, limits.get("rest", 0.005))]
    found = unfold(stepper, logits, state, rulings, LEAVES, measures, **limits)
    ways = [tuple(map(str, found.way(number))) for number in range(len(found.parents))]
    sounds = [Sound(token, str(token), token, (token,), frozenset()) for token in (2, 3, 4)]
    return outlook_of(found, ways, sounds, chances)


def test_on_a_table_the_ways_add_up_to_the_chances_of_an_absorbing_chain() -> None:
    found = by_word(on_table(Rulings(), Chances(), rest=1e-9, most_words=80))
    for token, chance in zip("234", absorbed(np.array(TABLE)), strict=True):
        assert found[token].before == pytest.approx(chance, abs=1e-5)
        assert found[token].after == pytest.approx(chance, abs=1e-5)


def test_what_is_left_is_told_and_the_likeliest_ways_are_gone() -> None:
    whole = absorbed(np.array(TABLE)).sum()
    few = on_table(Rulings(), Chances(), rest=1e-9, most_ways=1, most_words=2)
    assert few.rest_before > 0.01
    total = sum(candidate.before for candidate in few.candidates)
    assert total + few.rest_before == pytest.approx(whole)
    usual = on_table(Rulings(), Chances())
    assert usual.rest_before <= 0.005
    assert usual.rest_after <= 0.005


def test_rules_and_temperature_bend_each_word_of_a_way() -> None:
    table = np.array(TABLE)
    table[:, [1, 3]] = 0
    table = np.sqrt(table)
    table /= table.sum(axis=1, keepdims=True)
    masks = [("order", Allowed(5, [1], banned=True)), ("key", Allowed(5, [3], banned=True))]
    found = by_word(on_table(Rulings(masks), Chances(2.0), rest=1e-9, most_words=80))
    for token, chance in zip("234", absorbed(table), strict=True):
        assert found[token].after == pytest.approx(chance, abs=1e-5)
    for token, chance in zip("234", absorbed(np.array(TABLE)), strict=True):
        assert found[token].before == pytest.approx(chance, abs=1e-5)
    assert [found[token].forbidden_by for token in "234"] == ["", "key", ""]
    assert found["3"].after == 0


def test_the_words_are_the_likeliest_way_that_is_open() -> None:
    free = by_word(on_table(Rulings(), Chances()))
    # Straight: 0.1; by 1: 0.3 * 0.4.
    assert free["4"].words == ("1", "4")
    assert free["2"].words == ("2",)
    closed = Rulings([("ban", Allowed(5, [1], banned=True))])
    assert by_word(on_table(closed, Chances()))["4"].words == ("4",)


def test_a_mask_that_leaves_nothing_forbids_nothing() -> None:
    masks = [
        ("order", Allowed(5, [2, 3])),
        ("key", Allowed(5, [4])),
        ("ban", Allowed(5, [3], banned=True)),
    ]
    found = by_word(on_table(Rulings(masks), Chances()))
    assert [found[token].forbidden_by for token in "234"] == ["", "ban", "order"]
    assert found["2"].after == 1


# On networks.


@pytest.mark.parametrize("model", ["gru", "gru-attention", "transformer"])
def test_where_a_word_is_a_note_before_is_the_networks_softmax(model: str) -> None:
    recipe = replace(PLAIN, checkpoint=f"tiny-note_chord-{model}")
    checkpoint = open_checkpoint(recipe.checkpoint)
    found = by_word(asked(recipe).outlook())
    expected = thought(checkpoint, [*SEED, *WORDS])
    assert len(found) == len(checkpoint.vocabulary)
    for word, chance in zip(checkpoint.vocabulary.words, expected, strict=True):
        assert found[word].before == pytest.approx(chance, abs=1e-5)
        # Greedy search of these words has no rules.
        assert found[word].after == pytest.approx(found[word].before)
        assert (found[word].forbidden, found[word].lost) == (False, 0)


def enumerated(
    checkpoint: Checkpoint, words: Sequence[str], *, depth: int = 9
) -> dict[str, dict[tuple[str, ...], float]]:
    """Give the chances of all ways to each next note in legal order, by going every one."""
    codec, vocabulary = checkpoint.codec, checkpoint.vocabulary
    found: defaultdict[str, dict[tuple[str, ...], float]] = defaultdict(dict)

    def go(so_far: tuple[str, ...], chance: float) -> None:
        if len(so_far) > depth or chance < 1e-7:
            return
        chances = thought(checkpoint, [*words, *so_far])
        following = codec.grammar.following(codec.grammar.begin([*words, *so_far]))
        sorts = [codec.grammar.sort(word) for word in vocabulary.words]
        legal = [kind in following and number in following[kind] for kind, number in sorts]
        chances = np.where(legal, chances, 0)
        for word, share in zip(vocabulary.words, chances / chances.sum(), strict=True):
            if not share:
                continue
            if codec.starts_note(word) or word == codec.end:
                found[word][*so_far, word] = chance * share
            else:
                go((*so_far, word), chance * share)

    go((), 1.0)
    return found


@pytest.mark.parametrize("model", ["gru", "transformer"])
def test_where_words_are_spelled_out_the_chances_are_those_of_all_ways_together(model: str) -> None:
    recipe = replace(EVENTS, checkpoint=f"tiny-events-{model}")
    checkpoint = open_checkpoint(recipe.checkpoint)
    outlook = asked(recipe, ()).outlook()
    expected, found = enumerated(checkpoint, EVENTS_SEED), by_word(outlook)
    assert outlook.rest_after < 0.01
    assert sum(sum(ways.values()) for ways in expected.values()) == pytest.approx(1, abs=0.002)
    for word, ways in expected.items():
        chance = sum(ways.values())
        assert found[word].after == pytest.approx(chance, abs=outlook.rest_after + 0.002)
        assert found[word].words == max(ways, key=ways.__getitem__)
    assert "EOS_None" in expected


def test_the_words_of_a_candidate_can_be_forced() -> None:
    outlook = asked(EVENTS, ()).outlook()
    one = next(c for c in outlook.candidates if len(c.words) > 1)
    composed = compose(replace(EVENTS, chosen=one.words))
    assert composed.beams[0].tokens[: len(one.words)] == one.words


def test_inside_a_note_its_lengths_are_asked_for() -> None:
    words = ("Position_48", "Pitch_67")
    found = asked(EVENTS, words)
    checkpoint = open_checkpoint(EVENTS.checkpoint)
    assert found.inside_note
    likely = [c for c in found.outlook().candidates if c.after]
    assert {c.words for c in likely} == {("Duration_1.0.24",), ("Duration_0.12.24",)}
    assert sum(c.after for c in likely) == pytest.approx(1)
    chances = thought(checkpoint, [*EVENTS_SEED, *words])
    lengths = chances[checkpoint.vocabulary.ids(["Duration_1.0.24", "Duration_0.12.24"])]
    by_name = {c.words[0]: c.after for c in likely}
    assert by_name["Duration_1.0.24"] == pytest.approx(lengths[0] / lengths.sum(), abs=1e-5)
    assert not asked(EVENTS, (*words, "Duration_1.0.24")).inside_note
    assert not asked(PLAIN).inside_note


@pytest.mark.parametrize("codec", ["note_chord", "events"])
def test_far_along_a_path_it_thinks_what_the_search_thought(codec: str) -> None:
    """The tiny networks forget at 64 words: the search's memory was not the whole piece."""
    recipe = replace(PLAIN if codec == "note_chord" else EVENTS, length=150, search="beam", k=2)
    recipe = replace(recipe, checkpoint=f"tiny-{codec}-transformer", may_end=False)
    checkpoint = open_checkpoint(recipe.checkpoint)
    composition = compose(recipe)
    tree, vocabulary = composition.tree, composition.vocabulary
    best = tree.nodes_to(tree.finals[0])
    for place in (40, 61, 62, 63, 64, 100, 149):
        words = vocabulary.tokens(tree.path(best[place - 1]))
        arrived = arriving.arrive(
            recipe, checkpoint, vocabulary.ids(composition.seed_tokens), vocabulary.ids(words)
        )
        scores = arrived.rulings.weigh(arrived.logits).scores[0]
        node = tree.node(best[place])
        assert scores[node.token] == pytest.approx(node.log_probability, abs=1e-4)


def test_what_a_recipe_forbids_has_no_chance_and_says_why() -> None:
    recipe = replace(PLAIN, key="C major", lowest=62, banned=(Ban(4, "G4"), Ban(0, "A4")))
    outlook = asked(recipe).outlook()
    found = by_word(outlook)
    reasons = {word: candidate.forbidden_by for word, candidate in found.items()}
    assert reasons["C#4"] == "range"
    assert reasons["F#4"] == "key"
    assert reasons["G4"] == "ban"
    assert reasons["A4"] == reasons["0.4.7"] == ""
    for candidate in outlook.candidates:
        assert candidate.forbidden == (candidate.after == 0)
        assert candidate.before > 0
    assert sum(c.after for c in outlook.candidates) == pytest.approx(1)
    assert outlook.forbidden_by("key")[0] == sum(why == "key" for why in reasons.values()) == 4


def test_the_end_can_be_forbidden_for_a_while() -> None:
    free = by_word(asked(EVENTS, ()).outlook())
    early = by_word(asked(replace(EVENTS, min_length=20), ()).outlook())
    never = by_word(asked(replace(EVENTS, may_end=False), ()).outlook())
    assert free["EOS_None"].after > 0
    assert early["EOS_None"].forbidden_by == never["EOS_None"].forbidden_by == "end"


def test_a_passage_that_may_not_come_twice_ends_before_it_does() -> None:
    passage = ("C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5", "D4")
    recipe = replace(PLAIN, seed=passage, no_repeat_notes=9)
    found = by_word(asked(recipe, passage[:-1]).outlook())
    assert [w for w, c in found.items() if c.forbidden_by == "repeat"] == ["D4"]


def test_the_loop_penalty_is_told_in_nats() -> None:
    loop = ("C4", "D4", "E4", "F4") * 5
    recipe = replace(PLAIN, seed=loop, loop_penalty=16.0)
    found = by_word(asked(recipe, ()).outlook())
    lost = {word: candidate.lost for word, candidate in found.items() if candidate.lost}
    assert list(lost) == ["C4"]
    assert lost["C4"] > 16
    free = by_word(asked(replace(recipe, loop_penalty=0.0), ()).outlook())
    weights = {w: free[w].before * np.exp(-lost.get(w, 0)) for w in free}
    total = sum(weights.values())
    assert found["C4"].after == pytest.approx(weights["C4"] / total, rel=1e-4)
    assert found["E4"].after == pytest.approx(weights["E4"] / total, rel=1e-4)


def test_sampling_cuts_and_bends_as_its_draw_does() -> None:
    recipe = replace(PLAIN, search="sample", top_k=4, top_p=0.9, temperature=0.7)
    checkpoint = open_checkpoint(recipe.checkpoint)
    scores = np.log(thought(checkpoint, [*SEED, *WORDS]))
    tokens, chances = Chances(0.7, 4, 0.9).head(scores)
    outlook = asked(recipe).outlook()
    drawn = [candidate for candidate in outlook.candidates if candidate.after]
    assert [c.words[0] for c in drawn] == checkpoint.vocabulary.tokens(tokens.tolist())
    assert [c.after for c in drawn] == pytest.approx(chances.tolist(), abs=1e-5)
    assert outlook.cut[0] == len(checkpoint.vocabulary) - len(drawn)


def test_another_temperature_needs_no_network() -> None:
    cold = replace(EVENTS, search="stochastic-beam", k=2, temperature=0.5, key="C major")
    kept = pickle.loads(pickle.dumps(asked(cold, ())))
    warm = by_word(asked(replace(cold, temperature=1.5), ()).outlook())
    bent = by_word(kept.outlook(1.5))
    for word, candidate in warm.items():
        assert bent[word].after == pytest.approx(candidate.after, abs=0.01)
    # At the recipe's own, nothing changes.
    assert kept.outlook(0.5) == kept.outlook()
    hottest = kept.outlook(2.0)
    assert hottest.candidates[0].after < kept.outlook().candidates[0].after


def test_boredom_is_what_it_was_in_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    bored = partial(Boredom, floor=6.0)
    monkeypatch.setattr(arriving, "Boredom", bored)
    monkeypatch.setattr("core.search.Boredom", bored)
    recipe = replace(EVENTS, search="sample", length=250, may_end=False, random_seed=3)
    checkpoint = open_checkpoint(recipe.checkpoint)
    warmths: list[float] = []
    plain = Boredom.warmth

    def noted(self: Boredom) -> float:
        warmths.append(plain(self))
        return warmths[-1]

    monkeypatch.setattr(Boredom, "warmth", noted)
    prompt = checkpoint.vocabulary.ids(EVENTS_SEED)
    tree = search(recipe, checkpoint, prompt)
    monkeypatch.setattr(Boredom, "warmth", plain)
    path = tree.path(tree.finals[0])
    for place in (0, 20, 120, 190, 249):
        found = asked(recipe, checkpoint.vocabulary.tokens(path[:place]))
        assert found.warmth == pytest.approx(warmths[place], abs=1e-4)
    assert len({round(warmths[place], 3) for place in (120, 190, 249)}) == 3


def test_with_a_shortened_memory_only_so_much_is_read() -> None:
    recipe = replace(PLAIN, context=8, seed=("C4",) * 9)
    checkpoint = open_checkpoint(recipe.checkpoint)
    found = by_word(asked(recipe).outlook())
    expected = thought(checkpoint, [*("C4",) * 4, *WORDS])
    assert found["C4"].before == pytest.approx(expected[0], abs=1e-5)


# What else is told.


def test_a_chord_stands_on_the_keys_on_which_it_would_be_played() -> None:
    found = by_word(asked(PLAIN).outlook())
    codec = open_checkpoint(PLAIN.checkpoint).codec
    notes = codec.decode([*SEED, *WORDS, "5.9.0"]).tracks[0].notes
    last = [note.pitch for note in notes if note.time == notes[-1].time]
    assert found["5.9.0"].pitches == tuple(sorted(last))
    assert (found["5.9.0"].pitch, found["5.9.0"].pitch_classes) == (None, {0, 5, 9})
    assert found["C4"].pitches == (60,)


def test_a_key_sounds_alone_and_in_chords() -> None:
    outlook = asked(PLAIN).outlook()
    keys = outlook.keys()
    for pitch, key in keys.items():
        sounding = [c for c in outlook.candidates if pitch in c.pitches]
        assert key.share == pytest.approx(sum(c.after for c in sounding))
        assert outlook.candidates[key.candidate] == sounding[0]


@pytest.mark.parametrize("model", ["gru-attention", "transformer"])
def test_looks_are_those_of_the_last_word(model: str) -> None:
    recipe = replace(PLAIN, checkpoint=f"tiny-note_chord-{model}")
    looks = asked(recipe).looks
    attention = attention_of(open_checkpoint(recipe.checkpoint), [*SEED, *WORDS])
    assert looks is not None
    assert looks.shares == pytest.approx(attention.weights[-1].tolist())
    assert looks.earlier == 0
    events = asked(replace(EVENTS, checkpoint=f"tiny-events-{model}"), ()).looks
    assert events is not None
    assert len(events.shares) == 2
    assert sum(events.shares) == pytest.approx(1)
    long = asked(recipe, WORDS * 12).looks
    assert long is not None
    assert len(long.shares) == 32
    weights = attention_of(open_checkpoint(recipe.checkpoint), [*SEED, *WORDS * 12]).weights[-1]
    assert long.earlier == pytest.approx(weights[:-32].sum())
    most = int(weights[:-32].argmax())
    assert long.farther == (len(weights) - 1 - most, pytest.approx(weights[most]))
    assert sum(long.shares) + long.earlier == pytest.approx(1)


def test_a_network_that_does_not_look_back_has_no_looks() -> None:
    assert asked(PLAIN).looks is None


def test_strange_words_and_missing_networks_are_told() -> None:
    with pytest.raises(CodecError, match="C9"):
        asked(PLAIN, ("C9",))
    with pytest.raises(CheckpointError, match="no checkpoint named 'gone'"):
        asked(replace(PLAIN, checkpoint="gone"))
