"""What was changed, kept beside the tasks and written with each change: undo and redo for all programs on one file."""

import json
import sqlite3
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Literal

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.difference import Pair, difference
from mcp_servers.tasks.store import Row, Store

MAX_CHANGES = 500
MAX_BYTES = 32 << 20

Way = Literal["undo", "redo"]


@dataclass(frozen=True)
class Change:
    """One step, in words. `tasks` are the ids of the tasks in it, `diff` what became of each of their fields."""

    id: int
    made_at: str
    what: str
    undone: bool
    tasks: list[int]
    diff: str


def record(store: Store, what: str) -> int | None:
    """Write what the transaction of `store` has changed; returns the number of the change, `None` if it is none."""
    now_there = _rows(store.connection, store.before)
    pairs: list[Pair] = [(before, now_there.get(number)) for number, before in store.before.items()]
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    if not pairs:
        return None
    text = json.dumps(pairs, ensure_ascii=False)
    # What was undone before this can still be redone by its number, but no more as the next step.
    store.connection.execute("UPDATE changes SET undone = 0 WHERE undone > 0")
    made_at = store.now.astimezone(UTC).isoformat(timespec="seconds")
    cursor = store.connection.execute(
        "INSERT INTO changes (made_at, what, rows, size) VALUES (?, ?, ?, ?)", (made_at, what, text, len(text))
    )
    _drop_oldest(store.connection)
    return cursor.lastrowid


def changes(connection: sqlite3.Connection, limit: int) -> list[Change]:
    """The newest changes, newest first."""
    query = "SELECT * FROM changes ORDER BY id DESC LIMIT ?"
    return [_change(row) for row in connection.execute(query, (limit,))]


def undo(connection: sqlite3.Connection, number: int | None) -> Change:
    """Take back a change, or the newest that stands.

    Raises:
        ToolFailure: there is none, or a task in it was changed since; then nothing was done.
    """
    row = _found(connection, "undo", number, "SELECT * FROM changes WHERE undone IS NULL ORDER BY id DESC LIMIT 1")
    if row["undone"] is not None:
        raise ToolFailure(f"Change {row['id']} is already undone. redo makes it again.")
    _move(connection, row, "undo")
    connection.execute(
        "UPDATE changes SET undone = (SELECT coalesce(max(undone), 0) + 1 FROM changes) WHERE id = ?", (row["id"],)
    )
    return replace(_change(row), undone=True)


def redo(connection: sqlite3.Connection, number: int | None) -> Change:
    """Make a change again that was undone, or the one that was undone last with nothing new since.

    Raises:
        ToolFailure: there is none, or a task in it was changed since; then nothing was done.
    """
    row = _found(connection, "redo", number, "SELECT * FROM changes WHERE undone > 0 ORDER BY undone DESC LIMIT 1")
    if row["undone"] is None:
        raise ToolFailure(f"Change {row['id']} is not undone.")
    _move(connection, row, "redo")
    connection.execute("UPDATE changes SET undone = NULL WHERE id = ?", (row["id"],))
    return replace(_change(row), undone=False)


def _found(connection: sqlite3.Connection, way: Way, number: int | None, newest: str) -> sqlite3.Row:
    if number is None:
        row = connection.execute(newest).fetchone()
        if row is None:
            raise ToolFailure(f"There is nothing to {way}.")
        return row
    row = connection.execute("SELECT * FROM changes WHERE id = ?", (min(number, 1 << 62),)).fetchone()
    if row is None:
        raise ToolFailure(f"There is no change {number}. list_changes shows those that are kept.")
    return row


def _move(connection: sqlite3.Connection, change: sqlite3.Row, way: Way) -> None:
    """Bring all rows of a change back, or forth, exactly; refuse if one of them is not as the change left it."""
    pairs: list[Pair] = json.loads(change["rows"])
    steps = [(before, after) if way == "redo" else (after, before) for before, after in pairs]
    now_there = _rows(connection, [current["id"] for current, _ in steps if current])
    for current, wanted in steps:
        # A number is never given twice, so the place of a task that is to come back is free.
        if current is not None:
            _check_unchanged(current, now_there.get(current["id"]), way)
        if current is not None and wanted is None:
            _check_without_subtasks(connection, current, now_there.keys())
    for current, wanted in steps:
        _write(connection, current, wanted)


def _check_unchanged(current: Row, row: Row | None, way: Way) -> None:
    if row is None or any(row[name] != value for name, value in current.items()):
        raise ToolFailure(
            f"Nothing was changed: “{current['title']}” was changed since, and {way} would lose that. "
            "list_changes shows the later change, which can be undone first."
        )


def _check_without_subtasks(connection: sqlite3.Connection, current: Row, together: Set[int]) -> None:
    children = connection.execute("SELECT id FROM tasks WHERE parent = ?", (current["id"],))
    if any(row["id"] not in together for row in children):
        raise ToolFailure(f"Nothing was changed: “{current['title']}” has got subtasks since.")


def _write(connection: sqlite3.Connection, current: Row | None, wanted: Row | None) -> None:
    if current is not None and wanted is not None:
        assignments = ", ".join(f"{name} = :{name}" for name in wanted)
        connection.execute(f"UPDATE tasks SET {assignments} WHERE id = :id", wanted)  # noqa: S608 - columns of ours
    elif wanted is not None:
        names, marks = ", ".join(wanted), ", ".join(f":{name}" for name in wanted)
        connection.execute(f"INSERT INTO tasks ({names}) VALUES ({marks})", wanted)  # noqa: S608 - columns of ours
    elif current is not None:
        connection.execute("DELETE FROM tasks WHERE id = ?", (current["id"],))


def _rows(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Row]:
    query = "SELECT * FROM tasks WHERE id IN (SELECT value FROM json_each(?))"
    return {row["id"]: dict(row) for row in connection.execute(query, (json.dumps(list(numbers)),))}


def _change(row: sqlite3.Row) -> Change:
    pairs: list[Pair] = json.loads(row["rows"])
    numbers = [int((after or before or {})["id"]) for before, after in pairs]
    return Change(row["id"], row["made_at"], row["what"], row["undone"] is not None, numbers, difference(pairs))


def _drop_oldest(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        DELETE FROM changes WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER newest AS place, sum(size) OVER newest AS bytes
                FROM changes WINDOW newest AS (ORDER BY id DESC)
            ) WHERE place > ? OR (bytes > ? AND place > 1)
        )
        """,
        (MAX_CHANGES, MAX_BYTES),
    )
