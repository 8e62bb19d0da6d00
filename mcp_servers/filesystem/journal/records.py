"""The rows of the journal, one for each change. Readable with any SQLite tool.

`path` is where the changed thing is or was, `origin` where a moved or copied one came from, both absolute. `before` and
`after` are etags, null where there is nothing, or where that is not yet known. Times are nanoseconds since 1970, sizes
are bytes.
"""

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mcp_servers.common.data_folder import make_private_folder
from mcp_servers.common.failure import ToolFailure

Kind = Literal["write", "edit", "append", "create", "move", "copy", "delete", "zip", "unzip", "restore"]
State = Literal["begun", "done", "undoing", "undone", "redoing"]

BUSY_SECONDS = 10.0
VERSION = 1
_PART = 200
_SCHEMA = """
CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    origin TEXT,
    before TEXT,
    after TEXT,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    made INTEGER NOT NULL,
    turned INTEGER NOT NULL,
    dropped INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX changes_by_state ON changes (state, turned);
"""


@dataclass(frozen=True)
class Change:
    """One change. `turned` is when it was last made, undone or redone; a dropped one can no longer be."""

    id: int
    kind: Kind
    path: str
    origin: str | None
    before: str | None
    after: str | None
    size: int
    state: State
    made: int
    turned: int
    dropped: bool


class Records:
    """The journal's database, opened when it is first needed; every write is one short transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def begin(
        self, kind: Kind, path: str, *, before: str | None, after: str | None, size: int, origin: str | None = None
    ) -> int:
        """Write down a change that is about to be made; returns its id. One that is still to be built is `expect`ed."""
        now = time.time_ns()
        values = (kind, _stored(path), _stored(origin), before, after, size, now, now)
        with self._writing(durable=after is not None or kind == "delete") as connection:
            row = connection.execute(
                "INSERT INTO changes (kind, path, origin, before, after, size, state, made, turned) "
                "VALUES (?, ?, ?, ?, ?, ?, 'begun', ?, ?) RETURNING id",
                values,
            ).fetchone()
        return int(row[0])

    def expect(self, number: int, after: str | None) -> None:
        """Write down what will be there once a change is made, which is made next."""
        with self._writing(durable=True) as connection:
            connection.execute("UPDATE changes SET after = ? WHERE id = ?", (after, number))

    def turn(self, number: int, state: State, *, size: int | None = None) -> None:
        """Mark how far a change is; `size` is what is kept of it from now on."""
        values = (state, time.time_ns(), size, number)
        with self._writing() as connection:
            connection.execute("UPDATE changes SET state = ?, turned = ?, size = ifnull(?, size) WHERE id = ?", values)

    def forget(self, number: int) -> None:
        """Remove a change that was not made."""
        with self._writing() as connection:
            connection.execute("DELETE FROM changes WHERE id = ?", (number,))

    def drop(self, number: int) -> None:
        """Mark a change whose contents are no longer kept."""
        with self._writing() as connection:
            connection.execute("UPDATE changes SET dropped = 1, size = 0 WHERE id = ?", (number,))

    def get(self, number: int) -> Change | None:
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM changes WHERE id = ?", (number,)).fetchone()
        return None if row is None else _change(row)

    def newest_first(self) -> Generator[Change]:
        """All changes that were made, read in small parts."""
        last = 1 << 62
        while True:
            with self._reading() as connection:
                rows = connection.execute(
                    "SELECT * FROM changes WHERE state <> 'begun' AND id < ? ORDER BY id DESC LIMIT ?",
                    (last, _PART),
                ).fetchall()
            yield from (_change(row) for row in rows)
            if len(rows) < _PART:
                return
            last = int(rows[-1]["id"])

    def undone_last_first(self) -> list[Change]:
        """The changes that are undone, the one that was undone last first."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM changes WHERE state = 'undone' ORDER BY turned DESC").fetchall()
        return [_change(row) for row in rows]

    def unsettled(self) -> list[Change]:
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT * FROM changes WHERE state IN ('begun', 'undoing', 'redoing') ORDER BY id"
            ).fetchall()
        return [_change(row) for row in rows]

    def extent(self) -> tuple[int, int]:
        """How many bytes are kept in all, and when the oldest change was made that can be taken back."""
        with self._reading() as connection:
            row = connection.execute("SELECT sum(size), min(made) FROM changes WHERE dropped = 0").fetchone()
        return row[0] or 0, row[1] or time.time_ns()

    def kept(self) -> list[Change]:
        """Changes whose contents are kept, the oldest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT * FROM changes WHERE dropped = 0 AND state IN ('done', 'undone') ORDER BY id"
            ).fetchall()
        return [_change(row) for row in rows]

    def forget_older(self, than: int) -> None:
        """Remove the rows of dropped changes that were made before a moment."""
        with self._writing() as connection:
            connection.execute("DELETE FROM changes WHERE dropped = 1 AND made < ?", (than,))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        with self._lock, _in_words():
            yield self._opened()

    @contextmanager
    def _writing(self, *, durable: bool = False) -> Generator[sqlite3.Connection]:
        """A transaction; a `durable` one outlasts a loss of power, and any other the end of this process."""
        with self._lock, _in_words():
            connection = self._opened()
            connection.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _open(self._path)
            # A server has no end of its own where it could be closed; unclosed ones are warned about.
            weakref.finalize(self, self._connection.close)
        return self._connection


@contextmanager
def _in_words() -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ToolFailure("The journal of changes cannot be used, so I change nothing.") from error


def _open(path: Path) -> sqlite3.Connection:
    make_private_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(  # noqa: TID251 - the one place of this server
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        _use_wal(connection)
        connection.execute("BEGIN IMMEDIATE")
        _make_schema(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for a change of journal mode, so try again while another process makes it."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _make_schema(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise ToolFailure("The journal of changes was written by a newer version of this program. Update it.")
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _stored(path: str | None) -> str | bytes | None:
    """SQLite's texts are Unicode; a name that is not is kept as its bytes."""
    if path is None:
        return None
    data = os.fsencode(path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def _change(row: sqlite3.Row) -> Change:
    origin = row["origin"]
    return Change(
        id=row["id"],
        kind=row["kind"],
        path=os.fsdecode(row["path"]),
        origin=None if origin is None else os.fsdecode(origin),
        before=row["before"],
        after=row["after"],
        size=row["size"],
        state=row["state"],
        made=row["made"],
        turned=row["turned"],
        dropped=bool(row["dropped"]),
    )
