"""Taking over tasks that were read from a file."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.tasks.due import from_text
from mcp_servers.tasks.fields import repeat_columns
from mcp_servers.tasks.portable import Portable, Problem
from mcp_servers.tasks.recurrence import Repeat
from mcp_servers.tasks.reminders import reminder_moment
from mcp_servers.tasks.repeat_phrases import Phrase
from mcp_servers.tasks.store import Row, Store

_LINKS = {"parent", "blocked_by"}
_MAX_NUMBER = 1_000_000_000


class Import:
    """Tasks on their way into a database, with links by their places in the file.

    Everything is worked out here, so that the database is locked only while rows are written.
    `problems` has what could not be taken over.
    """

    def __init__(self, tasks: Sequence[Portable], now: datetime) -> None:
        self.problems: list[Problem] = []
        self._tasks: list[Portable] = []
        self._rows: list[Row] = []
        for number, task in enumerate(tasks, 1):
            step(number, len(tasks), "Preparing tasks")
            try:
                self._rows.append(_columns(task, now))
            except ToolFailure as failure:
                self.problems.append(Problem(f"“{task.title}”", str(failure)))
            else:
                self._tasks.append(task)
        self._places = {task.key: place for place, task in reversed(list(enumerate(self._tasks)))}
        self._parents = self._linked([[task.parent] for task in self._tasks], "its parent, which is a part of it")
        self._blockers = self._linked(
            [task.blocked_by for task in self._tasks], "some that it waits for, which wait for it"
        )

    def take_over(self, store: Store) -> int:
        """Add all tasks; returns how many. A file without any gets them with the numbers that they had."""
        first = store.next_number()
        numbers = self._kept_numbers() if first == 1 else []
        numbers = numbers or list(range(first, first + len(self._rows)))
        rows: list[Row] = []
        for place, row in enumerate(self._rows):
            parents, blockers = self._parents.get(place, []), self._blockers.get(place, [])
            links = {
                "parent": numbers[parents[0]] if parents else None,
                "blocked_by": [numbers[other] for other in blockers],
            }
            rows.append({**row, **links, "id": numbers[place]})
        store.add_all(rows)
        return len(rows)

    def _linked(self, keys: Sequence[Sequence[str | None]], what: str) -> dict[int, list[int]]:
        """Links from place to places. One that would go round in a circle is left out, and said to be."""
        links: dict[int, list[int]] = {}
        for place, wanted in enumerate(keys):
            found = dict.fromkeys(self._places[key] for key in wanted if key is not None and key in self._places)
            fit = [other for other in found if not _leads_to(other, place, links)]
            if len(fit) < len(found):
                self.problems.append(Problem(f"“{self._tasks[place].title}”", f"Taken over without {what}."))
            if fit:
                links[place] = fit
        return links

    def _kept_numbers(self) -> list[int]:
        keys = [task.key for task in self._tasks]
        numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and 0 < int(key) <= _MAX_NUMBER]
        return numbers if len(set(numbers)) == len(keys) else []


def _leads_to(start: int, end: int, links: Mapping[int, Sequence[int]]) -> bool:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place == end:
            return True
        if place not in seen:
            seen.add(place)
            waiting += links.get(place, ())
    return False


def _columns(task: Portable, now: datetime) -> Row:
    stamp = now.astimezone(UTC).isoformat(timespec="seconds")
    created = task.created_at or stamp
    fields: Row = task.model_dump(exclude={"key", *_LINKS})
    fields |= {"created_at": created, "updated_at": task.updated_at or created}
    fields["completed_at"] = (task.completed_at or fields["updated_at"]) if task.status == "done" else None
    if task.repeat and task.repeat_on is None:
        fields |= _started(task, task.repeat, now)
    fields["remind_at"] = reminder_moment(task.remind, fields["due"], now)
    return fields


def _started(task: Portable, rule: str, now: datetime) -> Mapping[str, Any]:
    due = from_text(task.due) if task.due else None
    return repeat_columns(Phrase(Repeat(rule, after_completion=task.repeat_from == "completion")), due, now)
