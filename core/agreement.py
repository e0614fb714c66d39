"""Where several ways of going on from the same music agree, and where they part, note by note.

Notes are compared as they sound: by when they begin, and by their pitch and length. The words that
only lead up to a note, a bar or a place, count by the time that they tell. It knows words, and
neither networks nor searches: a path is any sequence of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from core.codecs import Codec, remi
from core.codecs.base import QUARTER, beat_ql_after
from core.codecs.grammar import AnyOrder
from core.metrics import common_prefix

# Of a bar whose metre was never read.
_USUAL_BAR_QL = Fraction(4)


@dataclass(frozen=True)
class Sounding:
    """A note, a chord or the end of the piece, on one of the paths.

    Two are equal that sound alike; how they were written, and how likely they were, does not count.

    Attributes
    ----------
    onset_ql
        When it begins, in quarters from where the last word before the paths sounds. Where words
        tell no time it is which word it is, from 1.
    what
        The words of its pitch and loudness, or of the end.
    length_ql
        In quarters; 0 where words tell no time, and of the end.
    words
        Those that lead up to it and its own.
    beat_ql
        Quarters a beat where it stands.
    log_probability
        Of all its words, given what comes before, in nats.
    """

    onset_ql: Fraction
    what: tuple[str, ...]
    length_ql: Fraction = Fraction(0)
    words: tuple[str, ...] = field(default=(), compare=False)
    beat_ql: Fraction = field(default=QUARTER, compare=False)
    log_probability: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Parting:
    """A place where paths that were alike so far go on in different ways.

    Attributes
    ----------
    after
        Notes that they have in common.
    groups
        Which paths still go together behind them, by their places; the largest group last.
    """

    after: int
    groups: tuple[tuple[int, ...], ...]


def soundings(
    codec: Codec, before: Sequence[str], words: Sequence[str], log_probabilities: Sequence[float]
) -> list[Sounding]:
    """Divide a path into what sounds; a note that is not whole at its end is left out.

    Parameters
    ----------
    before
        All words that come before the path: they tell where in a bar it begins.
    words, log_probabilities
        The path, and the log-probability of each of its words in nats.
    """
    times = list(_times_ql(codec, [*before, *words]))
    beat_ql = beat_ql_after(codec, before)
    origin = times[len(before) - 1] if before else Fraction(0)
    found: list[Sounding] = []
    begin = 0
    for end, word in enumerate(words, 1):
        beat_ql = codec.beat_ql(word) or beat_ql
        if not codec.ends_note(word):
            continue
        own = tuple(words[begin:end])
        onset_ql = times[len(before) + end - 1] - origin
        if word == codec.end and found:
            # Where the next note would have begun, had the piece gone on.
            onset_ql = found[-1].onset_ql + found[-1].length_ql
        chance = sum(log_probabilities[begin:end])
        found.append(Sounding(onset_ql, *_sound(codec, own, beat_ql), own, beat_ql, chance))
        begin = end
    return found


def to_compare(
    paths: Sequence[Sequence[Sounding]], end: str | None, most: int
) -> list[Sequence[Sounding]]:
    """Cut paths to what all of them tell: none goes on where another one's words ran out.

    Parameters
    ----------
    end
        The word that ends a piece: a path that has it is whole, however short.
    most
        Notes that a path may have.
    """
    going = [len(path) for path in paths if not path or path[-1].what != (end,)]
    return [path[: min([most, *going])] for path in paths]


def without_end(path: Sequence[Sounding], end: str | None) -> Sequence[Sounding]:
    """Give a path's notes, without the word that ends a piece."""
    return path[:-1] if path and path[-1].what == (end,) else path


def partings(
    paths: Sequence[Sequence[Sounding]], members: Sequence[int] | None = None
) -> list[Parting]:
    """Find where paths part: first all of them, then those that still went together.

    Parameters
    ----------
    members
        The places of those to look at; all unless told otherwise.

    Returns
    -------
    list of Parting
        In order of the notes before; nothing where all are alike to their ends.
    """
    members = range(len(paths)) if members is None else members
    after = common_prefix([paths[place] for place in members])
    groups: dict[Sounding | None, list[int]] = {}
    for place in members:
        path = paths[place]
        groups.setdefault(path[after] if after < len(path) else None, []).append(place)
    if len(groups) < 2:
        return []
    together = sorted((tuple(group) for group in groups.values()), key=len)
    later = [found for group in together if len(group) > 1 for found in partings(paths, group)]
    return [Parting(after, tuple(together)), *sorted(later, key=lambda parting: parting.after)]


