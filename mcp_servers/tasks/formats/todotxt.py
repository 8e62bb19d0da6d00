"""todo.txt: a task a line. http://todotxt.org, with the keys `due`, `at`, `rec`, `rrule` and `pri` that others use too.

Names with blanks are written with underscores. Notes, links between tasks and reminders have no place in it.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from mcp_servers.common.work import step
from mcp_servers.tasks.due import day_of, from_text
from mcp_servers.tasks.model import Priority, Task
from mcp_servers.tasks.portable import Reading, clock_of, due_text, nothing_read
from mcp_servers.tasks.recurrence import Repeat

_LETTERS: dict[Priority, str] = {"high": "A", "medium": "B", "low": "C"}
_UNITS = {"d": "DAILY", "w": "WEEKLY", "m": "MONTHLY", "y": "YEARLY"}
_DATE = r"\d{4}-\d\d-\d\d"
_LINE = re.compile(
    rf"(?P<done>x )?\s*(?:\((?P<letter>[A-Z])\) )?\s*(?:(?P<first>{_DATE}) )?(?:(?P<second>{_DATE}) )?(?P<words>.*)"
)
_KEY = re.compile(r"(?P<name>due|at|rec|rrule|pri):(?P<value>\S+)", re.IGNORECASE)
_EVERY = re.compile(r"(?P<strict>\+)?(?P<count>\d{1,4})?(?P<unit>[dwmy])", re.IGNORECASE)


def write_todotxt(tasks: Sequence[Task], zone: tzinfo | None) -> str:
    """The text of a file, in the wall clock of `zone`."""
    return "".join(f"{_line(task, zone)}\n" for task in tasks)


def read_todotxt(text: str, zone: tzinfo | None) -> Reading:
    """Tasks of a file."""
    reading = nothing_read()
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        step(number, len(lines), "Reading tasks")
        match = _LINE.fullmatch(line.strip())
        if match and match["words"]:
            reading.add(f"line {number}", _fields(match, zone))
    return reading


def _line(task: Task, zone: tzinfo | None) -> str:
    parts = ["x"] if task.status == "done" else []
    letter = _LETTERS.get(task.priority)
    if letter and not parts:
        parts.append(f"({letter})")
    if task.status == "done" and task.completed_at:
        parts.append(_day(task.completed_at, zone))
    parts += [_day(task.created_at, zone), " ".join(task.title.split())]
    if task.project:
        parts.append(f"+{_joined(task.project)}")
    parts += [f"@{_joined(tag)}" for tag in task.tags]
    if task.due:
        due = from_text(task.due)
        parts.append(f"due:{day_of(due, zone)}")
        parts += [f"at:{clock}" for clock in [clock_of(due, zone)] if clock]
    if task.repeat:
        parts.append(_repeat_key(Repeat(task.repeat, after_completion=task.repeat_from == "completion")))
    if letter and task.status == "done":
        parts.append(f"pri:{letter}")
    return " ".join(parts)


def _repeat_key(repeat: Repeat) -> str:
    names = {part.partition("=")[0] for part in repeat.rule.split(";")}
    if names <= {"FREQ", "INTERVAL"}:
        unit = (repeat.part("FREQ") or "")[:1].lower()
        return f"rec:{'' if repeat.after_completion else '+'}{repeat.interval}{unit}"
    return f"rrule:{repeat.rule}"


def _fields(match: re.Match[str], zone: tzinfo | None) -> dict[str, Any]:
    done = bool(match["done"])
    completed, created = (match["first"], match["second"]) if done else (None, match["first"])
    words = match["words"] if done or not match["second"] else f"{match['second']} {match['words']}"
    marks = _marks(words)
    letter = match["letter"] or marks.get("pri", "").upper()
    return {
        "title": marks["title"],
        "status": "done" if done else "open",
        "priority": _priority(letter),
        "project": marks["projects"][0] if marks["projects"] else None,
        "tags": [*marks["tags"], *marks["projects"][1:]],
        "created_at": _moment(created, zone),
        "completed_at": _moment(completed, zone),
        "due": _due(marks, zone),
        **_repeat(marks),
    }


def _marks(words: str) -> dict[str, Any]:
    """The words of the title, and apart from them projects, tags and keys."""
    found: dict[str, Any] = {"projects": [], "tags": []}
    title: list[str] = []
    for word in words.split():
        key = _KEY.fullmatch(word)
        if key:
            found[key["name"].lower()] = key["value"]
        elif word[0] in "+@" and len(word) > 1:
            found["projects" if word[0] == "+" else "tags"].append(word[1:].replace("_", " "))
        else:
            title.append(word)
    return {**found, "title": " ".join(title)}


def _due(marks: dict[str, Any], zone: tzinfo | None) -> str | None:
    text = marks.get("due")
    try:
        day = date.fromisoformat(text or "")
        clock = datetime.strptime(marks["at"], "%H:%M").time() if "at" in marks else None  # noqa: DTZ007 - a time of day
    except ValueError:
        return text
    return due_text(datetime.combine(day, clock) if clock else day, zone)


def _repeat(marks: dict[str, Any]) -> dict[str, Any]:
    if "rrule" in marks:
        return {"repeat": marks["rrule"]}
    if "rec" not in marks:
        return {}
    every = _EVERY.fullmatch(marks["rec"])
    if every is None:
        return {"repeat": marks["rec"]}
    rule = f"FREQ={_UNITS[every['unit'].lower()]};INTERVAL={int(every['count'] or 1)}"
    return {"repeat": rule.removesuffix(";INTERVAL=1"), "repeat_from": "due" if every["strict"] else "completion"}


def _priority(letter: str) -> Priority:
    named: dict[str, Priority] = {value: name for name, value in _LETTERS.items()}
    return named.get(letter, "low") if letter else "none"


def _day(moment: str, zone: tzinfo | None) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


def _moment(day: str | None, zone: tzinfo | None) -> str | None:
    """Noon, which is on that day in the zones around too."""
    try:
        return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone).astimezone(UTC).isoformat() if day else None
    except ValueError:
        return day


def _joined(name: str) -> str:
    return "_".join(name.split())
