"""The database file: found, made on first use, read and written by many at once.

SQLite in WAL mode: readers never wait, writers wait for each other. Every failure is a
``StoreError`` that says nothing of SQL or of the address. It knows nothing of what is kept.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.errors import StorageError, StoreError
from core.storage import make_folder
from core.store.tables import SCHEMA, UPGRADES, Base

_BUSY_S = 10.0
_WRITES = "semilla_writes"


class Database:
    """Sessions on one file.

    Parameters
    ----------
    url
        As SQLAlchemy writes it, of a file of SQLite's; ``SEMILLA_DATABASE`` if None, or else a
        file among the user's own. Nothing is opened before the first session.
    """

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._lock = Lock()
        self._engine: Engine | None = None

    @contextmanager
    def session(self, *, writes: bool = False) -> Iterator[Session]:
        """Open a transaction, committed where nothing is raised.

        Raises
        ------
        StoreError
            If the database cannot be reached.
        """
        try:
            engine = self._ready().execution_options(**{_WRITES: writes})
            with Session(engine, expire_on_commit=False) as session, session.begin():
                try:
                    yield session
                except BaseException:
                    # An answer half read would show this connection's next user an old state.
                    session.invalidate()
                    raise
        except SQLAlchemyError as problem:
            raise _failure(problem) from problem

    def close(self) -> None:
        """Close the file; the next session opens it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    def _ready(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _opened(_address(self._url))
            return self._engine


def _address(given: str | None) -> URL:
    """Find the file, and make its folder."""
    own = given or os.environ.get("SEMILLA_DATABASE")
    try:
        url = make_url(own) if own else URL.create("sqlite", database=str(_usual()))
    except (SQLAlchemyError, ValueError) as problem:
        raise _no_address() from problem
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise _no_address()
    if not url.database.startswith("file:"):
        try:
            make_folder(Path(url.database).parent)
        except StorageError as problem:
            raise _unwritable() from problem
    return url.set(drivername="sqlite")


def _usual() -> Path:
    return user_data_path("semilla") / "pieces.db"


def _opened(url: URL) -> Engine:
    waits = {} if "timeout" in url.query else {"timeout": _BUSY_S}
    try:
        engine = create_engine(url, connect_args=waits)
    except (TypeError, ValueError) as problem:
        raise _no_address() from problem  # it asks for something that SQLite does not know
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        with engine.connect() as connection:
            found = _version(connection)
        if found < SCHEMA:
            _upgrade(engine)
    except SQLAlchemyError:
        engine.dispose()
        raise
    if found > SCHEMA:
        engine.dispose()
        raise StoreError(
            "The pieces were kept by a newer Semilla: its file has version {found}, and this one "
            "knows versions up to {known}.",
            found=found,
            known=SCHEMA,
        )
    return engine


def _upgrade(engine: Engine) -> None:
    """Make the tables, or what they lack; where several processes begin at once, one of them."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        found = _version(connection)
        if found == 0:
            Base.metadata.create_all(connection)
        for statement in UPGRADES[found - 1 :] if found else ():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # Python's own transactions begin at the first change, too late for what was read before it.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as problem:
        # A file that is only read stays as it is; whoever is in the way does the same right now.
        if problem.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY):
            raise


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _failure(problem: SQLAlchemyError) -> StoreError:
    code = getattr(getattr(problem, "orig", None), "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError("The pieces are being written by others at this moment; try again soon.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError("The file that pieces are kept in is damaged.")
    if code == sqlite3.SQLITE_FULL:
        return StoreError("Pieces cannot be kept: the disk for them is full.")
    if code in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
    ):
        return _unwritable()
    return StoreError("The pieces cannot be reached: their database does not answer as it should.")


def _unwritable() -> StoreError:
    return StoreError("Pieces cannot be kept: the disk for them cannot be written.")


def _no_address() -> StoreError:
    return StoreError("Pieces are kept in a SQLite file, and SEMILLA_DATABASE does not name one.")
