"""Reading and changing tasks. Every method works in one transaction of its caller."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.model import LISTS, Status, StatusFilter, Task, task_of

Row = dict[str, Any]

_BELOW = """
    WITH RECURSIVE below (id) AS (
        SELECT id FROM tasks WHERE parent = ? UNION SELECT tasks.id FROM tasks JOIN below ON tasks.parent = below.id
    )
    SELECT * FROM tasks WHERE id IN (SELECT id FROM below)
"""


class Store:
    """The tasks behind one connection, which is in a transaction.

    `before` has the rows that were changed as they were at the beginning: what the journal needs.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.before: dict[int, Row | None] = {}
        self._stamp = now.astimezone(UTC).isoformat(timespec="seconds")

    def add(self, fields: Mapping[str, Any]) -> Task:
        """A new task from the given columns; lists are given as lists."""
        columns = {"created_at": self._stamp, "updated_at": self._stamp, **_stored(fields)}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        # Column names come from our own models; values are always bound.
        query = f"INSERT INTO tasks ({names}) VALUES ({marks}) RETURNING *"  # noqa: S608 - the names are ours, the values are bound
        task = task_of(self.connection.execute(query, tuple(columns.values())).fetchone())
        self.before[task.id] = None
        return task

    def add_all(self, rows: Sequence[Row]) -> None:
        """New tasks from whole rows, all with the same columns and with numbers that are free."""
        if not rows:
            return
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        query = f"INSERT INTO tasks ({names}) VALUES ({marks})"  # noqa: S608 - the names are ours, the values are bound
        self.connection.executemany(query, [_stored(row) for row in rows])
        self.before |= {row["id"]: None for row in rows}

    def next_number(self) -> int:
        """The number that the next task gets; 1 where there was never any."""
        row = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'tasks'").fetchone()
        return 1 if row is None else int(row[0]) + 1

    def get(self, number: int) -> Task:
        """A task by its number.

        Raises:
            ToolFailure: there is none, or it is in the trash.
        """
        row = self.row(number)
        if row is None:
            raise ToolFailure(f"There is no task {number}.")
        if row["deleted_at"] is not None:
            raise ToolFailure(f"Task {number} “{row['title']}” is in the trash. restore_task brings it back.")
        return task_of(row)

    def row(self, number: int) -> sqlite3.Row | None:
        """The row of a task, in the trash or not."""
        # SQLite's integers end at 63 bits; a longer number would be an error of the driver.
        if not 0 < number < 1 << 63:
            return None
        return self.connection.execute("SELECT * FROM tasks WHERE id = ?", (number,)).fetchone()

    def is_in_trash(self, number: int) -> bool:
        row = self.row(number)
        return row is not None and row["deleted_at"] is not None

    def update(self, number: int, fields: Mapping[str, Any]) -> Task:
        """Change the given columns and no other."""
        self._set(number, {**_stored(fields), "updated_at": self._stamp})
        return self.get(number)

    def set_status(self, number: int, status: Status) -> Task:
        """Complete or reopen this task alone."""
        return self.update(number, {"status": status, "completed_at": self._stamp if status == "done" else None})

    def delete(self, numbers: Iterable[int]) -> None:
        """Into the trash, all at one moment."""
        for number in numbers:
            self._set(number, {"deleted_at": self._stamp})

    def restore(self, numbers: Iterable[int]) -> None:
        """Out of the trash."""
        for number in numbers:
            self._set(number, {"deleted_at": None})

    def below(self, number: int) -> list[Task]:
        """Subtasks, theirs too, that are not in the trash."""
        query = f"{_BELOW} AND deleted_at IS NULL ORDER BY id"
        return [task_of(row) for row in self.connection.execute(query, (number,))]

    def deleted_with(self, number: int) -> list[int]:
        """Subtasks, theirs too, that went into the trash together with this task."""
        query = f"SELECT id FROM ({_BELOW}) WHERE deleted_at = (SELECT deleted_at FROM tasks WHERE id = ?)"  # noqa: S608 - constants of ours
        return [int(row[0]) for row in self.connection.execute(query, (number, number))]

    def follower(self, number: int) -> Task | None:
        """The task that came of completing this repeating one, while nothing has been done to it."""
        row = self.connection.execute(
            "SELECT * FROM tasks WHERE repeated_from = ? AND repeat IS NOT NULL AND status = 'open' "
            "AND deleted_at IS NULL AND updated_at = created_at",
            (number,),
        ).fetchone()
        return None if row is None else task_of(row)

    def open_among(self, numbers: Sequence[int]) -> list[Task]:
        """Those of some tasks that are still to be done."""
        rows = (self.row(number) for number in numbers)
        return [task_of(row) for row in rows if row and row["status"] == "open" and row["deleted_at"] is None]

    def all(self, status: StatusFilter) -> list[Task]:
        """Every task with a status that is not in the trash, in the order of their numbers."""
        query = "SELECT * FROM tasks WHERE deleted_at IS NULL AND (? = 'all' OR status = ?) ORDER BY id"
        return [task_of(row) for row in self.connection.execute(query, (status, status))]

    def titles(self, *, in_trash: bool) -> Sequence[sqlite3.Row]:
        """`id`, `title`, `status` and `due` of every task, open ones first."""
        query = "SELECT id, title, status, due FROM tasks WHERE (deleted_at IS NOT NULL) = ? ORDER BY status DESC, id"
        return self.connection.execute(query, (in_trash,)).fetchall()

    def projects(self) -> dict[str, int]:
        """Projects with the number of their open tasks."""
        return self._counts("SELECT project, sum(status = 'open') FROM tasks", "project IS NOT NULL", "folded(project)")

    def tags(self) -> dict[str, int]:
        """Tags with the number of their open tasks."""
        source = "SELECT value, sum(status = 'open') FROM tasks, json_each(tasks.tags)"
        return self._counts(source, "true", "folded(value)")

    def _set(self, number: int, columns: Row) -> None:
        row = self.row(number)
        self.before.setdefault(number, None if row is None else dict(row))
        assignments = ", ".join(f"{name} = ?" for name in columns)
        query = f"UPDATE tasks SET {assignments} WHERE id = ?"  # noqa: S608 - the names are ours, the values are bound
        self.connection.execute(query, (*columns.values(), number))

    def _counts(self, source: str, condition: str, key: str) -> dict[str, int]:
        query = f"{source} WHERE deleted_at IS NULL AND {condition} GROUP BY {key} ORDER BY {key}"
        return {str(name): int(count) for name, count in self.connection.execute(query)}


def _stored(fields: Mapping[str, Any]) -> Row:
    return {name: json.dumps(value, ensure_ascii=False) if name in LISTS else value for name, value in fields.items()}
