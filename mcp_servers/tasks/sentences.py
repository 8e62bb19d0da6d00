"""What is said about tasks: fit to be shown to a person as it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mcp_servers.tasks.due import from_text, in_words, is_over
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.recurrence import Repeat
from mcp_servers.tasks.reminders import reminder_in_words
from mcp_servers.tasks.repeat_words import repeat_in_words

# Underscores within a word are no emphasis.
_MARKDOWN = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)")


@dataclass(frozen=True)
class Related:
    """Other tasks that belong to what is said about one: its parent, those it waits for, and its subtasks."""

    parent: Task | None = None
    blockers: Sequence[Task] = ()
    subtasks: Sequence[Task] = ()


def quoted(task: Task) -> str:
    """The title in quotation marks, on one line."""
    return f"“{_escaped(task.title)}”"


def with_due(task: Task, now: datetime) -> str:
    """`“Buy milk”, due tomorrow (Tue 24 Nov 2026)`."""
    return f"{quoted(task)}, due {in_words(from_text(task.due), now)}" if task.due else quoted(task)


def next_date(task: Task, now: datetime) -> str:
    """When a task that has a date is due, in words."""
    return in_words(from_text(task.due or ""), now)


def bullet(task: Task, now: datetime) -> str:
    """One line of a Markdown list."""
    details = [*_when(task, now), *_extras(task)]
    text = f"{_escaped(task.title)} (#{task.id})"
    return f"- {text}: {', '.join(details)}" if details else f"- {text}"


def details(task: Task, related: Related, now: datetime) -> str:
    """Everything about one task, in a few lines."""
    extras = ["Done" if task.status == "done" else "Open", *_extras(task)]
    lines = [f"{with_due(task, now)} (#{task.id}).", f"{', '.join(extras)}."]
    if task.remind:
        lines.append(f"{reminder_in_words(task.remind, task.remind_at, now)}.")
    if related.parent:
        lines.append(f"Part of {_named([related.parent])}.")
    if related.blockers:
        lines.append(f"Waits for {_named(related.blockers)}.")
    lines += [task.notes] if task.notes else []
    return "\n".join(
        [*lines, *(["Subtasks:"] if related.subtasks else []), *(bullet(each, now) for each in related.subtasks)]
    )


def repetition(task: Task) -> Repeat | None:
    """How a task repeats."""
    return Repeat(task.repeat, after_completion=task.repeat_from == "completion") if task.repeat else None


def with_repetition(task: Task, now: datetime) -> str:
    """`“Buy milk”, due tomorrow (Tue 24 Nov 2026), every week`."""
    repeat = repetition(task)
    return f"{with_due(task, now)}, {repeat_in_words(repeat)}" if repeat else with_due(task, now)


def counted(counts: Mapping[str, int], none: str) -> str:
    """A Markdown list of names with the number of open tasks."""
    return "\n".join(f"- {_escaped(name)}: {count} open" for name, count in counts.items()) or none


def counted_in(counts: Mapping[str | None, int]) -> str:
    """`- House: 3`, with a line for the tasks of no project."""
    return "\n".join(f"- {_escaped(name) if name else 'no project'}: {count}" for name, count in counts.items())


def number_of_tasks(count: int, kind: str = "") -> str:
    """`1 open task`, `3 tasks`."""
    words = f"{kind} " if kind else ""
    return f"{count} {words}task" if count == 1 else f"{count} {words}tasks"


def joined(sentences: Sequence[str]) -> str:
    return "\n".join(sentence for sentence in sentences if sentence)


def _when(task: Task, now: datetime) -> list[str]:
    if task.status == "done":
        return ["done"]
    if task.due is None:
        return []
    due = from_text(task.due)
    return [f"{'overdue, was due' if is_over(due, now) else 'due'} {in_words(due, now)}"]


def _extras(task: Task) -> list[str]:
    extras = [] if task.priority == "none" else [f"{task.priority} priority"]
    if task.project:
        extras.append(f"project {_escaped(task.project)}")
    repeat = repetition(task)
    if repeat and task.status == "open":
        extras.append(repeat_in_words(repeat))
    return [*extras, *(f"#{_escaped(tag)}" for tag in task.tags)]


def _named(tasks: Sequence[Task]) -> str:
    return ", ".join(f"{quoted(task)} (#{task.id})" for task in tasks)


def _escaped(text: str) -> str:
    """One line in which nothing is Markdown: a title must not become a link or a picture."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))
