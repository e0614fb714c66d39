"""Pieces kept, found, named, marked, deleted and restored, and the rounds that compare them.

Whoever has a link can open what it leads to; only its maker, by their token, can change it. It
knows no page and makes no music.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from core.arrangement import Arrangement, arrange
from core.composer import Composition
from core.composition_record import from_bytes, to_bytes
from core.errors import StoreError
from core.midi import score_duration_s
from core.store import pieces, rounds
from core.store.database import Database
from core.store.records import Piece, Round, cleaned, hashed, new_link
from core.store.tables import PieceRow


class Store:
    """Pieces and rounds in a database, for any number of threads and processes at once.

    ``owner`` and ``voter`` are visitors' secret tokens; ``link`` is what ``add`` and ``add_round``
    drew. Every method raises ``StoreError`` where the database cannot be reached, and
    ``NoSuchPiece`` where a link leads nowhere or to a deleted piece.

    Parameters
    ----------
    url
        SQLAlchemy's address of a SQLite file, made with its folder on first use. None for
        ``SEMILLA_DATABASE``, or else a file among the user's own.
    """

    def __init__(self, url: str | None = None) -> None:
        self._database = Database(url)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        self._database.close()

    def add(
        self,
        owner: str,
        composition: Composition,
        arrangement: Arrangement,
        *,
        name: str,
        rank: int = 0,
        parent: str | None = None,
    ) -> Piece:
        """Keep a composition as a new piece.

        Parameters
        ----------
        name
            Any text; control characters are left out, and what is longer than 80 characters.
        rank
            Which of its paths is heard, 0 for the best.
        parent
            Link of the piece that it was made from; one that is gone is forgotten.

        Raises
        ------
        StoreError
            If it has no such path, is too large, or its maker keeps as many pieces as can be kept.
        """
        keeper, now_us = hashed(owner), _now_us()
        notes, duration_s = _sound(composition, arrangement, rank)
        row = PieceRow(
            link=new_link(),
            owner=keeper,
            name=cleaned(name),
            favourite=False,
            created_us=now_us,
            rank=rank,
            arrangement=json.dumps(arrangement.as_json()),
            network=composition.recipe.checkpoint,
            search=composition.recipe.search,
            notes=notes,
            duration_s=duration_s,
            composition=to_bytes(composition),
        )
        with self._database.session(writes=True) as session:
            pieces.purge(session, keeper, now_us)
            pieces.check_room(session, keeper)
            row.parent = pieces.parent_of(session, parent)
            session.add(row)
        return pieces.as_piece(row)

    def open(self, link: str) -> tuple[Piece, Composition]:
        """Give the piece at a link, with its music."""
        with self._database.session() as session:
            row = pieces.not_deleted(pieces.found(session, link, with_music=True))
        return pieces.as_piece(row), from_bytes(row.composition)

    def pieces(self, owner: str) -> list[Piece]:
        """Give a visitor's pieces without their music, newest first and without deleted ones."""
        with self._database.session() as session:
            return pieces.kept(session, hashed(owner))

    def rename(self, owner: str, link: str, name: str) -> str:
        """Name a piece, as ``add`` does; give the name that is kept."""
        with self._database.session(writes=True) as session:
            row = pieces.not_deleted(pieces.own(session, link, hashed(owner)))
            row.name = cleaned(name)
            return row.name

    def set_favourite(self, owner: str, link: str, favourite: bool) -> None:
        """Mark a piece, or take the mark away."""
        with self._database.session(writes=True) as session:
            row = pieces.not_deleted(pieces.own(session, link, hashed(owner)))
            row.favourite = favourite

    def set_sound(self, owner: str, link: str, arrangement: Arrangement, rank: int) -> None:
        """Keep how a piece is to sound, and which of its paths is heard."""
        keeper = hashed(owner)
        with self._database.session() as session:
            row = pieces.not_deleted(pieces.own(session, link, keeper, with_music=True))
        # The music is read while nobody has to wait.
        notes, duration_s = _sound(from_bytes(row.composition), arrangement, rank)
        with self._database.session(writes=True) as session:
            row = pieces.not_deleted(pieces.own(session, link, keeper))
            row.arrangement, row.rank = json.dumps(arrangement.as_json()), rank
            row.notes, row.duration_s = notes, duration_s

    def delete(self, owner: str, link: str) -> None:
        """Delete a piece; its children and the rounds it is in stay.

        It can be restored for 30 days, unless its owner deletes 50 others meanwhile.
        """
        now_us = _now_us()
        with self._database.session(writes=True) as session:
            row = pieces.own(session, link, hashed(owner))
            row.deleted_us = row.deleted_us or now_us
            session.flush()
            pieces.purge(session, row.owner, now_us)

    def restore(self, owner: str, link: str) -> None:
        """Undo ``delete``; raises ``StoreError`` if there is no room any more."""
        with self._database.session(writes=True) as session:
            row = pieces.own(session, link, hashed(owner))
            if row.deleted_us is not None:
                pieces.check_room(session, row.owner)
                row.deleted_us = None

    def add_round(self, owner: str, title: str, links: Sequence[str]) -> Round:
        """Begin a round that compares 2 to 8 pieces, one's own or others'.

        The newest 200 rounds of a visitor are kept.

        Raises
        ------
        StoreError
            If there are fewer, more, or one of them twice.
        """
        with self._database.session(writes=True) as session:
            return rounds.add(session, hashed(owner), cleaned(title), links, _now_us())

    def open_round(self, link: str) -> Round:
        """Give the round at a link."""
        with self._database.session() as session:
            return rounds.opened(session, link)

    def vote(self, link: str, voter: str, choice: int) -> None:
        """Vote for a round's piece, from 0; the voter's last vote counts.

        Raises
        ------
        StoreError
            If the round has no such piece, or no room for another voter.
        """
        with self._database.session(writes=True) as session:
            rounds.vote(session, link, hashed(voter), choice)

    def tally(self, link: str) -> list[int]:
        """Count the votes for each of a round's pieces, in its order."""
        with self._database.session() as session:
            return rounds.tally(session, link)

    def choice_of(self, link: str, voter: str) -> int | None:
        """Give what a voter chose in a round, from 0; None before they did."""
        with self._database.session() as session:
            return rounds.choice_of(session, link, hashed(voter))


def _now_us() -> int:
    return time.time_ns() // 1_000


def _sound(composition: Composition, arrangement: Arrangement, rank: int) -> tuple[int, float]:
    """Count a path's notes, and tell how long it sounds."""
    if not 0 <= rank < len(composition.beams):
        raise StoreError(
            "This piece has paths 1 to {count}, and no path {value}.",
            count=len(composition.beams),
            value=rank + 1,
        )
    score = composition.score(rank)
    return score.note_num(), score_duration_s(arrange(score, arrangement))
