"""What a page of the score may hold: nothing in it acts, and nothing is fetched."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from core.notation import engrave
from tests.browser.conftest import ROOT
from tests.scores import score_of

SHEET = (ROOT / "pages/common/player/sheet.js").read_text("utf-8")
SAFE = "([code, svg]) => new Function('svg', `${code}; return safeSvg(svg)?.outerHTML`)(svg)"
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xhtml"'
HOSTILE = {
    "a filter": f'{OPEN}><g filter="url(http://evil.example/a#b)"/></svg>',
    "a fill in quotes": f"""{OPEN}><g fill="url( ' http://evil.example/a')"/></svg>""",
    "a style": f'{OPEN} style="background: URL (//evil.example/a), url(#own)"><g/></svg>',
    "an escaped style": f'{OPEN} style="background: u\\72l(http://evil.example)"><g/></svg>',
    "a set of pictures": f"""{OPEN} style="background: image-set('//evil.example' 1x)"/>""",
    "a mask of another page": f'{OPEN}><g mask="url(evil.example#m)"/></svg>',
    "rules": f"{OPEN}><style>g {{ fill: url(http://evil.example) }}</style></svg>",
    "escaped rules": f"{OPEN}><style>@\\69mport 'http://evil.example';</style></svg>",
    "imported rules": f"{OPEN}><style>@import 'http://evil.example';</style></svg>",
    "a link": f'{OPEN}><use href="http://evil.example/a#b"/></svg>',
    "a picture": f'{OPEN}><image href="http://evil.example"/></svg>',
    "a picture of HTML": f'{OPEN}><x:img src="http://evil.example"/></svg>',
    "a script": f"{OPEN}><script>fetch('http://evil.example')</script></svg>",
    "an action": f"""{OPEN} onload="fetch('http://evil.example')"><g/></svg>""",
    "no SVG": '<svg xmlns="http://www.w3.org/1999/xhtml"><p>evil</p></svg>',
}


def safe(chromium: Browser, svg: str) -> str | None:
    page = chromium.new_page()
    kept: str | None = page.evaluate(SAFE, [SHEET, svg])
    page.close()
    return kept


@pytest.mark.parametrize("svg", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_is_left_that_could_fetch_or_act(chromium: Browser, svg: str) -> None:
    kept = safe(chromium, svg) or ""
    assert "evil" not in kept
    assert "\\" not in kept


def test_what_points_into_its_own_page_is_kept(chromium: Browser) -> None:
    own = f'{OPEN}><use href="#b"/><g fill="url(#a)" mask="url( \'#b\' )"/></svg>'
    kept = safe(chromium, own)
    assert kept is not None
    assert kept.count("#") == 3


def test_an_engraved_page_loses_nothing_but_its_font(chromium: Browser) -> None:
    """The font is taken into the page by itself; all that is drawn is still there."""
    (page,) = engrave(score_of([(0, 1, 61), (1, 0.5, 62), (1.5, 0.5, 65)]), title="A & B").pages
    kept = safe(chromium, page)
    assert kept is not None
    for part in ("<path", "<use", "<g ", "href=", "id=", "class=", "transform="):
        assert kept.count(part) == page.count(part)
