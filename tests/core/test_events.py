"""The events codec: what is written comes back, on real works, odd metres and nonsense alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from symusic.core import NoteTick as Note
from symusic.core import ScoreTick as Score
from symusic.core import TimeSignatureTick as TimeSignature
from symusic.core import TrackTick as Track

from core.codecs import Codec, EventsCodec, Losses, make_codec
from core.corpus import BUNDLED
from core.errors import CodecError
from core.midi import empty_score, read_midi, write_midi

ANY = EventsCodec()
# Every sort of word, right and wrong ones in any order.
WORDS = [
    "Bar_None",
    "EOS_None",
    *(f"TimeSig_{metre}" for metre in ("4/4", "3/8", "2/2")),
    *(f"Position_{place}" for place in (0, 7, 24, 90)),
    *(f"Pitch_{pitch}" for pitch in (21, 60, 61, 108)),
    *(f"Duration_{length}.24" for length in ("0.6", "1.0", "31.23")),
]


def music(
    notes: list[tuple[int, int, int]], metres: list[tuple[int, int, int]], velocity: int = 80
) -> Score:
    """Give a score of (onset, length, pitch) in ticks and (time, beats, beat's value)."""
    score = empty_score()
    score.time_signatures = [TimeSignature(*metre) for metre in metres]
    score.tracks.append(Track("", 0))
    for onset, length, pitch in notes:
        score.tracks[0].notes.append(Note(onset, length, pitch, velocity))
    return score


def shapes(score: Score) -> Counter[tuple[int, int, int]]:
    return Counter((n.time, n.duration, n.pitch) for track in score.tracks for n in track.notes)


def is_legal(codec: Codec, words: Sequence[str], seed: Sequence[str] = ()) -> bool:
    """Tell whether each word may follow those before it, by the codec's grammar."""
    grammar = codec.grammar
    state = grammar.begin(seed)
    for word in words:
        kind, number = grammar.sort(word)
        if number not in grammar.following(state).get(kind, ()):
            return False
        state = grammar.after(state, word)
    return True


def test_a_bar_is_written_as_in_the_paper() -> None:
    score = music([(0, 480, 60), (0, 480, 67), (480, 240, 62), (1440, 720, 64)], [(0, 3, 4)])
    assert " ".join(ANY.encode(score)) == (
        "Bar_None TimeSig_3/4 Position_0 Pitch_60 Duration_1.0.24 Pitch_67 Duration_1.0.24 "
        "Position_24 Pitch_62 Duration_0.12.24 "
        "Bar_None TimeSig_3/4 Position_0 Pitch_64 Duration_1.12.24"
    )


@pytest.mark.parametrize(("name", "every", "works"), [("chorales", 8, 44), ("fiddle", 18, 59)])
def test_a_hundred_real_works_come_back_note_for_note(name: str, every: int, works: int) -> None:
    collection = replace(BUNDLED[name], repeats=False)
    pieces = collection.pieces()[::every]
    assert len(pieces) == works
    for piece in pieces:
        score = collection.read(piece)
        words = ANY.encode(score)
        assert shapes(ANY.decode(words)) == shapes(score), piece.name
        assert is_legal(ANY, [*words, "EOS_None"]), piece.name
        # A bar of a 32nd note is a slip of the edition's: it is drawn anew, its notes stay.
        assert replace(ANY.losses(score), metres=()) == Losses(), piece.name


METRES = st.sampled_from([(4, 4), (3, 4), (2, 2), (6, 8), (5, 4), (7, 8), (3, 16), (12, 8), (1, 4)])


@st.composite
def scores(draw: st.DrawFn) -> Score:
    """Draw music on the grid: bars in changing metres, notes on the 24 places of any beat."""
    metres, notes, bar_begins = [], [], 0
    for _ in range(draw(st.integers(1, 4))):
        beats, value = draw(METRES)
        beat_ticks = 4 * 480 // value
        metres.append((bar_begins, beats, value))
        for _ in range(draw(st.integers(1, 3))):
            place, length = draw(st.integers(0, 24 * beats - 1)), draw(st.integers(1, 24 * 32))
            onset = bar_begins + place * beat_ticks // 24
            notes.append((onset, length * beat_ticks // 24, draw(st.integers(21, 108))))
        bar_begins += beats * beat_ticks
    return music(notes, metres)


@settings(max_examples=150, deadline=None)
@given(scores())
def test_what_lies_on_the_grid_comes_back(score: Score) -> None:
    assert shapes(ANY.decode(ANY.encode(score))) == shapes(score)
    assert ANY.losses(score) == Losses()


def test_a_performance_is_drawn_to_the_grid_and_says_so() -> None:
    score = music([(3, 470, 60), (481, 470, 62), (960, 480, 64)], [(0, 4, 4)])
    assert ANY.losses(score).moved == 2
    back = ANY.decode(ANY.encode(score))
    assert [n.time for n in back.tracks[0].notes] == [0, 480, 960]
    assert all(abs(n.duration - 480) <= 20 for n in back.tracks[0].notes)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(1, 2000), st.integers(21, 108)), min_size=1
    ),
    st.dictionaries(st.integers(0, 4000), st.tuples(st.integers(1, 40), st.sampled_from([2, 8]))),
    st.sampled_from([ANY, EventsCodec(velocities=8), EventsCodec(("4/4", "3/8"))]),
)
def test_a_performance_is_written_in_order(
    notes: list[tuple[int, int, int]], metres: dict[int, tuple[int, int]], codec: EventsCodec
) -> None:
    """Notes that the grid brings together are sorted by pitch, as those that began together.

    MidiTok leaves them in the order of their own times, here and there at two equal places.
    """
    words = codec.encode(music(notes, [(time, *metre) for time, metre in sorted(metres.items())]))
    assert is_legal(codec, words)
    assert codec.decode(words).note_num() == len(notes)


