"""Which task to do next, and why."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mcp_servers.tasks.due import Due, day_of, from_text, in_words, is_over
from mcp_servers.tasks.links import BLOCKED
from mcp_servers.tasks.model import Priority, Task, task_of

# What waits for others is left out, and so is what has open parts: the parts come first.
_READY = f"""
    SELECT * FROM tasks
    WHERE status = 'open' AND deleted_at IS NULL AND NOT {BLOCKED} AND id NOT IN (
        SELECT parent FROM tasks AS part WHERE part.status = 'open' AND part.deleted_at IS NULL AND parent IS NOT NULL
    )
"""  # noqa: S608 - constants of ours
_PRIORITIES: dict[Priority, float] = {"high": 6.0, "medium": 3.9, "low": 1.8, "none": 0.0}
_OLD_DAYS = 30


@dataclass(frozen=True)
class Reason:
    """Something that speaks for a task, and how much."""

    words: str
    weight: float


@dataclass(frozen=True)
class Choice:
    """The task to do next."""

    task: Task
    reasons: list[Reason]


def next_task(connection: sqlite3.Connection, now: datetime) -> Choice | None:
    """The most urgent task that can be begun; of equals the one that is due first, then the oldest."""
    choices = [_choice(task_of(row), now) for row in connection.execute(_READY)]
    return min(choices, key=_order, default=None)


def count_blocked(connection: sqlite3.Connection) -> int:
    """How many open tasks wait for others."""
    query = f"SELECT count(*) FROM tasks WHERE status = 'open' AND deleted_at IS NULL AND {BLOCKED}"  # noqa: S608 - constants of ours
    return int(connection.execute(query).fetchone()[0])


def _choice(task: Task, now: datetime) -> Choice:
    return Choice(task, [*_reasons(task, now)])


def _order(choice: Choice) -> tuple[float, str, int]:
    return -sum(reason.weight for reason in choice.reasons), choice.task.due or "9999", choice.task.id


def _reasons(task: Task, now: datetime) -> Iterator[Reason]:
    """The weights follow Taskwarrior's urgency: 12 for what is overdue, 6 for high priority, 2 for age."""
    if task.due is not None:
        yield from _due_reasons(from_text(task.due), now)
    if task.priority != "none":
        yield Reason(f"{task.priority} priority", _PRIORITIES[task.priority])
    days = (now - datetime.fromisoformat(task.created_at)).days
    if days > 0:
        words = f"waiting for {days} days" if days > 1 else "waiting since yesterday"
        yield Reason(words, min(days / _OLD_DAYS, 1.0) * 2.0)


def _due_reasons(due: Due, now: datetime) -> Iterator[Reason]:
    days = (day_of(due, now.tzinfo) - now.date()).days
    if is_over(due, now):
        yield Reason(f"overdue, was due {in_words(due, now)}", 12.0 + min(-days, 7) * 0.2)
    elif days <= 14:
        yield Reason(f"due {in_words(due, now)}", 10.0 - days * 0.55)
    else:
        yield Reason(f"due {in_words(due, now)}", 2.0)
