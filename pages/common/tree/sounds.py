"""A node as it sounds: the seed's end and the path up to it, or the last bars of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symusic.core import ScoreTick as Score

from core.arrangement import arrange
from core.codecs import Codec
from core.codecs.finishing import finished
from core.medley import in_a_row
from core.metre import leading_ticks
from core.midi import last_note_end_ticks, score_duration_s
from core.note_tree import NoteTree
from pages.common.session import Result

# About two bars: enough to hear what the new notes follow.
_SEED_NOTES = 8
# Of a path, so many notes before the first parting are heard where all are played in a row.
_SHARED_NOTES = 4
# What is longer is heard from a little before the node on, unless all of it is asked for: so many
# bars, the node's own among them, or notes where there are no bars.
_SHORT_S = 10.0
_LAST_BARS, _LAST_NOTES = 3, 9
# How much of what follows a choice is heard with it.
_NEXT_BARS, _NEXT_NOTES = 4, 24


@dataclass(frozen=True)
class Passage:
    """Music to hear at a node.

    Attributes
    ----------
    score
        As it is to sound.
    seed_ticks
        Where the new notes begin in it, 480 ticks a quarter.
    given
        Time in ticks and pitch of the seed's notes: new ones can begin while these are held.
    is_long
        Whether all of it would take so long that it begins later unless asked for.
    """

    score: Score
    seed_ticks: int
    given: frozenset[tuple[int, int]]
    is_long: bool = False


def passage(
    result: Result, words: Sequence[str], behind: Sequence[str] = (), *, whole: bool = False
) -> Passage:
    """Give the seed's end and the path to a node, or their last bars where that is long.

    Parameters
    ----------
    words
        The path, from the end of the seed. A last note without a length gets that of the note
        before it.
    behind
        What follows the node; its first bars are heard as well, and of the path the last ones.
    whole
        Whether all of the path is to be heard, however long it is.
    """
    codec, seed = result.composition.codec, result.composition.seed_tokens
    path = list(words) if behind else finished(codec, [*seed, *words])[len(seed) :]
    given = _end_of(result, seed, _SEED_NOTES)
    next_ = _beginning(codec, behind)
    heard = _passage(result, given, [*path, *next_])
    before_s = score_duration_s(_written(result, [*given, *path])) if behind else None
    is_long = (before_s or score_duration_s(heard.score)) > _SHORT_S
    if not whole and (is_long or behind):
        last = _last_part(codec, [*given, *path])
        old = max(len(last) - len(path), 0)
        heard = _passage(result, last[:old], [*last[old:], *next_])
    return Passage(heard.score, heard.seed_ticks, heard.given, is_long)


def path_score(result: Result, words: Sequence[str]) -> tuple[Score, int]:
    """Give the seed's end followed by these words, and the ticks at which these begin."""
    heard = passage(result, words, whole=True)
    return heard.score, heard.seed_ticks


def is_broken_off(result: Result, words: Sequence[str]) -> bool:
    """Tell whether a path ends in a note whose length was not chosen yet."""
    composition = result.composition
    all_words = [*composition.seed_tokens, *words]
    return len(finished(composition.codec, all_words)) > len(all_words)


def _passage(result: Result, given: Sequence[str], words: Sequence[str]) -> Passage:
    """Give words that were given and new ones behind them as they sound."""
    codec = result.composition.codec
    written = codec.decode([*given, *words])
    score = arrange(written, result.arrangement)
    if not any(map(codec.starts_note, given)):
        return Passage(score, 0, frozenset())
    seed_ticks = last_note_end_ticks(codec.decode(given)) - leading_ticks(written)
    parts = _written(result, given).tracks
    return Passage(
        score, seed_ticks, frozenset((note.time, note.pitch) for p in parts for note in p.notes)
    )


def _written(result: Result, words: Sequence[str]) -> Score:
    return arrange(result.composition.codec.decode(words), result.arrangement)


def _last_part(codec: Codec, words: Sequence[str]) -> list[str]:
    """Give the last bars, or the last notes where there are no bars."""
    if bars := _bars(codec, words):
        return list(words[bars[-_LAST_BARS:][0] :])
    starts = [at for at, word in enumerate(words) if codec.starts_note(word)]
    return list(words[starts[-_LAST_NOTES:][0] :] if starts else words)


def _beginning(codec: Codec, words: Sequence[str]) -> list[str]:
    """Give the first bars, the one that has begun before them not counted, or the first notes."""
    starts = _bars(codec, words)
    most = _NEXT_BARS
    if not starts:
        starts = [at for at, word in enumerate(words) if codec.starts_note(word)]
        most = _NEXT_NOTES
    return list(words[: starts[most]] if len(starts) > most else words)


def _bars(codec: Codec, words: Sequence[str]) -> list[int]:
    """Tell at which words bars begin."""
    return [at for at, word in enumerate(words) if codec.grammar.sort(word)[0] == "Bar"]


def all_paths_score(result: Result, tree: NoteTree) -> Score:
    """Give all final paths one after another, each from a little before they part.

    ``tree`` is the result's tree of notes.
    """
    composition = result.composition
    paths = tree.beams()
    shared = next(
        (at for at, nodes in enumerate(zip(*paths, strict=False)) if len(set(nodes)) > 1),
        min(map(len, paths)),
    )
    scores = []
    for path in paths:
        words = composition.vocabulary.tokens(tree.words(path[-1])) if path else []
        before = [*composition.seed_tokens, *words[: _words_of(result, words, shared)]]
        behind = words[_words_of(result, words, shared) :]
        scores.append(composition.codec.decode([*_end_of(result, before, _SHARED_NOTES), *behind]))
    return arrange(in_a_row(scores), result.arrangement)


def _words_of(result: Result, words: Sequence[str], notes: int) -> int:
    """Tell how many words the first notes take."""
    codec = result.composition.codec
    ends = [at for at, word in enumerate(words, 1) if codec.ends_note(word)]
    return ends[notes - 1] if notes and len(ends) >= notes else 0 if not notes else len(words)


def _end_of(result: Result, words: Sequence[str], notes: int) -> list[str]:
    """Give the end of music, about so many notes, from a good place to begin."""
    codec = result.composition.codec
    starts = [at for at, word in enumerate(words) if codec.starts_note(word)]
    most = len(words) - starts[-notes] if len(starts) > notes else len(words)
    # Where bars are written, from the beginning of the bar in which that note lies.
    found = codec.tail(words, most)
    return found if any(map(codec.starts_note, found)) else list(words[-most:])
