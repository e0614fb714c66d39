"""Strangers' words → what is shown of them in a score. It knows no language and no markup."""

from __future__ import annotations


def plain(text: str, most: int) -> str:
    """Give at most so many characters of a text, spaces between words, all of them printable."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:most]
