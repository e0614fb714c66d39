"""Masks of music: what they let through is legal, in its scale, and ends where it should."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.constraints import LegalOrder, TonicEnding, in_range, in_scale, seed_key
from core.decoding.rules import Mask, Rules
from core.key import MODES, Key
from core.theory import normal_order, pitch_name
from core.vocabulary import Vocabulary
from tests.core.test_events import is_legal
from tests.scores import score_of

LENGTHS = ("0.6", "0.12", "1.0", "2.0", "3.0")
# Three metres, one of them shorter than most places; what lies on top is the root of few triads.
WORDS = (
    *("Bar_None", "EOS_None", "TimeSig_4/4", "TimeSig_1/8", "TimeSig_6/8"),
    *(f"Position_{place}" for place in range(0, 144, 8)),
    *(f"Duration_{length}.24" for length in LENGTHS),
    *(f"Pitch_{pitch}" for pitch in range(45, 77)),
)
LOUD = (*WORDS, "Velocity_47", "Velocity_95")
CHORDS = [(0, 4, 7), (2, 5, 9), (0, 3, 7), (4, 7), (0, 2, 4, 6), (5,), (1, 8), (9, 0, 4)]
NAMES = (
    *(pitch_name(pitch) for pitch in range(55, 80)),
    *(".".join(map(str, normal_order(frozenset(chord)))) for chord in CHORDS),
)
# Kinds of words that may follow a place in the last bar.
AFTER_PLACE = ("Pitch", "Velocity", "Duration", "EOS")
SETUPS = st.sampled_from(
    [
        (EventsCodec(("4/4", "1/8", "6/8")), Vocabulary(WORDS)),
        (EventsCodec(("4/4", "1/8", "6/8"), velocities=8), Vocabulary(LOUD)),
        (NoteChordCodec(), Vocabulary(NAMES)),
    ]
)
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(list(MODES)))
Setup = tuple[Codec, Vocabulary]


def numbers(draw: Random, vocabulary: Vocabulary, most: int = 40) -> list[int]:
    """Draw a prompt of nonsense."""
    return [draw.randrange(len(vocabulary)) for _ in range(draw.randrange(most))]


def a_bar(codec: Codec, vocabulary: Vocabulary, notes: int = 2) -> list[int]:
    """Give a prompt of one bar, with so many notes at its only onset."""
    if isinstance(codec, NoteChordCodec):
        return vocabulary.ids(["C4", "E4", "G4"])
    score = score_of([(0, 1, 50 + 3 * note) for note in range(notes)])
    return vocabulary.ids(vocabulary.map_known(codec.encode(score), codec)[0])


def walk(masks: Sequence[Mask], length: int, draw: Random) -> list[int]:
    """Go on by chance alone, as the worst of networks would."""
    rules, taken = Rules(masks), list[int]()
    for _ in range(length):
        allowed = rules.allowed()
        assert allowed is not None
        taken.append(draw.choice(np.flatnonzero(allowed[0]).tolist()))
        rules.follow(np.array([0]), np.array(taken[-1:]))
    return taken


@pytest.mark.parametrize(
    ("words", "following"),
    [
        ("", "Bar"),
        ("Bar_None", "TimeSig"),
        ("Bar_None TimeSig_1/8", "Position_0 Position_8 Position_16 Bar"),
        ("Bar_None TimeSig_1/8 Position_8", "Pitch"),
        ("Bar_None TimeSig_1/8 Position_8 Pitch_75", "Duration"),
        (
            "Bar_None TimeSig_1/8 Position_8 Pitch_75 Duration_1.0.24",
            "Pitch_75 Pitch_76 Position_16 Bar EOS",
        ),
        # Seeds that are cut, and words out of turn.
        ("Pitch_76 Duration_1.0.24 Position_136", "Pitch"),
        ("Position_128 Pitch_76 Duration_1.0.24", "Pitch_76 Position_136 Bar EOS"),
        ("Bar_None Duration_1.0.24", "TimeSig"),
        ("Bar_None TimeSig_1/8 Position_0 Duration_1.0.24", "Pitch"),
        ("Bar_None Pitch_76 TimeSig_1/8", "Position_0 Position_8 Position_16 Bar"),
        ("Pitch_60 EOS_None", "Bar"),
    ],
)
def test_words_have_an_order(words: str, following: str) -> None:
    prompt = Vocabulary(WORDS).ids(words.split())
    (row,) = LegalOrder(EventsCodec(), Vocabulary(WORDS), prompt).allowed()
    wanted = following.split()
    expected = [any(f"{word}_".startswith(f"{start}_") for start in wanted) for word in WORDS]
    assert row.tolist() == expected


@given(SETUPS, st.randoms(use_true_random=False))
def test_what_follows_nonsense_is_legal(setup: Setup, draw: Random) -> None:
    codec, vocabulary = setup
    prompt = numbers(draw, vocabulary)
    words = vocabulary.tokens(walk([LegalOrder(codec, vocabulary, prompt)], 50, draw))
    assert is_legal(codec, words, vocabulary.tokens(prompt))
    codec.decode([*vocabulary.tokens(prompt), *words])


@given(SETUPS, KEYS, st.randoms(use_true_random=False))
def test_notes_keep_to_scale_and_range(setup: Setup, key: Key, draw: Random) -> None:
    codec, vocabulary = setup
    prompt, scale = a_bar(codec, vocabulary), key.pitch_classes
    masks: list[Mask] = [
        LegalOrder(codec, vocabulary, prompt),
        in_range(codec, vocabulary, 52, 72),
        in_scale(codec, vocabulary, scale),
    ]
    words = vocabulary.tokens(walk(masks, 60, draw))
    assert is_legal(codec, words, vocabulary.tokens(prompt))
    for word in words:
        assert codec.pitch_classes(word) <= scale
        assert (codec.pitch(word) or 60) in range(52, 73)


@settings(max_examples=60)
@given(SETUPS, KEYS, st.randoms(use_true_random=False))
def test_branches_never_mix(setup: Setup, key: Key, draw: Random) -> None:
    """Each row is that of a mask which has read this branch's history and no other."""
    codec, vocabulary = setup
    prompt, length = numbers(draw, vocabulary), draw.randint(1, 30)

    def masks() -> list[Mask]:
        ending = TonicEnding(codec, vocabulary, key, prompt, length)
        return [LegalOrder(codec, vocabulary, prompt), ending]

    together, histories = masks(), [list[int]()]
    for _ in range(length):
        parents = [draw.randrange(len(histories)) for _ in range(draw.randint(1, 4))]
        tokens = [draw.randrange(len(vocabulary)) for _ in parents]
        histories = [[*histories[p], t] for p, t in zip(parents, tokens, strict=True)]
        for mask in together:
            mask.follow(np.array(parents), np.array(tokens))
        for branch, history in enumerate(histories):
            for mask, alone in zip(together, masks(), strict=True):
                for token in history:
                    alone.follow(np.array([0]), np.array([token]))
                rows = mask.allowed()
                assert rows.shape in ((len(histories), len(vocabulary)), (1, len(vocabulary)))
                row = np.broadcast_to(rows, (len(histories), len(vocabulary)))[branch]
                assert row.any()
                assert row.tolist() == alone.allowed()[0].tolist()


