"""Colours of the figures, for paper and for the dark.

Each beam has a look of its own, a colour and a dash, so that nothing hangs on colour alone. The
colours are Okabe and Ito's (2008), which colour-blind people tell apart, darkened or lightened:
what is written (``ink``, ``faint``) and the beams stand out from the page by 4.5 to 1 or more, the
notes by 3 to 1 or more (WCAG AA). They know the page's two grounds, not what else stands on it.
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
        For the final paths, best first; ``beam_look`` says what comes when they run out.
    page
        The ground that figures stand on.
    chances
        For what is unlikely first and likely last, each further from the page than the one before;
        the first is seen as well as AA asks of pictures.
    highlight
        A felt pen's, under what is chosen; it needs a mark beside it to be seen by all.
    """

    ink: str
    faint: str
    grid: str
    seed: str
    new: str
    beams: tuple[str, ...]
    page: str
    chances: tuple[str, ...]
    highlight: str

    def beam_look(self, rank: int) -> tuple[str, str]:
        """Give a final path's colour and dash; no two of the first 25 are the same."""
        turn, place = divmod(rank, len(self.beams))
        # Were both used again from the start at once, path 6 would look like path 1.
        return self.beams[place], _DASHES[(place + turn) % len(_DASHES)]


_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

_PALETTES: dict[str, Palette] = {
    "light": Palette(
        ink="#1F2A24",
        faint="#646D67",
        grid="#E3DFD3",
        seed="#8A7F6A",
        new="#2E7D4F",
        beams=("#1E6B41", "#B4500A", "#2257A5", "#9C2F72", "#7A6200"),
        page="#FBF9F4",
        # From bark to leaf.
        chances=("#A68A45", "#7E8A3B", "#4F8341", "#23693C", "#0B4527"),
        highlight="#FFE08A",
    ),
    "dark": Palette(
        ink="#EDEFEA",
        faint="#8D9794",
        grid="#2B3337",
        seed="#B9AE98",
        new="#6FCF97",
        beams=("#6FCF97", "#F2A65A", "#7FB2F5", "#E58BC3", "#E3CF57"),
        page="#14181A",
        chances=("#8A7745", "#9A9A4E", "#86BC66", "#7DDB98", "#C4F8D8"),
        highlight="#5C4A12",
    ),
}


def palette(theme: Theme) -> Palette:
    """Give a theme's colours."""
    return _PALETTES[theme]