def test_what_meets_on_the_grid_is_one_chord() -> None:
    words = ANY.encode(music([(0, 480, 67), (3, 480, 60), (480, 480, 62)], [(0, 4, 4)]))
    assert words[2:8:2] == ["Position_0", "Duration_1.0.24", "Duration_1.0.24"]
    assert [ANY.pitch(word) for word in words if ANY.starts_note(word)] == [60, 67, 62]


def test_notes_off_the_piano_are_left_out_and_counted() -> None:
    score = music([(0, 480, 20), (0, 480, 60), (0, 480, 109)], [])
    assert ANY.losses(score) == Losses(off_piano=2)
    assert [w for w in ANY.encode(score) if w.startswith("Pitch")] == ["Pitch_60"]
    with pytest.raises(CodecError, match="None of this music's notes lies on a piano"):
        ANY.encode(music([(0, 480, 5)], []))


@pytest.mark.parametrize(
    ("metre", "written"), [((5, 4), "4/4"), ((2, 2), "4/4"), ((6, 8), "3/4"), ((255, 64), "4/4")]
)
def test_a_metre_that_a_network_never_learned_keeps_its_notes(
    metre: tuple[int, int], written: str
) -> None:
    """Bars are drawn anew, of the same length where there is such a metre."""
    codec = EventsCodec(metres=("4/4", "3/4"))
    score = music([(time, 240, 60) for time in range(0, 4800, 480)], [(0, *metre)])
    words = codec.encode(score)
    assert {w for w in words if w.startswith("TimeSig")} == {f"TimeSig_{written}"}
    assert shapes(codec.decode(words)) == shapes(score)
    assert codec.losses(score) == Losses(metres=(f"{metre[0]}/{metre[1]}",))


def test_an_upload_of_any_tempo_and_instrument_is_read() -> None:
    score = music([(0, 480, 60), (480, 480, 64)], [(0, 7, 8)])
    score.tracks[0].program = 73
    score.tempos[0].qpm = 251.0
    assert shapes(ANY.decode(ANY.encode(read_midi(write_midi(score))))) == shapes(score)


def test_loudness_is_written_where_the_music_has_any() -> None:
    score = music([(0, 480, 60)], [(0, 4, 4)], velocity=40)
    score.tracks[0].notes.append(Note(480, 480, 62, 100))
    codec = EventsCodec.fitted([score])
    assert codec == EventsCodec(metres=("4/4",), velocities=8)
    back = codec.decode(codec.encode(score)).tracks[0].notes
    assert [abs(n.velocity - v) <= 8 for n, v in zip(back, (40, 100), strict=True)] == [True, True]
    assert EventsCodec.fitted([music([(0, 480, 60)], [(0, 3, 4)])]) == EventsCodec(("3/4",))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_words_in_any_order_are_some_music(words: list[str]) -> None:
    """A search may stop inside a note, and a young network writes nonsense."""
    music_words = [word for word in words if word != "EOS_None"]
    score = ANY.decode(words)
    assert score.note_num() == sum(
        this.startswith("Pitch") and after.startswith("Duration")
        for this, after in pairwise(music_words)
    )
    assert all(n.duration > 0 for track in score.tracks for n in track.notes)
    for word in words:
        assert ANY.label(word)
    assert len(ANY.intervals(words)) == max(score.note_num() - 1, 0)


@pytest.mark.parametrize("word", ["", "Pitch", "Pitch_900", "Duration_9.9.9", "<b>", "A4"])
def test_words_of_another_language_get_a_sentence(word: str) -> None:
    with pytest.raises(CodecError, match="is not a word of music"):
        ANY.decode([word])