def align(paths: Sequence[Sequence[Sounding]]) -> list[tuple[int | None, ...]]:
    """Set paths under each other: what begins at the same time in the same columns.

    Within a chord as many notes as possible stand under equal ones.

    Returns
    -------
    list of tuple
        For each column and path the index of its note there, or None where none begins.
    """
    columns: list[tuple[int | None, ...]] = []
    for onset_ql in sorted({note.onset_ql for path in paths for note in path}):
        chord: list[tuple[int | None, ...]] = []
        for row, path in enumerate(paths):
            places = [at for at, note in enumerate(path) if note.onset_ql == onset_ql]
            chord = _with_row(chord, row, places, paths)
        columns += chord
    return columns


def _with_row(
    columns: Sequence[tuple[int | None, ...]],
    row: int,
    places: Sequence[int],
    paths: Sequence[Sequence[Sounding]],
) -> list[tuple[int | None, ...]]:
    """Give the columns of the rows above with one more row, by the fewest differences.

    Needleman and Wunsch's alignment (1970); the table is filled from its end, so that equal notes
    meet as early as they can.
    """

    def differ(column: int, at: int) -> int:
        above = zip(columns[column], paths, strict=False)
        notes = [path[place] for place, path in above if place is not None]
        return int(paths[row][places[at]] not in notes)

    wide, high = len(columns), len(places)
    least = [[0] * (high + 1) for _ in range(wide + 1)]
    for i in range(wide, -1, -1):
        for j in range(high, -1, -1):
            if i == wide or j == high:
                least[i][j] = wide - i + high - j
            else:
                least[i][j] = min(
                    least[i + 1][j + 1] + differ(i, j), least[i + 1][j] + 1, least[i][j + 1] + 1
                )
    joined: list[tuple[int | None, ...]] = []
    i = j = 0
    while i < wide or j < high:
        if i < wide and j < high and least[i][j] == least[i + 1][j + 1] + differ(i, j):
            joined.append((*columns[i], places[j]))
            i, j = i + 1, j + 1
        elif i < wide and least[i][j] == least[i + 1][j] + 1:
            joined.append((*columns[i], None))
            i += 1
        else:
            joined.append((*[None] * row, places[j]))
            j += 1
    return joined


def _times_ql(codec: Codec, words: Sequence[str]) -> Iterator[Fraction]:
    """Give for each word when a note sounds that it belongs to, in quarters."""
    if isinstance(codec.grammar, AnyOrder):
        yield from map(Fraction, range(len(words)))
        return
    bar_ql = length_ql = place_ql = Fraction(0)
    beat_ql = QUARTER
    for at, word in enumerate(words):
        read = remi.read(word)
        if read.kind == "Bar":
            bar_ql += length_ql or (_USUAL_BAR_QL if at else 0)
            place_ql = Fraction(0)
        elif read.metre is not None:
            beat_ql = Fraction(4, read.metre[1])
            length_ql = read.metre[0] * beat_ql
        elif read.kind == "Position":
            place_ql = Fraction(read.number, remi.POSITIONS_A_BEAT) * beat_ql
        yield bar_ql + place_ql


def _sound(
    codec: Codec, words: Sequence[str], beat_ql: Fraction
) -> tuple[tuple[str, ...], Fraction]:
    """Give the words of a note's pitch and loudness, and its length in quarters."""
    heads = [at for at, one in enumerate(words) if codec.starts_note(one) or one == codec.end]
    own = words[heads[-1] if heads else 0 :]
    if isinstance(codec.grammar, AnyOrder):
        return tuple(own), Fraction(0)
    lasting = [word for word in own if remi.read(word).kind == "Duration"]
    length_ql = sum((remi.read(word).beats * beat_ql for word in lasting), Fraction(0))
    return tuple(word for word in own if word not in lasting), length_ql
