"""Figures about what was done."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mcp_servers.tasks.due import Period

_STANDING = "deleted_at IS NULL"


@dataclass(frozen=True)
class Statistics:
    """What was completed and added in some days; projects without a name stand for tasks in none."""

    added: int
    by_day: dict[date, int]
    by_project: dict[str | None, int]

    @property
    def completed(self) -> int:
        return sum(self.by_day.values())


def statistics(connection: sqlite3.Connection, period: Period, now: datetime) -> Statistics:
    """Figures for the days of `period`, as the person's calendar has them."""
    bounds = _bounds(period, now)
    # What came of completing a repeating task was added by nobody.
    added = connection.execute(
        f"SELECT count(*) FROM tasks WHERE {_STANDING} AND repeated_from IS NULL "  # noqa: S608 - a constant of ours
        "AND unixepoch(created_at) >= ? AND unixepoch(created_at) < ?",
        bounds,
    ).fetchone()[0]
    rows = connection.execute(
        f"SELECT completed_at, project FROM tasks WHERE {_STANDING} AND status = 'done' "  # noqa: S608 - a constant of ours
        "AND unixepoch(completed_at) >= ? AND unixepoch(completed_at) < ? ORDER BY completed_at",
        bounds,
    ).fetchall()
    days = Counter(datetime.fromisoformat(row["completed_at"]).astimezone(now.tzinfo).date() for row in rows)
    return Statistics(int(added), dict(days), dict(Counter(row["project"] for row in rows).most_common()))


def _bounds(period: Period, now: datetime) -> tuple[int, int]:
    first = datetime.combine(period.first, time(), now.tzinfo)
    end = datetime.combine(period.last + timedelta(days=1), time(), now.tzinfo)
    return int(first.timestamp()), int(end.timestamp())
