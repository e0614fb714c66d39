"""Rounds of listening: pieces side by side under one link, one vote a voter.

A round holds on to its pieces' links: when one is deleted the others can still be heard, and the
votes stay. It knows pieces by their links alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from core import limits
from core.errors import NoSuchPiece, StoreError
from core.store.records import Round, checked_link, new_link, no_such_piece
from core.store.tables import PieceRow, RoundRow, VoteRow


def add(session: Session, owner: str, title: str, links: Sequence[str], now_us: int) -> Round:
    """Begin a round; ``owner`` is a hash. A visitor's oldest rounds give way to new ones."""
    lowest, highest = limits.ROUND_PIECES
    if not lowest <= len(links) <= highest or len(set(links)) < len(links):
        raise StoreError(
            "There are {count} pieces to compare; it can be {lowest} to {highest} different ones.",
            count=len(set(links)),
            lowest=lowest,
            highest=highest,
        )
    there = select(func.count()).where(
        PieceRow.link.in_([checked_link(link) for link in links]), PieceRow.deleted_us.is_(None)
    )
    if session.scalar(there) != len(links):
        raise no_such_piece()
    row = RoundRow(
        link=new_link(), owner=owner, title=title, created_us=now_us, links=json.dumps([*links])
    )
    session.add(row)
    session.flush()
    too_old = (
        select(RoundRow.id)
        .where(RoundRow.owner == owner)
        .order_by(RoundRow.id.desc())
        .offset(limits.ROUNDS_PER_VISITOR)
    )
    session.execute(delete(RoundRow).where(RoundRow.id.in_(too_old)))
    return _round(row)


def opened(session: Session, link: str) -> Round:
    """Give the round at a link."""
    return _round(_found(session, link))


def vote(session: Session, link: str, voter: str, choice: int) -> None:
    """Count a voter's choice instead of an earlier one; ``voter`` is a hash."""
    row = _found(session, link)
    count = len(_round(row).links)
    if not 0 <= choice < count:
        raise StoreError(
            "This comparison has pieces 1 to {count}, and no piece {value}.",
            count=count,
            value=choice + 1,
        )
    others = select(func.count()).where(VoteRow.round_id == row.id, VoteRow.voter != voter)
    if (session.scalar(others) or 0) >= limits.ROUND_VOTES:
        raise StoreError(
            "This comparison has {limit} votes already, which is the most.",
            limit=limits.ROUND_VOTES,
        )
    ballot = insert(VoteRow).values(round_id=row.id, voter=voter, choice=choice)
    session.execute(ballot.on_conflict_do_update(set_={"choice": choice}))


def tally(session: Session, link: str) -> list[int]:
    """Count the votes of each piece, in the round's order."""
    row = _found(session, link)
    counted = (
        select(VoteRow.choice, func.count())
        .where(VoteRow.round_id == row.id)
        .group_by(VoteRow.choice)
    )
    votes = dict(session.execute(counted).all())
    return [votes.get(choice, 0) for choice in range(len(_round(row).links))]


def choice_of(session: Session, link: str, voter: str) -> int | None:
    """Give what a voter chose; ``voter`` is a hash."""
    row = _found(session, link)
    chosen = select(VoteRow.choice).where(VoteRow.round_id == row.id, VoteRow.voter == voter)
    return session.scalar(chosen)


def _found(session: Session, link: str) -> RoundRow:
    row = session.scalar(select(RoundRow).where(RoundRow.link == checked_link(link)))
    if row is None:
        raise NoSuchPiece(
            "There is no comparison at this link: it may have been copied in part, or is gone."
        )
    return row


def _round(row: RoundRow) -> Round:
    return Round(row.link, row.owner, row.title, tuple(json.loads(row.links)))
