"""Our own format, which loses nothing: a JSON object with a list of tasks as the tools show them."""

import json
from collections.abc import Sequence
from typing import Any, cast

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.portable import Problem, Reading, nothing_read

NAME = "deskhand-tasks"
VERSION = 1
# What follows from the rest is not written.
_DERIVED = {"remind_at"}


def write_json(tasks: Sequence[Task]) -> str:
    """The text of a file."""
    rows = [task.model_dump(exclude=_DERIVED) for task in tasks]
    return json.dumps({"format": NAME, "version": VERSION, "tasks": rows}, ensure_ascii=False, indent=2)


def read_json(text: str) -> Reading:
    """Tasks of a file that was written by `write_json`, or a bare list of such tasks.

    Raises:
        ToolFailure: it is no JSON, or nothing of ours.
    """
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ToolFailure("That is no valid JSON, so nothing was imported.") from error
    rows: Any = cast("dict[str, Any]", content).get("tasks") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise ToolFailure('The JSON has no list of tasks. It must be like {"tasks": [{"title": "Buy milk"}]}.')
    reading = nothing_read()
    for number, row in enumerate(cast("list[Any]", rows), 1):
        step(number, len(cast("list[Any]", rows)), "Reading tasks")
        if isinstance(row, dict):
            reading.add(f"task {number}", _fields(cast("dict[str, Any]", row)))
        else:
            reading.problems.append(Problem(f"task {number}", "It is no object with a title."))
    return reading


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name not in _DERIVED and name != "id"}
    if "id" in row:
        fields["key"] = _key(row["id"])
    if fields.get("parent") is not None:
        fields["parent"] = _key(fields["parent"])
    if isinstance(fields.get("blocked_by"), list):
        fields["blocked_by"] = [_key(value) for value in fields["blocked_by"]]
    return fields


def _key(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
