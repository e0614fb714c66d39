"""What holds for all pages: they open cold, in both languages, and say when there is no sound."""

from __future__ import annotations

import pytest

from pages.common.session import Visit
from tests.pages.conftest import ROOT, page, unopened

PAGES = {
    "app.py": ("Semilla", "Semilla"),
    "pages/compose.py": ("Compose", "Componer"),
    "pages/beam_tree.py": ("Beam tree", "Árbol de búsqueda"),
    "pages/compare.py": ("Compare", "Comparar"),
    "pages/pieces.py": ("My pieces", "Mis piezas"),
    "pages/explore.py": ("Collections", "Colecciones"),
    "pages/learn.py": ("Learn", "Aprender"),
    "pages/piece.py": ("A piece", "Una pieza"),
}


def title(at: object) -> str:
    return at.title[0].value.split(": ")[-1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("locale", "place"), [("en-GB", 0), ("es-MX", 1), ("fr", 0)])
def test_a_page_opens_cold_in_the_browsers_language(path: str, locale: str, place: int) -> None:
    at = page(path, locale=locale)
    assert title(at).endswith(PAGES[path][place])
    assert not at.error


@pytest.mark.parametrize("path", PAGES)
def test_the_language_can_be_changed(path: str) -> None:
    at = page(path)
    at.sidebar.button_group[0].set_value("es").run()
    assert title(at).endswith(PAGES[path][1])
    assert not at.exception


def test_an_address_can_name_the_language() -> None:
    at = unopened("pages/compose.py")
    at.query_params["lang"] = "es"
    assert title(at.run()) == "Componer"
    assert at.query_params["lang"] == "es"


def test_an_address_that_names_no_language_we_speak_is_mended() -> None:
    at = unopened("pages/compose.py")
    at.query_params["lang"] = "<b>"
    assert title(at.run()) == "Compose"
    assert "lang" not in at.query_params


def test_every_page_is_listed_here() -> None:
    assert {f"pages/{path.name}" for path in (ROOT / "pages").glob("[!_]*.py")} | {"app.py"} == set(
        PAGES
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_missing_soundfont_is_said_once_and_stops_nothing(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMILLA_SOUNDFONT", "/nowhere/font.sf2")
    at = page(path)
    (notice,) = at.warning
    assert "SEMILLA" in notice.value
    assert "MIDI files work" in notice.value


def test_each_language_remembers_how_notes_are_called() -> None:
    at = page("app.py")
    at.sidebar.button_group[1].set_value("solfege").run()
    assert not at.exception
    at.sidebar.button_group[0].set_value("es").run()
    assert at.sidebar.button_group[1].value == "solfege"
    at.sidebar.button_group[1].set_value("letters").run()
    at.sidebar.button_group[0].set_value("en").run()
    assert at.sidebar.button_group[1].value == "solfege"
    assert not at.exception


def test_memory_starts_empty() -> None:
    assert Visit().latest is None
