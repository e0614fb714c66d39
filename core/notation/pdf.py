"""Pages of verovio's SVG → one PDF of A4 pages, all lines and letters as vectors.

It knows the few elements of SVG that verovio writes, and no music. Signs of the music font stand
in the file once each; letters are a Times with more of them than a PDF's own has.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from fontTools.svgLib.path import parse_path
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.notation.engraving import GLYPH_UNITS_AN_EM, music_glyph

_SVG = "{http://www.w3.org/2000/svg}"
# Styles and their files in matplotlib, which music21 needs.
_FACES = {
    "": "STIXGeneral.ttf",
    "bold": "STIXGeneralBol.ttf",
    "italic": "STIXGeneralItalic.ttf",
}
# How verovio's style sheet sets texts of these classes.
_STYLES = {"tempo": "bold", "mNum": "italic", "dir": "italic", "tupletNum": "italic"}
_TRANSFORM = re.compile(r"(translate|scale)\(([^)]*)\)")
# Where music fonts have their signs.
_PRIVATE_AREA = frozenset(map(chr, range(0xE000, 0xF900)))


@dataclass(frozen=True)
class _Run:
    """Some letters of one size, in the picture's units."""

    text: str
    size: float

    @property
    def is_music(self) -> bool:
        """Whether they are signs of the music font."""
        return any(character in _PRIVATE_AREA for character in self.text)


def pdf_of(pages: tuple[str, ...], *, title: str) -> bytes:
    """Bind A4 pages of SVG, as ``engraving.engrave_paper`` gives them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setCreator("Semilla")
    painter = _Painter(canvas)
    for page in pages:
        painter.page(fromstring(page))
    canvas.save()
    return out.getvalue()


@cache
def _fonts() -> dict[str, str]:
    """Make the letters known to reportlab, and tell their names by style."""
    spec = find_spec("matplotlib")
    (folder,) = (spec.submodule_search_locations if spec else None) or [""]
    names = {}
    for style, file in _FACES.items():
        names[style] = file.removesuffix(".ttf")
        pdfmetrics.registerFont(TTFont(names[style], Path(folder, "mpl-data/fonts/ttf", file)))
    return names


class _Painter:
    """Draws what verovio draws."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._forms: set[str] = set()

    def page(self, root: Element) -> None:
        """Draw one page."""
        self._define(root.find(f"{_SVG}defs"))
        picture = root.find(f"{_SVG}svg")
        assert picture is not None
        scale = A4[0] / float(picture.attrib["viewBox"].split()[2])
        self._canvas.translate(0, A4[1])
        self._canvas.scale(scale, -scale)
        self._draw(picture, "")
        self._canvas.showPage()

    def _define(self, definitions: Element | None) -> None:
        """Put each sign of the music font into the file, the first time that a page needs it."""
        for sign in definitions if definitions is not None else ():
            name = sign.attrib["id"]
            if name not in self._forms:
                self._forms.add(name)
                size = 4 * GLYPH_UNITS_AN_EM
                self._canvas.beginForm(name, -size, -size, size, size)
                self._draw(sign, "")
                self._canvas.endForm()

    def _draw(self, parent: Element, style: str) -> None:
        for element in parent:
            kind = element.tag.removeprefix(_SVG)
            moved = self._move(element.get("transform"))
            if kind == "text":
                self._text(element, style)
            elif kind == "use":
                self._canvas.doForm(element.attrib["href"].removeprefix("#"))
            elif shape := _outline(kind, element):
                self._shape(shape, element)
            else:
                own = [_STYLES[name] for name in _classes(element) if name in _STYLES]
                self._draw(element, own[0] if own else style)
            if moved:
                self._canvas.restoreState()

    def _move(self, transform: str | None) -> bool:
        """Follow an element's own transform; tell whether to come back from it."""
        if not transform:
            return False
        self._canvas.saveState()
        for name, values in _TRANSFORM.findall(transform):
            x, *y = map(float, values.replace(",", " ").split())
            if name == "translate":
                self._canvas.translate(x, y[0] if y else 0)
            else:
                self._canvas.scale(x, y[0] if y else x)
        return True

    def _shape(self, outline: str, element: Element) -> None:
        width = element.get("stroke-width")
        if width:
            self._canvas.setLineWidth(float(width))
            self._canvas.setLineCap(1 if element.get("stroke-linecap") == "round" else 0)
            self._canvas.setLineJoin(1 if element.get("stroke-linejoin") == "round" else 0)
            dashes = element.get("stroke-dasharray")
            self._canvas.setDash([float(d) for d in re.split("[ ,]+", dashes)] if dashes else [])
        filled = element.get("fill") != "none"
        self._canvas.drawPath(self._path(outline), stroke=bool(width), fill=filled)

    def _path(self, outline: str) -> Any:
        path = self._canvas.beginPath()
        parse_path(outline, _Pen(path))
        return path

    def _text(self, element: Element, style: str) -> None:
        bold = element.get("font-weight") == "bold"
        for x, y, anchor, runs in _lines(element):
            font = _fonts()["bold" if bold else style]
            widths = [_width(run, font) for run in runs]
            x -= sum(widths) * {"middle": 0.5, "end": 1.0}.get(anchor, 0.0)
            for run, width in zip(runs, widths, strict=True):
                self._canvas.saveState()
                self._canvas.translate(x, y)
                self._canvas.scale(1, -1)
                self._letters(run, font)
                self._canvas.restoreState()
                x += width

    def _letters(self, run: _Run, font: str) -> None:
        if not run.is_music:
            self._canvas.setFont(font, run.size)
            self._canvas.drawString(0, 0, run.text)
            return
        scale = run.size / GLYPH_UNITS_AN_EM
        self._canvas.scale(scale, scale)
        for character in run.text.strip():
            glyph = music_glyph(character)
            self._canvas.drawPath(self._path(glyph.outline), stroke=0, fill=1)
            self._canvas.translate(glyph.advance_em * GLYPH_UNITS_AN_EM, 0)