@settings(max_examples=200)
@given(
    SETUPS,
    KEYS,
    st.integers(24, 60),
    st.booleans(),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_the_last_onset_is_the_tonic_triad_at_the_asked_length(
    setup: Setup, key: Key, length: int, may_end: bool, in_key: bool, draw: Random
) -> None:
    codec, vocabulary = setup
    notes, nonsense = draw.randint(1, 4), draw.random() < 0.5
    prompt = numbers(draw, vocabulary) if nonsense else a_bar(codec, vocabulary, notes)
    masks: list[Mask] = [
        LegalOrder(codec, vocabulary, prompt),
        TonicEnding(codec, vocabulary, key, prompt, length, may_end=may_end),
    ]
    if in_key:
        masks.append(in_scale(codec, vocabulary, key.pitch_classes))
    words = vocabulary.tokens(walk(masks, length, draw))
    assert is_legal(codec, words, vocabulary.tokens(prompt))
    if codec.end is None:
        assert {key.tonic} <= codec.pitch_classes(words[-1]) <= set(key.triad)
        return
    assert [word for word in words if word == codec.end] == words[-1:] * may_end
    last_bar = words[len(words) - words[::-1].index("Bar_None") - 1 :]
    assert last_bar[2] == "Position_0"
    assert {word.partition("_")[0] for word in last_bar[3:]} <= set(AFTER_PLACE)
    pitches = [pitch for word in last_bar if (pitch := codec.pitch(word)) is not None]
    long = ("3.0",) if last_bar[1] == "TimeSig_6/8" else LENGTHS[2:]
    assert {w for w in last_bar if w[0] == "D"} <= {f"Duration_{length}.24" for length in long}
    if not nonsense:
        assert len(pitches) == notes
        heard = codec.decode(vocabulary.tokens(prompt) + words).tracks[0].notes
        assert pitches == [note.pitch for note in heard if note.time == heard[-1].time]
    assert pitches[0] % 12 == key.tonic
    assert {pitch % 12 for pitch in pitches[1:]} <= set(key.triad)


def test_a_chorale_ends_in_a_bar_of_its_own() -> None:
    """Four notes sound together here, so four do in the end; each word of it is laid down."""
    codec, vocabulary = EventsCodec(), Vocabulary(WORDS)
    prompt = a_bar(codec, vocabulary, 4)
    longest, long, short = (f"Duration_{length}.24" for length in ("3.0", "2.0", "1.0"))
    bar = ["Bar_None", "TimeSig_4/4", "Position_0"]
    notes = ["Pitch_50", longest, "Pitch_57", long, "Pitch_62", short, "Pitch_65", short]
    chosen = ["Position_24", "Pitch_60", short, *bar, *notes, "EOS_None"]
    ending = TonicEnding(codec, vocabulary, Key(2, "minor"), prompt, len(chosen))
    allowed = []
    for token in vocabulary.ids(chosen):
        allowed.append({WORDS[number] for number in np.flatnonzero(ending.allowed()[0])})
        assert WORDS[token] in allowed[-1]
        ending.follow(np.array([0]), np.array([token]))
    assert {word.partition("_")[0] for word in allowed[0]} == {"Position"}
    assert allowed[3:6] == [{"Bar_None"}, {"TimeSig_4/4"}, {"Position_0"}]
    assert allowed[6] == {"Pitch_50", "Pitch_62", "Pitch_74"}
    assert allowed[7] == {f"Duration_{length}.24" for length in LENGTHS[2:]}
    triad = [50, 53, 57, 62, 65, 69, 74]
    for place, lowest in ((8, 50), (10, 57), (12, 62)):
        assert allowed[place] == {f"Pitch_{pitch}" for pitch in triad if pitch >= lowest}
    assert allowed[14] == {"EOS_None"}


@pytest.mark.parametrize("may_end", [False, True])
@pytest.mark.parametrize("length", range(3, 24))
def test_a_short_ending_is_as_much_of_one_as_fits(length: int, may_end: bool) -> None:
    codec, vocabulary, key = EventsCodec(), Vocabulary(WORDS), Key(9, "minor")
    for seed in range(20):
        prompt = a_bar(codec, vocabulary, 3)
        masks = [
            LegalOrder(codec, vocabulary, prompt),
            TonicEnding(codec, vocabulary, key, prompt, length, may_end=may_end),
        ]
        words = vocabulary.tokens(walk(masks, length, Random(seed)))
        pitches = [pitch % 12 for word in words if (pitch := codec.pitch(word)) is not None]
        own_bar = length >= 5 and (length, may_end) != (6, False)
        if not own_bar:
            assert pitches[-1] == key.tonic
            continue
        assert words[-1] == "EOS_None" or not may_end or length in (5, 7)
        last_bar = words[len(words) - words[::-1].index("Bar_None") :]
        notes = sum(word.startswith("Pitch") for word in last_bar)
        assert pitches[-notes] == key.tonic
        assert set(pitches[-notes:]) <= set(key.triad)
        assert notes == 3 or length < 13


@pytest.mark.parametrize("cut", range(9))
@pytest.mark.parametrize("length", range(5, 14))
def test_an_own_bar_is_planned_wherever_there_is_a_way_to_it(cut: int, length: int) -> None:
    """Every way to go on with six words is tried."""
    bar = ["Bar_None", "TimeSig_1/4", "Position_0", "Pitch_57", "Duration_1.0.24"]
    codec, known = EventsCodec(), [*bar, "Position_12"]
    seed = [*bar, "Position_12", *bar[3:]][:cut]
    grammar, lasts = codec.grammar, set[int]()
    states = {grammar.begin(seed)}
    for count in range(length):
        if any(state.kind in ("Duration", "EOS") for state in states):
            lasts.add(count)
        states = {
            grammar.after(state, word)
            for state in states
            for word in known
            if (sort := grammar.sort(word))[1] in grammar.following(state).get(sort[0], ())
        }
    form = codec.closing(known, seed, length, (9, 0, 4), may_end=False).form
    assert (form == ("Bar", "TimeSig", "Position", "Pitch", "Duration")) == (length - 5 in lasts)


WITHOUT = {
    "place 0": lambda word: word == "Position_0",
    "the tonic": lambda word: word in ("Pitch_50", "Pitch_62", "Pitch_74"),
    "bars": lambda word: word == "Bar_None",
    "metres": lambda word: word.startswith("TimeSig"),
    "places": lambda word: word.startswith("Position"),
    "notes": lambda word: word.startswith("Pitch"),
    "lengths": lambda word: word.startswith("Duration"),
    "long notes": lambda word: word.startswith("Duration") and word != "Duration_0.12.24",
    "an end": lambda word: word == "EOS_None",
}


@pytest.mark.parametrize("missing", WITHOUT)
@pytest.mark.parametrize("random_seed", range(20))
def test_a_vocabulary_may_lack_words(missing: str, random_seed: int) -> None:
    codec, key = EventsCodec(), Key(2, "minor")
    vocabulary = Vocabulary(tuple(word for word in WORDS if not WITHOUT[missing](word)))
    draw = Random(random_seed)
    prompt, length = numbers(draw, vocabulary), draw.randint(20, 40)
    masks = [
        LegalOrder(codec, vocabulary, prompt),
        TonicEnding(codec, vocabulary, key, prompt, length),
    ]
    words = vocabulary.tokens(walk(masks, length, draw))
    assert len(words) == length
    codec.decode(words)
    if missing in ("place 0", "long notes", "an end"):
        first = [codec.pitch(word) for word in words[len(words) - words[::-1].index("Bar_None") :]]
        assert next(pitch for pitch in first if pitch) % 12 == key.tonic


def test_chords_of_the_lecture_have_no_range() -> None:
    codec, vocabulary = NoteChordCodec(), Vocabulary(("C4", "C6", "0.4.7", "1.4.8"))
    assert in_range(codec, vocabulary, 58, 70).allowed().tolist() == [[True, False, True, True]]
    assert in_scale(codec, vocabulary, {0, 2, 4, 7}).allowed().tolist() == [
        [True, True, True, False]
    ]


def test_a_seed_has_a_key() -> None:
    lecture, events = NoteChordCodec(), EventsCodec()
    words = ["D4", "2.5.9", "A4", "C#5", "D5", "2.5.9"]
    assert seed_key(lecture, words) == Key(2, "minor")
    moved = lecture.transpose(words, 3)
    assert seed_key(lecture, moved) == Key(5, "minor")
    assert seed_key(events, events.encode(lecture.decode(moved))) == Key(5, "minor")
    assert seed_key(events, ["Bar_None"]) == Key(0, "major")
