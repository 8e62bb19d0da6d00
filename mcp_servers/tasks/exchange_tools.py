"""The tools that import and export tasks."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import READS, Reply, Tool, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.journal import record
from mcp_servers.tasks.sentences import joined, number_of_tasks
from mcp_servers.tasks.store import Store

if TYPE_CHECKING:
    from mcp_servers.tasks.portable import Problem, Reading

MAX_TASKS = 5000
SHOWN_PROBLEMS = 10


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
                given.ImportTasks,
                self.import_tasks,
                results.ImportedResult,
            ),
            Tool(
                "export_tasks",
                "Export tasks",
                "Give all tasks as the text of a file.",
                READS,
                given.ExportTasks,
                self.export_tasks,
                results.ExportedResult,
            ),
        ]

    def import_tasks(self, arguments: given.ImportTasks) -> Reply:
        # What reads and writes files is imported where it is used: the start of every session would wait for it.
        from mcp_servers.tasks.importing import Import

        now = self._clock()
        reading = _read(arguments, now)
        wanted = Import(reading.tasks, now)
        with self._database.writing() as connection:
            store = Store(connection, now)
            added = wanted.take_over(store)
            change = record(store, f"Imported {number_of_tasks(added)}.")
        problems = [*reading.problems, *wanted.problems]
        data = results.ImportedResult(
            imported=added,
            problems=[results.ImportProblem(place=each.place, reason=each.reason) for each in problems],
            change=change,
        )
        return Reply(_imported_words(added, problems), data)

    def export_tasks(self, arguments: given.ExportTasks) -> Reply:
        from mcp_servers.tasks.exchange import lost_in, write_tasks

        now = self._clock()
        with self._database.reading() as connection:
            tasks = Store(connection, now).all(arguments.status)
        if not tasks:
            raise ToolFailure("There are no tasks to export.")
        lost = lost_in(arguments.format, tasks)
        note = f"{number_of_tasks(len(tasks))} exported."
        if lost:
            note += f" Left out, as {arguments.format} has no place for them: {', '.join(lost)}."
        data = results.ExportedResult(format=arguments.format, tasks=len(tasks), left_out=lost)
        return Reply(write_tasks(tasks, arguments.format, now), data, note)


def _read(arguments: given.ImportTasks, now: datetime) -> "Reading":
    from mcp_servers.tasks.exchange import read_tasks
    from mcp_servers.tasks.import_file import MAX_BYTES, format_of, read_file

    if (arguments.path is None) == (arguments.text is None):
        raise ToolFailure("Give either `path`, the file to import, or `text`, what stands in it.")
    text = arguments.text if arguments.path is None else read_file(arguments.path)
    if text is None or len(text) > MAX_BYTES:
        raise ToolFailure("That is too large: at most 5 MB can be imported.")
    reading = read_tasks(text, arguments.format or format_of(arguments.path, text), now)
    if len(reading.tasks) > MAX_TASKS:
        raise ToolFailure(f"These are {len(reading.tasks)} tasks; at most {MAX_TASKS} can be imported at once.")
    return reading


def _imported_words(imported: int, problems: "list[Problem]") -> str:
    lines = [f"Imported {number_of_tasks(imported)}." if imported else "No task was imported."]
    lines += [f"- {each.place}: {each.reason}" for each in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"- and {len(problems) - SHOWN_PROBLEMS} more")
    return joined(lines)
