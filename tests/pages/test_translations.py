"""Every text has its Spanish."""

from __future__ import annotations

import re
import string

import pytest

from core.errors import CheckpointError, MidiError
from pages.common import i18n
from tests.pages.texts import error_texts, page_texts

SPANISH = i18n.translations("es")
# Texts that are the same in both languages.
SAME = {"GRU", "Oboe", "Piano", "Tempo", "Tuba", "Viola", "blues"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def spanish(text: str) -> str:
    one = SPANISH.gettext(text)
    return one if one != text else SPANISH.ngettext(text, text, 1)


def test_the_code_is_searched() -> None:
    assert "Play an example" in page_texts()
    assert "{n} final path" in page_texts()
    assert "This file is empty." in error_texts()
    assert "The beam width k is {value}; it can be {lowest} to {highest}." in error_texts()
    assert "card.json is missing" in error_texts()


@pytest.mark.parametrize("texts", [page_texts, error_texts])
def test_no_text_lacks_its_spanish(texts: object) -> None:
    missing = [
        f"{file}: {text}"
        for text, file in texts().items()
        if spanish(text) == text and text not in SAME
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("texts", [page_texts, error_texts])
def test_translations_ask_for_the_same_values(texts: object) -> None:
    assert {text for text in texts() if fields(text) != fields(spanish(text))} == set()


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    said = page_texts() | error_texts()
    sentences = {key if isinstance(key, str) else key[0] for key in SPANISH._catalog} - {""}
    # Raised through a constant, which no reader of the code can see.
    assert sentences - set(said) == {"The work was stopped."}


def test_plurals_and_numbers_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "es")
    assert i18n.n_("{n} final path", "{n} final paths", 1) == "1 camino final"
    assert i18n.n_("{n} final path", "{n} final paths", 5) == "5 caminos finales"
    assert i18n.number(12345.678, 1) == "12.345,7"


def test_an_error_is_said_in_spanish_with_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "es")
    problem = CheckpointError(
        "The checkpoint '{name}' cannot be used: {why}.", name="x", why="its weights are missing"
    )
    assert i18n.sentence(problem) == "La red guardada «x» no se puede usar: faltan sus pesos."


@pytest.mark.parametrize(
    "text", ["![x](http://a.example/i.png)", "<img src=x>", "**b** `c` _d_ :smile: $x$ # e"]
)
def test_a_strangers_text_is_no_markup(text: str) -> None:
    shown = i18n.sentence(MidiError("'{name}' cannot be read.", name=text))
    assert not re.search(r"(?<!\\)[\[\]<>*`:$#()_]", shown)
    assert shown.replace("\\", "").replace("\u2060", "") == f"'{text}' cannot be read."


@pytest.mark.parametrize("text", ["https://a.example/x", "WWW.a.example", "me@a.example"])
def test_a_strangers_address_is_no_link(text: str) -> None:
    """GitHub's Markdown finds addresses by these signs; a test in the browser looks for links."""
    shown = i18n.plain(text)
    assert not re.search(r"://|www\.|\w@", shown.replace("\\", ""), re.IGNORECASE)
    assert shown.replace("\\", "").replace("\u2060", "") == text


def test_a_strangers_text_is_cut() -> None:
    assert len(i18n.plain("a" * 500)) == 80
