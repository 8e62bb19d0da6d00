"""What the tools for tasks take and give."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StrictInt,
    StringConstraints,
    ValidationError,
)
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import Arguments
from mcp_servers.common.wording import explain_invalid_arguments
from mcp_servers.tasks.listing import Sort
from mcp_servers.tasks.model import Priority, StatusFilter, Task

MAX_PAGE = 200

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
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
    query: str = Field(min_length=1, description="Words of the title, the notes, the project or the tags")


class NoArguments(Arguments):
    pass


class OneChange(Arguments):
    id: Annotated[StrictInt, Field(ge=1)] | SkipJsonSchema[None] = Field(
        default=None, description="Number of a change; the newest when left out"
    )


class ListChanges(Arguments):
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 20


class Stats(Arguments):
    period: str | SkipJsonSchema[None] = Field(
        default=None, description="Like this week (when left out), last month, yesterday"
    )


class ParseDate(Arguments):
    text: str = Field(description=_DUE)


class OneTaskResult(BaseModel):
    task: Task


class ChangedResult(BaseModel):
    """The task as it is now. `change` is what undo takes back, null if nothing was changed."""

    task: Task
    change: int | None


class CompletedResult(ChangedResult):
    """`subtasks` were completed with the task; `next` is the one that follows a repeating task."""

    subtasks: list[Task]
    next: Task | None


class TasksResult(BaseModel):
    """Tasks, how many there are in all, and `next_cursor` for those after these."""

    tasks: list[Task]
    total: int
    truncated: bool
    next_cursor: str | None


class Refused(BaseModel):
    """A task that was not added: its place in the request, from 0, and why."""

    index: int
    title: str
    reason: str


class AddedResult(BaseModel):
    tasks: list[Task]
    failed: list[Refused]
    change: int | None


class Count(BaseModel):
    name: str
    open_tasks: int


class DayCount(BaseModel):
    day: str
    tasks: int


class ProjectCount(BaseModel):
    project: str | None
    tasks: int


class ProjectsResult(BaseModel):
    projects: list[Count]


class TagsResult(BaseModel):
    tags: list[Count]


class NextResult(BaseModel):
    """The task to do next, null if there is none, and why it is this one."""

    task: Task | None
    reasons: list[str]


class StatsResult(BaseModel):
    """Figures of the days from `first` to `last`, and how many tasks are open and overdue now."""

    first: str
    last: str
    completed: int
    added: int
    open: int
    overdue: int
    completed_by_day: list[DayCount]
    completed_by_project: list[ProjectCount]


class ImportProblem(BaseModel):
    """Something that was not taken over: where it stands in the file, and why."""

    place: str
    reason: str


class ImportedResult(BaseModel):
    imported: int
    problems: list[ImportProblem]
    change: int | None


class ExportedResult(BaseModel):
    """What was exported; the text itself is the first part of the answer."""

    format: str
    tasks: int
    left_out: list[str]


class ChangeData(BaseModel):
    """A change that undo takes back by its `id`. `tasks` are the ids of the tasks in it."""

    id: int
    made_at: str
    what: str
    undone: bool
    tasks: list[int]


class ChangeResult(BaseModel):
    change: ChangeData


class ChangesResult(BaseModel):
    changes: list[ChangeData]


class DateResult(BaseModel):
    """`due` is `YYYY-MM-DD` or local time with its offset, `words` the same for people."""

    due: str
    words: str
