"""A piano roll with all final paths on it: what they share once, what they do not each in its look.

A look is a colour and a hatching, so that paths are told apart without colours too. It knows the
scores of the paths and no tree.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple, cast

import plotly.graph_objects as go
from symusic.core import ScoreSecond
from symusic.core import ScoreTick as Score

from core.figures.canvas import Trace, canvas
from core.figures.palette import Palette, Theme, palette
from core.figures.roll_key import roll_key
from core.figures.roll_marks import ON_DOMAIN, mark_beginning, mark_path
from core.figures.words import Words, ranks_told
from core.theory import shown_pitch

_SECOND_PX, _SEMITONE_PX = 52.0, 11.0
# On the left the octaves' names, under the notes the seconds, over them the key.
_LEFT_PX, _RIGHT_PX, _TOP_PX, _UNDER_PX = 44.0, 16.0, 8.0, 48.0
_LEAST_WIDTH_PX, _LEAST_SEMITONES = 358.0, 16
# A rest as long as a blink between repeated notes, so that they are seen as two.
_GAP_S = 0.02
# What of the seed is shown before the new notes.
_SEED_S = 4.0
_PATTERNS = ("", "/", "\\", "x", "-", "|", "+", ".")
_FAINT_OPACITY = 0.3


class _Note(NamedTuple):
    """A note by what is seen of it."""

    begin_s: float
    length_s: float
    pitch: int


def beams_roll_figure(
    paths: Sequence[Score],
    *,
    seed_ticks: int,
    given: Collection[tuple[int, int]] | None = None,
    chosen_rank: int | None = None,
    theme: Theme = "light",
    words: Words | None = None,
    solfege: bool = False,
) -> go.Figure:
    """Draw final paths over each other, time from left to right in seconds, pitch upwards.

    Seconds are counted from the first new note; what is before is the end of the seed.

    Parameters
    ----------
    paths
        The seed followed by each path, best first, at least one.
    seed_ticks
        Notes from here on are new.
    given
        Time in ticks and pitch of all notes of the seed, where others before ``seed_ticks`` are
        new as well.
    chosen_rank
        The path that is drawn over the others and all of it in its own look, or None.

    Returns
    -------
    plotly Figure
        As wide as its seconds need. Bars of paths carry as ``customdata`` the rank of the path in
        whose look they are.
    """
    words, colours = words or Words(), palette(theme)
    seed = _notes(paths[0], seed_ticks, given)[0]
    played: defaultdict[_Note, list[int]] = defaultdict(list)
    for rank, path in enumerate(paths):
        for note in sorted(set(_notes(path, seed_ticks, given)[1])):
            played[note].append(rank)
    begin_s = min((note.begin_s for note in played), default=0.0)
    first_s = max(0.0, begin_s - _SEED_S)
    seed = [note for note in seed if note.begin_s + note.length_s > first_s]
    groups: defaultdict[int | None, list[_Note]] = defaultdict(list)
    for note, ranks in played.items():
        own = chosen_rank if chosen_rank in ranks else ranks[0]
        groups[None if 1 < len(ranks) == len(paths) else own].append(note)
    looks: dict[int | None, dict[str, Any]] = {None: {"color": colours.faint}}
    for rank in range(len(paths)):
        looks[rank] = _look(rank, colours, strong=chosen_rank in (None, rank))
    told = [_hover(note, begin_s, solfege, words) for note in seed]
    traces = [_bars(seed, {"color": colours.seed}, told)]
    # The chosen path lies over the others, and better ones over worse ones.
    for group in sorted(groups, key=lambda r: (r is None, r == chosen_rank, -(r or 0))):
        notes = groups[group]
        told = [_hover(note, begin_s, solfege, words, played[note]) for note in notes]
        clicked = (chosen_rank or 0) if group is None else group
        traces.append(_bars(notes, looks[group], told) | {"customdata": [clicked] * len(notes)})
    entries = [(f"{words.beam} {rank + 1}", looks[rank]) for rank in range(len(paths))]
    entries += [(words.agree, looks[None])] * (None in groups)
    entries += [(words.seed, {"color": colours.seed})] * bool(seed)
    key, key_px = roll_key(entries, colours)
    layout = _layout([*seed, *played], first_s, begin_s, key_px, colours, words, solfege)
    traces += key
    if played and seed:
        mark_beginning(layout, begin_s, colours, words)
    picked = [note for note, ranks in played.items() if chosen_rank in ranks]
    if chosen_rank is not None and picked:
        end_s = max(note.begin_s + note.length_s for note in picked)
        mark_path(layout, (min(picked).begin_s, end_s), chosen_rank, colours, words)
    return go.Figure(traces, layout)


def _notes(
    score: Score, seed_ticks: int, given: Collection[tuple[int, int]] | None
) -> tuple[list[_Note], list[_Note]]:
    """Divide a score's notes into those of the seed and the new ones."""
    timed = cast(ScoreSecond, score.to("second"))
    seed: list[_Note] = []
    made: list[_Note] = []
    for track, timed_track in zip(score.tracks, timed.tracks, strict=True):
        for note, timed_note in zip(track.notes, timed_track.notes, strict=True):
            seen = _Note(round(timed_note.time, 3), round(timed_note.duration, 3), note.pitch)
            is_new = note.time >= seed_ticks or (
                given is not None and (note.time, note.pitch) not in given
            )
            (made if is_new else seed).append(seen)
    return seed, made


