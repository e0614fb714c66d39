"""Notation: what is written sounds like the score, is spelled right, and can be followed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from music21 import converter
from symusic.core import KeySignatureTick as KeySignature
from symusic.core import ScoreTick as Score
from symusic.core import TempoTick as Tempo

from core import limits
from core.arrangement import Arrangement, arrange
from core.corpus import BUNDLED
from core.errors import NotationError
from core.midi import empty_score
from core.notation import Layout, engrave, musicxml, pdf
from tests.scores import Shape, score_of, shapes

LAYOUTS: tuple[Layout, ...] = ("auto", "keyboard", "voices")


def read(collection: str, piece: str) -> Score:
    works = BUNDLED[collection]
    return works.read(next(p for p in works.pieces() if p.name == piece))


def stream_of(data: bytes):  # type: ignore[no-untyped-def]
    return converter.parse(data, format="musicxml", forceSource=True, storePickle=False)


def sounding(data: bytes) -> Counter[Shape]:
    """Read MusicXML with music21 and give its notes, ties joined, as they sound."""
    found: Counter[Shape] = Counter()
    for part in stream_of(data).toSoundingPitch().parts:
        ended: list[Head] = []
        for head in heads(part):
            if head.goes_on:
                # Two voices may hold one pitch: the tie comes from the same voice if it can.
                chain = min(
                    (h for h in ended if h.pitch == head.pitch and abs(h.end - head.begin) < 1e-6),
                    key=lambda h: h.voice != head.voice,
                )
                chain.end, chain.voice = head.end, head.voice
            else:
                ended.append(head)
        found.update((round(h.begin, 4), round(h.end - h.begin, 4), h.pitch) for h in ended)
    return found


@dataclass
class Head:
    begin: float
    end: float
    pitch: int
    voice: int
    goes_on: bool


def heads(part) -> list[Head]:  # type: ignore[no-untyped-def]
    """Give a part's note heads in the order of time."""
    found = []
    for measure in part.getElementsByClass("Measure"):
        for number, voice in enumerate(list(measure.voices) or [measure]):
            for element in voice.notes:
                begin = float(measure.offset + element.offset)
                for note in element.notes if element.isChord else [element]:
                    goes_on = note.tie is not None and note.tie.type in ("continue", "stop")
                    end = begin + float(element.quarterLength)
                    found.append(Head(begin, end, note.pitch.midi, number, goes_on))
    return sorted(found, key=lambda head: head.begin)


def rounded(score: Score) -> Counter[Shape]:
    return Counter(
        (round(onset, 4), round(length, 4), pitch)
        for part in shapes(score)
        for onset, length, pitch in part
    )


def notes_at_each_moment(shapes_: Counter[Shape]) -> set[tuple[float, int]]:
    """Give every 96th of a quarter at which a pitch sounds."""
    return {
        (step, pitch)
        for onset, length, pitch in shapes_
        for step in range(round(onset * 96), round((onset + length) * 96))
    }


def begun(score: Score) -> Score:
    """Give music as the player hears it."""
    return arrange(score, Arrangement())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("collection", "piece"),
    [
        ("chorales", "bwv269"),
        ("chorales", "bwv253"),
        ("chorales", "bwv153.1"),
        ("fiddle", "AcrobatsHornpipe"),
        ("fiddle", "BagOfMealThe"),
    ],
)
def test_real_music_sounds_as_it_is_written(collection: str, piece: str, layout: Layout) -> None:
    score = begun(read(collection, piece))
    written = sounding(musicxml(score, layout=layout))
    if layout == "keyboard":
        # Two voices in unison on one staff may be one note there.
        assert notes_at_each_moment(written) == notes_at_each_moment(rounded(score))
    else:
        assert written == rounded(score)


def test_a_choir_has_its_four_parts() -> None:
    """One stream of notes, as the networks write it, comes apart into the parts that Bach wrote."""
    score = begun(read("chorales", "bwv269"))
    joined = score_of([note for part in shapes(score) for note in part], metres=[(0, 3, 4)])
    stream = stream_of(musicxml(joined))
    assert [part.partName for part in stream.parts] == ["Soprano", "Alto", "Tenore", "Basso"]
    clefs = [next(iter(part.recurse().getElementsByClass("Clef"))).name for part in stream.parts]
    assert clefs == ["treble", "treble", "treble8vb", "bass"]
    found = [[n.pitch.midi for n in part.stripTies().recurse().notes] for part in stream.parts]
    assert found == [[pitch for _, _, pitch in part] for part in shapes(score)]