class _Pen:
    """Writes down for reportlab what fontTools reads in an SVG path."""

    def __init__(self, path: Any) -> None:
        self.moveTo = lambda point: path.moveTo(*point)
        self.lineTo = lambda point: path.lineTo(*point)
        self.curveTo = lambda *points: path.curveTo(*(value for p in points for value in p))
        self.closePath = path.close

    def endPath(self) -> None:
        """Leave a line open."""


def _outline(kind: str, element: Element) -> str:
    """Give a shape as an SVG path; nothing if it is none."""
    get = element.get
    if kind == "path":
        return get("d", "")
    if kind in ("polygon", "polyline"):
        return f"M{get('points')}{'Z' if kind == 'polygon' else ''}"
    if kind == "rect":
        width, height = get("width"), get("height")
        return f"M{get('x')} {get('y')}h{width}v{height}h-{width}Z"
    if kind == "ellipse":
        x, y, rx, ry = (float(get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
        return f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0Z"
    return ""


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _lines(text: Element) -> Iterator[tuple[float, float, str, list[_Run]]]:
    """Give a text's lines with their places: a span with a place of its own begins a new one."""
    x, y = float(text.get("x", 0)), float(text.get("y", 0))
    anchor, runs = text.get("text-anchor", "start"), list[_Run]()
    for span in text.iter(f"{_SVG}tspan"):
        if span.get("x") is not None and runs:
            yield x, y, anchor, runs
            runs = []
        x, y = float(span.get("x", x)), float(span.get("y", y))
        anchor, size = span.get("text-anchor", anchor), span.get("font-size")
        if span.text and size is not None:
            runs.append(_Run(span.text, float(size.removesuffix("px"))))
    if runs:
        yield x, y, anchor, runs


def _width(run: _Run, font: str) -> float:
    if run.is_music:
        return run.size * sum(music_glyph(sign).advance_em for sign in run.text.strip())
    return float(pdfmetrics.stringWidth(run.text, font, run.size))
