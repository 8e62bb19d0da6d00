"""A task, as it is stored and as it is sent."""

import json
import sqlite3
from typing import Literal

from pydantic import BaseModel

Status = Literal["open", "done"]
Priority = Literal["none", "low", "medium", "high"]


class Task(BaseModel):
    """One task. `due` is `YYYY-MM-DD` or local time with its offset; the other times are ISO 8601 in UTC."""

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


def task_of(row: sqlite3.Row) -> Task:
    """The task in a row of the table."""
    fields = {key: row[key] for key in Task.model_fields if key != "tags"}
    return Task.model_validate({**fields, "tags": json.loads(row["tags"])})
