"""MusicXML → pages of SVG, by verovio.

A toolkit of its own for each call, for they are not thread-safe, and nothing said on the terminal.
It knows no scores: what is engraved is what the MusicXML says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import fromstring

# Of verovio's own size; staves are about 27 px high then.
_SCALE_PERCENT = 38
# A page is so high, and higher where two systems of many staves need it.
_PAGE_PX, _STAFF_PX, _MARGINS_PX = 600, 85, 110
# Of more staves one system fills a page.
_TWO_SYSTEMS = 5
_FONT = "Leipzig"
_PLACEHOLDER = re.compile(r'<g id="\w+" class="[^"]*\bplaceholder\b[^"]*"><ellipse[^>]*/></g>')
GLYPH_UNITS_AN_EM = 1000


@dataclass(frozen=True)
class Glyph:
    """A sign of the music font: its outline as an SVG path, upwards, and how wide it is."""

    outline: str
    advance_em: float


def engrave_screen(musicxml: bytes, *, width_px: int, staves: int) -> tuple[str, ...]:
    """Give pages for a screen, as wide as is said and no higher than their music."""
    height_px = max(
        _PAGE_PX, (2 if staves <= _TWO_SYSTEMS else 1) * staves * _STAFF_PX + _MARGINS_PX
    )
    return _engraved(
        musicxml,
        {
            "scale": _SCALE_PERCENT,
            "pageWidth": round(width_px * 100 / _SCALE_PERCENT),
            "pageHeight": round(height_px * 100 / _SCALE_PERCENT),
            "adjustPageHeight": True,
            "svgViewBox": True,
            "header": "auto",
        },
    )


def engrave_paper(musicxml: bytes) -> tuple[str, ...]:
    """Give pages of A4."""
    return _engraved(
        musicxml,
        {
            "scale": 100,
            "pageWidth": 2100,
            "pageHeight": 2970,
            "pageMarginLeft": 150,
            "pageMarginRight": 150,
            "pageMarginTop": 150,
            "pageMarginBottom": 150,
            "unit": 8,
            "svgViewBox": True,
            "justifyVertically": True,
        },
    )


@lru_cache(maxsize=256)
def music_glyph(character: str) -> Glyph:
    """Give a sign of verovio's music font; one that it lacks is empty."""
    code = f"{ord(character):04X}"
    data = files("verovio") / "data"
    outline = data / _FONT / f"{code}.xml"
    if not outline.is_file():
        return Glyph("M0 0", 0.0)
    table = fromstring((data / f"{_FONT}.xml").read_text("utf-8"))
    entry = next(glyph for glyph in table if glyph.get("c") == code)
    path = fromstring(outline.read_text("utf-8")).find("path")
    shape = path.attrib["d"] if path is not None else "M0 0"
    return Glyph(shape, float(entry.get("h-a-x", 0)) / GLYPH_UNITS_AN_EM)


def _engraved(musicxml: bytes, options: Mapping[str, Any]) -> tuple[str, ...]:
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(
        {
            "inputFrom": "xml",
            "breaks": "auto",
            "breaksNoWidow": True,
            "footer": "none",
            "svgRemoveXlink": True,
            "svgFormatRaw": True,
            "xmlIdChecksum": True,
            **options,
        }
    )
    toolkit.loadData(musicxml.decode("utf-8"))
    return tuple(_plain(toolkit.renderToSVG(page)) for page in range(1, toolkit.getPageCount() + 1))


def _plain(page: str) -> str:
    """Give a page the colour of the text around it, and leave out what is not to be seen."""
    page = page.replace(
        'class="definition-scale" color="black"', 'class="definition-scale" fill="currentColor"'
    )
    return _PLACEHOLDER.sub("", page)
