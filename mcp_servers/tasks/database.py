"""The tasks file: how it is opened, and the one way to write to it."""

import os
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from mcp_servers.common.data_folder import make_private_folder
from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.migrations import NewerSchemaError, migrate

BUSY_SECONDS = 10.0
_RETRY = 0.02
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_CANNOT_OPEN = "The tasks file cannot be opened."


class Database:
    """One SQLite file, opened when it is first needed and shared by threads, one at a time.

    Other processes may have the same file open: every write starts with `BEGIN IMMEDIATE` and waits for them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """A connection that sees one state of the file for the whole block."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """A connection in a write transaction; an exception undoes all of it."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _transaction(self, begin: str) -> Generator[sqlite3.Connection]:
        with self._lock, _in_words():
            if self._connection is None:
                self._connection = _opened_patiently(self._path)
            self._connection.execute(begin)
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


@contextmanager
def _in_words() -> Generator[None]:
    try:
        yield
    except NewerSchemaError as error:
        raise ToolFailure(str(error)) from error
    except OSError as error:
        raise ToolFailure(_CANNOT_OPEN) from error
    except sqlite3.OperationalError as error:
        raise ToolFailure(_operational(error)) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise ToolFailure("The tasks file is damaged and was left as it is. Restore it from a backup.") from error


def _operational(error: sqlite3.OperationalError) -> str:
    match error.sqlite_errorname:
        case name if name.startswith(_BUSY):
            return "Another program is busy with the tasks. Try again in a moment."
        case "SQLITE_FULL":
            return "The disk is full, so nothing was changed."
        case name if name.startswith("SQLITE_READONLY"):
            return "The tasks file cannot be written: it is read-only."
        case name if name.startswith("SQLITE_CANTOPEN"):
            return _CANNOT_OPEN
        case _:
            return "The tasks file could not be read or written. Try again."


def _opened_patiently(path: Path) -> sqlite3.Connection:
    """Open, and try again while another process makes the file: SQLite does not wait for a change of journal mode."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _opened(path)
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(_BUSY) or time.monotonic() > deadline:
                raise
        time.sleep(_RETRY)


def _opened(path: Path) -> sqlite3.Connection:
    _make_private_file(path)
    connection = sqlite3.connect(  # noqa: TID251 - the one place of the servers
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # SQLite's own folding knows only ASCII, and people write their tasks in every language.
        connection.create_function("folded", 1, folded, deterministic=True)
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def folded(text: str | None) -> str:
    """Text as it is compared: without regard to case and to runs of blanks."""
    return " ".join((text or "").casefold().split())


def _make_private_file(path: Path) -> None:
    make_private_folder(path.parent)
    # SQLite gives its own mode to a file it makes, and that of the file to those beside it.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
