"""Lexicons: counts add up, places hold what they promise, and reading goes on where it stopped."""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections import Counter
from pathlib import Path

import pytest
from symusic.core import ScoreTick as Score

from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.codecs.remi import BAR
from core.corpus import CHORALES, BundledCollection, Piece, split_of
from core.errors import CorpusError, JobCancelled
from core.lexicon import Lexicon, count_words, kind_of, read_lexicon
from core.midi import bar_starts_ticks, clip_bars
from core.vocabulary import Vocabulary
from tests.scores import score_of

CODECS = [NoteChordCodec(), NoteChordCodec(parts="all"), EventsCodec()]
# Two parts, a rest of a whole bar, and a metre that changes.
TUNE = score_of(
    [(0, 1, 60), (1, 1, 62), (2, 2, 64), (8, 1, 60), (9, 0.5, 67), (9.5, 2.5, 60)],
    [(0, 4, 48), (8, 3, 52), (11, 1, 50), (15, 1, 60)],
    metres=[(0, 4, 4), (8, 3, 4)],
)
DANCE = score_of([(0.5 * step, 0.5, 60 + step % 5) for step in range(40)], metres=[(0, 6, 8)])
# A chord whose two notes stand a 50th of a quarter before and behind a bar line.
SPREAD = score_of([(0, 1, 60), (1, 1, 62), (3.98, 1, 50), (4.02, 1, 53), (5, 1, 60)])
SCORES = {"tune": TUNE, "dance": DANCE, "spread": SPREAD}


def counted(codec: Codec, scores: dict[str, Score] = SCORES) -> Lexicon:
    return count_words(scores, codec, progress=lambda _: None)


def words_of(codec: Codec, score: Score) -> list[str]:
    return codec.encode(score) + ([codec.end] if codec.end else [])


@pytest.mark.parametrize("codec", CODECS, ids=str)
def test_the_counts_are_those_of_the_words_themselves(codec: Codec) -> None:
    lexicon = counted(codec)
    expected = Counter(word for score in SCORES.values() for word in words_of(codec, score))
    assert dict(zip(lexicon.vocabulary.words, lexicon.counts, strict=True)) == expected
    assert lexicon.tokens == expected.total() == lexicon.counts.sum()
    assert list(lexicon.counts) == sorted(lexicon.counts, reverse=True)
    assert lexicon.once == sum(count == 1 for count in expected.values())
    assert lexicon.notes == sum(score.note_num() for score in SCORES.values())


@pytest.mark.parametrize("codec", CODECS, ids=str)
def test_places_add_up_to_the_counts(codec: Codec) -> None:
    lexicon = counted(codec)
    for word, count, spread in zip(
        lexicon.vocabulary.words, lexicon.counts, lexicon.spread, strict=True
    ):
        pieces = lexicon.pieces_with(word)
        assert sum(pieces.values()) == count
        assert len(pieces) == spread
        for name, times in pieces.items():
            assert times == words_of(codec, SCORES[name]).count(word)
            assert sum(lexicon.bars_with(word, name).values()) == times


@pytest.mark.parametrize("codec", CODECS, ids=str)
def test_a_bar_that_is_named_holds_the_word(codec: Codec) -> None:
    """The bar and those after it, in which its notes may end, are encoded on their own."""
    lexicon = counted(codec)
    for word in lexicon.vocabulary.words:
        for name in lexicon.pieces_with(word):
            for bar in lexicon.bars_with(word, name):
                assert word in words_of(codec, clip_bars(SCORES[name], bar, 9))


def test_a_word_before_a_bar_line_does_not_stand_behind_it() -> None:
    lexicon = counted(NoteChordCodec())
    assert lexicon.bars_with("C4", "tune") == {1: 1, 3: 2}
    assert lexicon.bars_with("D4", "tune") == {1: 1}
    assert lexicon.bars_with("G9", "tune") == {}


def test_a_spread_chord_stands_where_it_begins() -> None:
    lexicon = counted(NoteChordCodec())
    assert lexicon.bars_with("2.5", "spread") == {1: 1}
    assert lexicon.bars_with("C4", "spread") == {1: 1, 2: 1}


def test_bar_lines_of_empty_bars_are_counted() -> None:
    lexicon = counted(EventsCodec(), {"tune": TUNE})
    assert lexicon.bars_with(BAR, "tune") == dict.fromkeys(range(1, 6), 1)


