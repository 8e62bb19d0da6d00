"""Completing and reopening: what happens to subtasks, and which task comes after a repeating one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mcp_servers.tasks.due import from_text, to_text
from mcp_servers.tasks.fields import shifted
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.recurrence import Repeat, as_due, next_occurrence
from mcp_servers.tasks.reminders import is_relative, reminder_moment
from mcp_servers.tasks.store import Store

_KEPT = ("title", "notes", "priority", "project", "tags")


@dataclass(frozen=True)
class Completed:
    """A task that is done now, the open subtasks that were completed with it, and the one that follows it."""

    task: Task
    subtasks: Sequence[Task]
    next: Task | None


@dataclass(frozen=True)
class Reopened:
    """A task that is open again. `taken_back` is the one that had followed it, in the trash now."""

    task: Task
    taken_back: Task | None


def complete(store: Store, task: Task, now: datetime) -> Completed:
    """Complete a task and its open subtasks. A repeating task stays as done, and a new one takes its next date."""
    below = store.below(task.id)
    following = _follow(store, task, below, now)
    subtasks = [store.set_status(each.id, "done") for each in below if each.status == "open"]
    return Completed(store.set_status(task.id, "done"), subtasks, following)


def reopen(store: Store, task: Task) -> Reopened:
    """Reopen a task. The one that had followed it goes to the trash, if nobody has touched it yet."""
    follower = store.follower(task.id)
    if follower is not None:
        store.delete([follower.id, *(each.id for each in store.below(follower.id))])
    return Reopened(store.set_status(task.id, "open"), follower)


def _follow(store: Store, task: Task, below: Sequence[Task], now: datetime) -> Task | None:
    if task.repeat is None or task.repeat_on is None:
        return None
    on = from_text(task.repeat_on)
    timed = isinstance(on, datetime)
    present = datetime.fromisoformat(task.repeat_on)
    repeat = Repeat(task.repeat, after_completion=task.repeat_from == "completion")
    found = next_occurrence(repeat, present, from_text(task.due) if task.due else None, timed=timed, now=now)
    if found is None:
        return None
    rest, moment = found
    due = to_text(as_due(moment, timed=timed, zone=now.tzinfo))
    following = store.add(
        {
            **_copied(task),
            **_dated(task, due, moment - present, now),
            "parent": task.parent,
            "repeat": rest.rule,
            "repeat_from": task.repeat_from,
            "repeat_on": to_text(moment if timed else moment.date()),
            "repeated_from": task.id,
        }
    )
    _copy_subtasks(store, below, {task.id: following.id}, moment - present, now)
    return following


def _copied(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in _KEPT}


def _dated(task: Task, due: str | None, distance: timedelta, now: datetime) -> dict[str, Any]:
    """The due date, and the reminder as far from it as before."""
    remind = task.remind
    if remind is not None and not is_relative(remind):
        remind = shifted(remind, distance, now)
    return {"due": due, "remind": remind, "remind_at": reminder_moment(remind, due, now)}


def _copy_subtasks(
    store: Store, below: Sequence[Task], copies: dict[int, int], distance: timedelta, now: datetime
) -> None:
    """New open subtasks like the old ones, with dates as far from the new task's. `copies` leads from old to new."""
    # Of a subtask that repeats by itself only the last one is wanted.
    wanted = [task for task in below if task.status == "open" or task.repeat is None]
    for task in wanted:
        due = shifted(task.due, distance, now) if task.due else None
        fields = {**_copied(task), **_dated(task, due, distance, now), "repeated_from": task.id}
        copies[task.id] = store.add(fields).id
    top = next(iter(copies.values()))
    for task in wanted:
        links = {
            "parent": copies.get(task.parent or 0, top),
            "blocked_by": [copies[number] for number in task.blocked_by if number in copies],
        }
        store.update(copies[task.id], links)
