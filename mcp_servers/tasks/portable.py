"""A task on its way from or to a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.wording import explain_invalid_arguments
from mcp_servers.tasks.arguments import Name, Notes, Tags, Title
from mcp_servers.tasks.due import Due, from_text, real, to_text
from mcp_servers.tasks.model import Priority, RepeatFrom, Status
from mcp_servers.tasks.recurrence import parse_rule
from mcp_servers.tasks.reminders import is_relative


def _due(text: str) -> str:
    due = from_text(text)
    if isinstance(due, datetime) and due.tzinfo is None:
        raise ValueError("a time needs its offset, like 2026-12-24T15:00+01:00")
    return to_text(due)


def _wall_clock(text: str) -> str:
    on = from_text(text)
    if isinstance(on, datetime) and on.tzinfo is not None:
        raise ValueError("it is a wall clock, without an offset")
    return to_text(on)


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset, like 2026-12-24T15:00+01:00")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _rule(text: str) -> str:
    try:
        return parse_rule(text)
    except ToolFailure as failure:
        raise ValueError(str(failure)) from failure


DueText = Annotated[str, AfterValidator(_due)]
WallClockText = Annotated[str, AfterValidator(_wall_clock)]
MomentText = Annotated[str, AfterValidator(_moment)]
RuleText = Annotated[str, AfterValidator(_rule)]
RemindText = Annotated[str, AfterValidator(lambda text: text if is_relative(text) else _due(text))]
Key = Annotated[str, Field(max_length=300)]


class Portable(BaseModel):
    """A task of a file. `key` is the file's own name for it, by which `parent` and `blocked_by` mean others."""

    model_config = ConfigDict(extra="forbid")

    key: Key = ""
    title: Title
    notes: Notes = ""
    due: DueText | None = None
    status: Status = "open"
    priority: Priority = "none"
    project: Name | None = None
    tags: Tags = Field(default_factory=list[str])
    created_at: MomentText | None = None
    updated_at: MomentText | None = None
    completed_at: MomentText | None = None
    repeat: RuleText | None = None
    repeat_from: RepeatFrom = "due"
    repeat_on: WallClockText | None = None
    remind: RemindText | None = None
    parent: Key | None = None
    blocked_by: Annotated[list[Key], Field(max_length=50)] = Field(default_factory=list[str])


@dataclass(frozen=True)
class Problem:
    """Something of a file that was not taken over, and why. `place` says where: `line 3`."""

    place: str
    reason: str


@dataclass
class Reading:
    """What was found in a file."""

    tasks: list[Portable]
    problems: list[Problem]

    def add(self, place: str, fields: Mapping[str, Any]) -> None:
        """Take a task over, if it fits."""
        try:
            self.tasks.append(Portable.model_validate(fields))
        except ValidationError as error:
            words = explain_invalid_arguments(error, "A task", Portable)
            # The list of all that a task can have says nothing to who has a file of another program.
            self.problems.append(Problem(place, words.partition(" A task takes:")[0].replace("value error, ", "")))


def nothing_read() -> Reading:
    return Reading([], [])


def due_text(value: date | datetime, zone: tzinfo | None) -> str:
    """A date of a file as it is stored; a time without a zone is meant where the person is."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return to_text(real(value if value.tzinfo else value.replace(tzinfo=zone), zone))


def clock_of(due: Due, zone: tzinfo | None) -> str:
    """`17:00` for a time, nothing for a day."""
    return f"{due.astimezone(zone):%H:%M}" if isinstance(due, datetime) else ""
