"""Markdown checklists, with the signs that the Tasks plug-in of Obsidian made common: 📅 due, 🔁 repeats, ⏫ 🔼 🔽, ✅.

Headings are projects, and a list within a list has the subtasks. Reminders have no place in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.tasks.due import day_of, from_text
from mcp_servers.tasks.model import Priority, Task
from mcp_servers.tasks.portable import Problem, Reading, clock_of, due_text, nothing_read
from mcp_servers.tasks.repeat_phrases import parse_repeat
from mcp_servers.tasks.repeat_words import repeat_in_words
from mcp_servers.tasks.sentences import repetition

_SIGNS: dict[Priority, str] = {"high": "⏫", "medium": "🔼", "low": "🔽"}
_PRIORITIES: dict[str, Priority] = {"🔺": "high", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "low"}
_HEADING = re.compile(r"#{1,6}\s+(?P<name>.+?)\s*#*\s*")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+\[(?P<mark>.)\]\s+(?P<words>.+)")
# In notes a box is written with a backslash, or it would come back as a task of its own.
_BOX = re.compile(r"((?:[-*+]|\d+[.)])\s+)(\\*)(?=\[.\]\s)")
_DAY = r"(?P<day>\d{4}-\d\d-\d\d)(?:[ T](?P<clock>\d\d:\d\d))?"
_DUE = re.compile(rf"(?:📅|🗓️?|due:)\s*{_DAY}")
_DONE = re.compile(rf"✅\s*{_DAY}")
_REPEAT = re.compile(r"🔁\s*(?P<words>[^📅🗓✅⏫🔼🔽🔺⏬#]+)")
_TAG = re.compile(r"(?:^|(?<=\s))#(?P<name>[^\s#]*[^\W\d][^\s#]*)")
_OPEN_MARKS = {" ", "/"}


def write_markdown(tasks: Sequence[Task], now: datetime) -> str:
    """The text of a file, in the wall clock of `now`."""
    children: dict[int | None, list[Task]] = {}
    numbers = {task.id for task in tasks}
    for task in tasks:
        children.setdefault(task.parent if task.parent in numbers else None, []).append(task)
    sections: dict[str, list[str]] = {}
    for task in sorted(children.get(None, []), key=lambda task: task.project or ""):
        sections.setdefault(task.project or "", []).extend(_lines(task, children, 0, now))
    return "\n".join(
        "".join(f"{line}\n" for line in [*([f"# {_line(name)}", ""] if name else []), *lines])
        for name, lines in sections.items()
    )


def read_markdown(text: str, now: datetime) -> Reading:
    """Tasks of a file; what is no checklist is left out without a word."""
    place = _Place(now)
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        step(number, len(lines), "Reading tasks")
        place.read(number, line)
    reading = nothing_read()
    for number, fields in place.found:
        reading.add(f"line {number}", fields)
    reading.problems += place.problems
    return reading


def _lines(task: Task, children: dict[int | None, list[Task]], depth: int, now: datetime) -> list[str]:
    indent = "    " * depth
    lines = [f"{indent}- [{'x' if task.status == 'done' else ' '}] {_words(task, now)}"]
    notes = filter(None, map(str.strip, task.notes.splitlines()))
    lines += [f"{indent}    {_without_box(line)}" for line in notes]
    for child in children.get(task.id, []):
        lines += _lines(child, children, depth + 1, now)
    return lines


def _words(task: Task, now: datetime) -> str:
    parts = [_line(task.title), *(f"#{'_'.join(tag.split())}" for tag in task.tags)]
    parts += [_SIGNS[task.priority]] if task.priority in _SIGNS else []
    repeat = repetition(task)
    if repeat:
        words = repeat_in_words(repeat)
        parts.append(f"🔁 {words if _reads_as(words, task, now) else repeat.rule}")
    if task.due:
        due = from_text(task.due)
        parts.append(f"📅 {day_of(due, now.tzinfo)} {clock_of(due, now.tzinfo)}".strip())
    if task.status == "done" and task.completed_at:
        parts.append(f"✅ {datetime.fromisoformat(task.completed_at).astimezone(now.tzinfo):%Y-%m-%d}")
    return " ".join(parts)


def _without_box(line: str) -> str:
    match = _BOX.match(line)
    return f"{match[0]}\\{line[match.end() :]}" if match else line


def _with_box(line: str) -> str:
    match = _BOX.match(line)
    return f"{match[1]}{match[2][1:]}{line[match.end() :]}" if match else line


def _reads_as(words: str, task: Task, now: datetime) -> bool:
    try:
        return parse_repeat(words, now).repeat == repetition(task)
    except ToolFailure:
        return False


@dataclass
class _Place:
    """Where in a file the reading is: below which heading, and inside which items."""

    now: datetime
    project: str | None = None
    found: list[tuple[int, dict[str, Any]]] = field(default_factory=list[tuple[int, dict[str, Any]]])
    problems: list[Problem] = field(default_factory=list[Problem])
    _above: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def read(self, number: int, line: str) -> None:
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line.expandtabs(4))
        if heading:
            self.project, self._above = heading["name"], []
        elif item:
            self._read_item(number, item)
        elif self._above and line.startswith((" ", "\t")) and line.strip():
            notes = self.found[-1][1]
            notes["notes"] = f"{notes['notes']}\n{_with_box(line.strip())}".strip()
        else:
            self._above = []

    def _read_item(self, number: int, item: re.Match[str]) -> None:
        if item["mark"] == "-":
            self.problems.append(Problem(f"line {number}", "It was cancelled."))
            return
        indent = len(item["indent"])
        self._above = [(depth, key) for depth, key in self._above if depth < indent]
        fields = {"key": str(number), "project": self.project, "notes": "", **self._fields(number, item)}
        fields["parent"] = self._above[-1][1] if self._above else None
        self._above.append((indent, str(number)))
        self.found.append((number, fields))

    def _fields(self, number: int, item: re.Match[str]) -> dict[str, Any]:
        words, zone = item["words"], self.now.tzinfo
        due, done, repeat = _DUE.search(words), _DONE.search(words), _REPEAT.search(words)
        signs = [sign for sign in _PRIORITIES if sign in words]
        title = _REPEAT.sub("", _DONE.sub("", _DUE.sub("", words)))
        for sign in signs:
            title = title.replace(sign, "")
        return {
            "title": " ".join(_TAG.sub("", title).split()),
            "status": "open" if item["mark"] in _OPEN_MARKS else "done",
            "priority": _PRIORITIES[signs[0]] if signs else "none",
            "tags": [tag["name"].replace("_", " ") for tag in _TAG.finditer(title)],
            "due": _due(due, zone) if due else None,
            "completed_at": _noon(done["day"], zone) if done else None,
            **(self._repeat(number, repeat["words"].strip()) if repeat else {}),
        }

    def _repeat(self, number: int, words: str) -> dict[str, Any]:
        try:
            repeat = parse_repeat(words, self.now).repeat
        except ToolFailure as failure:
            self.problems.append(Problem(f"line {number}", f"Taken over without its repetition. {failure}"))
            return {}
        return {"repeat": repeat.rule, "repeat_from": "completion" if repeat.after_completion else "due"}


def _due(match: re.Match[str], zone: tzinfo | None) -> str:
    text = match["day"] + (f"T{match['clock']}" if match["clock"] else "")
    try:
        return due_text(from_text(text), zone)
    except ValueError:
        return text


def _noon(day: str, zone: tzinfo | None) -> str:
    try:
        return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone).astimezone(UTC).isoformat()
    except ValueError:
        return day


def _line(text: str) -> str:
    return " ".join(text.split())
