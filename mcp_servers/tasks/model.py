"""A task, as it is stored and as it is sent."""

import json
import sqlite3
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["open", "done"]
StatusFilter = Literal["open", "done", "all"]
Priority = Literal["none", "low", "medium", "high"]
RepeatFrom = Literal["due", "completion"]
Format = Literal["vtodo", "todo.txt", "json", "markdown"]

# Columns that hold a list as JSON.
LISTS = ("tags", "blocked_by")


class Task(BaseModel):
    """One task. `due` is `YYYY-MM-DD` or local time with its offset; the times that end in `_at` are ISO 8601 in UTC.

    `repeat` is a recurrence rule of RFC 5545. `remind` is a duration before `due` or a moment, and `remind_at` the
    moment that this comes to. `parent` and `blocked_by` are ids of other tasks.
    """

    model_config = ConfigDict(defer_build=True)

    id: int
    title: str
    notes: str
    due: str | None
    status: Status
    priority: Priority
    project: str | None
    tags: list[str]
    created_at: str
    updated_at: str
    completed_at: str | None
    repeat: str | None
    repeat_from: RepeatFrom
    repeat_on: str | None
    remind: str | None
    remind_at: str | None
    parent: int | None
    blocked_by: list[int]


def task_of(row: sqlite3.Row) -> Task:
    """The task in a row of the table."""
    fields: dict[str, Any] = {key: row[key] for key in Task.model_fields}
    return Task.model_validate(fields | {name: json.loads(row[name]) for name in LISTS})
