"""Names of a tree's nodes and sentences about their fates, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core import limits
from core.codecs import Codec
from core.codecs.base import QUARTER, beat_ql_after
from core.composer import Composition
from core.errors import CodecError
from core.note_tree import NoteTree, Run
from core.theory import chord_kind, shown_pitch_class
from pages.common.i18n import _, n_, number, solfege
from pages.common.wording import percent


def note_name(codec: Codec, words: Sequence[str], beat_ql: Fraction = QUARTER) -> str:
    """Name a note or chord by its words: a common chord by its common name.

    Words that are none of the codec's are named as they stand: a stranger's text, perhaps.
    """
    try:
        return _named(codec, words, beat_ql)
    except CodecError:
        return " ".join(words)[: limits.SHOWN_CHARACTERS]


def word_name(codec: Codec, word: str) -> str:
    """Name one word, as it stands where it is none of the codec's."""
    try:
        return codec.label(word, solfege=solfege())
    except CodecError:
        return word[: limits.SHOWN_CHARACTERS]


def chord_title(kind: str) -> str:
    """Give what a kind of chord is called, with ``{root}`` where its root's name stands."""
    titles = {
        "major": _("{root} major"),
        "minor": _("{root} minor"),
        "diminished": _("{root} diminished"),
        "augmented": _("{root} augmented"),
        "dominant7": "{root}7",
        "major7": _("{root} major 7"),
        "minor7": _("{root} minor 7"),
        "half-diminished7": _("{root} half-diminished"),
        "diminished7": _("{root} diminished 7"),
    }
    return titles[kind]


class Names:
    """Names the nodes of one tree, each once: a picture and what walks it ask for the same.

    Parameters
    ----------
    composition
        Whose words, codec and search they are.
    tree
        Its tree of notes, or of words if ``raw``.
    """

    def __init__(self, composition: Composition, tree: NoteTree, *, raw: bool = False) -> None:
        self._composition, self._tree, self._raw = composition, tree, raw
        codec = composition.codec
        self._beats = {0: beat_ql_after(codec, composition.seed_tokens)}
        self._names = {0: _("End of the seed")}
        self._spoken = {0: self._names[0]}
        self._fates: dict[int, str] = {}

    def name(self, id_: int) -> str:
        """Name a node: ``C5 ♩``, ``C major``; the root is the end of the seed."""
        if id_ not in self._names:
            words, codec = self._words(id_), self._composition.codec
            self._names[id_] = (
                word_name(codec, words[0])
                if self._raw
                else note_name(codec, words, self._beat_ql(id_))
            )
        return self._names[id_]

    def share(self, id_: int) -> str:
        """Write how likely a node was, given its path."""
        return percent(self._tree.node(id_).log_probability)

    def why(self, id_: int) -> str:
        """Say what became of a node."""
        if id_ not in self._fates:
            self._fates[id_] = self._why(id_)
        return self._fates[id_]

    def block(self, run: Run, id_: int) -> str:
        """Say what a folded run is to the line that a node lies on."""
        ranks, notes = self._tree.fate(id_).ranks, run.last - run.first + 1
        if len(ranks) == 1:
            told = (
                n_("{n} word", "{n} words", notes)
                if self._raw
                else n_("{n} note", "{n} notes", notes)
            )
            return _("Path {path}: {notes}").format(path=number(ranks[0] + 1), notes=told)
        k, every = number(len(ranks)), len(ranks) == len(self._tree.finals)
        if self._raw:
            if every:
                return n_("All {k} agree for {n} word", "All {k} agree for {n} words", notes, k=k)
            return n_("{k} agree for {n} word", "{k} agree for {n} words", notes, k=k)
        if every:
            return n_("All {k} agree for {n} note", "All {k} agree for {n} notes", notes, k=k)
        return n_("{k} agree for {n} note", "{k} agree for {n} notes", notes, k=k)

    def spoken(self, id_: int) -> str:
        """Tell a node in a sentence, for those who do not see it."""
        if id_ not in self._spoken:
            self._spoken[id_] = self._tell(id_)
        return self._spoken[id_]

    def _tell(self, id_: int) -> str:
        told = (
            _("Word {n}: {name}, {share}. {fate}")
            if self._raw
            else _("Note {n}: {name}, {share}. {fate}")
        )
        return told.format(
            n=number(self._tree.number(id_)),
            name=self.name(id_),
            share=self.share(id_),
            fate=self.why(id_),
        )

    def _why(self, id_: int) -> str:
        fate = self._tree.fate(id_)
        if fate.kind == "path":
            return self._on_paths(fate.ranks)
        if fate.kind == "beaten":
            return _("The search kept it to the end, and another path proved better.")
        if fate.kind == "overtaken":
            return _("The piece ended here, and other paths became better.")
        if fate.kind == "lost":
            told = (
                _("The search kept it for a while, and dropped what followed by word {n}.")
                if self._raw
                else _("The search kept it for a while, and dropped what followed by note {n}.")
            )
            return told.format(n=number(min(fate.until + 1, self._tree.depth)))
        return self._dropped(id_, fate.place)

    def _on_paths(self, ranks: Sequence[int]) -> str:
        paths = [number(rank + 1) for rank in ranks]
        if len(self._tree.finals) == 1:
            return _("It lies on the path that was found.")
        if len(paths) == len(self._tree.finals):
            return _("It lies on all {k} paths.").format(k=number(len(paths)))
        if len(paths) == 1:
            return _("It lies on path {path}.").format(path=paths[0])
        return _("It lies on paths {some} and {last}.").format(
            some=", ".join(paths[:-1]), last=paths[-1]
        )

    def _dropped(self, id_: int, place: int) -> str:
        recipe = self._composition.recipe
        step = int(self._tree.tree.column("step")[id_])
        if step <= len(recipe.chosen):
            return _("It is not on the way that you went on from.")
        if not place:
            return _("The search dropped it here.")
        told = {
            "greedy": _("It was number {place}, and greedy takes the likeliest alone."),
            "sample": _("By chance another one was drawn; it was number {place} in likelihood."),
            "diverse-beam": _("In its group it fell to place {place}, and {width} may stay."),
            "stochastic-beam": _("In the draw it fell to place {place} of k = {k}."),
        }.get(recipe.search, _("It fell to place {place} of k = {k}."))
        return told.format(
            place=number(place), k=number(recipe.k), width=number(recipe.group_width)
        )

    def _words(self, id_: int) -> list[str]:
        return self._composition.vocabulary.tokens(self._tree.node(id_).tokens)

    def _beat_ql(self, id_: int) -> Fraction:
        """Give the quarters a beat at a node: its own metre's, or that of the notes before it."""
        way, at = [], id_
        while at not in self._beats:
            way.append(at)
            at = self._tree.parent(at)
        beat = self._beats[at]
        for node in reversed(way):
            told = [b for w in self._words(node) if (b := self._composition.codec.beat_ql(w))]
            beat = self._beats[node] = told[-1] if told else beat
        return beat


def _named(codec: Codec, words: Sequence[str], beat_ql: Fraction) -> str:
    if len(words) == 1 and codec.pitch(words[0]) is None:
        named = chord_kind(codec.pitch_classes(words[0]))
        if named is not None:
            root, kind = named
            return chord_title(kind).format(root=shown_pitch_class(root, solfege=solfege()))
    return codec.name_note(words, solfege=solfege(), beat_ql=beat_ql)
