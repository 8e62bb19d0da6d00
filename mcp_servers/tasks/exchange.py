"""Tasks as the text of a file, in any of the formats."""

from collections.abc import Callable, Sequence
from datetime import datetime

from mcp_servers.tasks.formats.json_file import read_json, write_json
from mcp_servers.tasks.formats.markdown import read_markdown, write_markdown
from mcp_servers.tasks.formats.todotxt import read_todotxt, write_todotxt
from mcp_servers.tasks.formats.vtodo import read_vtodo, write_vtodo
from mcp_servers.tasks.model import Format, Task
from mcp_servers.tasks.portable import Reading
from mcp_servers.tasks.sentences import number_of_tasks

_HAS: dict[str, Callable[[Task], bool]] = {
    "notes": lambda task: bool(task.notes),
    "empty lines in notes": lambda task: "" in map(str.strip, task.notes.splitlines()),
    "places below a parent": lambda task: task.parent is not None,
    "blockers": lambda task: bool(task.blocked_by),
    "reminders": lambda task: task.remind is not None,
}
_LOSES: dict[Format, Sequence[str]] = {
    "vtodo": (),
    "json": (),
    "todo.txt": ("notes", "places below a parent", "blockers", "reminders"),
    "markdown": ("empty lines in notes", "blockers", "reminders"),
}


def read_tasks(text: str, format_: Format, now: datetime) -> Reading:
    """The tasks of a file. Raises ToolFailure when it is none of that format."""
    match format_:
        case "vtodo":
            return read_vtodo(text, now.tzinfo)
        case "todo.txt":
            return read_todotxt(text, now.tzinfo)
        case "json":
            return read_json(text)
        case "markdown":
            return read_markdown(text, now)


def write_tasks(tasks: Sequence[Task], format_: Format, now: datetime) -> str:
    """The text of a file with tasks."""
    match format_:
        case "vtodo":
            return write_vtodo(tasks, now.tzinfo)
        case "todo.txt":
            return write_todotxt(tasks, now.tzinfo)
        case "json":
            return write_json(tasks)
        case "markdown":
            return write_markdown(tasks, now)


def lost_in(format_: Format, tasks: Sequence[Task]) -> list[str]:
    """What of the tasks a format cannot carry, in words."""
    counts = {name: sum(_HAS[name](task) for task in tasks) for name in _LOSES[format_]}
    return [f"{name} of {number_of_tasks(count)}" for name, count in counts.items() if count]
