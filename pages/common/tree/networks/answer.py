"""What a network answered, read note by note: its paths, how far they agree, what it thought of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symusic.core import ScoreTick as Score

from core.agreement import Sounding, soundings, to_compare, without_end
from core.codecs.base import beat_ql_after
from core.composer import Composition
from core.metrics import common_prefix
from pages.common.session import Result
from pages.common.tree.names import note_name
from pages.common.tree.sounds import path_score


@dataclass(frozen=True)
class Answer:
    """A network's paths behind the place from which it went on.

    Attributes
    ----------
    title
        The network's name.
    result
        What it made, from the seed on.
    begins
        After how many new words it went on.
    notes
        How many notes of each path are looked at.
    """

    title: str
    result: Result
    begins: int
    notes: int

    @property
    def composition(self) -> Composition:
        """The music, and the search behind it."""
        return self.result.composition

    @property
    def before(self) -> tuple[str, ...]:
        """All words before the place from which it went on."""
        composition = self.composition
        return *composition.seed_tokens, *composition.beams[0].tokens[: self.begins]

    def path(self, rank: int = 0) -> list[Sounding]:
        """Give the whole notes of one of its paths, the best one's unless told otherwise."""
        composition = self.composition
        nodes = composition.tree.beams()[rank][self.begins :]
        own = composition.tree.column("log_probability")[nodes]
        words = composition.beams[rank].tokens[self.begins :]
        return soundings(composition.codec, self.before, words, own.tolist())

    def agreed(self) -> tuple[int, int]:
        """Give how many notes all of its paths begin with alike, and of how many."""
        end = self.composition.codec.end
        whole = [self.path(rank) for rank in range(len(self.composition.beams))]
        paths = [without_end(path, end) for path in to_compare(whole, end, self.notes)]
        return common_prefix(paths), max(map(len, paths))

    def heard(self) -> tuple[Score, int, frozenset[tuple[int, int]]]:
        """Give what comes just before, and the best path, as they sound.

        Also the ticks at which the path begins, and the ticks and pitches of all notes before it:
        its first ones can begin with the last of these.
        """
        known = replace(self.composition, seed_tokens=self.before)
        before = replace(self.result, composition=known)
        words = [word for note in self.path()[: self.notes] for word in note.words]
        alone, _begins_ticks = path_score(before, [])
        given = frozenset((note.time, note.pitch) for track in alone.tracks for note in track.notes)
        return *path_score(before, words), given

    def first_notes(self, most: int) -> list[tuple[str, float]]:
        """Give the likeliest of the notes that it thought of first: names, log-probabilities.

        Where its search took no look at a note's length, the name ends with three dots.
        """
        composition, codec = self.composition, self.composition.codec
        tree, notes = composition.tree, composition.note_tree()
        way = [0, *tree.beams()[0][: self.begins]]
        start = next(node for node in reversed(way) if node in notes)
        begun = len(way) - 1 - way.index(start)
        found = []
        for node in notes.children(start):
            path = tree.nodes_to(node)
            words = composition.vocabulary.tokens(notes.node(node).tokens)
            heard = any(codec.starts_note(w) or codec.ends_note(w) for w in words[begun:])
            if path[: self.begins] == way[1:] and heard:
                own = float(tree.column("sum")[node] - tree.column("sum")[way[-1]])
                found.append((own, words))
        found.sort(key=lambda pair: -pair[0])
        return [(self.name(words), own) for own, words in found[:most]]

    def name(self, words: Sequence[str]) -> str:
        """Name the first note behind the place from which it went on."""
        codec = self.composition.codec
        return note_name(codec, words, beat_ql_after(codec, self.before, words))


def name_of(answer: Answer, note: Sounding) -> str:
    """Name a note of a path."""
    return note_name(answer.composition.codec, note.words, note.beat_ql)
