"""The tools that show and take back changes."""

from collections.abc import Callable
from dataclasses import asdict
from sqlite3 import Connection
from typing import Any

from mcp_servers.common.toolset import READS, Reply, Tool, writes
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.due import from_text, in_words
from mcp_servers.tasks.journal import Change, changes, redo, undo

_MOVES = writes(destructive=True, idempotent=False)


class JournalTools:
    """Takes back changes to the tasks of one database, by whichever program they were made."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        one = results.ChangeResult
        return [
            Tool("undo", "Undo", "Take back the last change to tasks.", _MOVES, given.OneChange, self.undo, one),
            Tool("redo", "Redo", "Make a change again that was undone.", _MOVES, given.OneChange, self.redo, one),
            Tool(
                "list_changes",
                "List changes",
                "Show the last changes to tasks, newest first.",
                READS,
                given.ListChanges,
                self.list_changes,
                results.ChangesResult,
            ),
        ]

    def undo(self, arguments: given.OneChange) -> Reply:
        return self._move("Undone", undo, arguments.id)

    def redo(self, arguments: given.OneChange) -> Reply:
        return self._move("Done again", redo, arguments.id)

    def list_changes(self, arguments: given.ListChanges) -> Reply:
        now = self._clock()
        with self._database.reading() as connection:
            found = changes(connection, arguments.limit)
        lines = [f"- {each.id}, {in_words(from_text(each.made_at), now)}: {_said(each)}" for each in found]
        data = results.ChangesResult(changes=[results.ChangeData(**asdict(each)) for each in found])
        return Reply("\n".join(lines) or "No changes.", data)

    def _move(self, verb: str, move: Callable[[Connection, int | None], Change], number: int | None) -> Reply:
        with self._database.writing() as connection:
            change = move(connection, number)
        return Reply(f"{verb}: {change.what}", results.ChangeResult(change=results.ChangeData(**asdict(change))))


def _said(change: Change) -> str:
    return f"{change.what} (undone)" if change.undone else change.what
