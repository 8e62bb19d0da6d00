"""The tasks panel's tasks: they belong to the tasks server, so every look and change goes through its tools."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from app.base.errors import RequestError
from app.tools.calls import ToolOutcome
from app.tools.host import ToolHost

SERVER = "tasks"
PAGE = 200
SHOWN_DONE = 20
WATCH_SECONDS = 1.0


class UserTasks:
    """Reads and changes tasks. Every method raises RequestError with the tasks server's own sentence."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def list(self) -> Sequence[Mapping[str, Any]]:
        """All open tasks, and the newest of those that are done."""
        open_tasks = await self._call("list_tasks", {"status": "open", "limit": PAGE})
        done = await self._call("list_tasks", {"status": "done", "limit": SHOWN_DONE})
        return [*open_tasks["tasks"], *done["tasks"]]

    async def add(self, title: str, due: str | None) -> Mapping[str, Any]:
        """Add a task; `due` in words or as ISO date."""
        return (await self._call("add_task", {"title": title, **({"due": due} if due else {})}))["task"]

    async def change(self, task_id: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change what `values` has of status, title and due."""
        task = {"task": str(task_id)}
        status = values.get("status")
        if status not in {None, "open", "done"}:
            raise RequestError("“status” must be open or done.", field="status")
        result: Mapping[str, Any] | None = None
        changes = {name: values[name] for name in ("title", "due") if name in values}
        if changes:
            result = await self._call("update_task", {**task, **changes})
        if status is not None:
            result = await self._call("complete_task" if status == "done" else "reopen_task", task)
        if result is None:
            raise RequestError("There is nothing to change.")
        return cast("Mapping[str, Any]", result["task"])

    async def delete(self, task_id: int) -> None:
        """Put a task into the trash."""
        await self._call("delete_task", {"task": str(task_id)})

    async def _call(self, tool: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        outcome: ToolOutcome = await self._host.call(SERVER, tool, arguments)
        if outcome.failed:
            raise RequestError(outcome.text)
        return outcome.structured


async def watch_tasks(database: Path, wanted: Callable[[], bool], changed: Callable[[], None]) -> None:
    """Call `changed` when another program has written `database`; looks only while somebody wants to know."""
    before = written(database)
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if not wanted():
            continue
        after = await asyncio.to_thread(written, database)
        if after != before:
            before = after
            changed()


def written(database: Path) -> tuple[int, ...]:
    """When a database and its write-ahead log were last written, and how long they are."""
    marks: list[int] = []
    for path in (database, database.with_name(f"{database.name}-wal")):
        try:
            status = path.stat()
        except OSError:
            continue
        marks += (status.st_mtime_ns, status.st_size)
    return tuple(marks)
