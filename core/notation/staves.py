"""Which notes stand on which staff: parts, hands, voices, clefs and names.

The tracks' programs are General MIDI's. It knows no measures and no names of notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from symusic.core import ScoreTick as Score
from symusic.core import TrackTick as Track

from core.notation.hands import divide_hands
from core.notation.lines import Voice, Written, one_line, struck_once, together, voices_of
from core.notation.plain import plain

Layout = Literal["auto", "keyboard", "voices"]
Clef = Literal["treble", "treble8vb", "alto", "tenor", "bass"]

_MOST_STAVES = 12
_MOST_NAME_CHARACTERS = 24
# In the language of scores.
_CHOIR = (("Soprano", "S."), ("Alto", "A."), ("Tenore", "T."), ("Basso", "B."))
# Four voices are a choir's if all sound so much of the time, within what people can sing.
_CHOIR_SHARE = 0.6
_CHOIR_PITCHES = range(36, 85)
# General MIDI's pianos, chromatic percussion and organs, harps: what two hands play on two staves.
_KEYBOARDS = frozenset((*range(24), 46))
_VIOLA = 41
_GUITARS = range(24, 32)
# The pitches of each clef's lowest and highest line, from the likeliest clef to the rarest.
_LINES: dict[Clef, tuple[int, int]] = {"treble": (64, 77), "bass": (43, 57)}
_ALTO_LINES = {"alto": (53, 67)}


@dataclass(frozen=True)
class Staff:
    """Five lines: their clef, and voices of notes, the upper one first.

    ``polyphonic`` says that its voices keep stems of their own even where they move together.
    """

    clef: Clef
    voices: tuple[Voice, ...]
    polyphonic: bool = False


@dataclass(frozen=True)
class Part:
    """What one player plays, on one staff or, at a keyboard, on two."""

    name: str
    short_name: str
    program: int
    staves: tuple[Staff, ...]


def parts(score: Score, tracks: Sequence[Sequence[Written]], layout: Layout) -> list[Part]:
    """Divide the notes among parts and staves.

    Parameters
    ----------
    score
        Says the tracks' names and programs.
    tracks
        The notes of each of the score's tracks.
    layout
        ``keyboard``: all on two staves. ``voices``: a staff a track, or of one track a staff a
        voice. ``auto``: what the music asks for.
    """
    used = [
        (track, list(notes)) for track, notes in zip(score.tracks, tracks, strict=True) if notes
    ]
    if not used:
        return [Part("", "", 0, (Staff("treble", ((),)),))]
    if layout == "keyboard":
        return [_keyboard([notes for _, notes in used], used[0][0].program)]
    every = [note for _, notes in used for note in notes]
    alone = one_line(every)
    if layout == "auto" and not alone and _one_player(used) and not _choir(every):
        return [_keyboard([notes for _, notes in used], used[0][0].program)]
    if len(used) == 1 or (_one_player(used) and len(used) <= 2):
        track = used[0][0]
        voices = [every] if alone else voices_of(every, 4)
        if len(voices) == 4 and _choir(every):
            return _choir_parts(voices, track.program)
        return [_part("", "", track.program, voice) for voice in voices]
    if len(used) > _MOST_STAVES:
        return [_keyboard([notes for _, notes in used], 0)]
    if len(used) == 4 and _choir(every) and len({track.name for track, _ in used}) == 1:
        return _choir_parts([notes for _, notes in used], used[0][0].program)
    names = _names([track for track, _ in used])
    return [
        _player(name, track.program, notes, layout)
        for name, (track, notes) in zip(names, used, strict=True)
    ]


def _one_player(used: Sequence[tuple[Track, list[Written]]]) -> bool:
    """Tell whether all tracks are one keyboard's: its two hands, or all that has one name."""
    keyboards = all(track.program in _KEYBOARDS for track, _ in used)
    return keyboards and (len(used) <= 2 or len({(t.program, t.name) for t, _ in used}) == 1)


