"""Lists of tasks: filters, order and pages."""

import base64
import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.database import folded
from mcp_servers.tasks.dates import parse_period
from mcp_servers.tasks.due import Period
from mcp_servers.tasks.model import StatusFilter, Task, task_of
from mcp_servers.tasks.search import matching

Sort = Literal["due", "priority", "created", "title", "remind", "completed"]

_RANK = "CASE priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END"
# Each order ends with the id, so that no two tasks share a key and a page begins where the last one ended.
_KEYS: dict[Sort, tuple[str, ...]] = {
    "due": ("coalesce(due, '9999')", _RANK, "id"),
    "priority": (_RANK, "coalesce(due, '9999')", "id"),
    "created": ("-id",),
    "title": ("folded(title)", "id"),
    "completed": ("-coalesce(unixepoch(completed_at), 0)", "-id"),
    "remind": ("coalesce(remind_at, '9999')", "id"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is asked for. `due` is a view's name or a date in words."""

    status: StatusFilter = "open"
    due: str | None = None
    project: str | None = None
    tag: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class Page:
    """A part of a list. `total` counts the whole list, `next_cursor` asks for the part after this."""

    tasks: list[Task]
    total: int
    next_cursor: str | None


@dataclass
class _Where:
    conditions: list[str] = field(default_factory=lambda: ["deleted_at IS NULL"])
    values: list[Any] = field(default_factory=list[Any])

    def add(self, condition: str, *values: Any) -> None:
        self.conditions.append(condition)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(f"({condition})" for condition in self.conditions)


def list_page(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, limit: int, cursor: str | None, now: datetime
) -> Page:
    """A page of at most `limit` tasks.

    Raises:
        ToolFailure: the date is not readable or the cursor is none of this list.
    """
    where = _where(connection, filters, now)
    total = _count(connection, where)
    keys = _KEYS[sort]
    if cursor is not None:
        where.add(f"({', '.join(keys)}) > ({', '.join('?' * len(keys))})", *_position(cursor, sort, filters))
    columns = ", ".join(f"{key} AS key{number}" for number, key in enumerate(keys))
    order = ", ".join(keys)
    query = f"SELECT *, {columns} FROM tasks WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - the names are ours, the values are bound
    rows = connection.execute(query, (*where.values, limit + 1)).fetchall()
    shown = rows[:limit]
    following = _cursor(shown[-1], sort, filters) if len(rows) > limit else None
    return Page([task_of(row) for row in shown], total, following)


def count(connection: sqlite3.Connection, filters: Filters, now: datetime) -> int:
    """How many tasks a whole list has."""
    return _count(connection, _where(connection, filters, now))


def count_overdue(connection: sqlite3.Connection, now: datetime) -> int:
    """How many open tasks are past their due date."""
    return count(connection, Filters(due="overdue"), now)


def _count(connection: sqlite3.Connection, where: _Where) -> int:
    query = f"SELECT count(*) FROM tasks WHERE {where}"  # noqa: S608 - the names are ours, the values are bound
    return int(connection.execute(query, where.values).fetchone()[0])


def _where(connection: sqlite3.Connection, filters: Filters, now: datetime) -> _Where:
    where = _Where()
    if filters.status != "all":
        where.add("status = ?", filters.status)
    if filters.due is not None:
        _add_due(where, filters.due, now)
    if filters.project is not None:
        where.add("folded(project) = ?", folded(filters.project))
    if filters.tag is not None:
        tag = folded(filters.tag.removeprefix("#"))
        where.add("EXISTS (SELECT 1 FROM json_each(tasks.tags) WHERE folded(value) = ?)", tag)
    if filters.query is not None:
        where.add(*matching(connection, filters.query))
    return where


def _add_due(where: _Where, due: str, now: datetime) -> None:
    today = now.date()
    match folded(due):
        case "overdue" | "late":
            where.add(
                "CASE WHEN length(due) = 10 THEN due < ? ELSE unixepoch(due) < ? END",
                today.isoformat(),
                int(now.timestamp()),
            )
        case "upcoming":
            _add_period(where, Period(today + timedelta(days=1), today.replace(year=9998)), now)
        case "inbox":
            where.add("project IS NULL AND due IS NULL")
        case "someday" | "none" | "no date":
            where.add("due IS NULL")
        case _:
            _add_period(where, parse_period(due, now), now)


def _add_period(where: _Where, period: Period, now: datetime) -> None:
    starts = int(datetime.combine(period.first, time(), now.tzinfo).timestamp())
    ends = int(datetime.combine(period.last + timedelta(days=1), time(), now.tzinfo).timestamp())
    where.add(
        "CASE WHEN length(due) = 10 THEN due BETWEEN ? AND ? ELSE unixepoch(due) >= ? AND unixepoch(due) < ? END",
        period.first.isoformat(),
        period.last.isoformat(),
        starts,
        ends,
    )


def _cursor(row: sqlite3.Row, sort: Sort, filters: Filters) -> str:
    position = [row[f"key{number}"] for number in range(len(_KEYS[sort]))]
    return base64.urlsafe_b64encode(json.dumps([_list_of(sort, filters), *position]).encode()).decode()


def _list_of(sort: Sort, filters: Filters) -> str:
    """A mark of the list that a cursor is for."""
    return hashlib.blake2b(repr((sort, filters)).encode(), digest_size=4).hexdigest()


def _position(cursor: str, sort: Sort, filters: Filters) -> list[Any]:
    wrong = ToolFailure("That cursor belongs to another list. Leave it out to start from the beginning.")
    try:
        made_for, *position = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError) as error:
        raise wrong from error
    if made_for != _list_of(sort, filters) or len(position) != len(_KEYS[sort]):
        raise wrong
    if not all(isinstance(value, str) or (isinstance(value, int) and abs(value) < 1 << 62) for value in position):
        raise wrong
    return position
