"""What is said of the notes that could come next: their names, their chances, what weighed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.codecs import Codec, EventsCodec
from core.codecs.base import beat_ql_after
from core.next_notes import Candidate, NextNotes, Outlook
from core.recipe import Recipe
from pages.common.i18n import _, number, plain
from pages.common.tree.names import note_name, word_name

# What is not said because nobody would see it: shares, and nats.
_LEAST_SHARE, _LEAST_NATS = 0.0005, 0.1
# What is more than a thousand times less likely is not told to the digit.
_MOST_NATS = math.log(1000)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Teller:
    """Says things about candidates in the reader's words.

    Attributes
    ----------
    codec
        Whose words they are.
    before
        The words up to the place: seed and path.
    """

    codec: Codec
    before: Sequence[str]

    def name(self, candidate: Candidate) -> str:
        """Name a note, a chord, the end, or a note that is complete with a length."""
        word = candidate.words[-1]
        if word == self.codec.end:
            return _("The piece ends")
        if self.codec.starts_note(word):
            whole = self.codec.ends_note(word)
            return note_name(self.codec, [word]) if whole else word_name(self.codec, word)
        begun = max(
            (at for at, known in enumerate(self.before) if self.codec.starts_note(known)), default=0
        )
        words = [*self.before[begun:], *candidate.words]
        return note_name(self.codec, words, beat_ql_after(self.codec, self.before))

    def way(self, candidate: Candidate) -> str:
        """Spell the words that lead to a candidate."""
        return " ".join(word_name(self.codec, word) for word in candidate.words)

    def change(self, candidate: Candidate) -> str:
        """Say what became of a candidate's chance."""
        return f"{share_text(candidate.before)} → {self.after(candidate)}"

    def after(self, candidate: Candidate) -> str:
        """Say how likely a candidate is under the rules, or that it is forbidden."""
        if candidate.forbidden:
            return _("forbidden ({rule})").format(rule=rule_name(candidate.forbidden_by))
        return share_text(candidate.after)

    def loss(self, candidate: Candidate) -> str:
        """Say how many times less likely penalties make a candidate; nothing if they do not."""
        if candidate.lost < _LEAST_NATS or candidate.forbidden:
            return ""
        times = math.exp(min(candidate.lost, _MOST_NATS))
        if candidate.lost > _MOST_NATS:
            return _("over {n} times").format(n=number(round(times)))
        return _("{n} times").format(n=number(times, 1 if times < 10 else 0))

    def beside_tree(self, *, inside: bool) -> str:
        """Say why the tree's percentages are others; ``inside`` a note, lengths are chosen."""
        if inside:
            return _(
                "In the tree, a note's percentage is for its pitch and its length together; here "
                "the pitch is known."
            )
        if self.codec.name == EventsCodec.name:
            return _(
                "In the tree, a note's percentage is for one length, among what the rules allow; "
                "here it is for any length."
            )
        return _(
            "In the tree, a percentage is the network's own among what the rules allow, before "
            "penalties and temperature."
        )

    def weights(self, recipe: Recipe, notes: NextNotes, outlook: Outlook, heat: float) -> list[str]:
        """Say what weighed here beside the network, in Markdown.

        ``heat`` is the temperature that is shown.
        """
        said = [*self._losses(outlook), *self._forbidden(outlook)]
        count, chance = outlook.cut
        if count and recipe.search == "sample" and chance >= _LEAST_SHARE:
            said.append(
                _("Sampling leaves out the {n} unlikeliest: {share} together.").format(
                    n=number(count), share=share_text(chance)
                )
            )
        if heat < 1:
            said.append(
                _("The temperature {t} makes likely notes likelier still.").format(
                    t=number(heat, 2)
                )
            )
        elif heat > 1:
            said.append(
                _("The temperature {t} gives unlikely notes more of a chance.").format(
                    t=number(heat, 2)
                )
            )
        if notes.warmth > 1.005:
            said.append(
                _(
                    "The network was too sure of itself for a while: the temperature is "
                    "multiplied by {factor}."
                ).format(factor=number(notes.warmth, 2))
            )
        said = said or [_("No rule weighs here: the network's own chances count.")]
        if any(len(one.pitches) > 1 and one.after >= _LEAST_SHARE for one in outlook.candidates):
            said.append(_("On the keys, a note counts in chords, too."))
        if recipe.search == "diverse-beam":
            said.append(
                _("What the groups of diverse beams ask of each other comes on top of that.")
            )
        return said

    def _losses(self, outlook: Outlook) -> list[str]:
        dearer = [c for c in outlook.candidates if c.lost >= _LEAST_NATS and not c.forbidden]
        dearer.sort(key=lambda candidate: -candidate.before)
        if not dearer or dearer[0].before < _LEAST_SHARE:
            return []
        losses = ", ".join(
            f"{plain(self.name(one))} ({self.loss(one)})" for one in dearer[:_MOST_NAMED]
        )
        return [_("The loop penalty makes less likely: {losses}.").format(losses=losses)]

    def _forbidden(self, outlook: Outlook) -> list[str]:
        said = []
        for rule, text in _forbidding().items():
            count, chance = outlook.forbidden_by(rule)
            if count and (chance >= _LEAST_SHARE or rule == "ban"):
                said.append(text.format(n=number(count), share=share_text(chance)))
        return said


def _forbidding() -> dict[str, str]:
    """Give what is said where rules forbid something, by their names."""
    return {
        "order": _("The order of words leaves no place for {share} of what the network thinks."),
        "ending": _("To close on the tonic, notes that had {share} together are forbidden here."),
        "end": _("The piece may not end here: its end had {share}."),
        "ban": _("What you banned had {share}."),
        "range": _("The range forbids {n} of the notes it knows, with {share} of the chances."),
        "key": _("The key forbids {n} of the notes it knows, with {share} of the chances."),
        "repeat": _(
            "A note that had {share} would bring a passage a second time, and is forbidden."
        ),
    }


def rule_name(rule: str) -> str:
    """Name what forbids a note, in a word or two."""
    names = {
        "order": _("order of words"),
        "ending": _("ending"),
        "end": _("not yet"),
        "range": _("range"),
        "key": _("key"),
        "repeat": _("passage twice"),
        "ban": _("banned"),
    }
    return names[rule]


def share_text(share: float) -> str:
    """Write a share, 0 … 1, with a digit after the point where it is small."""
    percent = 100 * share
    if 0 < percent < 0.1:
        return f"<{number(0.1, 1)} %"
    return f"{number(percent, 0 if percent >= 10 or percent == 0 else 1)} %"
