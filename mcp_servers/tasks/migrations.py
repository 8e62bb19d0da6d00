"""The tables of the tasks file, as steps from one version to the next.

A step that was released is never changed. Its name is its identity; it runs in one transaction with the record
that it did, so a process killed in between leaves the file as it was.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: list[Migration] = []


class NewerSchemaError(Exception):
    """The file was made by a later version of this program. It is left untouched."""

    def __init__(self) -> None:
        super().__init__("The tasks were last used by a newer version of Deskhand. Update Deskhand to open them.")


def migration(step: Migration) -> Migration:
    """Add a step at the end. Raises `ValueError` for a name that is already taken."""
    if any(known.__name__ == step.__name__ for known in MIGRATIONS):
        raise ValueError(f"two migrations are called {step.__name__}")
    MIGRATIONS.append(step)
    return step


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to date; two processes may try at once.

    Raises:
        NewerSchemaError: the file knows steps that we do not.
    """
    if applied(connection) == [step.__name__ for step in MIGRATIONS]:
        return
    for step in MIGRATIONS:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _apply(connection, step)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the steps that a file has been through.

    Raises:
        NewerSchemaError: there is one that we do not know.
    """
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").fetchone() is None:
        return []
    names = [str(row[0]) for row in connection.execute("SELECT name FROM migrations ORDER BY rowid")]
    if set(names) - {step.__name__ for step in MIGRATIONS}:
        raise NewerSchemaError
    return names


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    # Asked again inside the transaction: another process may have come first.
    if step.__name__ in applied(connection):
        return
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
    step(connection)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute("INSERT INTO migrations (name, applied_at) VALUES (?, ?)", (step.__name__, now))


@migration
def m001_tasks(connection: sqlite3.Connection) -> None:
    # AUTOINCREMENT: the number of a task that is gone for good is never given to another.
    # due is a date, or a local time with its offset; both sort by their text. tags is a JSON list.
    connection.execute(
        """
        CREATE TABLE tasks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL CHECK (title <> ''),
            notes TEXT NOT NULL DEFAULT '',
            due TEXT,
            status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
            priority TEXT NOT NULL DEFAULT 'none' CHECK (priority IN ('none', 'low', 'medium', 'high')),
            project TEXT CHECK (project <> ''),
            tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            completed_at TEXT,
            deleted_at TEXT
        )
        """
    )
    connection.execute("CREATE INDEX tasks_by_due ON tasks (status, due) WHERE deleted_at IS NULL")
