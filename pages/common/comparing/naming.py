"""What the music of a comparison is called: by how it was made, or by a letter until the vote."""

from __future__ import annotations

from string import ascii_uppercase

from core.recipe import Recipe
from pages.common.i18n import _, plain
from pages.common.networks import installed, network_title
from pages.common.wording import search_title


def checkpoint_title(name: str) -> str:
    """Name a network; one that is not installed here by its own name."""
    titles = [network_title(info) for info in installed() if info.name == name]
    return titles[0] if titles else plain(name)


def recipe_title(recipe: Recipe) -> str:
    """Say how music was made: by which network, and by which search."""
    return f"{checkpoint_title(recipe.checkpoint)} · {search_title(recipe.search)}"


def letter(place: int) -> str:
    """Give the letter that stands for a place, from 0."""
    return ascii_uppercase[place]


def lettered(place: int) -> str:
    """Name music whose making is hidden."""
    return _("Music {letter}").format(letter=letter(place))