@pytest.mark.parametrize("codec", [NoteChordCodec(parts="all"), EventsCodec()], ids=str)
def test_real_music_has_its_notes_in_their_bars(codec: Codec) -> None:
    pieces = [piece for piece in CHORALES.pieces() if piece.name in ("bwv10.7", "bwv269")]
    scores = {piece.name: CHORALES.read(piece) for piece in pieces}
    lexicon = counted(codec, scores)
    for name, score in scores.items():
        starts = bar_starts_ticks(score)
        onsets = Counter(
            (bisect_right(starts, note.time), note.pitch)
            for track in score.tracks
            for note in track.notes
        )
        found = Counter(
            {
                (bar, pitch): times
                for word in lexicon.vocabulary.words
                if (pitch := codec.pitch(word)) is not None
                for bar, times in lexicon.bars_with(word, name).items()
            }
        )
        # In the lecture's words, most of a chorale is chords.
        assert found
        assert found <= onsets
        if codec.name == EventsCodec.name:
            assert found == onsets


def test_the_commonest_words_cover_what_they_promise() -> None:
    for codec in CODECS:
        lexicon = counted(codec)
        shares = lexicon.coverage()
        assert shares[-1] == pytest.approx(1)
        for share in (0.1, 0.5, 0.9, 1.0):
            enough = lexicon.commonest_for(share)
            assert shares[enough - 1] >= share - 1e-9
            assert enough == 1 or shares[enough - 2] < share


def test_unknown_words_are_those_that_a_vocabulary_lacks() -> None:
    lexicon = counted(NoteChordCodec(), {"dance": DANCE})
    assert lexicon.unknown(lexicon.vocabulary) == {}
    assert lexicon.unknown(Vocabulary(("C4", "D4", "E4", "F4"))) == {"C#4": 8, "E-4": 8}


def test_the_sets_are_those_of_the_split() -> None:
    lexicon = counted(NoteChordCodec(), {f"piece {n}": DANCE for n in range(30)})
    amounts = lexicon.amounts()
    assert sum(amount.tokens for amount in amounts.values()) == lexicon.tokens
    for split, amount in amounts.items():
        assert amount.pieces == sum(split_of(name) == split for name in lexicon.titles)
        assert amount.tokens == 40 * amount.pieces


def test_every_word_says_something() -> None:
    lecture = NoteChordCodec()
    assert [kind_of(lecture, word) for word in ("C4", "0", "0.4.7")] == ["note", "chord", "chord"]
    codec = EventsCodec()
    kinds = {kind_of(codec, word) for word in words_of(codec, TUNE)}
    assert kinds == {"bar", "metre", "place", "note", "length", "end"}


def test_it_crosses_from_a_worker() -> None:
    lexicon = counted(EventsCodec())
    other = pickle.loads(pickle.dumps(lexicon))
    assert other.pieces_with(BAR) == lexicon.pieces_with(BAR)
    assert other.codec.label("Pitch_60") == "C4"


def test_counting_reports_and_can_be_stopped() -> None:
    def stop(_: float) -> None:
        raise JobCancelled("The work was stopped.")

    with pytest.raises(JobCancelled):
        count_words(SCORES, NoteChordCodec(), progress=stop)


class ThreePieces(BundledCollection):
    """Three chorales, of which the last cannot be read."""

    def pieces(self) -> list[Piece]:
        return [p for p in super().pieces() if p.name in ("bwv10.7", "bwv101.7", "bwv102.7")]

    def read(self, piece: Piece) -> Score:
        if piece.name == "bwv102.7":
            raise CorpusError("'{title}' cannot be read.", title=piece.title)
        return super().read(piece)


@pytest.mark.parametrize("codec_name", ["note_chord", "events"])
def test_reading_goes_on_where_it_stopped(
    codec_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMILLA_CACHE", str(tmp_path))
    three = ThreePieces("chorales", "Three chorales", step_ql=0.5, parts="all")
    monkeypatch.setitem(read_lexicon.__globals__["BUNDLED"], "chorales", three)
    reported: list[float] = []

    def read(budget_s: float) -> Lexicon:
        reported.clear()
        return read_lexicon("chorales", codec_name, budget_s, progress=reported.append)

    nothing = read(0)
    assert (nothing.tokens, nothing.unread, nothing.unreadable) == (0, 3, 0)
    three.read(three.pieces()[0])
    one = read(0)
    assert (list(one.titles), one.unread) == (["bwv10.7"], 2)
    both = read(60)
    assert (list(both.titles), both.unread, both.unreadable) == (["bwv10.7", "bwv101.7"], 0, 1)
    assert both.tokens > one.tokens > 0
    assert both.titles["bwv10.7"].endswith("(BWV 10.7)")
    assert reported == sorted(reported)
    assert 0 <= reported[0] <= reported[-1] <= 1
    assert (len(read(0).titles), read(0).unread) == (2, 1)
