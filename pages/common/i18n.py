"""The reader's language: English as it stands in the code, or a gettext catalogue.

``_("text")`` and ``n_("one", "many", n)`` give the reader's words, ``sentence(error)`` an error's,
``number(x)`` a number as the reader writes it. Catalogues are the ``.po`` files in
``assets/locale``, read as they are: there is nothing to compile. Which language it is, and whether
notes are called C D E or Do Re Mi, is kept by Streamlit's session; what the texts say is nobody's
business here.
"""

from __future__ import annotations

import gettext
import io
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from core import limits
from core.errors import SemillaError

LOCALE = Path(__file__).resolve().parents[2] / "assets" / "locale"
LANGUAGES = {"en": "English", "es": "Español"}
KEY = "lang"  # of the session's value, and of the address's ?lang=
_WORD_JOINER = "\u2060"
LETTERS, SOLFEGE = "letters", "solfege"


def browser_language() -> str:
    """Give the language that the browser asks for, if Semilla speaks it; otherwise English."""
    language = str(st.context.locale or "").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


def asked_language() -> str | None:
    """Give the language that the page's address asks for, if Semilla speaks it."""
    language = str(st.query_params.get(KEY, ""))
    return language if language in LANGUAGES else None


def language() -> str:
    """Give the code of the language that the page is being drawn in."""
    return str(st.session_state.get(KEY) or browser_language())


def names_key() -> str:
    """Give the key of the session's value that says how notes are called in this language."""
    return f"names_{language()}"


def usual_names() -> str:
    """Tell how notes are called in the reader's language."""
    return SOLFEGE if language() == "es" else LETTERS


def solfege() -> bool:
    """Tell whether this reader's notes are called Do Re Mi."""
    return str(st.session_state.get(names_key()) or usual_names()) == SOLFEGE


def _(text: str) -> str:
    """Give a text in the reader's language."""
    return translations(language()).gettext(text) if text else ""


def n_(singular: str, plural: str, n: int, **others: str) -> str:
    """Give the form that fits ``n``, with the number put in for ``{n}``, and others for theirs."""
    form = translations(language()).ngettext(singular, plural, n)
    return form.format(n=number(n), **others)


def number(value: float, digits: int = 0) -> str:
    """Write a number as the reader does, with so many digits after the point."""
    # 0 and -0 are the same to the cache.
    return _written(value + 0.0, digits, language())


def number_signs() -> str:
    """Give the sign before a number's decimals, and the one between its thousands."""
    return get_decimal_symbol(language()) + get_group_symbol(language())


def sentence(error: SemillaError) -> str:
    """Give an error's sentence as Markdown in which nothing a stranger wrote is markup."""
    values = {
        name: plain(_(value)) if isinstance(value, str) else value
        for name, value in error.values.items()
    }
    return _(error.template).format(**values)


def plain(text: str) -> str:
    """Cut a stranger's text short and take its meaning as Markdown away."""
    cut = " ".join(text[: limits.SHOWN_CHARACTERS].split())
    # Addresses become links without any sign that could be escaped: they are broken where nobody
    # sees it.
    cut = re.sub(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", _WORD_JOINER, cut, flags=re.IGNORECASE)
    # Markdown lets ASCII's signs alone be escaped: before a letter or an emoji a backslash is seen.
    return re.sub(r"([\"#$%&()*+/:<=>@\[\\\]^_`{|}~-])", r"\\\1", cut)


@lru_cache(4096)
def _written(value: float, digits: int, language: str) -> str:
    """Write a number in a language: a tree's picture has hundreds, and few different ones."""
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(value, format=pattern, locale=language)


@lru_cache
def translations(language: str) -> gettext.NullTranslations:
    """Read a language's catalogue; English needs none."""
    path = LOCALE / f"{language}.po"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
