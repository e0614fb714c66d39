"""Where a network with attention looked when it stood at a node of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from core.codecs import Codec
from core.figures import Spot, attention_figure
from core.midi import TICKS_PER_QUARTER
from core.next_notes import Looks
from pages.common.drawing import show_figure, theme
from pages.common.i18n import _, n_, plain
from pages.common.tree.names import word_name
from pages.common.wording import percentage

_MOST_TOLD, _LEAST_TOLD = 4, 0.01


def show_looks(codec: Codec, words: Sequence[str], looks: Looks | None, *, key: str) -> None:
    """Draw the last notes and the looks at them, or say that the network does not look back.

    Parameters
    ----------
    words
        Seed and path up to the node.
    looks
        What the network told; None for one without attention.
    """
    st.markdown(f"**{_('Where it looked')}**")
    if looks is None:
        st.caption(
            _("The plain GRU does not look back: it has only its summary of all that it has read.")
        )
        return
    count = len(looks.shares)
    spots = last_spots(codec, words, count)
    if not spots or len(spots) < count:
        return
    show_figure(
        attention_figure(
            spots,
            looks.shares,
            count - 1,
            theme=theme(),
            quarters=_("Quarter notes from the first note shown"),
        ),
        key=f"{key}_looks",
        alt=_("The last notes on a roll; arcs lead from the chosen one back to what it looks at."),
    )
    _tell(spots, looks)


def _tell(spots: Sequence[Spot], looks: Looks) -> None:
    shares, last = looks.shares, len(looks.shares) - 1
    best = sorted(range(last), key=lambda at: -shares[at])[:_MOST_TOLD]
    told = ", ".join(
        f"{plain(spots[at].label)} ({n_('{n} note back', '{n} notes back', last - at)}, "
        f"{_share(shares[at])})"
        for at in best
        if shares[at] >= _LEAST_TOLD
    )
    said = []
    if not told and looks.earlier < _LEAST_TOLD:
        said.append(
            _("It looks at no note before {name}, the last one that it has read.").format(
                name=f"**{plain(spots[last].label)}**"
            )
        )
    elif shares[last] >= _LEAST_TOLD:
        said.append(
            _("At {name} itself: {share}.").format(
                name=plain(spots[last].label), share=_share(shares[last])
            )
        )
    if told:
        said.insert(
            0,
            _("Having read {name}, it looks most at: {told}.").format(
                name=f"**{plain(spots[last].label)}**", told=told
            ),
        )
    if looks.earlier >= _LEAST_TOLD:
        back, share = looks.farther
        said.append(
            _("All notes before these: {share}, most of it {far} ({far_share}).").format(
                share=_share(looks.earlier),
                far=n_("{n} note back", "{n} notes back", back),
                far_share=_share(share),
            )
        )
    st.markdown(" ".join(said))
    notes = [_("This look was mixed into its guess; it does not explain the guess.")]
    if looks.start >= _LEAST_TOLD:
        notes.append(
            _(
                "{share} of it rests on the empty place before the first note, which means: on "
                "nothing in particular. The picture divides up the rest."
            ).format(share=_share(looks.start))
        )
    st.caption(" ".join(notes))


def _share(share: float) -> str:
    return percentage(round(100 * share))


def last_spots(codec: Codec, words: Sequence[str], count: int) -> list[Spot]:
    """Tell where each of the last ``count`` notes or chords stands on a roll.

    Time counts from the first of them. There are fewer where decoding knows fewer: a note that
    was not finished has no length yet.
    """
    begun = [word for word in words if codec.starts_note(word)]
    names = [word_name(codec, word) for word in begun[-count:]]
    notes = [(n.time, n.duration, n.pitch) for n in codec.decode(words).tracks[0].notes]
    found = _by_pitch(codec, begun, notes) if codec.end is not None else _by_onset(notes)
    found = found[-count:]
    if not found:
        return []
    first_ticks = min(time for time, _length, _pitches in found)
    return [
        Spot((time - first_ticks) / TICKS_PER_QUARTER, length / TICKS_PER_QUARTER, pitches, name)
        for (time, length, pitches), name in zip(found, names, strict=False)
    ]


_Sounding = tuple[int, int, tuple[int, ...]]


def _by_onset(notes: Sequence[tuple[int, int, int]]) -> list[_Sounding]:
    """Give each onset's time, length and pitches: where a word is all that sounds together."""
    pitches: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for time, length, pitch in notes:
        pitches[time, length].append(pitch)
    return [(time, length, tuple(pitches[time, length])) for time, length in sorted(pitches)]


def _by_pitch(
    codec: Codec, begun: Sequence[str], notes: Sequence[tuple[int, int, int]]
) -> list[_Sounding]:
    """Give each word's note: of those with its pitch the first that no earlier word has."""
    waiting: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for time, length, sounding in sorted(notes, reverse=True):
        waiting[sounding].append((time, length))
    found = list[_Sounding]()
    for word in begun:
        pitch = codec.pitch(word)
        if pitch is not None and waiting[pitch]:
            found.append((*waiting[pitch].pop(), (pitch,)))
    return found
