"""A piano roll: what was given and what was made, in two colours."""

from __future__ import annotations

from html import escape
from typing import cast

import plotly.graph_objects as go
from symusic.core import NoteSecond, ScoreSecond
from symusic.core import ScoreTick as Score

from core.figures.palette import Theme, palette
from core.figures.words import Words
from core.theory import shown_pitch

_HEIGHT_PX = 300
_LEAST_SEMITONES = 14
# A rest as long as a blink between repeated notes, so that they are seen as two.
_GAP_S = 0.02


def piano_roll_figure(
    score: Score,
    *,
    seed_ticks: int | None = None,
    theme: Theme = "light",
    words: Words | None = None,
    solfege: bool = False,
) -> go.Figure:
    """Draw a score, time from left to right in seconds, pitch upwards.

    Parameters
    ----------
    seed_ticks
        Where the new music begins; None if all of it was given.
    """
    words, colours = words or Words(), palette(theme)
    timed = cast(ScoreSecond, score.to("second"))
    given: list[NoteSecond] = []
    made: list[NoteSecond] = []
    for track, timed_track in zip(score.tracks, timed.tracks, strict=True):
        for note, timed_note in zip(track.notes, timed_track.notes, strict=True):
            new = seed_ticks is not None and note.time >= seed_ticks
            (made if new else given).append(timed_note)
    figure = go.Figure()
    for name, notes, colour in ((words.seed, given, colours.seed), (words.new, made, colours.new)):
        if notes:
            figure.add_trace(_bars(name, notes, colour, solfege, words))
    if made:
        begin_s = min(note.time for note in made)
        figure.add_vline(x=begin_s, line={"color": colours.ink, "width": 1, "dash": "dot"})
    pitches = [note.pitch for note in given + made] or [60]
    spare = max(2, (_LEAST_SEMITONES - (max(pitches) - min(pitches))) // 2)
    low, high = min(pitches) - spare, max(pitches) + spare
    octaves = [pitch for pitch in range(low, high + 1) if pitch % 12 == 0]
    figure.update_layout(
        barmode="overlay",
        height=_HEIGHT_PX,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colours.ink},
        showlegend=bool(made),
        legend={"orientation": "h", "x": 0, "y": 1.12},
        dragmode="pan",
        xaxis={
            "title": words.seconds,
            "gridcolor": colours.grid,
            "zeroline": False,
            "automargin": True,
            # Clear of the lowest octave's name in the corner.
            "ticklabelstandoff": 6,
        },
        yaxis={
            "range": [low - 0.5, high + 0.5],
            "tickvals": octaves,
            "ticktext": [shown_pitch(pitch, solfege=solfege) for pitch in octaves],
            "gridcolor": colours.grid,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return figure


def _bars(name: str, notes: list[NoteSecond], colour: str, solfege: bool, words: Words) -> go.Bar:
    return go.Bar(
        name=name,
        orientation="h",
        base=[note.time for note in notes],
        x=[max(note.duration - _GAP_S, _GAP_S) for note in notes],
        y=[note.pitch for note in notes],
        width=0.86,
        marker={"color": colour, "cornerradius": 3, "line": {"width": 0}},
        hovertext=[_hover(note, solfege, words) for note in notes],
        hoverinfo="text",
    )


def _hover(note: NoteSecond, solfege: bool, words: Words) -> str:
    """Give a note's name, and the seconds at which it begins and ends."""
    name = escape(shown_pitch(note.pitch, solfege=solfege))
    begin_s, end_s = (words.number(time_s, 2) for time_s in (note.time, note.time + note.duration))
    return f"<b>{name}</b> · {begin_s} – {end_s} s"
