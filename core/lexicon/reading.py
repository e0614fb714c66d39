"""Reads music and counts its words, with progress, in portions where reading takes long.

It knows codecs and the bundled collections; what is asked of the words is ``Lexicon``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

import numpy as np
from symusic.core import ScoreTick as Score

from core.codecs import Codec, EventsCodec, NoteChordCodec
from core.corpus import BUNDLED, BundledCollection, Piece
from core.errors import SemillaError
from core.lexicon.bars import bars_of_words
from core.lexicon.lexicon import Lexicon
from core.vocabulary import Vocabulary

Progress = Callable[[float], None]

# Of the work on music that was read before, and on music that was not, reading is so much.
_QUICK_SHARE, _SLOW_SHARE = 0.1, 0.9


def count_words(
    scores: Mapping[str, Score],
    codec: Codec,
    titles: Mapping[str, str] | None = None,
    *,
    unread: int = 0,
    unreadable: int = 0,
    progress: Progress,
) -> Lexicon:
    """Count the words of scores, each piece's end among them where the codec has a word for it.

    Parameters
    ----------
    scores
        By the piece's name.
    titles
        For people, by the piece's name; None: the names.
    progress
        Called with the share done, 0 … 1; what it raises stops the counting.
    """
    ending = [] if codec.end is None else [codec.end]
    pieces: list[list[str]] = []
    bars: list[int] = []
    for number, score in enumerate(scores.values()):
        progress(number / len(scores))
        words = codec.encode(score) + ending
        pieces.append(words)
        bars += bars_of_words(codec, words, score)
    vocabulary = Vocabulary.from_pieces(pieces)
    return Lexicon(
        codec=codec,
        vocabulary=vocabulary,
        ids=np.array([at for words in pieces for at in vocabulary.ids(words)], np.int32),
        bars=np.array(bars, np.int32),
        ends=np.cumsum([len(words) for words in pieces], dtype=np.int64),
        titles={name: (titles or {}).get(name, name) for name in scores},
        notes=sum(score.note_num() for score in scores.values()),
        unread=unread,
        unreadable=unreadable,
    )


def read_lexicon(name: str, codec_name: str, budget_s: float, *, progress: Progress) -> Lexicon:
    """Count the words of a bundled collection as its networks read it.

    Pieces that were read before are read again at once. Others are begun, the shortest first,
    until ``budget_s`` seconds have passed; each is kept, so that the next call goes on from there.
    """
    music = BUNDLED[name]
    pieces = music.pieces()
    quick = {piece for piece in pieces if music.is_quick(piece)}
    share = _QUICK_SHARE if len(quick) == len(pieces) else _SLOW_SHARE
    end_s = monotonic() + budget_s
    found: dict[Piece, Score] = {}
    unreadable = 0
    # What takes longest to read comes last, so that nothing waits behind it.
    waiting = sorted(set(pieces) - quick, key=lambda piece: music.path(piece).stat().st_size)
    for number, piece in enumerate([*sorted(quick), *waiting]):
        progress(share * number / len(pieces))
        if piece in quick or monotonic() < end_s:
            try:
                found[piece] = music.read(piece)
            except SemillaError:
                unreadable += 1
    scores = {piece.name: found[piece] for piece in pieces if piece in found}
    return count_words(
        scores,
        _codec_of(music, codec_name, scores),
        {piece.name: piece.title for piece in pieces},
        unread=len(pieces) - len(scores) - unreadable,
        unreadable=unreadable,
        progress=lambda done: progress(share + (1 - share) * done),
    )


def _codec_of(music: BundledCollection, name: str, scores: Mapping[str, Score]) -> Codec:
    if name == EventsCodec.name:
        return EventsCodec.fitted(scores.values())
    return NoteChordCodec(music.step_ql, music.parts)