def _choir(notes: Sequence[Written]) -> bool:
    """Tell whether music is that of a choir: four voices, nearly all the time."""
    edges = sorted(
        [(note.begin_ticks, 1) for note in notes] + [(note.end_ticks, -1) for note in notes]
    )
    lasts: dict[int, int] = defaultdict(int)
    sounding = 0
    for (time, change), (following, _) in pairwise(edges):
        sounding += change
        lasts[sounding] += following - time
    most = max((count for count, ticks in lasts.items() if ticks), default=0)
    return (
        most == 4
        and lasts[4] >= _CHOIR_SHARE * sum(lasts.values())
        and all(note.pitch in _CHOIR_PITCHES for note in notes)
    )


def _choir_parts(voices: Sequence[Sequence[Written]], program: int) -> list[Part]:
    clefs: tuple[Clef, ...] = ("treble", "treble", "treble8vb", "bass")
    by_height = sorted(voices, key=lambda voice: -sum(n.pitch for n in voice) / len(voice))
    return [
        Part(name, short, program, (_staff(voice, clef),))
        for (name, short), clef, voice in zip(_CHOIR, clefs, by_height, strict=True)
    ]


def _player(name: str, program: int, notes: list[Written], layout: Layout) -> Part:
    pitches = [note.pitch for note in notes]
    wide = min(pitches) < 55 and max(pitches) > 65 and not one_line(notes)
    if layout == "auto" and program in _KEYBOARDS and wide:
        keyboard = _keyboard([notes], program)
        return Part(name, _short(name), program, keyboard.staves)
    return _part(name, _short(name), program, notes)


def _part(name: str, short_name: str, program: int, notes: Sequence[Written]) -> Part:
    return Part(name, short_name, program, (_staff(notes, _clef(notes, program)),))


def _keyboard(tracks: Sequence[list[Written]], program: int) -> Part:
    every = [note for notes in tracks for note in notes]
    if _choir(every):
        voices = list(tracks) if len(tracks) == 4 else voices_of(every, 4)
        upper, lower = voices[:2], voices[2:]
        staves = (
            Staff("treble", tuple(map(struck_once, upper)), polyphonic=True),
            Staff("bass", tuple(map(struck_once, lower)), polyphonic=True),
        )
        return Part("", "", program, staves)
    if len(tracks) == 2:
        right, left = tracks
    else:
        right, left = divide_hands(every)
    return Part("", "", program, (_staff(right, "treble"), _staff(left, "bass")))


def _staff(notes: Sequence[Written], clef: Clef) -> Staff:
    """Put notes on a staff: in one voice if a voice can sing them, else in two."""
    if together(notes):
        return Staff(clef, (tuple(notes),))
    return Staff(clef, tuple(map(struck_once, voices_of(notes, 2))))


def _clef(notes: Sequence[Written], program: int) -> Clef:
    """Choose the clef that needs the fewest ledger lines."""
    if program in _GUITARS:
        return "treble8vb"
    lines = dict(_LINES)
    if program == _VIOLA:
        lines = {"alto": _ALTO_LINES["alto"], "treble": lines["treble"]}

    def beyond(clef: Clef) -> int:
        low, high = lines[clef]
        return sum(max(low - note.pitch, note.pitch - high, 0) for note in notes)

    return min(lines, key=beyond)


def _names(tracks: Sequence[Track]) -> list[str]:
    """Name the parts as their tracks are named, numbered where several have one name."""
    own = [plain(track.name, _MOST_NAME_CHARACTERS) for track in tracks]
    own = [name[:1].upper() + name[1:] for name in own]
    names = []
    for index, name in enumerate(own):
        if name and own.count(name) > 1:
            name = f"{name} {own[: index + 1].count(name)}"
        names.append(name)
    return names


def _short(name: str) -> str:
    """Abbreviate a part's name for all systems but the first: ``Violin 2`` → ``Vio. 2``."""
    words = name.split()
    if not words:
        return ""
    first = words[0] if len(words[0]) <= 4 else f"{words[0][:3]}."
    number = [words[-1]] if len(words) > 1 and words[-1].isdecimal() else []
    return " ".join([first, *number])