NOTES = st.tuples(
    st.integers(0, 60),
    st.integers(1, 30),
    st.sampled_from([30, 60, 80, 120, 160]),
    st.integers(0, 127),
)
METRES = st.sampled_from([(4, 4), (3, 4), (6, 8), (2, 2), (5, 8), (9, 8), (7, 16), (3, 2), (1, 4)])


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTES, min_size=1, max_size=25), METRES, st.sampled_from(LAYOUTS))
def test_any_music_on_the_grid_sounds_as_it_is_written(
    notes: list[tuple[int, int, int, int]], metre: tuple[int, int], layout: Layout
) -> None:
    """Every pitch sounds whenever the score's does, whatever voices and ties it takes."""
    part = [(o * step / 480, length * step / 480, pitch) for o, length, step, pitch in notes]
    score = score_of(part, metres=[(0, *metre)])
    written = sounding(musicxml(score, layout=layout))
    assert notes_at_each_moment(written) == notes_at_each_moment(rounded(score))


@settings(max_examples=40, deadline=None)
@given(st.lists(NOTES, min_size=1, max_size=25), METRES)
def test_every_measure_is_full(
    notes: list[tuple[int, int, int, int]], metre: tuple[int, int]
) -> None:
    part = [(o * step / 480, length * step / 480, pitch) for o, length, step, pitch in notes]
    beats, value = metre
    for staff in stream_of(musicxml(score_of(part, metres=[(0, *metre)]))).parts:
        for measure in staff.getElementsByClass("Measure"):
            for voice in list(measure.voices) or [measure]:
                length = sum(element.quarterLength for element in voice.notesAndRests)
                assert float(length) == pytest.approx(4 * beats / value, abs=1e-6)


def spelling(*pitches: int, fifths: int | None = None) -> list[str]:
    """Spell a tune of quarters, with music21's names: a flat is a minus."""
    score = score_of([(i, 1, pitch) for i, pitch in enumerate(pitches)])
    if fifths is not None:
        score.key_signatures.append(KeySignature(0, fifths, 0))
    stream = stream_of(musicxml(score))
    return [note.pitch.name for note in stream.recurse().notes]


@pytest.mark.parametrize(
    ("pitches", "names"),
    [
        # The leading note of A minor, and its raised sixth.
        ((69, 71, 72, 74, 76, 77, 76, 68, 69), "A B C D E F E G# A"),
        ((69, 76, 78, 80, 81, 79, 77, 76, 74, 72, 71, 69), "A E F# G# A G F E D C B A"),
        ((65, 67, 69, 70, 72, 74, 76, 77), "F G A B- C D E F"),
        ((63, 65, 66, 68, 70, 71, 74, 75, 70, 66, 63), "E- F G- A- B- C- D E- B- G- E-"),
        ((66, 68, 70, 71, 73, 75, 77, 78), "F# G# A# B C# D# E# F#"),
        # To the dominant and home, and the leading note of the sixth degree.
        ((60, 64, 67, 66, 67, 65, 64, 60), "C E G F# G F E C"),
        ((60, 62, 64, 65, 67, 68, 69, 67, 65, 64, 62, 60), "C D E F G G# A G F E D C"),
    ],
)
def test_notes_are_spelled_as_musicians_do(pitches: tuple[int, ...], names: str) -> None:
    found = " ".join(spelling(*pitches))
    assert found == names


@pytest.mark.parametrize(
    ("collection", "piece"),
    [("chorales", "bwv269"), ("chorales", "bwv227.7"), ("chorales", "bwv153.1")],
)
def test_bach_spells_so_too(collection: str, piece: str) -> None:
    """Of 70 chorales 99.9 % of the notes are spelled as Bach's editors do; here nearly all."""
    works = BUNDLED[collection]
    path = works.path(next(p for p in works.pieces() if p.name == piece))
    own = converter.parse(path, forceSource=True, storePickle=False)
    names = Counter(p.nameWithOctave for n in own.stripTies().recurse().notes for p in n.pitches)
    ours = stream_of(musicxml(begun(read(collection, piece)))).toSoundingPitch()
    found = Counter(p.nameWithOctave for n in ours.stripTies().recurse().notes for p in n.pitches)
    assert (names & found).total() >= 0.99 * names.total()


def test_an_own_key_signature_is_kept_if_it_fits() -> None:
    scale = (62, 64, 66, 67, 69, 71, 72, 74)  # D Mixolydian
    for given_fifths, fifths in ((1, 1), (-4, 1)):
        score = score_of([(i, 1, pitch) for i, pitch in enumerate(scale)])
        score.key_signatures.append(KeySignature(0, given_fifths, 0))
        stream = stream_of(musicxml(score))
        (key,) = stream.recurse().getElementsByClass("KeySignature")
        assert key.sharps == fifths


