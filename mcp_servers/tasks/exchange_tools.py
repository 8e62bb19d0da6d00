"""The tools that import and export tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mcp_servers.common.toolset import READS, Reply, Tool, ToolFailure, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.exchange import ExportTasks, ImportTasks, lost_in
from mcp_servers.tasks.formats.json_file import read_json, write_json
from mcp_servers.tasks.formats.markdown import read_markdown, write_markdown
from mcp_servers.tasks.formats.todotxt import read_todotxt, write_todotxt
from mcp_servers.tasks.formats.vtodo import read_vtodo, write_vtodo
from mcp_servers.tasks.import_file import MAX_BYTES, format_of, read_file
from mcp_servers.tasks.importing import Import
from mcp_servers.tasks.journal import record
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.portable import Format, Problem, Reading
from mcp_servers.tasks.sentences import joined, number_of_tasks
from mcp_servers.tasks.store import Store

MAX_TASKS = 5000
SHOWN_PROBLEMS = 10

_READERS: dict[Format, Callable[[str, datetime], Reading]] = {
    "vtodo": lambda text, now: read_vtodo(text, now.tzinfo),
    "todo.txt": lambda text, now: read_todotxt(text, now.tzinfo),
    "json": lambda text, _now: read_json(text),
    "markdown": read_markdown,
}
_WRITERS: dict[Format, Callable[[list[Task], datetime], str]] = {
    "vtodo": lambda tasks, now: write_vtodo(tasks, now.tzinfo),
    "todo.txt": lambda tasks, now: write_todotxt(tasks, now.tzinfo),
    "json": lambda tasks, _now: write_json(tasks),
    "markdown": write_markdown,
}


class ExchangeTools:
    """Brings tasks into one database and out of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                "import_tasks",
                "Import tasks",
                "Add the tasks of a file, or of a text.",
                writes(destructive=False, idempotent=False),
                ImportTasks,
                self.import_tasks,
                given.ImportedResult,
            ),
            Tool(
                "export_tasks",
                "Export tasks",
                "Give all tasks as the text of a file.",
                READS,
                ExportTasks,
                self.export_tasks,
                given.ExportedResult,
            ),
        ]

    def import_tasks(self, arguments: ImportTasks) -> Reply:
        now = self._clock()
        reading = _read(arguments, now)
        wanted = Import(reading.tasks, now)
        with self._database.writing() as connection:
            store = Store(connection, now)
            added = wanted.take_over(store)
            change = record(store, f"Imported {number_of_tasks(added)}.")
        problems = [*reading.problems, *wanted.problems]
        data = given.ImportedResult(
            imported=added,
            problems=[given.ImportProblem(place=each.place, reason=each.reason) for each in problems],
            change=change,
        )
        return Reply(_imported_words(added, problems), data)

    def export_tasks(self, arguments: ExportTasks) -> Reply:
        now = self._clock()
        with self._database.reading() as connection:
            tasks = Store(connection, now).all(arguments.status)
        if not tasks:
            raise ToolFailure("There are no tasks to export.")
        lost = lost_in(arguments.format, tasks)
        note = f"{number_of_tasks(len(tasks))} exported."
        if lost:
            note += f" Left out, as {arguments.format} has no place for them: {', '.join(lost)}."
        data = given.ExportedResult(format=arguments.format, tasks=len(tasks), left_out=lost)
        return Reply(_WRITERS[arguments.format](tasks, now), data, note)


def _read(arguments: ImportTasks, now: datetime) -> Reading:
    if (arguments.path is None) == (arguments.text is None):
        raise ToolFailure("Give either `path`, the file to import, or `text`, what stands in it.")
    text = arguments.text if arguments.path is None else read_file(arguments.path)
    if text is None or len(text) > MAX_BYTES:
        raise ToolFailure("That is too large: at most 5 MB can be imported.")
    reading = _READERS[arguments.format or format_of(arguments.path, text)](text, now)
    if len(reading.tasks) > MAX_TASKS:
        raise ToolFailure(f"These are {len(reading.tasks)} tasks; at most {MAX_TASKS} can be imported at once.")
    return reading


def _imported_words(imported: int, problems: list[Problem]) -> str:
    lines = [f"Imported {number_of_tasks(imported)}." if imported else "No task was imported."]
    lines += [f"- {each.place}: {each.reason}" for each in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"- and {len(problems) - SHOWN_PROBLEMS} more")
    return joined(lines)