def _look(rank: int, colours: Palette, *, strong: bool) -> dict[str, Any]:
    colour = colours.beam_look(rank)[0]
    look: dict[str, Any] = {
        "color": colour,
        "opacity": 1.0 if strong else _FAINT_OPACITY,
        "line": {"color": colour, "width": 1.5},
    }
    if shape := _PATTERNS[rank % len(_PATTERNS)]:
        look["pattern"] = {
            "shape": shape,
            "fgcolor": colour,
            "bgcolor": colours.page,
            "size": 6,
            "solidity": 0.5,
        }
    return look


def _bars(notes: Sequence[_Note], look: Mapping[str, Any], told: Sequence[str]) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [note.begin_s for note in notes],
        "x": [round(max(note.length_s - _GAP_S, _GAP_S), 3) for note in notes],
        "y": [note.pitch for note in notes],
        "width": 0.86,
        "marker": {"cornerradius": 3, "line": {"width": 0}, **look},
        "hovertext": list(told),
        "hoverinfo": "text",
        "unselected": {"marker": {"opacity": look.get("opacity", 1)}},
    }


def _hover(
    note: _Note, zero_s: float, solfege: bool, words: Words, ranks: Sequence[int] = ()
) -> str:
    """Give a note's name, whose it is, and the seconds at which it begins and ends."""
    name = escape(shown_pitch(note.pitch, solfege=solfege))
    whose = f" · {ranks_told(ranks, words)}" if ranks else ""
    begin_s = words.number(note.begin_s - zero_s, 2)
    end_s = words.number(note.begin_s + note.length_s - zero_s, 2)
    return f"<b>{name}</b>{whose}<br>{begin_s} – {end_s} s".replace("-", "−")


def _layout(
    notes: Sequence[_Note],
    first_s: float,
    zero_s: float,
    key_px: float,
    colours: Palette,
    words: Words,
    solfege: bool,
) -> dict[str, Any]:
    pitches = [note.pitch for note in notes] or [60]
    spare = max(2, (_LEAST_SEMITONES - (max(pitches) - min(pitches))) // 2)
    low, high = min(pitches) - spare, max(pitches) + spare
    last_s = max((note.begin_s + note.length_s for note in notes), default=first_s + 1.0)
    octaves = [pitch for pitch in range(low, high + 1) if pitch % 12 == 0]
    plot_px = _SEMITONE_PX * (high - low + 1)
    wide_px = max(_SECOND_PX * (last_s - first_s), _LEAST_WIDTH_PX - _LEFT_PX - _RIGHT_PX)
    width_px = wide_px + _LEFT_PX + _RIGHT_PX
    height_px = _TOP_PX + key_px + plot_px + _UNDER_PX
    layout = canvas(colours, width_px=width_px, height_px=height_px, top_px=_TOP_PX)
    key_axis = {"visible": False, "fixedrange": True}
    share = plot_px / (plot_px + key_px)
    grid = {"gridcolor": colours.grid, "showgrid": True, "zeroline": False, "fixedrange": True}
    nothing = ON_DOMAIN | {"text": words.nothing, "xref": "x domain", "x": 0.5, "y": 0.5}
    seconds = range(
        math.ceil(first_s - zero_s), math.floor(first_s - zero_s + wide_px / _SECOND_PX) + 1
    )
    return layout | {
        "barmode": "overlay",
        "margin": {
            "l": _LEFT_PX,
            "r": _RIGHT_PX,
            "t": _TOP_PX,
            "b": _UNDER_PX,
            "autoexpand": False,
        },
        "annotations": [] if notes else [nothing],
        "shapes": [],
        "xaxis": grid
        | {
            "title": {"text": words.since_new, "standoff": 6, "font": {"size": 14}},
            "range": [first_s, first_s + wide_px / _SECOND_PX],
            "tickvals": [zero_s + second for second in seconds],
            "ticktext": [str(second).replace("-", "−") for second in seconds],
        },
        "yaxis": grid
        | {
            "domain": [0, share],
            "range": [low - 0.5, high + 0.5],
            "tickvals": octaves,
            "ticktext": [shown_pitch(pitch, solfege=solfege) for pitch in octaves],
        },
        "xaxis2": key_axis | {"range": [_LEFT_PX, _LEFT_PX + wide_px], "anchor": "y2"},
        "yaxis2": key_axis | {"domain": [share, 1], "range": [key_px, 0], "anchor": "x2"},
    }
