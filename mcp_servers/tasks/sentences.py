"""What is said about tasks: fit to be shown to a person as it is."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from mcp_servers.tasks.due import from_text, in_words, is_over
from mcp_servers.tasks.model import Task

# Underscores within a word are no emphasis.
_MARKDOWN = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)")


def quoted(task: Task) -> str:
    """The title in quotation marks, on one line."""
    return f"“{_escaped(task.title)}”"


def with_due(task: Task, now: datetime) -> str:
    """`“Buy milk”, due tomorrow (Tue 24 Nov 2026)`."""
    return f"{quoted(task)}, due {in_words(from_text(task.due), now)}" if task.due else quoted(task)


def bullet(task: Task, now: datetime) -> str:
    """One line of a Markdown list."""
    details = [*_when(task, now), *_extras(task)]
    text = f"{_escaped(task.title)} (#{task.id})"
    return f"- {text}: {', '.join(details)}" if details else f"- {text}"


def details(task: Task, now: datetime) -> str:
    """Everything about one task, in a few lines."""
    lines = [f"{with_due(task, now)} (#{task.id})."]
    extras = ["Done" if task.status == "done" else "Open", *_extras(task)]
    lines.append(f"{', '.join(extras)}.")
    return "\n".join([*lines, task.notes] if task.notes else lines)


def counted(counts: Mapping[str, int], none: str) -> str:
    """A Markdown list of names with the number of open tasks."""
    return "\n".join(f"- {_escaped(name)}: {count} open" for name, count in counts.items()) or none


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
    return [*extras, *(f"#{_escaped(tag)}" for tag in task.tags)]


def _escaped(text: str) -> str:
    """One line in which nothing is Markdown: a title must not become a link or a picture."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))
