"""What the tools for tasks take."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, StrictInt, StringConstraints, ValidationError
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import Arguments
from mcp_servers.common.wording import explain_invalid_arguments
from mcp_servers.tasks.journal import MAX_CHANGES
from mcp_servers.tasks.listing import Sort
from mcp_servers.tasks.model import Format, Priority, StatusFilter

MAX_PAGE = 200


def _one_line(title: object) -> object:
    """Without what no line of a list can show: line ends become blanks, and other control characters go."""
    if not isinstance(title, str):
        return title
    return "".join(" " if each in "\t\n\v\f\r\x85\u2028\u2029" else each for each in title if not _is_control(each))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and not character.isspace()


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), BeforeValidator(_one_line)
]
Notes = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Tags = Annotated[list[Name], Field(max_length=50)]
TaskReference = Annotated[StrictInt | str, Field(description="Number of the task, or words of its title")]

_DUE = "Date in words, like tomorrow, friday at 5pm or 2026-12-24"
_REPEAT = "Like every day, every 2 weeks on monday, last friday of the month, 3 days after completion, or an RRULE"
_REMIND = "Like 1 hour before, or tomorrow at 9am"
_BLOCKED_BY = "Tasks to be done before: numbers or titles"

References = Annotated[list[StrictInt | str], Field(max_length=50)]


class NewTask(Arguments):
    title: Title = Field(description="What is to be done")
    notes: Notes | SkipJsonSchema[None] = Field(default=None, description="More about it")
    due: str | SkipJsonSchema[None] = Field(default=None, description=_DUE)
    priority: Priority | SkipJsonSchema[None] = None
    project: Name | SkipJsonSchema[None] = Field(default=None, description="Name of a project")
    tags: Tags | SkipJsonSchema[None] = None
    repeat: str | SkipJsonSchema[None] = Field(default=None, description=_REPEAT)
    remind: str | SkipJsonSchema[None] = Field(default=None, description=_REMIND)
    parent: StrictInt | str | SkipJsonSchema[None] = Field(default=None, description="Task that this is a part of")
    blocked_by: References | SkipJsonSchema[None] = Field(default=None, description=_BLOCKED_BY)


@dataclass(frozen=True)
class InvalidTask:
    """A task of several that does not fit; the others are added all the same."""

    title: str
    reason: str


def _task_or_reason(value: Any) -> NewTask | InvalidTask:
    try:
        return NewTask.model_validate(value)
    except ValidationError as error:
        title = cast("dict[str, Any]", value).get("title", "") if isinstance(value, dict) else value
        return InvalidTask(str(title)[:100], explain_invalid_arguments(error, "A task", NewTask))


_Several = Annotated[NewTask | SkipJsonSchema[InvalidTask], BeforeValidator(_task_or_reason)]


class AddTasks(Arguments):
    tasks: Annotated[list[_Several], Field(min_length=1, max_length=100)]


class ListTasks(Arguments):
    status: StatusFilter = "open"
    due: str | SkipJsonSchema[None] = Field(
        default=None, description="today, overdue, upcoming, inbox, someday, done, or a date in words"
    )
    project: str | SkipJsonSchema[None] = Field(default=None, description="Only this project")
    tag: str | SkipJsonSchema[None] = Field(default=None, description="Only with this tag")
    query: str | SkipJsonSchema[None] = Field(default=None, description="Only with these words")
    sort: Sort | SkipJsonSchema[None] = Field(default=None, description="due when left out; completed for done ones")
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50
    cursor: str | SkipJsonSchema[None] = Field(default=None, description="next_cursor of the page before")


class OneTask(Arguments):
    task: TaskReference


class UpdateTask(Arguments):
    task: TaskReference
    title: Title | SkipJsonSchema[None] = Field(default=None, description="New title")
    notes: Notes | None = Field(default=None, description="New notes; null removes them")
    due: str | None = Field(default=None, description=f"{_DUE}; null removes it")
    priority: Priority | None = Field(default=None, description="New priority; null removes it")
    project: Name | None = Field(default=None, description="New project; null removes it")
    tags: Tags | None = Field(default=None, description="All tags from now on; null removes them")
    repeat: str | None = Field(default=None, description=f"{_REPEAT}; null ends it")
    remind: str | None = Field(default=None, description=f"{_REMIND}; null removes it")
    parent: StrictInt | str | None = Field(default=None, description="Task that this is a part of; null removes it")
    blocked_by: References | None = Field(default=None, description=f"{_BLOCKED_BY}; null removes them")


class RescheduleTask(Arguments):
    task: TaskReference
    due: str = Field(description=_DUE)


class SearchTasks(Arguments):
    query: str = Field(
        min_length=1, max_length=1000, description="Words of the title, the notes, the project or the tags"
    )


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


class NoArguments(Arguments):
    pass


class OneChange(Arguments):
    id: Annotated[StrictInt, Field(ge=1)] | SkipJsonSchema[None] = Field(
        default=None, description="Number of a change; the newest when left out"
    )


class ListChanges(Arguments):
    limit: Annotated[int, Field(ge=1, le=MAX_CHANGES)] = 20


class Stats(Arguments):
    period: str | SkipJsonSchema[None] = Field(
        default=None, description="Like this week (when left out), last month, yesterday"
    )


class ParseDate(Arguments):
    text: str = Field(description=_DUE)
