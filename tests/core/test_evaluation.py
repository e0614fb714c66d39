"""Figures of checkpoints whose music is known beforehand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.checkpoint import Checkpoint, save_checkpoint
from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.corpus import open_collection, split_of
from core.errors import CheckpointError, CorpusError, RecipeError
from core.evaluation import Evaluation, Run, evaluate, evaluate_all, page, tables, write_card
from core.evaluation.music import SEED_NOTES, notes_of, passages_of, read_music, seeds_of
from core.midi import read_midi
from core.models import build
from core.vocabulary import Vocabulary
from tests.checkpoints import TINY
from tests.midi_files import melody, midi

EVENTS = EventsCodec(metres=("4/4",))
SEARCHES = {"greedy", "beam", "diverse-beam", "sample"}
MEASURES = {"pitch_class_entropy", "scale_consistency", "groove_consistency"}
RUN = Run("2026-11-24", "abc1234", "python -m core evaluate --all")


def tune(number: int, notes: int = 48) -> bytes:
    return midi(melody([60 + (number + step * (2 + number % 3)) % 12 for step in range(notes)]))


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder of 30 tunes, eighths in 4/4, of which at least one falls into each set."""
    folder = tmp_path / "music"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.mid").write_bytes(tune(number))
    return folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of checkpoints, and a cache of its own."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(folder))
    monkeypatch.setenv("SEMILLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("core.checkpoint.ASSETS", tmp_path / "nowhere")
    return folder


def write_checkpoint(
    path: Path, codec: Codec, words: Sequence[str], collection: Path, floor: float = 2.5
) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        network = build("gru", TINY["gru"], len(words))
    card = {"collection": str(collection), "evaluation": {"ngram_loss_per_token": floor}}
    checkpoint = Checkpoint(
        name=path.name,
        model_name="gru",
        model_config=TINY["gru"],
        codec=codec,
        vocabulary=Vocabulary(tuple(words)),
        context=64,
        network=network,
        card=card,
    )
    save_checkpoint(checkpoint, path)


def events_words(music: Path) -> list[str]:
    pieces = (EVENTS.encode(read_midi(file.read_bytes())) for file in music.iterdir())
    return [*sorted({word for piece in pieces for word in piece}), "EOS_None"]


def test_seeds_are_whole_notes_from_a_bar_on_spread_over_the_pieces() -> None:
    pieces = {str(n): [*EVENTS.encode(read_midi(tune(n))), "EOS_None"] for n in range(6)}
    seeds = seeds_of(pieces, EVENTS, 3)
    # Eight eighths a bar: two bars, of every second piece, from its beginning.
    assert seeds == [pieces[name][: 16 * 3 + 2 * 2] for name in "024"]
    for seed in seeds_of(pieces, EVENTS, 12):
        assert seed[0] == "Bar_None"
        assert seed[-1].startswith("Duration_")
        assert notes_of(seed, EVENTS) == SEED_NOTES


def test_few_pieces_give_several_seeds_each_and_never_one_twice() -> None:
    two = {"a": [f"a{n}" for n in range(40)], "b": [f"b{n}" for n in range(20)]}
    seeds = seeds_of(two, NoteChordCodec(), 6)
    # In 40 words, 16 can begin at 25 places; in 20, at 5.
    assert [seed[0] for seed in seeds] == ["a0", "a8", "a16", "b0", "b1", "b3"]
    assert {len(seed) for seed in seeds} == {16}
    every = seeds_of(two, NoteChordCodec(), 1000)
    assert len({tuple(seed) for seed in every}) == len(every) == 25 + 5
    with pytest.raises(CorpusError, match="16 notes"):
        seeds_of({"short": two["a"][:15]}, NoteChordCodec(), 2)


def test_passages_follow_each_other_from_bar_to_bar() -> None:
    words = EVENTS.encode(read_midi(tune(0)))
    # Twelve notes are a bar and a half of eighths: the next passage begins with the third bar.
    passages = list(passages_of(words, EVENTS, 12))
    assert [notes_of(part, EVENTS) for part in passages] == [12, 12, 12]
    assert [part[0] for part in passages] == ["Bar_None"] * 3
    assert passages[1] == words[2 * 26 : 2 * 26 + len(passages[1])]
    assert list(passages_of(words, EVENTS, 49)) == []


def test_pieces_that_training_left_out_are_nobodys_source(music: Path) -> None:
    names = [piece.name for piece in open_collection(str(music)).pieces()]
    train = [name for name in names if split_of(name) == "train"]
    copied = [tuple(EVENTS.intervals(EVENTS.encode(read_midi(tune(int(train[0][:-4]))))))]
    twins = [name for name in train if int(name[:-4]) % 3 == int(train[0][:-4]) % 3]
    for left_out, notes in (((), 48), (twins, 0)):
        found = read_music(str(music), None, EVENTS, 48, left_out)
        longest = found.copies.figures(copied)["copied_longest"]
        assert (longest["notes"] == 48) is (notes == 48)


def test_the_collections_own_figures_count_its_short_pieces_too(tmp_path: Path) -> None:
    """The median piece is as long as a passage; half of the pieces are shorter."""
    for number in range(30):
        (tmp_path / f"{number}.mid").write_bytes(tune(number, notes=20 + number))
    train = [n for n in range(30) if split_of(f"{n}.mid") == "train"]
    found = read_music(str(tmp_path), None, EVENTS, 256)
    assert found.own["passages"] == len(train)


def test_a_network_of_one_word_goes_round_for_ever(installed: Path, tmp_path: Path) -> None:
    """It knows middle C and nothing else, as does the music: every figure is known."""
    folder = tmp_path / "one note"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.mid").write_bytes(midi(melody([60] * 60)))
    write_checkpoint(installed / "one", NoteChordCodec(), ["C4"], folder, floor=0.5)
    found = evaluate("one", seeds=4, notes=40)
    assert found.losses["loss_per_token"] == found.losses["loss_per_note"] == 0
    assert found.losses["gain_percent"] == 100
    figures = found.generated
    assert (figures["seeds"], figures["notes"], figures["words"]) == (4, 40, 40)
    for search in SEARCHES:
        assert figures["loop_rate"][search] == 1
        assert figures["distinct_8grams"][search] == pytest.approx(1 / 33, abs=1e-4)
        assert figures["pitch_class_entropy"][search] == 0
        assert figures["scale_consistency"][search] == 1
        assert figures["copied_notes_median"][search] == 40
        assert figures["copied_longest"][search]["notes"] == 40
        assert figures["distance_percent"]["scale_consistency"][search] == 0
        # There is no distance from nothing.
        assert figures["distance_percent"]["pitch_class_entropy"][search] is None
    assert figures["collection"]["loop_rate"] == 1
    assert figures["collection"]["passage_notes"] == 40
    assert figures["collection"]["copied_notes_median"] == 40


def test_a_note_of_several_words_has_the_loss_of_them_all(installed: Path, music: Path) -> None:
    write_checkpoint(installed / "tiny", EVENTS, events_words(music), music)
    found = evaluate("tiny", seeds=3, notes=30)
    losses, figures = found.losses, found.generated
    # Six bars of eight notes: 2 words a bar, 3 a note, and the end.
    words_a_note = (6 * 2 + 48 * 3 + 1) / 48
    assert losses["loss_per_note"] == pytest.approx(
        losses["loss_per_token"] * words_a_note, abs=1e-3
    )
    assert losses["ngram_loss_per_note"] == pytest.approx(2.5 * words_a_note, abs=1e-3)
    assert losses["gain_percent"] == pytest.approx(
        100 * (1 - losses["loss_per_note"] / losses["ngram_loss_per_note"]), abs=1e-2
    )
    assert figures["words"] == round(30 * words_a_note)
    for name in ("loop_rate", "distinct_8grams", "copied_notes_median", *MEASURES):
        assert set(figures[name]) == SEARCHES
    assert set(figures["distance_percent"]) == MEASURES
    own = figures["collection"]
    # Every tune goes through one whole-tone scale, a diminished chord or an augmented one.
    assert own["scale_consistency"] < 1
    assert own["passage_notes"] == 30
    record = found.as_json()
    assert record["checkpoint"] == "tiny"
    assert {"loss_per_token", "loss_per_note", "ngram_loss_per_token", "pieces"} <= set(record)
    assert not {"losses", "generated"} & set(record)
    assert evaluate("tiny", seeds=3, notes=30) == found


def test_nothing_to_measure_is_a_users_mistake(installed: Path, music: Path) -> None:
    write_checkpoint(installed / "tiny", EVENTS, events_words(music), music)
    with pytest.raises(RecipeError, match="at least 1"):
        evaluate("tiny", seeds=0)
    with pytest.raises(RecipeError, match="notes is 0; it must be at least 1"):
        evaluate("tiny", notes=0)
    with pytest.raises(RecipeError, match="it can be 1 to"):
        evaluate("tiny", notes=10_000)
    write_checkpoint(installed / "bare", EVENTS, events_words(music), music)
    (installed / "bare" / "card.json").write_text("{}")
    with pytest.raises(CheckpointError, match="'bare' does not tell its collection"):
        evaluate("bare")
    with pytest.raises(CheckpointError, match="'bare' does not tell its evaluation"):
        evaluate("bare", corpus=str(music))


def test_all_are_measured_once_and_what_is_broken_is_told(installed: Path, music: Path) -> None:
    write_checkpoint(installed / "a-tiny", EVENTS, events_words(music), music)
    write_checkpoint(installed / "b-lost", EVENTS, events_words(music), music / "gone")
    write_checkpoint(installed / "c-torn", EVENTS, events_words(music), music)
    (installed / "c-torn" / "weights.safetensors").write_bytes(b"torn")
    write_checkpoint(installed / "d-bare", EVENTS, events_words(music), music)
    (installed / "d-bare" / "card.json").write_text("{}")
    results = {result.name: result for result in evaluate_all(seeds=2, notes=20)}
    assert sorted(result.done for result in results.values()) == [1, 2, 3, 4]
    assert "does not tell its collection" in str(results["d-bare"].problem)
    assert "neither a folder nor a zip" in str(results["b-lost"].problem)
    assert "not the ones that were saved" in str(results["c-torn"].problem)
    found = results["a-tiny"].evaluation
    assert found == evaluate("a-tiny", seeds=2, notes=20)
    # What is kept is not measured again, but for other notes it is.
    (kept,) = (music.parent / "cache" / "evaluation").iterdir()
    kept.write_text(json.dumps({**json.loads(kept.read_bytes()), "title": "kept"}))
    titles = {
        notes: {r.name: r for r in evaluate_all(seeds=2, notes=notes)}["a-tiny"].evaluation.title
        for notes in (20, 21)
    }
    assert titles == {20: "kept", 21: "music"}


def test_a_card_gains_its_figures_and_keeps_the_rest(installed: Path, music: Path) -> None:
    write_checkpoint(installed / "tiny", EVENTS, events_words(music), music)
    found = evaluate("tiny", seeds=2, notes=20)
    write_card("tiny", found, RUN)
    card = json.loads((installed / "tiny" / "card.json").read_bytes())
    assert card["collection"] == str(music)
    assert card["evaluation"]["ngram_loss_per_token"] == 2.5
    assert card["evaluation"]["generated"] == {
        "date": "2026-11-24",
        "commit": "abc1234",
        "command": "python -m core evaluate --all",
        **found.generated,
    }


def evaluation(name: str) -> Evaluation:
    by_search = dict.fromkeys(sorted(SEARCHES), 0.5)
    measures = {measure: {**by_search, "greedy": None} for measure in MEASURES}
    none = {"copied_notes_median": 0, "copied_longest": {"notes": 0, "piece": None}}
    variety = {"loop_rate": 0.0, "distinct_8grams": 0.9, "passages": 5, "passage_notes": 200}
    return Evaluation(
        checkpoint=name,
        title="Odd|songs",
        codec="events",
        model=name.rpartition("-")[2],
        losses={
            "loss_per_token": 0.5,
            "loss_per_note": 1.5,
            "ngram_loss_per_token": 1.0,
            "ngram_loss_per_note": 3.0,
            "gain_percent": 50.0,
            "pieces": 28,
        },
        generated={
            "seeds": 50,
            "notes": 256,
            "words": 900,
            "loop_rate": by_search,
            "distinct_8grams": by_search,
            **measures,
            "copied_notes_median": by_search,
            "copied_longest": {search: {"notes": 17, "piece": "A|B"} for search in by_search},
            "distance_percent": measures,
            "collection": {**variety, **none, **dict.fromkeys(MEASURES, 2.0)},
        },
    )


def test_the_page_is_tables_that_hold_together() -> None:
    made = [evaluation("songs-events-gru"), evaluation("songs-events-transformer")]
    text = page(reversed(made), RUN)
    assert text.endswith(tables(made, RUN))
    assert "Measured: 2026-11-24, commit abc1234, by `python -m core evaluate --all`" in text
    assert "| songs-events-gru | 0.500 | 1.500 | 3.000 | 50.0 % | 28 |" in text
    assert "| gru | sample | 50.0 % | 0.50 | 0.500 (+0.5 %) |" in text
    assert "| gru | greedy | 50.0 % | 0.50 | – |" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    # Losses: a head, a rule and two rows; music: the collection's row and four a network.
    assert len(lines) == 4 + 3 + 2 * 4
    widths = [line.replace("\\|", "").count("|") - 1 for line in lines]
    assert widths == [6] * 4 + [9] * 11


def test_collections_and_codecs_have_tables_of_their_own() -> None:
    made = [
        evaluation("songs-events-gru"),
        replace(evaluation("songs-note_chord-gru"), codec="note_chord"),
        replace(evaluation("reels-events-gru"), title="Reels"),
    ]
    heads = [line for line in tables(made, RUN).splitlines() if line.startswith("## ")]
    assert len(heads) == 4
    assert heads[-1] == "## Reels: music made with events"
