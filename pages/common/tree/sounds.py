"""A node as it sounds: the seed's end and the path up to it."""

from __future__ import annotations

from collections.abc import Sequence

from symusic.core import ScoreTick as Score

from core.arrangement import arrange
from core.medley import in_a_row
from core.metre import leading_ticks
from core.midi import last_note_end_ticks
from core.note_tree import NoteTree
from pages.common.session import Result

# About two bars: enough to hear what the new notes follow.
_SEED_NOTES = 8
# Of a path, so many notes before the first parting are heard where all are played in a row.
_SHARED_NOTES = 4


def path_score(result: Result, words: Sequence[str]) -> tuple[Score, int]:
    """Give the seed's end followed by these words, and the ticks at which these begin."""
    composition = result.composition
    seed = _end_of(result, composition.seed_tokens, _SEED_NOTES)
    written = composition.codec.decode([*seed, *words])
    begins_ticks = last_note_end_ticks(composition.codec.decode(seed)) - leading_ticks(written)
    return arrange(written, result.arrangement), begins_ticks


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
