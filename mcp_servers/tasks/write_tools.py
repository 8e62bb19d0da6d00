"""The tools that add and change tasks."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import Reply, Tool, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.dates import EXAMPLE, parse_due
from mcp_servers.tasks.due import to_text
from mcp_servers.tasks.fields import Fields, changed_fields, columns, new_fields
from mcp_servers.tasks.journal import record
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.references import find_task
from mcp_servers.tasks.sentences import bullet, joined, number_of_tasks, quoted, with_repetition
from mcp_servers.tasks.store import Store

_ADDS = writes(destructive=False, idempotent=False)
_SETS = writes(destructive=False, idempotent=True)
_CHANGES = writes(destructive=True, idempotent=True)


class WriteTools:
    """Answers the tools that add tasks to one database and change them there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        one = results.ChangedResult
        return [
            Tool("add_task", "Add task", "Add a task.", _ADDS, given.NewTask, self.add_task, one),
            Tool(
                "add_tasks",
                "Add tasks",
                "Add several tasks at once.",
                _ADDS,
                given.AddTasks,
                self.add_tasks,
                results.AddedResult,
            ),
            Tool(
                "update_task",
                "Change task",
                "Change a task. What is not given stays as it is.",
                _CHANGES,
                given.UpdateTask,
                self.update_task,
                one,
            ),
            Tool(
                "reschedule_task",
                "Reschedule task",
                "Give a task another date. A repetition goes on as before.",
                _CHANGES,
                given.RescheduleTask,
                self.reschedule_task,
                one,
            ),
            Tool(
                "delete_task",
                "Delete task",
                "Put a task and its subtasks into the trash.",
                _CHANGES,
                given.OneTask,
                self.delete_task,
                one,
            ),
            Tool(
                "restore_task",
                "Restore task",
                "Take a task out of the trash.",
                _SETS,
                given.OneTask,
                self.restore_task,
                one,
            ),
        ]

    def add_task(self, arguments: given.NewTask) -> Reply:
        now = self._clock()
        fields = new_fields(arguments, now)
        with self._store(now) as store:
            task = store.add(columns(store, fields, now))
            sentence = f"Added {with_repetition(task, now)}."
            change = record(store, sentence)
        return Reply(sentence, results.ChangedResult(task=task, change=change))

    def add_tasks(self, arguments: given.AddTasks) -> Reply:
        now = self._clock()
        ready, failed = _readable(arguments.tasks, now)
        added: list[Task] = []
        with self._store(now) as store:
            for index, fields in ready:
                try:
                    added.append(store.add(columns(store, fields, now)))
                except ToolFailure as failure:
                    failed.append(results.Refused(index=index, title=fields["title"], reason=str(failure)))
            change = record(store, f"Added {number_of_tasks(len(added))}.")
        failed.sort(key=lambda refused: refused.index)
        sentences = [f"Added {number_of_tasks(len(added))}:" if added else "No task was added."]
        sentences += [bullet(task, now) for task in added]
        sentences += [f"Not added: “{refused.title}”. {refused.reason}" for refused in failed]
        return Reply(joined(sentences), results.AddedResult(tasks=added, failed=failed, change=change))

    def update_task(self, arguments: given.UpdateTask) -> Reply:
        now = self._clock()
        fields = changed_fields(arguments, now)
        if not fields:
            names = ", ".join(name for name in given.UpdateTask.model_fields if name != "task")
            raise ToolFailure(f"Say what to change: {names}.")
        return self._update(arguments.task, fields, now, "Changed")

    def reschedule_task(self, arguments: given.RescheduleTask) -> Reply:
        now = self._clock()
        due = parse_due(arguments.due, now)
        if due is None:
            raise ToolFailure(f"Give a date to reschedule to; update_task with due null removes it. {EXAMPLE}")
        return self._update(arguments.task, {"due": to_text(due)}, now, "Rescheduled")

    def delete_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()

        def delete(store: Store, task: Task) -> tuple[Task, str]:
            below = store.below(task.id)
            store.delete([task.id, *(each.id for each in below)])
            return task, f"Moved {_shown(task, now)}{_and_subtasks(len(below))} to the trash."

        return self._change(arguments.task, now, delete)

    def restore_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()
        with self._store(now) as store:
            number = find_task(store, arguments.task, now, in_trash=True)
            if not store.is_in_trash(number):
                raise ToolFailure(f"{quoted(store.get(number))} is not in the trash.")
            below = store.deleted_with(number)
            store.restore([number, *below])
            task = store.get(number)
            sentence = f"Restored {_shown(task, now)}{_and_subtasks(len(below))}."
            change = record(store, sentence)
        return Reply(sentence, results.ChangedResult(task=task, change=change))

    def _update(self, reference: int | str, fields: Fields, now: datetime, verb: str) -> Reply:
        def change(store: Store, task: Task) -> tuple[Task, str]:
            updated = store.update(task.id, columns(store, fields, now, task))
            return updated, f"{verb} {_shown(updated, now)}."

        return self._change(reference, now, change)

    def _change(self, reference: int | str, now: datetime, change: Callable[[Store, Task], tuple[Task, str]]) -> Reply:
        """Find one task and change it in the same transaction, with what is to be said."""
        with self._store(now) as store:
            task, sentence = change(store, store.get(find_task(store, reference, now)))
            number = record(store, sentence)
        return Reply(sentence, results.ChangedResult(task=task, change=number))

    @contextmanager
    def _store(self, now: datetime) -> Generator[Store]:
        with self._database.writing() as connection:
            yield Store(connection, now)


def _readable(
    tasks: list[given.NewTask | given.InvalidTask], now: datetime
) -> tuple[list[tuple[int, Fields]], list[results.Refused]]:
    """The fields of those tasks whose words can be read, with their places, and those that cannot."""
    ready: list[tuple[int, Fields]] = []
    failed: list[results.Refused] = []
    for index, new in enumerate(tasks):
        if isinstance(new, given.InvalidTask):
            failed.append(results.Refused(index=index, title=new.title, reason=new.reason))
            continue
        try:
            ready.append((index, new_fields(new, now)))
        except ToolFailure as failure:
            failed.append(results.Refused(index=index, title=new.title, reason=str(failure)))
    return ready, failed


def _shown(task: Task, now: datetime) -> str:
    return with_repetition(task, now) if task.status == "open" else quoted(task)


def _and_subtasks(count: int) -> str:
    if not count:
        return ""
    return " and its subtask" if count == 1 else f" and its {count} subtasks"