def test_an_upbeat_is_measure_0() -> None:
    tune = [(2.5, 0.5, 67), (3, 1.5, 72), (4.5, 1.5, 76)]
    score = begun(score_of(tune, metres=[(0, 6, 8)]))
    measures = list(stream_of(musicxml(score)).parts[0].getElementsByClass("Measure"))
    assert [measure.number for measure in measures] == [0, 1]
    assert measures[0].timeSignature.ratioString == "6/8"
    assert [float(measure.duration.quarterLength) for measure in measures] == [0.5, 3]


def test_triplets_and_syncopations() -> None:
    third = 1 / 3
    tune = [(0, third, 60), (third, third, 62), (2 * third, third, 64), (1, 0.5, 65)]
    tune += [(1.5, 1, 67), (2.5, 1, 69), (3.5, 0.5, 71)]
    part = stream_of(musicxml(score_of(tune))).parts[0]
    written = [
        (n.duration.type, len(n.duration.tuplets), n.tie and n.tie.type)
        for n in part.recurse().notes
    ]
    assert written == [
        *[("eighth", 1, None)] * 3,
        ("eighth", 0, None),
        # Over the middle of the bar a tie shows where it is.
        ("eighth", 0, "start"),
        ("eighth", 0, "stop"),
        ("quarter", 0, None),
        ("eighth", 0, None),
    ]
    beams = [[beam.type for beam in n.beams] for n in part.recurse().notes]
    assert beams[:3] == [["start"], ["continue"], ["stop"]]


def heard(score: Score, layout: Layout = "auto") -> tuple[dict[str, float], dict[str, float]]:
    """Give when each note head begins and ceases to sound."""
    on, off = {}, {}
    for event in engrave(score, layout=layout).events:
        on |= dict.fromkeys(event.on, event.time_s)
        off |= dict.fromkeys(event.off, event.time_s)
    return on, off


@pytest.mark.parametrize("layout", LAYOUTS)
def test_heads_sound_when_the_notes_do(layout: Layout) -> None:
    score = begun(read("chorales", "bwv269"))
    score.tempos.append(Tempo(9600, 47))
    in_seconds = score.to("second")
    notes = [note for track in in_seconds.tracks for note in track.notes]
    on, off = heard(score, layout)
    firsts = {name: time for name, time in on.items() if "-" not in name}
    assert sorted(firsts.values()) == pytest.approx(sorted(n.time for n in notes), abs=1e-3)
    lasts: dict[str, float] = {}
    for name, time in off.items():
        note = name.split("-")[0]
        lasts[note] = max(lasts.get(note, 0), time)
    assert sorted(lasts.values()) == pytest.approx(sorted(n.end for n in notes), abs=1e-3)


def test_heads_stand_on_the_page_that_is_told() -> None:
    found = engrave(begun(read("chorales", "bwv269")), width_px=500)
    assert len(found.pages) > 1
    assert [event.page for event in found.events] == sorted(event.page for event in found.events)
    for event in found.events:
        for name in event.on:
            assert f'id="{name}"' in found.pages[event.page]


def test_a_tied_note_lights_up_head_by_head() -> None:
    on, off = heard(score_of([(0, 6, 60)], tempo_qpm=60))
    assert on == {"n0": 0.0, "n0-1": 4.0}
    assert off == {"n0": 4.0, "n0-1": 6.0}


def test_played_music_is_written_plainly() -> None:
    """A scale played a little unevenly and not quite legato is eighths and triplets again."""
    onsets = [0, 231, 489, 725, 951, 1121, 1287, 1433]
    score = score_of([])
    score.tracks[0].notes.extend(
        note
        for i, onset in enumerate(onsets)
        for note in score_of([(0, 0.3, 60 + i)]).shift_time(onset).tracks[0].notes
    )
    part = stream_of(musicxml(score)).parts[0]
    lengths = [float(n.quarterLength) for n in part.recurse().notes]
    third = pytest.approx(1 / 3)
    assert lengths[:7] == [0.5, 0.5, 0.5, 0.5, third, third, third]
    on, _ = heard(score)
    assert on["n1"] == pytest.approx(231 / 960)


TITLES = ["<script>alert(1)</script>", "x" * 500, "🎹 & \x00\x1b ü ]]>", "", "Ré\u202emajeur"]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_text_and_no_more(title: str) -> None:
    score = score_of([(0, 1, 60)])
    score.tracks[0].name = title
    for page in engrave(score, title=title).pages:
        root = fromstring(page)
        assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
        assert "x" * (limits.SHOWN_CHARACTERS + 1) not in page
    stream_of(musicxml(score, title=title))
    assert pdf(score, title=title).startswith(b"%PDF")


