"""What tasks have to do with one another: parts of a task, and tasks that wait for others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.model import Task, task_of
from mcp_servers.tasks.references import find_task
from mcp_servers.tasks.sentences import Related
from mcp_servers.tasks.store import Store

# Of a task: whether one of those that it waits for is still to be done.
BLOCKED = """
    EXISTS (
        SELECT 1 FROM json_each(tasks.blocked_by) CROSS JOIN tasks AS blocker ON blocker.id = json_each.value
        WHERE blocker.status = 'open' AND blocker.deleted_at IS NULL
    )
"""


def resolved_links(store: Store, fields: dict[str, Any], number: int | None, now: datetime) -> dict[str, Any]:
    """`fields` with ids for the tasks that `parent` and `blocked_by` name; `number` is the task they are for.

    Raises:
        ToolFailure: no task or several are meant, or tasks would be parts of, or wait for, each other.
    """
    resolved = dict(fields)
    if fields.get("parent") is not None:
        resolved["parent"] = store.get(find_task(store, fields["parent"], now)).id
        _check_parent(store, number, resolved["parent"])
    if fields.get("blocked_by"):
        found = [store.get(find_task(store, reference, now)).id for reference in fields["blocked_by"]]
        resolved["blocked_by"] = list(dict.fromkeys(found))
        _check_blockers(store, number, resolved["blocked_by"])
    return resolved


def _check_parent(store: Store, number: int | None, parent: int) -> None:
    if number is not None and (parent == number or any(task.id == parent for task in store.below(number))):
        raise ToolFailure("A task cannot be a part of itself or of its own subtasks. Give another parent.")


def _check_blockers(store: Store, number: int | None, blockers: Sequence[int]) -> None:
    seen: set[int] = set()
    waiting = list(blockers)
    while waiting and number is not None:
        blocker = waiting.pop()
        if blocker == number:
            raise ToolFailure("Then tasks would wait for each other and none could begin. Give others in blocked_by.")
        if blocker not in seen:
            seen.add(blocker)
            waiting += _blockers_of(store, blocker)


def _blockers_of(store: Store, number: int) -> list[int]:
    query = "SELECT value FROM tasks, json_each(tasks.blocked_by) WHERE tasks.id = ? AND deleted_at IS NULL"
    return [int(row[0]) for row in store.connection.execute(query, (number,))]


def open_blockers(store: Store, task: Task) -> list[Task]:
    """The tasks that `task` still waits for."""
    return store.open_among(task.blocked_by)


def related(store: Store, task: Task) -> Related:
    """What is shown beside a task."""
    parent = store.row(task.parent) if task.parent else None
    subtasks = [each for each in store.below(task.id) if each.parent == task.id]
    return Related(task_of(parent) if parent else None, open_blockers(store, task), subtasks)
