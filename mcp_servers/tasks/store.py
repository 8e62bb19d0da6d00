"""Reading and changing tasks. Every method works in one transaction of its caller."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mcp_servers.common.toolset import ToolFailure
from mcp_servers.tasks.model import Status, Task, task_of


class Store:
    """The tasks behind one connection, which is in a transaction."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now.astimezone(UTC).isoformat(timespec="seconds")

    def add(self, fields: Mapping[str, Any]) -> Task:
        """A new open task from the given columns; `tags` is a list."""
        columns = {**_stored(fields), "created_at": self._now, "updated_at": self._now}
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        # Column names come from our own models; values are always bound.
        query = f"INSERT INTO tasks ({names}) VALUES ({marks}) RETURNING *"  # noqa: S608 - the names are ours, the values are bound
        return task_of(self._connection.execute(query, tuple(columns.values())).fetchone())

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
        return self._connection.execute("SELECT * FROM tasks WHERE id = ?", (number,)).fetchone()

    def is_in_trash(self, number: int) -> bool:
        row = self.row(number)
        return row is not None and row["deleted_at"] is not None

    def update(self, number: int, fields: Mapping[str, Any]) -> Task:
        """Change the given columns and no other."""
        columns = {**_stored(fields), "updated_at": self._now}
        assignments = ", ".join(f"{name} = ?" for name in columns)
        query = f"UPDATE tasks SET {assignments} WHERE id = ?"  # noqa: S608 - the names are ours, the values are bound
        self._connection.execute(query, (*columns.values(), number))
        return self.get(number)

    def set_status(self, number: int, status: Status) -> Task:
        """Complete or reopen."""
        return self.update(number, {"status": status, "completed_at": self._now if status == "done" else None})

    def delete(self, number: int) -> None:
        """Into the trash."""
        self._connection.execute("UPDATE tasks SET deleted_at = ? WHERE id = ?", (self._now, number))

    def restore(self, number: int) -> Task:
        """Out of the trash."""
        return self.update(number, {"deleted_at": None})

    def titles(self, *, in_trash: bool) -> Sequence[sqlite3.Row]:
        """`id`, `title`, `status` and `due` of every task, open ones first."""
        query = "SELECT id, title, status, due FROM tasks WHERE (deleted_at IS NOT NULL) = ? ORDER BY status DESC, id"
        return self._connection.execute(query, (in_trash,)).fetchall()

    def projects(self) -> dict[str, int]:
        """Projects with the number of their open tasks."""
        return self._counts("SELECT project, sum(status = 'open') FROM tasks", "project IS NOT NULL", "folded(project)")

    def tags(self) -> dict[str, int]:
        """Tags with the number of their open tasks."""
        source = "SELECT value, sum(status = 'open') FROM tasks, json_each(tasks.tags)"
        return self._counts(source, "true", "folded(value)")

    def _counts(self, source: str, condition: str, key: str) -> dict[str, int]:
        query = f"{source} WHERE deleted_at IS NULL AND {condition} GROUP BY {key} ORDER BY {key}"
        return {str(name): int(count) for name, count in self._connection.execute(query)}


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(fields)
    if "tags" in stored:
        stored["tags"] = json.dumps(stored["tags"], ensure_ascii=False)
    return stored
