"""What the store gives out, and how visitors, links and names are written down.

A visitor's token is a secret like a password: only its hash is kept, so that a copy of the
database opens nobody's shelf. A link is a secret too, and is all that it takes to look and listen.
It knows no database.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from core import limits
from core.arrangement import Arrangement
from core.errors import NoSuchPiece, StoreError

_LINK_BYTES = 16
_LINK = re.compile(r"[A-Za-z0-9_-]{22}")
# They join what is one sign to the eye: families of emoji, letters of Persian.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Piece:
    """A composition that is kept, without its music.

    Attributes
    ----------
    link
        What opens it for anybody.
    owner
        The hash of its maker's token; ``belongs_to`` compares.
    name
        Theirs, at most 80 characters; may be empty.
    favourite
        Whether its maker marked it.
    created
        In UTC.
    parent
        Link of the piece that it was made from, deleted or not; None where there was none, or it
        is gone for good. It opens that piece: show it to the maker only.
    rank
        Of the path that is heard, 0 for the best.
    arrangement
        How it sounds.
    network, search
        Names of the checkpoint and of the search that made it.
    notes
        How many sound, the seed's among them.
    duration_s
        Up to the end of the last note, as arranged.
    deleted
        Whether it can only be restored, and is gone for good some weeks later.
    """

    link: str
    owner: str
    name: str
    favourite: bool
    created: datetime
    parent: str | None
    rank: int
    arrangement: Arrangement
    network: str
    search: str
    notes: int
    duration_s: float
    deleted: bool

    def belongs_to(self, visitor: str) -> bool:
        """Tell whether a visitor, by their token, made it."""
        return bool(visitor) and hmac.compare_digest(self.owner, hashed(visitor))


@dataclass(frozen=True)
class Round:
    """Pieces that are compared, under one link.

    Attributes
    ----------
    link
        What opens it for anybody, to hear and to vote.
    owner
        The hash of its maker's token; ``belongs_to`` compares.
    title
        Theirs, at most 80 characters; may be empty.
    links
        Of its pieces, in the order that votes count in. Those deleted since are among them.
    """

    link: str
    owner: str
    title: str
    links: tuple[str, ...]

    def belongs_to(self, visitor: str) -> bool:
        """Tell whether a visitor, by their token, made it."""
        return bool(visitor) and hmac.compare_digest(self.owner, hashed(visitor))


def new_link() -> str:
    """Draw a link that nobody can guess: 128 bits."""
    return secrets.token_urlsafe(_LINK_BYTES)


def is_link(link: str) -> bool:
    """Tell whether a text looks like a link."""
    return bool(_LINK.fullmatch(link))


def checked_link(link: str) -> str:
    """Give the link of a piece or a round back, or ``NoSuchPiece`` if it cannot be one."""
    if not is_link(link):
        raise no_such_piece()
    return link


def no_such_piece() -> NoSuchPiece:
    """Give the error of a link that leads nowhere."""
    return NoSuchPiece(
        "There is no piece at this link: it may have been copied in part, or the piece is gone."
    )


def hashed(token: str) -> str:
    """Give what is kept of a visitor's token.

    Raises
    ------
    StoreError
        If it is empty: all visitors without a token would be one.
    """
    if not token:
        raise StoreError("Pieces can be kept only for a visitor whom the browser remembers.")
    # It is long and random: no need for a slow hash and salt, as passwords have.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def cleaned(name: str) -> str:
    """Give a name on one line, without signs that cannot be seen, at most 80 characters long."""
    seen = (
        sign
        for sign in name
        if sign.isspace() or sign in _JOINERS or not unicodedata.category(sign).startswith("C")
    )
    return " ".join("".join(seen).split())[: limits.PIECE_NAME_CHARACTERS].strip()
