"""The player on a page: what it shows, what it was asked for, and the workers who make that.

The browser draws and plays; here its sound and its engraved score are made when they are asked
for, kept, and sent. What the browser sends is checked before it is used.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import asdict
from functools import partial
from typing import Any

import streamlit as st
from symusic.core import ScoreTick as Score

from core import audio, limits
from core.errors import MidiError
from core.figures.palette import palette
from core.midi import bar_edges_ticks, clip_bars, seconds_at, write_midi
from core.notation import Engraving
from core.performance import engraving_of, mp3_of, preview_of
from pages.common import work
from pages.common.i18n import _, solfege
from pages.common.player.component import browser_player
from pages.common.player.labels import labels
from pages.common.player.memory import Place, memory
from pages.common.player.orders import collect, order
from pages.common.player.picture import picture_of

_PALETTES = {theme: asdict(palette(theme)) for theme in ("light", "dark")}


def hear(
    score: Score,
    *,
    key: str,
    title: str = "",
    seed_ticks: int | None = None,
    given: Collection[tuple[int, int]] | None = None,
    mp3: bytes | None = None,
    autoplay: bool = False,
    turn: int = 0,
    compact: bool = False,
    bars: tuple[int, int] | None = None,
    preview: bool = False,
) -> tuple[int, int] | None:
    """Show a player: a piano roll, its sound, and its score.

    Parameters
    ----------
    score
        The music as it is to sound.
    key
        The player's name: unique on its page, the same in each rerun.
    title
        What the music is called: a stranger's text, perhaps.
    seed_ticks
        Notes from here on are shown as new; None if all were given.
    given
        Time in ticks and pitch of the notes that were given, where some before ``seed_ticks`` are
        new as well.
    mp3
        The sound, where a worker made it together with the music. Without it, it is made when
        Play is pressed, or at once with ``autoplay``.
    autoplay
        Whether it is to be heard at once: each piece of music once a ``turn``.
    turn
        How often it was asked to be heard.
    compact
        Show it low and without the score, for lists.
    bars
        The first and the last bar chosen, counted from 1; the roll then has handles to trim with,
        and these bars alone are played. None: there is nothing to choose.
    preview
        Whether the sound is to be there as soon as can be: a simpler one, which this run of the
        page waits for before the rest of it is drawn.

    Returns
    -------
    tuple of int, or None
        The bars chosen; None where ``bars`` is.
    """
    place = memory().place(key)
    title = title[: limits.SHOWN_CHARACTERS]
    edges = bar_edges_ticks(score)
    chosen = place.settle(bars, len(edges) - 1)
    # Tracks are called in the reader's language, and are the same music in every one.
    notes = _nameless(score)
    heard = whole = write_midi(notes)
    span_ticks = [0, edges[-1]]
    if chosen is not None:
        heard = _bars_midi(notes, chosen)
        span_ticks = [edges[chosen[0] - 1], edges[chosen[1]]]
    music = _name(whole)
    if mp3 is not None:
        memory().sounds.put(music, mp3)
    player = st.container()
    sound, making = _sound(place, key, heard, autoplay, preview)
    engraved, engraving = _score(place, key, music, write_midi(score), title)
    with player:
        browser_player(
            key=key,
            data={
                "key": key,
                "name": music,
                "title": title,
                "music": picture_of(score, seed_ticks=seed_ticks, given=given, solfege=solfege()),
                "heard": _name(heard),
                "sound": None if sound is None else base64.b64encode(sound).decode(),
                "span": seconds_at(score, span_ticks).tolist(),
                "bars": chosen,
                "autoplay": autoplay,
                "turn": turn,
                "making": making,
                "silent": "" if sound else _silent(heard),
                "compact": compact,
                "score": engraved,
                "engraving": engraving,
                "labels": labels(),
                "palettes": _PALETTES,
            },
            on_play_change=partial(_note, key, "play"),
            on_score_change=partial(_note, key, "score"),
            on_bars_change=partial(_note, key, "bars"),
        )
    for task in (_task("sound", key), _task("score", key)):
        work.show_problem(task, _("Please try again."))
    return chosen


def _note(key: str, event: str) -> None:
    """Note what the browser sent, before the page is run for it."""
    if (sent := st.session_state[key].get(event)) is not None:
        memory().place(key).sent[event] = sent


def _sound(
    place: Place, key: str, midi: bytes, autoplay: bool, preview: bool
) -> tuple[bytes | None, bool]:
    """Give the sound if there is one, and whether it is being made."""
    sounds, name, task = memory().sounds, _name(midi), _task("sound", key)
    asked = place.sent.pop("play", None) == name or (autoplay and place.autoplayed != name)
    if autoplay:
        place.autoplayed = name
    if asked and sounds.get(name) is None and not _silent(midi):
        order(place, task, name, preview_of if preview else mp3_of, midi)
    patience_s = work.PATIENCE_S if preview else 0.0
    sound = collect(place, task, name, sounds, _("Making the sound"), patience_s)
    return sound, work.is_running(task)


def _score(
    place: Place, key: str, music: str, midi: bytes, title: str
) -> tuple[dict[str, Any] | None, bool]:
    """Give the engraved score if there is one that was asked for, and whether it is being made.

    ``music`` is what the player calls it; ``midi`` has its tracks' names, which are printed.
    """
    scores, task = memory().scores, _task("score", key)
    asked = "score" in place.sent
    wanted = place.take_score(music)
    name = "" if wanted is None else _name(f"{wanted} {title}".encode() + midi)
    # What failed or was stopped is tried again only when it is asked for again.
    untried = asked or place.ordered.get(task) != name
    if wanted is not None and scores.get(name) is None and untried:
        order(place, task, name, engraving_of, midi, title, wanted[1])
    engraving = collect(place, task, name, scores, _("Engraving the score"))
    sendable = None if engraving is None else {"name": name, **_sendable(engraving)}
    return sendable, work.is_running(task)


def _sendable(engraving: Engraving) -> dict[str, Any]:
    events = [(event.time_s, event.page, event.on, event.off) for event in engraving.events]
    return {"pages": engraving.pages, "events": events}


def _nameless(score: Score) -> Score:
    """Give a copy of the score whose tracks have no names."""
    copy = score.copy()
    for track in copy.tracks:
        track.name = ""
    return copy


def _bars_midi(score: Score, chosen: tuple[int, int]) -> bytes:
    """Give the chosen bars as MIDI; nothing where they hold nothing but rests."""
    first, last = chosen
    try:
        return write_midi(clip_bars(score, first, last - first + 1))
    except MidiError:
        return b""


def _silent(midi: bytes) -> str:
    """Say why nothing can be played; "" if something can."""
    if not midi:
        return _("No note begins in these bars.")
    if audio.missing() is not None:
        return _("There is no sound here yet. The MIDI file can be played elsewhere.")
    return ""


def _name(music: bytes) -> str:
    return hashlib.sha256(music).hexdigest()[:24]


def _task(kind: str, key: str) -> str:
    return f"{kind}_{key}"
