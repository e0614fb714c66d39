"""Paths of several networks under each other, note by note, as a table.

A table and not a picture: its names stay text, its first column stays in sight while the notes are
scrolled, and a screen reader walks it. How many networks have a note is told by colour, by border
and by dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from core.figures.palette import Theme, palette

_STYLE = """
<style>
.semilla-alike { overflow-x: auto; padding-bottom: 6px; outline-offset: -2px; }
.semilla-alike table { border-collapse: separate; border-spacing: 4px; color: %(ink)s; margin: 0; }
.semilla-alike :is(th, td) { border: 0; padding: 0; text-align: center; font-weight: 400; }
.semilla-alike thead th { font-size: 0.8125rem; vertical-align: bottom; text-align: left;
  padding: 2px 2px 2px 6px; white-space: nowrap; }
.semilla-alike thead th.narrow { white-space: normal; }
.semilla-alike tbody th { position: sticky; left: 0; z-index: 1; background: %(ground)s;
  text-align: left; padding-right: 8px; font-weight: 600; font-size: 0.875rem;
  min-width: 5.5rem; max-width: 8rem; line-height: 1.25; }
.semilla-alike td { min-width: 3.75rem; height: 3.75rem; border-radius: 8px; line-height: 1.2; }
.semilla-alike td.corner { height: auto; min-width: 0; }
.semilla-alike td b { display: block; font-size: 0.9375rem; white-space: nowrap; padding: 0 4px; }
.semilla-alike td small { font-size: 0.75rem; color: inherit; }
.semilla-alike td i { display: block; font-style: normal; font-size: 0.75rem; letter-spacing: 1px;
  line-height: 1; }
.semilla-alike td.all { border: 2px solid %(all)s; background: %(all)s22; }
.semilla-alike td.some { border: 2px dashed %(some)s; background: %(some)s22; }
.semilla-alike td.alone { border: 2px dotted %(faint)s; }
.semilla-alike .parts { position: relative; }
.semilla-alike .parts::before { content: ""; position: absolute; left: -4px; top: -4px;
  bottom: -4px; width: 4px; background: %(parts)s; }
.semilla-alike td.parts::before { left: -6px; top: -6px; bottom: -6px; }
.semilla-alike .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%%); }
</style>
"""
_DOT = "●"


@dataclass(frozen=True)
class Cell:
    """A note in the table.

    Attributes
    ----------
    name, chance
        As they are to be read.
    alike
        How many networks have it, this one among them.
    told
        That number in words.
    parts
        Whether the network leaves others here.
    """

    name: str
    chance: str
    alike: int
    told: str
    parts: bool = False


@dataclass(frozen=True)
class Stretch:
    """Columns under one heading.

    Attributes
    ----------
    text
        The heading.
    columns
        How many.
    parts
        Whether paths part where they begin.
    """

    text: str
    columns: int
    parts: bool


def table_html(
    rows: Sequence[tuple[str, Sequence[Cell | None]]],
    stretches: Sequence[Stretch],
    *,
    caption: str,
    rest: str,
    theme: Theme,
    ground: str,
) -> str:
    """Write the table as HTML.

    Parameters
    ----------
    rows
        A network's name and its cells, None where none of its notes begins; all equally long.
    stretches
        Of as many columns together.
    caption
        What is shown, for those who do not see it.
    rest
        What is said of an empty cell.
    ground
        The page's colour.
    """
    colours = palette(theme)
    style = _STYLE % {
        "ink": colours.ink,
        "faint": colours.faint,
        "ground": ground,
        "all": colours.beams[0],
        "some": colours.beams[2],
        "parts": colours.beams[1],
    }
    heads = "".join(_head(stretch) for stretch in stretches if stretch.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(_cell(cell, len(rows), rest) for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return (
        f'{style}<div class="semilla-alike" role="region" tabindex="0" '
        f'aria-label="{escape(caption)}"><table>'
        f'<thead><tr><td class="corner"></td>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _head(stretch: Stretch) -> str:
    kinds = [
        name for name, has in (("parts", stretch.parts), ("narrow", stretch.columns < 3)) if has
    ]
    return (
        f'<th scope="colgroup" colspan="{stretch.columns}" class="{" ".join(kinds)}">'
        f"{escape(stretch.text)}</th>"
    )


def _cell(cell: Cell | None, networks: int, rest: str) -> str:
    if cell is None:
        return f'<td><span class="unseen">{escape(rest)}</span></td>'
    kind = "all" if cell.alike == networks else "some" if cell.alike > 1 else "alone"
    parts = " parts" if cell.parts else ""
    return (
        f'<td class="{kind}{parts}"><b>{escape(cell.name)}</b><small>{escape(cell.chance)}</small>'
        f'<i aria-hidden="true">{_DOT * cell.alike}</i>'
        f'<span class="unseen">{escape(cell.told)}</span></td>'
    )
