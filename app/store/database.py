"""One SQLite file: how it is opened, written and closed.

All writing goes through `Database.write`, one at a time, each in a transaction of its own. Reading has a connection
of its own, so a long page does not wait for a write (WAL). A finished write survives a power failure
(synchronous=FULL: 1-2 ms a turn, measured).
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite

from app.base.errors import DatabaseBusyError, DatabaseDamagedError, StoreError
from app.store import migrations

logger = logging.getLogger(__name__)

T = TypeVar("T")
BUSY_TIMEOUT_MS = 5_000
Parameters = Iterable[object] | Mapping[str, object]


class Database:
    """An open database file. Make it with `Database(path)`; the file is opened by the first use or by `open()`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_only = False
        self._writer: aiosqlite.Connection | None = None
        self._reader: aiosqlite.Connection | None = None
        self._opening = asyncio.Lock()
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """Open the file, make it when it is missing, and bring its tables up to date.

        Raises NewerDatabaseError, DatabaseDamagedError, DatabaseBusyError or StoreError; the file is left as it was.
        """
        async with self._opening:
            if self._reader is not None:
                return
            try:
                await self._open()
            except BaseException as error:
                await self.close()
                if isinstance(error, sqlite3.Error | OSError):
                    raise self._explain(error) from error
                raise

    async def check(self) -> int:
        """Read the whole file without changing it; how many migrations it has. Raises what `open` raises."""
        try:
            return await self._check()
        except (sqlite3.Error, OSError) as error:
            raise self._explain(error) from error

    async def _check(self) -> int:
        # Opened as unchanging, it would be read without what stands in its log.
        logged = self.path.with_name(f"{self.path.name}-wal").exists()
        connection = await _connect(self.path, read_only=not logged)
        try:
            await connection.execute("PRAGMA query_only = 1")
            names = await migrations.applied(connection)
            migrations.check_known(names)
            (verdict,) = await connection.execute_fetchall("PRAGMA quick_check(1)")
        finally:
            await connection.close()
        if verdict[0] != "ok":
            raise DatabaseDamagedError(f"The database {self.path} is damaged.", detail=str(verdict[0]))
        return len(names)

    async def _open(self) -> None:
        if self.path.is_dir():
            raise IsADirectoryError("it is a folder")
        self.read_only = self.path.exists() and not migrations.is_writable(self.path)
        if self.read_only:
            self._reader = await _connect(self.path, read_only=True)
            migrations.check_known(await migrations.applied(self._reader))
            return
        if not self.path.exists():
            self.path.touch(mode=0o600)
        self._writer = await _connect(self.path)
        await migrations.apply(self._writer)
        self._reader = await _connect(self.path)
        await self._reader.execute("PRAGMA query_only = 1")

    async def close(self) -> None:
        """Close the file; a later use opens it again."""
        connections, self._writer, self._reader = (self._writer, self._reader), None, None
        for connection in connections:
            if connection is not None:
                await connection.close()

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[aiosqlite.Row]:
        """All rows of a query that reads."""
        await self.open()
        if self._reader is None:
            raise StoreError("The database was closed.")
        try:
            return list(await self._reader.execute_fetchall(sql, parameters))
        except sqlite3.Error as error:
            raise self._explain(error) from error

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> aiosqlite.Row | None:
        """The first row of a query that reads, or None."""
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def write(self, work: Callable[[aiosqlite.Connection], Awaitable[T]]) -> T:
        """Run `work` in a transaction of its own: all of it is kept, or nothing.

        A caller that is cancelled leaves no half write: the transaction is finished first.
        """
        await self.open()
        return await asyncio.shield(asyncio.ensure_future(self._write(work)))

    async def _write(self, work: Callable[[aiosqlite.Connection], Awaitable[T]]) -> T:
        if self._writer is None:
            raise StoreError(f"The database {self.path} is read-only, so nothing can be saved. Make the file writable.")
        async with self._writing:
            try:
                async with transaction(self._writer):
                    return await work(self._writer)
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise self._explain(error) from error

    def _explain(self, error: Exception) -> StoreError:
        detail = f"{type(error).__name__}: {error}"
        text = str(error).lower()
        if "locked" in text or "busy" in text:
            return DatabaseBusyError(
                f"The database {self.path} is in use by another program. Close that program and try again.",
                detail=detail,
            )
        if isinstance(error, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
            return DatabaseDamagedError(
                f"The database {self.path} is damaged and was left untouched. "
                "Move it aside to start anew, or put a copy from the backups folder in its place.",
                detail=detail,
            )
        if "full" in text:
            return StoreError("The disk is full, so nothing more can be saved. Free some space.", detail=detail)
        return StoreError(f"The database {self.path} cannot be used: {error}.", detail=detail)


@asynccontextmanager
async def transaction(connection: aiosqlite.Connection) -> AsyncGenerator[None, None]:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK when the body raises."""
    await connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


async def _connect(path: Path, *, read_only: bool = False) -> aiosqlite.Connection:
    uri = f"{path.absolute().as_uri()}{'?mode=ro&immutable=1' if read_only else ''}"
    connection = await aiosqlite.connect(uri, uri=True, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        await connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if not read_only:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute("PRAGMA foreign_keys = ON")
        # Reading the header is what notices a file that is no database.
        await connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        await connection.close()
        raise
    return connection
