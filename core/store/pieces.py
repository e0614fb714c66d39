"""Rows of pieces: found, owned, counted, forgotten; ``core.store.store`` says when.

Owners are hashes here. It opens no transaction of its own.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, undefer

from core import limits
from core.arrangement import Arrangement
from core.errors import NoSuchPiece, RecipeError, StoreError
from core.store.records import Piece, checked_link, is_link, no_such_piece
from core.store.tables import PieceRow

_KEPT_DELETED_US = timedelta(days=limits.DELETED_PIECES_DAYS) // timedelta(microseconds=1)


def found(session: Session, link: str, *, with_music: bool = False) -> PieceRow:
    """Give the piece at a link, deleted or not."""
    query = select(PieceRow).where(PieceRow.link == checked_link(link))
    if with_music:
        query = query.options(undefer(PieceRow.composition))
    row = session.scalar(query)
    if row is None:
        raise no_such_piece()
    return row


def own(session: Session, link: str, owner: str, *, with_music: bool = False) -> PieceRow:
    """Give the piece at a link for its maker to change, deleted or not."""
    row = found(session, link, with_music=with_music)
    if row.owner != owner:
        raise StoreError("Only the one who made a piece can change it.")
    return row


def not_deleted(row: PieceRow) -> PieceRow:
    """Give a piece back, or ``NoSuchPiece`` if it was deleted."""
    if row.deleted_us is not None:
        raise NoSuchPiece("This piece was deleted by the one who made it.")
    return row


def parent_of(session: Session, link: str | None) -> str | None:
    """Give a link back where a piece is at it, deleted or not; a new piece can do without."""
    if link is None or not is_link(link):
        return None
    return session.scalar(select(PieceRow.link).where(PieceRow.link == link))


def kept(session: Session, owner: str) -> list[Piece]:
    """Give an owner's pieces, newest first."""
    theirs = (
        select(PieceRow)
        .where(PieceRow.owner == owner, PieceRow.deleted_us.is_(None))
        .order_by(PieceRow.created_us.desc(), PieceRow.id.desc())
    )
    return [as_piece(row) for row in session.scalars(theirs).all()]


def check_room(session: Session, owner: str) -> None:
    """Refuse one piece more than an owner can keep."""
    theirs = select(func.count()).where(PieceRow.owner == owner, PieceRow.deleted_us.is_(None))
    if (session.scalar(theirs) or 0) >= limits.PIECES_PER_VISITOR:
        raise StoreError(
            "You keep {limit} pieces already, which is the most; delete one first.",
            limit=limits.PIECES_PER_VISITOR,
        )


def purge(session: Session, owner: str, now_us: int) -> None:
    """Forget what anybody deleted long ago, and the owner's oldest of too many deleted pieces."""
    too_many = (
        select(PieceRow.id)
        .where(PieceRow.owner == owner, PieceRow.deleted_us.is_not(None))
        .order_by(PieceRow.deleted_us.desc(), PieceRow.id.desc())
        .offset(limits.DELETED_PIECES_PER_VISITOR)
    )
    long_ago = PieceRow.deleted_us < now_us - _KEPT_DELETED_US
    session.execute(delete(PieceRow).where(or_(long_ago, PieceRow.id.in_(too_many))))


def as_piece(row: PieceRow) -> Piece:
    """Give what is known of a piece, without its music."""
    try:
        arrangement = Arrangement.from_json(json.loads(row.arrangement))
    except (ValueError, RecipeError) as problem:
        raise StoreError("This piece is damaged and cannot be opened.") from problem
    return Piece(
        link=row.link,
        owner=row.owner,
        name=row.name,
        favourite=row.favourite,
        created=datetime.fromtimestamp(row.created_us / 1_000_000, UTC),
        parent=row.parent,
        rank=row.rank,
        arrangement=arrangement,
        network=row.network,
        search=row.search,
        notes=row.notes,
        duration_s=row.duration_s,
        deleted=row.deleted_us is not None,
    )
