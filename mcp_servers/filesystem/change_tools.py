"""The tools that show the journal, and take changes back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import READS, Arguments, Reply, Tool, writes
from mcp_servers.filesystem.journal.journal import MAX_AGE_DAYS, MAX_BYTES
from mcp_servers.filesystem.journal.records import Change
from mcp_servers.filesystem.journal.showing import Showing
from mcp_servers.filesystem.journal.undoing import Turned, Undoing
from mcp_servers.filesystem.listing import printable
from mcp_servers.filesystem.replies import fenced
from mcp_servers.filesystem.roots import Roots

_VERBS = {
    "write": "Wrote",
    "edit": "Edited",
    "append": "Added to",
    "create": "Created",
    "move": "Moved",
    "copy": "Copied",
    "delete": "Deleted",
    "zip": "Packed",
    "unzip": "Unpacked",
    "restore": "Laid out",
}
_Number = Annotated[int, Field(ge=1, description="Number of the change; without it the newest one")]


# Whoever looks for an old change wants all that the journal has kept.
MAX_LISTED = 10_000


class ListChanges(Arguments):
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED, description="At most this many")] = 20
    path: str | SkipJsonSchema[None] = Field(default=None, description="Only changes of this file or folder")


class ShowChange(Arguments):
    id: Annotated[int, Field(ge=1, description="Number of the change")]


class UndoChange(Arguments):
    id: _Number | SkipJsonSchema[None] = None


class RedoChange(Arguments):
    id: _Number | SkipJsonSchema[None] = None


class ListedChange(BaseModel):
    """A change. `time` is ISO 8601 in UTC, `origin` where it came from, `size` the bytes that the journal keeps."""

    id: int
    time: str
    kind: str
    path: str
    origin: str | None
    state: Literal["done", "undone"]
    size: int
    undoable: bool


class Changes(BaseModel):
    """Changes, the newest first. `dropped` counts those among them that can no longer be undone."""

    changes: list[ListedChange]
    truncated: bool
    dropped: int


class Outcome(BaseModel):
    """What undoing or redoing did: `beside` is where the other version lies when the place was changed since."""

    id: int
    message: str
    path: str
    state: Literal["done", "undone"]
    beside: str | None


class ChangeTools:
    """Answers the tools around the journal."""

    def __init__(self, roots: Roots, undoing: Undoing, showing: Showing) -> None:
        self._roots = roots
        self._undoing = undoing
        self._showing = showing

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                name="list_changes",
                title="Changes",
                description="Show what was changed in these folders, newest first, with the numbers for undo_change.",
                annotations=READS,
                arguments=ListChanges,
                run=self.list_changes,
                output=Changes,
            ),
            Tool(
                name="show_change",
                title="Show change",
                description="Show what a change did to the text of a file, as a diff.",
                annotations=READS,
                arguments=ShowChange,
                run=self.show_change,
            ),
            Tool(
                name="undo_change",
                title="Undo",
                description="Take back a change to a file or folder: the newest one, or the one of that number.",
                annotations=writes(destructive=True, idempotent=False),
                arguments=UndoChange,
                run=self.undo_change,
                output=Outcome,
            ),
            Tool(
                name="redo_change",
                title="Redo",
                description="Make a change again that was undone: the last one, or the one of that number.",
                annotations=writes(destructive=True, idempotent=False),
                arguments=RedoChange,
                run=self.redo_change,
                output=Outcome,
            ),
        ]

    def list_changes(self, arguments: ListChanges) -> Reply:
        found = list(islice(self._below(arguments.path), arguments.limit + 1))
        shown = found[: arguments.limit]
        listed = [self._listed(change) for change in shown]
        dropped = sum(change.dropped for change in shown)
        text = "\n".join(map(self._line, shown)) or "Nothing was changed yet."
        note = _dropped(dropped)
        return Reply(text, Changes(changes=listed, truncated=len(found) > len(shown), dropped=dropped), note)

    def show_change(self, arguments: ShowChange) -> Reply:
        seen = self._showing.seen(arguments.id)
        return Reply(fenced(seen.diff, "diff") if seen.diff else seen.note or "It changed no text.")

    def undo_change(self, arguments: UndoChange) -> Reply:
        return self._outcome(self._undoing.undo(arguments.id), "Undone", "undone")

    def redo_change(self, arguments: RedoChange) -> Reply:
        return self._outcome(self._undoing.redo(arguments.id), "Made again", "done")

    def _below(self, text: str | None) -> Iterator[Change]:
        changes = self._undoing.changes()
        if text is None:
            return changes
        places = [PurePath(place.root.real, *place.parts) for place in self._roots.readings(text)]
        return (
            change
            for change in changes
            if any(
                PurePath(path).is_relative_to(place) for place in places for path in (change.path, change.origin or "")
            )
        )

    def _outcome(self, turned: Turned, verb: str, end: Literal["done", "undone"]) -> Reply:
        change = turned.change
        what = f"change {change.id}: {self._line(change, number=False)}"
        if turned.beside is not None:
            beside = self._undoing.shown(turned.beside)
            message = (
                f"{self._undoing.shown(change.path)} was changed after change {change.id} was made, so I left it "
                f"as it is. The other version is now beside it: {beside}."
            )
            state: Literal["done", "undone"] = "done" if end == "undone" else "undone"
            return Reply(message, self._result(turned, message, state, beside))
        message = f"{verb} {what}." if not turned.already else f"It was so already. {verb} {what}."
        return Reply(message, self._result(turned, message, end, None))

    def _result(self, turned: Turned, message: str, state: Literal["done", "undone"], beside: str | None) -> Outcome:
        path = self._undoing.shown(turned.change.path)
        return Outcome(id=turned.change.id, message=message, path=path, state=state, beside=beside)

    def _listed(self, change: Change) -> ListedChange:
        return ListedChange(
            id=change.id,
            time=_moment(change.made),
            kind=change.kind,
            path=self._shown(change.path),
            origin=None if change.origin is None else self._shown(change.origin),
            state="undone" if change.state in ("undone", "redoing") else "done",
            size=change.size,
            undoable=change.state == "done" and not change.dropped,
        )

    def _line(self, change: Change, *, number: bool = True) -> str:
        way = f" from {self._shown(change.origin)}" if change.origin is not None else ""
        words = f"{_VERBS[change.kind]} {self._shown(change.path)}{way}"
        if not number:
            return words
        mark = " (can no longer be undone)" if change.dropped else " (undone)" if change.state == "undone" else ""
        return f"{change.id}. {_moment(change.made)} {words}{mark}"

    def _shown(self, path: str) -> str:
        return printable(self._undoing.shown(path))


def _dropped(count: int) -> str:
    if not count:
        return ""
    return (
        f"[{count} of these can no longer be undone: the journal keeps {MAX_BYTES >> 30} GB and {MAX_AGE_DAYS} days.]"
    )


def _moment(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat(timespec="seconds")
