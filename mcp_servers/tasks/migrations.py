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


@migration
def m002_repetition_reminders_and_links(connection: sqlite3.Connection) -> None:
    # repeat is a rule of RFC 5545 whose COUNT includes this task; repeat_on is the wall clock that the rule gave this
    # task, which due may have been moved away from. remind is a duration before due or a moment, and remind_at what
    # comes of it, in UTC. blocked_by is a JSON list of ids.
    for column in (
        "repeat TEXT",
        "repeat_from TEXT NOT NULL DEFAULT 'due' CHECK (repeat_from IN ('due', 'completion'))",
        "repeat_on TEXT",
        "repeated_from INTEGER",
        "remind TEXT",
        "remind_at TEXT",
        "parent INTEGER CHECK (parent <> id)",
        "blocked_by TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(blocked_by))",
    ):
        connection.execute(f"ALTER TABLE tasks ADD COLUMN {column}")
    connection.execute("CREATE INDEX tasks_by_parent ON tasks (parent) WHERE parent IS NOT NULL")
    connection.execute("CREATE INDEX tasks_by_origin ON tasks (repeated_from) WHERE repeated_from IS NOT NULL")


@migration
def m003_changes(connection: sqlite3.Connection) -> None:
    # rows is a JSON list of pairs: a row of tasks as it was and as it became, null where there was none.
    # undone is empty for a change that stands; else its place among the undone ones, 0 once redo() may not find it.
    connection.execute(
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            made_at TEXT NOT NULL,
            what TEXT NOT NULL,
            rows TEXT NOT NULL CHECK (json_valid(rows)),
            size INTEGER NOT NULL,
            undone INTEGER
        )
        """
    )
    connection.execute("CREATE INDEX changes_by_size ON changes (id, size)")


@migration
def m004_search(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        CREATE VIRTUAL TABLE tasks_text USING fts5 (
            title, notes, project, tags,
            content = 'tasks', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
        )
        """
    )
    connection.execute("INSERT INTO tasks_text (tasks_text) VALUES ('rebuild')")
    # Triggers, so that rows written by other programs are found too.
    add = (
        "INSERT INTO tasks_text (rowid, title, notes, project, tags) "
        "VALUES (new.id, new.title, new.notes, new.project, new.tags);"
    )
    remove = (
        "INSERT INTO tasks_text (tasks_text, rowid, title, notes, project, tags) "
        "VALUES ('delete', old.id, old.title, old.notes, old.project, old.tags);"
    )
    connection.execute(f"CREATE TRIGGER tasks_text_added AFTER INSERT ON tasks BEGIN {add} END")
    connection.execute(f"CREATE TRIGGER tasks_text_removed AFTER DELETE ON tasks BEGIN {remove} END")
    connection.execute(
        "CREATE TRIGGER tasks_text_changed AFTER UPDATE OF title, notes, project, tags ON tasks "
        f"BEGIN {remove} {add} END"
    )
