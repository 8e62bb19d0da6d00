"""The tools that change tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mcp_servers.common.toolset import Reply, Tool, ToolFailure, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.dates import EXAMPLE, DateError, parse_due
from mcp_servers.tasks.due import to_text
from mcp_servers.tasks.model import Status, Task
from mcp_servers.tasks.references import find_task
from mcp_servers.tasks.sentences import bullet, joined, number_of_tasks, quoted, with_due
from mcp_servers.tasks.store import Store

_ADDS = writes(destructive=False, idempotent=False)
_SETS = writes(destructive=False, idempotent=True)
_CHANGES = writes(destructive=True, idempotent=True)


class WriteTools:
    """Answers the tools that change something in one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        one = given.OneTaskResult
        return [
            Tool("add_task", "Add task", "Add a task.", _ADDS, given.NewTask, self.add_task, one),
            Tool(
                "add_tasks",
                "Add tasks",
                "Add several tasks at once.",
                _ADDS,
                given.AddTasks,
                self.add_tasks,
                given.AddedResult,
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
                "complete_task", "Complete task", "Mark a task as done.", _SETS, given.OneTask, self.complete_task, one
            ),
            Tool("reopen_task", "Reopen task", "Mark a task as not done.", _SETS, given.OneTask, self.reopen_task, one),
            Tool(
                "delete_task",
                "Delete task",
                "Put a task into the trash.",
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
            Tool(
                "reschedule_task",
                "Reschedule task",
                "Give a task another date.",
                _CHANGES,
                given.RescheduleTask,
                self.reschedule_task,
                one,
            ),
        ]

    def add_task(self, arguments: given.NewTask) -> Reply:
        now = self._clock()
        fields = _new_fields(arguments, now)
        with self._database.writing() as connection:
            task = Store(connection, now).add(fields)
        return _reply(f"Added {with_due(task, now)}.", task)

    def add_tasks(self, arguments: given.AddTasks) -> Reply:
        now = self._clock()
        ready: list[dict[str, Any]] = []
        failed: list[given.Refused] = []
        for index, new in enumerate(arguments.tasks):
            if isinstance(new, given.InvalidTask):
                failed.append(given.Refused(index=index, title=new.title, reason=new.reason))
                continue
            try:
                ready.append(_new_fields(new, now))
            except DateError as error:
                failed.append(given.Refused(index=index, title=new.title, reason=str(error)))
        with self._database.writing() as connection:
            store = Store(connection, now)
            added = [store.add(fields) for fields in ready]
        return _added_reply(added, failed, now)

    def update_task(self, arguments: given.UpdateTask) -> Reply:
        now = self._clock()
        fields = _changed_fields(arguments, now)
        if not fields:
            raise ToolFailure("Say what to change: title, notes, due, priority, project or tags.")
        return self._change(arguments.task, now, lambda store, task: (store.update(task.id, fields), "Changed {}."))

    def complete_task(self, arguments: given.OneTask) -> Reply:
        return self._set_status(arguments.task, "done", "Completed {}.", "{} is already done.")

    def reopen_task(self, arguments: given.OneTask) -> Reply:
        return self._set_status(arguments.task, "open", "Reopened {}.", "{} is already open.")

    def delete_task(self, arguments: given.OneTask) -> Reply:
        def delete(store: Store, task: Task) -> tuple[Task, str]:
            store.delete(task.id)
            return task, "Moved {} to the trash."

        return self._change(arguments.task, self._clock(), delete)

    def restore_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()
        with self._database.writing() as connection:
            store = Store(connection, now)
            number = find_task(store, arguments.task, now, in_trash=True)
            if not store.is_in_trash(number):
                raise ToolFailure(f"{quoted(store.get(number))} is not in the trash.")
            task = store.restore(number)
        return _reply(f"Restored {with_due(task, now)}.", task)

    def reschedule_task(self, arguments: given.RescheduleTask) -> Reply:
        now = self._clock()
        due = parse_due(arguments.due, now)
        if due is None:
            raise ToolFailure(f"Give a date to reschedule to; update_task with due null removes it. {EXAMPLE}")
        return self._change(
            arguments.task, now, lambda store, task: (store.update(task.id, {"due": to_text(due)}), "Rescheduled {}.")
        )

    def _set_status(self, reference: int | str, status: Status, done: str, already: str) -> Reply:
        def change(store: Store, task: Task) -> tuple[Task, str]:
            return (task, already) if task.status == status else (store.set_status(task.id, status), done)

        prefer: Status = "open" if status == "done" else "done"
        return self._change(reference, self._clock(), change, prefer)

    def _change(
        self,
        reference: int | str,
        now: datetime,
        change: Callable[[Store, Task], tuple[Task, str]],
        prefer: Status = "open",
    ) -> Reply:
        """Find one task and change it in the same transaction; `{}` in the sentence stands for the task."""
        with self._database.writing() as connection:
            store = Store(connection, now)
            task, sentence = change(store, store.get(find_task(store, reference, now, prefer=prefer)))
        shown = with_due(task, now) if task.status == "open" else quoted(task)
        return _reply(sentence.format(shown), task)


def _reply(sentence: str, task: Task) -> Reply:
    return Reply(sentence, given.OneTaskResult(task=task))


def _added_reply(added: list[Task], failed: list[given.Refused], now: datetime) -> Reply:
    sentences = [f"Added {number_of_tasks(len(added))}:" if added else "No task was added."]
    sentences += [bullet(task, now) for task in added]
    sentences += [f"Not added: “{refused.title}”. {refused.reason}" for refused in failed]
    return Reply(joined(sentences), given.AddedResult(tasks=added, failed=failed))


def _new_fields(new: given.NewTask, now: datetime) -> dict[str, Any]:
    fields = new.model_dump(exclude_none=True)
    if "due" in fields:
        fields["due"] = _stored_due(fields["due"], now)
    if "tags" in fields:
        fields["tags"] = _clean_tags(fields["tags"])
    return fields


_CLEARED: dict[str, Any] = {"notes": "", "due": None, "priority": "none", "project": None, "tags": []}


def _changed_fields(arguments: given.UpdateTask, now: datetime) -> dict[str, Any]:
    """Columns to set: those that were given, with what stands for nothing where they are null."""
    fields = arguments.model_dump(exclude_unset=True, exclude={"task"})
    if fields.get("title", "") is None:
        raise ToolFailure("A task must have a title.")
    for name in fields:
        if fields[name] is None:
            fields[name] = _CLEARED[name]
        elif name == "due":
            fields[name] = _stored_due(fields[name], now)
        elif name == "tags":
            fields[name] = _clean_tags(fields[name])
    return fields


def _stored_due(text: str, now: datetime) -> str | None:
    due = parse_due(text, now)
    return None if due is None else to_text(due)


def _clean_tags(tags: list[str]) -> list[str]:
    """Without `#` before them and without doubles."""
    names = (tag.removeprefix("#").strip() for tag in tags)
    return list({name.casefold(): name for name in names if name}.values())