@pytest.mark.parametrize("name", [*TITLES, "\x01\x02Bad"])
def test_a_tracks_name_is_text_and_no_more(name: str) -> None:
    score = score_of([(0, 1, 76)], [(0, 1, 60)], [(0, 1, 40)])
    for track, program in zip(score.tracks, (73, 40, 42), strict=True):
        track.program, track.name = program, name
    for page in engrave(score).pages:
        assert not list(fromstring(page).iter("{http://www.w3.org/2000/svg}script"))
        assert "x" * 25 not in page
    for printed in fromstring(musicxml(score)).iter("part-name"):
        assert (printed.text or "").isprintable()
    assert pdf(score).startswith(b"%PDF")


def test_nothing_is_a_bar_of_rest() -> None:
    found = engrave(empty_score())
    assert len(found.pages) == 1
    assert found.events == ()
    assert pdf(empty_score()).startswith(b"%PDF")


def test_very_long_notes() -> None:
    score = score_of([(0, 400, 60), (3, 1, 64)])
    on, off = heard(score)
    assert on["n0"] == 0
    assert max(off.values()) == pytest.approx(200)


def test_a_pdf_has_pages_of_vectors() -> None:
    data = pdf(begun(read("fiddle", "AcrobatsHornpipe")), title="Acrobat's Hornpipe, in ñ")
    assert data.startswith(b"%PDF")
    assert b"/MediaBox [ 0 0 595.2756 841.8898 ]" in data
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    assert b"/FontFile2" in data
    assert b"/Subtype /Image" not in data


def test_too_much_is_refused() -> None:
    score = score_of([(i, 1, 60) for i in range(limits.NOTATION_NOTES + 1)])
    with pytest.raises(NotationError, match="8001 notes"):
        engrave(score)
    with pytest.raises(NotationError, match="bars"):
        musicxml(score_of([(0, 1, 60), (4 * limits.NOTATION_BARS, 1, 60)]))


def test_ink_takes_the_colour_of_the_page() -> None:
    (page,) = engrave(score_of([(0, 1, 61), (1, 0.5, 62), (1.5, 0.5, 65)])).pages
    assert 'color="black"' not in page
    assert 'fill="currentColor"' in page
    assert "placeholder" not in re.sub("<style.*?</style>", "", page, flags=re.DOTALL)


def test_a_keyboard_part_beside_another_has_two_staves() -> None:
    score = score_of(
        [(0, 2, 79), (2, 2, 81)], [(0, 2, 48), (0, 2, 52), (0, 1, 72), (1, 1, 74), (2, 2, 41)]
    )
    score.tracks[0].program, score.tracks[0].name = 40, "violin"
    score.tracks[1].name = "piano"
    data = musicxml(score)
    assert [part.findtext("part-name") for part in fromstring(data).iter("score-part")] == [
        "Violin",
        "Piano",
    ]
    assert [staves.text for staves in fromstring(data).iter("staves")] == ["2"]
    assert sounding(data) == rounded(score)


@pytest.mark.parametrize("metre", [(255, 64), (1, 64), (13, 16), (12, 8), (4, 2), (3, 128)])
def test_odd_metres_can_be_engraved(metre: tuple[int, int]) -> None:
    """In 12/8 a PDF once failed: the tempo's dot follows a sign of the font without an outline."""
    tune = [(i / 2, 0.5, 60 + i % 12) for i in range(12)] + [(i, 1 / 3, 45) for i in range(5)]
    score = score_of(tune, metres=[(0, *metre)])
    assert {name for event in engrave(score).events for name in event.on} >= {"n0", "n16"}
    assert pdf(score).startswith(b"%PDF")


PLAYED = st.tuples(st.integers(0, 9000), st.integers(1, 3000), st.integers(20, 108))


@settings(max_examples=25, deadline=None)
@given(st.lists(PLAYED, min_size=1), st.sampled_from(LAYOUTS))
def test_whatever_is_played_can_be_followed(
    notes: list[tuple[int, int, int]], layout: Layout
) -> None:
    """Every moment at which a note begins lights a head up, and every head goes dark again."""
    score = score_of([(onset / 480, length / 480, pitch) for onset, length, pitch in notes])
    found = engrave(score, layout=layout)
    assert [event.time_s for event in found.events] == sorted(e.time_s for e in found.events)
    onsets = {round(onset / 960, 9) for onset, _, _ in notes}
    assert {round(event.time_s, 9) for event in found.events if event.on} >= onsets
    on = Counter(name for event in found.events for name in event.on)
    assert on == Counter(name for event in found.events for name in event.off)
    for event in found.events:
        assert all(f'id="{name}"' in found.pages[event.page] for name in event.on)
