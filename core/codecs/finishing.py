"""A note that was broken off made whole, for the ear: what it lacks, the note before it lends.

A search can stop inside a note, where its pitch is known and its length is not; decoding passes
over such a note. Any codec's words will do.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.codecs.base import Codec


def finished(codec: Codec, words: Sequence[str]) -> list[str]:
    """Give words whose last note is whole, as long and as loud as the one before it.

    They come back as they are where no note was broken off, and where none before it is whole.
    """
    starts = [at for at, word in enumerate(words) if codec.starts_note(word)]
    ends = [at for at, word in enumerate(words) if codec.ends_note(word)]
    if not starts or not ends or ends[-1] >= starts[-1]:
        return list(words)
    begins = [at for at in starts if at <= ends[-1]]
    if not begins:
        return list(words)
    whole, broken = words[begins[-1] : ends[-1] + 1], words[starts[-1] :]
    return [*words, *whole[len(broken) :]]
