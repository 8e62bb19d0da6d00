"""Tasks as resources: `task:///7` is a task as Markdown, `task:///7.json` the same as data."""

import re
from collections.abc import Hashable, Sequence

from mcp import types

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.resources import Contents, ResourcePage
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.completions import matching_tasks
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.links import related
from mcp_servers.tasks.listing import Filters, list_page
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.sentences import details, with_due
from mcp_servers.tasks.store import Store

PAGE = 100
TEMPLATE = "task:///{id}"
_URI = re.compile(r"task:///(?P<number>[1-9]\d{0,17})(?P<json>\.json)?")


class TaskResources:
    """The tasks of one database, by their addresses."""

    templates: Sequence[types.ResourceTemplate] = (
        types.ResourceTemplate(
            name="task",
            title="Task",
            uri_template=TEMPLATE,
            description="One task by its number; with .json after it as data",
            mime_type="text/markdown",
        ),
    )

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def page(self, cursor: str | None) -> ResourcePage:
        """Open tasks, those that are due first before the others."""
        now = self._clock()
        with self._database.reading() as connection:
            page = list_page(connection, Filters(), "due", PAGE, cursor, now)
        listed = [
            types.Resource(
                name=f"task-{task.id}",
                title=task.title,
                uri=f"task:///{task.id}",
                description=with_due(task, now),
                mime_type="text/markdown",
            )
            for task in page.tasks
        ]
        return ResourcePage(listed, page.next_cursor)

    def read(self, uri: str) -> Sequence[Contents]:
        """A task. Raises ToolFailure when there is none at the address, or it is in the trash."""
        number, as_json = _parsed(uri)
        now = self._clock()
        with self._database.reading() as connection:
            store = Store(connection, now)
            task = store.get(number)
            text = _json(task) if as_json else details(task, related(store, task), now)
        return [_contents(uri, text, as_json)]

    def stamp(self, uri: str) -> Hashable:
        """All that is stored of the task: undo brings back an older `updated_at` too."""
        number, _ = _parsed(uri)
        with self._database.reading() as connection:
            row = Store(connection, self._clock()).row(number)
        return None if row is None else tuple(row)

    def complete(self, template: str, argument: str, value: str) -> Sequence[str]:
        """Numbers of open tasks that begin like `value`, or whose titles do."""
        if template != TEMPLATE or argument != "id":
            return ()
        with self._database.reading() as connection:
            store = Store(connection, self._clock())
            numbers = [str(task.id) for task in store.all("open")]
            titled = [str(task.id) for task in matching_tasks(store, value)]
        return list(dict.fromkeys([*(number for number in numbers if number.startswith(value)), *titled]))


def _parsed(uri: str) -> tuple[int, bool]:
    match = _URI.fullmatch(uri)
    if match is None:
        raise ToolFailure("A task's address is like task:///7, or task:///7.json.")
    return int(match["number"]), match["json"] is not None


def _json(task: Task) -> str:
    return task.model_dump_json(indent=2)


def _contents(uri: str, text: str, as_json: bool) -> Contents:
    return types.TextResourceContents(uri=uri, mime_type="application/json" if as_json else "text/markdown", text=text)
