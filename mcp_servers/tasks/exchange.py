"""What import and export are given, and what formats cannot carry."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import Arguments
from mcp_servers.tasks.model import StatusFilter, Task
from mcp_servers.tasks.portable import Format
from mcp_servers.tasks.sentences import number_of_tasks

_OTHER_NAMES = {"ics": "vtodo", "ical": "vtodo", "icalendar": "vtodo", "todotxt": "todo.txt", "md": "markdown"}


def _canonical(name: object) -> object:
    if not isinstance(name, str):
        return name
    plain = name.strip().lower().removeprefix(".")
    return _OTHER_NAMES.get(plain, plain)


FormatName = Annotated[Format, BeforeValidator(_canonical)]


class ImportTasks(Arguments):
    path: str | SkipJsonSchema[None] = Field(default=None, description="Whole path of the file; or give text")
    text: str | SkipJsonSchema[None] = Field(default=None, description="What stands in the file")
    format: FormatName | SkipJsonSchema[None] = Field(default=None, description="Guessed when left out")


class ExportTasks(Arguments):
    format: FormatName
    status: StatusFilter = "all"


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


def lost_in(format_: Format, tasks: Sequence[Task]) -> list[str]:
    """What of the tasks a format cannot carry, in words."""
    counts = {name: sum(_HAS[name](task) for task in tasks) for name in _LOSES[format_]}
    return [f"{name} of {number_of_tasks(count)}" for name, count in counts.items() if count]
