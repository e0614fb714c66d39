"""Colours of the figures, for paper and for the dark.

Each beam has a colour and a dash of its own, so that nothing hangs on colour alone. The colours are
Okabe and Ito's (2008), which colour-blind people tell apart, darkened or lightened to be read on
the theme's background.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours as ``#rrggbb``.

    Attributes
    ----------
    ink, faint, grid
        Text, what is passed over, and lines behind everything.
    seed, new
        What was given and what was made.
    beams
        One a final path, best first; used again from the start when they run out.
    """

    ink: str
    faint: str
    grid: str
    seed: str
    new: str
    beams: tuple[str, ...]


DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

_PALETTES: dict[str, Palette] = {
    "light": Palette(
        ink="#1F2A24",
        faint="#8B948E",
        grid="#E3DFD3",
        seed="#8A7F6A",
        new="#2E7D4F",
        beams=("#1E6B41", "#B4500A", "#2257A5", "#9C2F72", "#7A6200"),
    ),
    "dark": Palette(
        ink="#EDEFEA",
        faint="#7E8885",
        grid="#2B3337",
        seed="#B9AE98",
        new="#6FCF97",
        beams=("#6FCF97", "#F2A65A", "#7FB2F5", "#E58BC3", "#E3CF57"),
    ),
}


def palette(theme: Theme) -> Palette:
    """Give a theme's colours."""
    return _PALETTES[theme]
