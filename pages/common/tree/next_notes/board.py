"""What is drawn of the notes that could come next: a piano, a list with before and after, a choice.

Each of them can be clicked, or chosen without a mouse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.figures import Change, HeatKey, before_after_figure, keyboard_heat_figure
from core.next_notes import Candidate, NextNotes, Outlook
from core.theory import shown_pitch
from pages.common.clicks import clicked, place_in
from pages.common.drawing import show_figure, theme
from pages.common.i18n import _, solfege
from pages.common.tree.next_notes.asking import Words
from pages.common.tree.next_notes.telling import Teller, share_text

_ROWS, _CHOICES = 8, 40
_LEAST_END = 0.001

Take = Callable[[Words], None]


@dataclass(frozen=True)
class Board:
    """What is drawn for one node.

    Attributes
    ----------
    teller
        Says things.
    key
        Begins the keys of what belongs to this node alone.
    take
        The callback of what is taken.
    outlook, found
        What the network thinks; empty and None until it is known.
    """

    teller: Teller
    key: str
    take: Take
    outlook: Outlook
    found: NextNotes | None

    def draw_keyboard(self) -> None:
        """Draw the piano, except inside a note, whose pitch is known."""
        if self.found is not None and self.found.inside_note:
            st.caption(_("The pitch is known; what comes next is how long it sounds."))
            return
        keys = {}
        for pitch, key in self.outlook.keys().items():
            best = self.outlook.candidates[key.candidate]
            told = [share_text(key.share), _("Click: {note}").format(note=self.teller.name(best))]
            if best.forbidden:
                told.insert(1, self.teller.after(best))
            keys[pitch] = HeatKey(key.share, tuple(told), key.candidate, best.forbidden)
        likely = sorted(keys, key=lambda pitch: -keys[pitch].share)[:3]
        names = ", ".join(f"{_name(pitch)} {share_text(keys[pitch].share)}" for pitch in likely)
        self._clickable(
            keyboard_heat_figure(keys, name=_name, percent=share_text, theme=theme()),
            "heat",
            _("A piano's keys, the likelier the next note the warmer. Likeliest: {names}.").format(
                names=names or "…"
            ),
        )

    def draw_changes(self) -> None:
        """Draw the likeliest candidates before and after."""
        rows = [
            Change(self.teller.name(one), self.teller.change(one), one.before, one.after, place)
            for place, one in self._likeliest()
        ]
        if rows:
            before, after = 1 - sum(r.before for r in rows), 1 - sum(r.after for r in rows)
            before, after = max(before, 0.0), max(after, 0.0)
            text = f"{share_text(before)} → {share_text(after)}"
            rows.append(Change(_("All the rest"), text, before, after))
        else:
            rows = [Change("…", "", 0.0, 0.0)] * (_ROWS + 1)
        self._clickable(
            before_after_figure(
                rows,
                before=_("The network alone"),
                after=_("With rules and temperature"),
                theme=theme(),
            ),
            "changes",
            _("The likeliest next notes with their chances; the table below says the same."),
        )

    def offer(self) -> None:
        """Offer the candidates without a mouse: to take one, and to read all in a table."""
        candidates = self.outlook.candidates
        places = sorted(range(len(candidates)), key=lambda at: -_larger(candidates[at]))
        # Known by their words, which do not change with the temperature, as their places do.
        by_word = {candidates[at].words[-1]: candidates[at] for at in sorted(places[:_CHOICES])}
        inside = self.found is not None and self.found.inside_note
        with st.container(horizontal=True, vertical_alignment="bottom"):
            word = st.selectbox(
                _("The next length") if inside else _("The next note"),
                list(by_word),
                format_func=lambda word: self._choice(by_word[word]),
                key=f"{self.key}_choice",
                width="stretch",
            )
            st.button(
                _("Take this length") if inside else _("Take this note"),
                icon=":material/add_circle:",
                key=f"{self.key}_take",
                on_click=self.take,
                args=[by_word[str(word)].words],
                help=_("The search goes on behind it, however unlikely it is."),
            )
        with st.expander(_("As a table"), icon=":material/table:"):
            rows = [
                {
                    _("Note"): self.teller.name(one),
                    _("The network alone"): share_text(one.before),
                    _("With rules and temperature"): self.teller.after(one),
                    _("Less likely by the penalty"): self.teller.loss(one) or "–",
                    _("Words"): self.teller.way(one),
                }
                for one in by_word.values()
            ]
            st.dataframe(rows, hide_index=True, key=f"{self.key}_table")

    def _choice(self, candidate: Candidate) -> str:
        return f"{self.teller.name(candidate)} · {self.teller.after(candidate)}"

    def _likeliest(self) -> list[tuple[int, Candidate]]:
        """Give the rows of the list with their places; the end of the piece if it can come."""
        every = sorted(enumerate(self.outlook.candidates), key=lambda pair: -_larger(pair[1]))
        end = self.teller.codec.end
        ends = [
            pair
            for pair in every[_ROWS:]
            if pair[1].words[-1] == end and _larger(pair[1]) >= _LEAST_END
        ]
        rows = [*every[: _ROWS - len(ends)], *ends]
        return sorted(rows, key=lambda pair: pair[0])

    def _clickable(self, figure: object, name: str, alt: str) -> None:
        key = f"{self.key}_{name}"
        taken = [candidate.words for candidate in self.outlook.candidates]
        show_figure(figure, key=key, alt=alt, on_select=partial(_clicked, key, taken, self.take))


def _larger(candidate: Candidate) -> float:
    return max(candidate.before, candidate.after)


def _clicked(key: str, taken: list[Words], take: Take) -> None:
    """Take in a click on a figure, before anything is run for it."""
    place = place_in(clicked(key), len(taken))
    if place is not None:
        take(taken[place])


def _name(pitch: int) -> str:
    return shown_pitch(pitch, solfege=solfege())
