"""iCalendar: tasks as VTODO (RFC 5545), with relations of RFC 9253."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, cast

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.tasks.due import from_text
from mcp_servers.tasks.model import Priority, Task
from mcp_servers.tasks.portable import Problem, Reading, due_text, nothing_read
from mcp_servers.tasks.recurrence import RepeatError, parse_rule
from mcp_servers.tasks.reminders import distance_of, is_relative, written_duration

# A property may hold anything in a file, and the library's types say no more than that.
Component = Any

_PRIORITIES: dict[Priority, int] = {"high": 1, "medium": 5, "low": 9, "none": 0}
_OURS = re.compile(r"task-(\d+)@deskhand")
_TODO = re.compile(r"^BEGIN:VTODO\s*$.*?^END:VTODO\s*$", re.MULTILINE | re.DOTALL)
_NOT_READ = "It is no calendar task that can be read."


def write_vtodo(tasks: Sequence[Task], zone: tzinfo | None) -> str:
    """The text of a file. Times are in `zone`, so that what repeats stays at its hour."""
    from icalendar import Calendar

    calendar: Component = Calendar()
    calendar.add("prodid", "-//Deskhand//Tasks//EN")
    calendar.add("version", "2.0")
    for number, task in enumerate(tasks, 1):
        step(number, len(tasks), "Writing tasks")
        calendar.add_component(_todo(task, zone))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode("utf-8")


def read_vtodo(text: str, zone: tzinfo | None) -> Reading:
    """Tasks of a file. One that cannot be read does not keep the others out.

    Raises:
        ToolFailure: it is no calendar.
    """
    reading = nothing_read()
    for number, todo in enumerate(_todos(text), 1):
        step(number, None, "Reading tasks")
        place = f"task {number}"
        try:
            fields = _fields(todo, place, reading, zone) if todo is not None else None
        except (ValueError, TypeError, AttributeError, KeyError):
            fields = None
        if fields is None:
            reading.problems.append(Problem(place, _NOT_READ))
        elif fields.pop("cancelled"):
            reading.problems.append(Problem(place, "It was cancelled."))
        else:
            reading.add(place, fields)
    return reading


def _todo(task: Task, zone: tzinfo | None) -> Component:
    from icalendar import Todo, vRecur

    todo: Component = Todo()
    todo.add("uid", _uid(task.id))
    todo.add("dtstamp", _moment(task.updated_at))
    todo.add("created", _moment(task.created_at))
    todo.add("last-modified", _moment(task.updated_at))
    todo.add("summary", task.title)
    todo.add("status", "COMPLETED" if task.status == "done" else "NEEDS-ACTION")
    _add_each(todo, {"description": task.notes, "categories": task.tags, "priority": _PRIORITIES[task.priority]})
    _add_each(
        todo, {"due": task.due and _zoned(task.due, zone), "rrule": task.repeat and vRecur.from_ical(task.repeat)}
    )
    _add_each(todo, {"completed": task.completed_at and _moment(task.completed_at)})
    _add_each(todo, {"x-deskhand-project": task.project, "x-deskhand-repeat-on": task.repeat_on})
    if task.repeat_from == "completion":
        todo.add("x-deskhand-repeat-from", "completion")
    for number, relation in [(task.parent, "PARENT"), *((blocker, "DEPENDS-ON") for blocker in task.blocked_by)]:
        if number is not None:
            todo.add("related-to", _uid(number), parameters={"RELTYPE": relation})
    if task.remind:
        todo.add_component(_alarm(task.title, task.remind))
    return todo


def _add_each(todo: Component, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value:
            todo.add(name, value)


def _alarm(title: str, remind: str) -> Component:
    from icalendar import Alarm

    alarm: Component = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    if is_relative(remind):
        alarm.add("trigger", distance_of(remind), parameters={"RELATED": "END"})
    else:
        alarm.add("trigger", _moment(remind), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _zoned(due: str, zone: tzinfo | None) -> date | datetime:
    value = from_text(due)
    return value.astimezone(zone) if isinstance(value, datetime) else value


def _todos(text: str) -> Iterator[Component | None]:
    """The tasks of a calendar, `None` for one that cannot be read."""
    from icalendar import Calendar, Todo

    if "BEGIN:VCALENDAR" not in text and "BEGIN:VTODO" not in text:
        raise ToolFailure("That is no calendar: it has no BEGIN:VCALENDAR.")
    try:
        # Read as a whole where that goes, as times may be in zones that the calendar itself describes.
        whole: Component = Calendar.from_ical(text)
        yield from list(whole.walk("VTODO"))
    except ValueError:
        for match in _TODO.finditer(text):
            try:
                yield Todo.from_ical(match[0])
            except ValueError:
                yield None


def _fields(todo: Component, place: str, reading: Reading, zone: tzinfo | None) -> dict[str, Any]:
    status = str(todo.get("status", "")).upper()
    uid = str(todo.get("uid", ""))
    due = todo.get("due") or todo.get("dtstart")
    relations = [(str(each), str(each.params.get("RELTYPE", "PARENT")).upper()) for each in _all(todo, "related-to")]
    priority = int(todo.get("priority", 0))
    return {
        "cancelled": status == "CANCELLED",
        "key": _key(uid),
        "title": str(todo.get("summary", "")),
        "notes": str(todo.get("description", "")),
        "status": "done" if status == "COMPLETED" or "completed" in todo else "open",
        "priority": "none" if priority == 0 else "high" if priority < 5 else "medium" if priority == 5 else "low",
        "project": str(todo.get("x-deskhand-project", "")) or None,
        "tags": [_unescaped(str(tag)) for each in _all(todo, "categories") for tag in each.cats],
        "due": due_text(due.dt, zone) if due else None,
        "created_at": _utc(todo, "created"),
        "updated_at": _utc(todo, "last-modified"),
        "completed_at": _utc(todo, "completed"),
        "remind": _remind(todo, place, reading, zone),
        "parent": next((_key(other) for other, kind in relations if kind == "PARENT"), None),
        "blocked_by": [_key(other) for other, kind in relations if kind == "DEPENDS-ON"],
        **_repeat(todo, place, reading),
    }


def _repeat(todo: Component, place: str, reading: Reading) -> dict[str, Any]:
    rules = _all(todo, "rrule")
    if not rules:
        return {}
    try:
        repeat = parse_rule(rules[0].to_ical().decode("utf-8"))
    except RepeatError as error:
        reading.problems.append(Problem(place, f"Taken over without its repetition. {error}"))
        return {}
    return {
        "repeat": repeat,
        "repeat_from": str(todo.get("x-deskhand-repeat-from", "due")),
        "repeat_on": str(todo.get("x-deskhand-repeat-on", "")) or None,
    }


def _remind(todo: Component, place: str, reading: Reading, zone: tzinfo | None) -> str | None:
    triggers: list[date | datetime | timedelta] = [
        alarm["trigger"].dt for alarm in todo.walk("VALARM") if "trigger" in alarm
    ]
    if len(triggers) > 1:
        reading.problems.append(Problem(place, "Only the first of its reminders was taken over."))
    if not triggers:
        return None
    if isinstance(triggers[0], timedelta):
        return written_duration(triggers[0])
    return due_text(triggers[0], zone)


def _all(todo: Component, name: str) -> list[Any]:
    value = todo.get(name)
    if value is None:
        return []
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _unescaped(tag: str) -> str:
    """icalendar leaves the marks of its own writing in categories."""
    return re.sub(r"\\([,;\\])", r"\1", tag)


def _uid(number: int) -> str:
    return f"task-{number}@deskhand"


def _key(uid: str) -> str:
    ours = _OURS.fullmatch(uid)
    return ours[1] if ours else uid


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _utc(todo: Component, name: str) -> str | None:
    value = todo.get(name)
    if value is None:
        return None
    moment: date | datetime = value.dt
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
