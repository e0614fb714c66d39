"""The tables of the database, and how they came to be what they are.

Times are microseconds since 1970, in UTC. Visitors are the hashes of their tokens.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# What made each version out of the one before: the first of them made 2 out of 1. New databases
# are made of the tables below.
UPGRADES: tuple[str, ...] = ()
SCHEMA = 1 + len(UPGRADES)


class Base(DeclarativeBase):
    """All tables."""


class PieceRow(Base):
    """A piece; ``composition`` is what ``core.composition_record`` writes."""

    __tablename__ = "pieces"

    id: Mapped[int] = mapped_column(primary_key=True)
    link: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str]
    name: Mapped[str]
    favourite: Mapped[bool] = mapped_column(default=False)
    created_us: Mapped[int]
    deleted_us: Mapped[int | None]
    parent: Mapped[str | None] = mapped_column(
        ForeignKey("pieces.link", ondelete="SET NULL"), index=True
    )
    rank: Mapped[int]
    arrangement: Mapped[str]
    network: Mapped[str]
    search: Mapped[str]
    notes: Mapped[int]
    duration_s: Mapped[float]
    # Loaded where it is asked for; in the last place, SQLite steps over it for free.
    composition: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)

    __table_args__ = (
        Index("pieces_of_owner", "owner", "deleted_us", "created_us"),
        Index("pieces_deleted", "deleted_us"),
    )


class RoundRow(Base):
    """A round; ``links`` of its pieces is a JSON list, for rounds outlive pieces."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    link: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    created_us: Mapped[int]
    links: Mapped[str]


class VoteRow(Base):
    """A visitor's choice in a round, from 0."""

    __tablename__ = "votes"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    voter: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[int]
