"""What the tools for tasks give to programs."""

from pydantic import BaseModel, ConfigDict

from mcp_servers.tasks.model import Task


class Result(BaseModel):
    """Base of all results. They are built when first used: most calls need one or two of them."""

    model_config = ConfigDict(defer_build=True)


class OneTaskResult(Result):
    task: Task


class ChangedResult(Result):
    """The task as it is now. `change` is what undo takes back, null if nothing was changed."""

    task: Task
    change: int | None


class CompletedResult(ChangedResult):
    """`subtasks` were completed with the task; `next` is the one that follows a repeating task."""

    subtasks: list[Task]
    next: Task | None


class TasksResult(Result):
    """Tasks, how many there are in all, and `next_cursor` for those after these."""

    tasks: list[Task]
    total: int
    truncated: bool
    next_cursor: str | None


class Refused(Result):
    """A task that was not added: its place in the request, from 0, and why."""

    index: int
    title: str
    reason: str


class AddedResult(Result):
    tasks: list[Task]
    failed: list[Refused]
    change: int | None


class Count(Result):
    name: str
    open_tasks: int


class DayCount(Result):
    day: str
    tasks: int


class ProjectCount(Result):
    project: str | None
    tasks: int


class ProjectsResult(Result):
    projects: list[Count]


class TagsResult(Result):
    tags: list[Count]


class NextResult(Result):
    """The task to do next, null if there is none, and why it is this one."""

    task: Task | None
    reasons: list[str]


class StatsResult(Result):
    """Figures of the days from `first` to `last`, and how many tasks are open and overdue now."""

    first: str
    last: str
    completed: int
    added: int
    open: int
    overdue: int
    completed_by_day: list[DayCount]
    completed_by_project: list[ProjectCount]


class ImportProblem(Result):
    """Something that was not taken over: where it stands in the file, and why."""

    place: str
    reason: str


class ImportedResult(Result):
    imported: int
    problems: list[ImportProblem]
    change: int | None


class ExportedResult(Result):
    """What was exported; the text itself is the first part of the answer."""

    format: str
    tasks: int
    left_out: list[str]


class ChangeData(Result):
    """A change that undo takes back by its `id`. `tasks` are the ids of the tasks in it, `diff` their fields' lines."""

    id: int
    made_at: str
    what: str
    undone: bool
    tasks: list[int]
    diff: str


class ChangeResult(Result):
    change: ChangeData


class ChangesResult(Result):
    changes: list[ChangeData]


class DateResult(Result):
    """`due` is `YYYY-MM-DD` or local time with its offset, `words` the same for people."""

    due: str
    words: str
