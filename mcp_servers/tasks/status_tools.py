"""The tools that complete and reopen tasks."""

from datetime import datetime
from typing import Any

from mcp_servers.common.toolset import Reply, Tool, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.completion import Completed, Reopened, complete, reopen
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.journal import record
from mcp_servers.tasks.links import open_blockers
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.references import find_task
from mcp_servers.tasks.sentences import joined, next_date, number_of_tasks, quoted, with_repetition
from mcp_servers.tasks.store import Store

# A repeating task that is named by its title comes again, so completing twice is not completing once.
_COMPLETES = writes(destructive=False, idempotent=False)
_REOPENS = writes(destructive=False, idempotent=True)


class StatusTools:
    """Completes and reopens the tasks of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                "complete_task",
                "Complete task",
                "Mark a task as done, with its subtasks.",
                _COMPLETES,
                given.OneTask,
                self.complete_task,
                results.CompletedResult,
            ),
            Tool(
                "reopen_task",
                "Reopen task",
                "Mark a task as not done.",
                _REOPENS,
                given.OneTask,
                self.reopen_task,
                results.ChangedResult,
            ),
        ]

    def complete_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()
        with self._database.writing() as connection:
            store = Store(connection, now)
            task = store.get(find_task(store, arguments.task, now, prefer="open"))
            if task.status == "done":
                return _completed_reply(f"{quoted(task)} is already done.", Completed(task, (), None), None)
            waited_for = open_blockers(store, task)
            completed = complete(store, task, now)
            change = record(store, f"Completed {quoted(task)}.")
        return _completed_reply(_completed_words(completed, waited_for, now), completed, change)

    def reopen_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()
        with self._database.writing() as connection:
            store = Store(connection, now)
            task = store.get(find_task(store, arguments.task, now, prefer="done"))
            if task.status == "open":
                sentence = f"{with_repetition(task, now)} is already open."
                return Reply(sentence, results.ChangedResult(task=task, change=None))
            reopened = reopen(store, task)
            change = record(store, f"Reopened {quoted(task)}.")
        return Reply(_reopened_words(reopened, now), results.ChangedResult(task=reopened.task, change=change))


def _completed_reply(sentence: str, completed: Completed, change: int | None) -> Reply:
    data = results.CompletedResult(
        task=completed.task, change=change, subtasks=list(completed.subtasks), next=completed.next
    )
    return Reply(sentence, data)


def _completed_words(completed: Completed, waited_for: list[Task], now: datetime) -> str:
    count = len(completed.subtasks)
    subtasks = f" and its {number_of_tasks(count, 'open').replace('task', 'subtask')}" if count else ""
    sentence = f"Completed {quoted(completed.task)}{subtasks}."
    if completed.next:
        sentence += f" Next: {next_date(completed.next, now)}."
    elif completed.task.repeat:
        sentence += " That was the last time."
    waiting = f"It was still waiting for {', '.join(map(quoted, waited_for))}." if waited_for else ""
    return joined([sentence, waiting])


def _reopened_words(reopened: Reopened, now: datetime) -> str:
    sentence = f"Reopened {with_repetition(reopened.task, now)}."
    if reopened.taken_back is None:
        return sentence
    return f"{sentence} The next one, {next_date(reopened.taken_back, now)}, is in the trash."