@settings(max_examples=60, deadline=None)
@given(scores(), st.integers(-12, 12))
def test_transposed_music_is_the_same_passage(score: Score, semitones: int) -> None:
    words = ANY.encode(score)
    moved = ANY.decode(ANY.transpose(words, semitones))

    def onto_piano(pitch: int) -> int:
        """Turn by octaves what lies below or above."""
        return pitch + 12 * ((pitch < 21) - (pitch > 108))

    # One that turns an octave can come to stand in another order among those that begin with it.
    assert shapes(moved) == Counter(
        (time, length, onto_piano(pitch + semitones))
        for time, length, pitch in shapes(ANY.decode(words)).elements()
    )
    pitches = [n.pitch + semitones for n in score.tracks[0].notes]
    if all(21 <= pitch <= 108 for pitch in pitches):
        assert ANY.intervals(ANY.transpose(words, semitones)) == ANY.intervals(words)


@pytest.mark.parametrize(
    ("word", "known", "closest"),
    [
        ("Pitch_96", ["Pitch_95", "Pitch_84", "Duration_1.0.24"], "Pitch_84"),
        ("Pitch_96", ["Pitch_95", "Pitch_85"], "Pitch_95"),
        ("Position_25", ["Position_0", "Position_24", "Position_48"], "Position_24"),
        ("Duration_0.7.24", ["Duration_1.0.24", "Duration_0.6.24"], "Duration_0.6.24"),
        ("Velocity_47", ["Velocity_31", "Velocity_63"], "Velocity_31"),
    ],
)
def test_the_nearest_word_is_of_the_same_kind(word: str, known: list[str], closest: str) -> None:
    assert ANY.nearest(word, known) == closest
    with pytest.raises(CodecError, match="is not a word"):
        ANY.nearest(word, ["Bar_None"])


def test_words_have_names_for_people() -> None:
    names = {
        "Pitch_70": "B♭4",
        "Duration_1.12.24": "×1½",
        "Duration_0.6.24": "×¼",
        "Duration_0.7.24": "×7/24",
        "Duration_2.7.24": "×2 7/24",
        "Position_0": "@1",
        "Position_36": "@2½",
        "Bar_None": "|",
        "EOS_None": "‖",
        "TimeSig_6/8": "6/8",
        "Velocity_63": "♪63",
    }
    assert {word: ANY.label(word) for word in names} == names
    assert ANY.label("Pitch_70", solfege=True) == "Si♭4"
    assert [word for word in names if ANY.starts_note(word)] == ["Pitch_70"]
    assert {ANY.pitch(word) for word in names} == {70, None}
    assert {ANY.pitch_classes(word) for word in names} == {frozenset({10}), frozenset()}


def test_its_settings_build_it_again() -> None:
    codec = EventsCodec(metres=("3/4", "4/4"), velocities=8)
    assert make_codec("events", codec.settings) == codec
    for wrong in ({"metres": ["3/5"]}, {"velocities": -1}, {"metres": 3}):
        with pytest.raises(CodecError, match="settings of the codec 'events' are wrong"):
            make_codec("events", wrong)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Bar_None TimeSig_4/4 Position_0 Pitch_72 Duration_1.0.24", "C5 ♩"),
        ("Position_12 Pitch_70 Duration_0.12.24", "B♭4 ♪"),
        ("Pitch_60 Velocity_80 Duration_1.12.24", "C4 ♩."),
        ("Pitch_60 Duration_2.0.24", "C4 ♩×2"),
        ("Pitch_60 Duration_0.8.24", "C4 ♩×⅓"),
        ("Position_24 Pitch_60", "C4 …"),
        ("Bar_None TimeSig_3/4", "| 3/4 …"),
        ("Duration_1.0.24", "×1"),
        ("EOS_None", "‖"),
    ],
)
def test_a_note_is_named_by_its_pitch_and_length(words: str, name: str) -> None:
    assert ANY.name_note(words.split()) == name


def test_a_note_s_sign_follows_the_beat() -> None:
    words = ["Pitch_72", "Duration_1.0.24"]
    assert ANY.beat_ql("TimeSig_6/8") == Fraction(1, 2)
    assert ANY.beat_ql("Pitch_72") is None
    assert ANY.name_note(words, beat_ql=Fraction(1, 2), solfege=True) == "Do5 ♪"


def test_a_note_ends_with_its_length() -> None:
    words = ["Bar_None", "TimeSig_4/4", "Position_0", "Pitch_72", "Duration_1.0.24", "EOS_None"]
    assert [word for word in words if ANY.ends_note(word)] == ["Duration_1.0.24", "EOS_None"]
