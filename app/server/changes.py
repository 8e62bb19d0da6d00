"""Every change of a file or a task, of every conversation and every program: shown, undone and made again."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from chatkit.types import UserMessageItem

from app.agent.history import ToolRecord, tool_records
from app.base.errors import NotHereError, RequestError, ToolServerError
from app.store.message_facts import Change
from app.store.threads import ThreadStore, all_items
from app.tools.host import ToolHost
from app.tools.permissions import FILES, TASKS
from app.tools.preview import unfenced

Turn = Literal["undo", "redo"]
_TOOLS: Mapping[tuple[str, Turn], str] = {
    (FILES, "undo"): "undo_change", (FILES, "redo"): "redo_change", (TASKS, "undo"): "undo", (TASKS, "redo"): "redo",
}  # fmt: skip
_VERBS = {
    "write": "Wrote", "edit": "Changed", "append": "Added to", "create": "Made", "move": "Moved", "copy": "Copied",
    "delete": "Deleted", "zip": "Packed", "unzip": "Unpacked", "restore": "Laid out",
}  # fmt: skip
# The most that each server gives at once.
MAX_LISTED: Mapping[str, int] = {FILES: 10_000, TASKS: 500}
# Among these are nearly always those that somebody asks about.
RECENT = 200


class Changes:
    """The journals of both servers as one list."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def list(self, limit: int) -> Sequence[Mapping[str, Any]]:
        """Up to `limit` changes, the newest first. A server that does not answer has none to show."""
        limit = max(1, min(limit, sum(MAX_LISTED.values())))
        files, tasks = await asyncio.gather(self._listed(FILES, limit), self._listed(TASKS, limit))
        every = [*map(_of_files, files), *map(_of_tasks, tasks)]
        # Within one second, as many as fall into it, a journal's own numbers tell the order.
        return sorted(every, key=lambda change: (change["time"], change["id"]), reverse=True)[:limit]

    async def turn(self, server: str, change: int, way: Turn) -> Mapping[str, Any]:
        """Undo a change or make it again; says what became of it.

        Raises RequestError with the server's own sentence when it cannot be done, NotHereError for another server.
        """
        tool = _TOOLS.get((server, way))
        if tool is None:
            raise RequestError(f"There is no server called {server}.", field="server")
        outcome = await self._host.call(server, tool, {"id": change})
        if outcome.failed:
            raise RequestError(outcome.text)
        beside = outcome.structured.get("beside")
        return {"message": outcome.text.splitlines()[0] if outcome.text else "", "beside": beside}

    async def difference(self, server: str, change: int) -> str:
        """What a change did, as a unified diff or a sentence on why there is none; of a task, field by field."""
        if server == TASKS:
            made = await self._listed(TASKS, MAX_LISTED[TASKS])
            return next((str(each["diff"]) for each in made if each["id"] == change), "")
        if server != FILES:
            return ""
        outcome = await self._host.call(FILES, "show_change", {"id": change})
        if outcome.failed:
            raise RequestError(outcome.text)
        return unfenced(outcome.text)

    async def described(self, made: Sequence[Change]) -> Sequence[Mapping[str, Any]]:
        """What these changes did and whether each was `undone` since; `asked` is the message that led to it."""
        if not made:
            return []
        known = await self._known(RECENT)
        if any((each.server, each.number) not in known for each in made):
            known = await self._known(sum(MAX_LISTED.values()))
        return [
            {
                "server": each.server, "id": each.number, "undone": False,
                "what": f"Change {each.number}, made longer ago",
                **known.get((each.server, each.number), {}), "asked": each.asked,
            }
            for each in made
        ]  # fmt: skip

    async def undo_all(self, records: Sequence[ToolRecord]) -> Mapping[str, Any]:
        """Undo what these calls changed, the last one first. What cannot be undone is named, the rest is undone."""
        undone: list[str] = []
        problems: list[str] = []
        made = [Change("", record.server, record.change) for record in records if record.change is not None]
        for change in reversed(await self.described(made)):
            if change["undone"]:
                continue
            try:
                told = await self.turn(change["server"], change["id"], "undo")
            except (RequestError, ToolServerError) as error:
                problems.append(error.message)
            else:
                (problems if told["beside"] else undone).append(str(told["message"]))
        return {"undone": undone, "problems": problems}

    async def _known(self, limit: int) -> Mapping[tuple[str, int], Mapping[str, Any]]:
        return {(change["server"], change["id"]): change for change in await self.list(limit)}

    async def _listed(self, server: str, limit: int) -> Sequence[Mapping[str, Any]]:
        try:
            outcome = await self._host.call(server, "list_changes", {"limit": min(limit, MAX_LISTED[server])})
        except ToolServerError:
            return []
        return [] if outcome.failed else outcome.structured.get("changes", [])


def _of_files(change: Mapping[str, Any]) -> Mapping[str, Any]:
    way = f" from {change['origin']}" if change.get("origin") else ""
    return {
        "server": FILES, "id": change["id"], "time": change["time"], "undone": change["state"] == "undone",
        "what": f"{_VERBS.get(str(change['kind']), 'Changed')} {change['path']}{way}",
        "undoable": bool(change["undoable"]) or change["state"] == "undone",
    }  # fmt: skip


def _of_tasks(change: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "server": TASKS, "id": change["id"], "time": change["made_at"], "what": change["what"],
        "undone": change["undone"], "undoable": True,
    }  # fmt: skip


async def undo_answer(store: ThreadStore, changes: Changes, thread_id: str, item_id: str) -> Mapping[str, Any]:
    """Undo everything that was changed for the answer to which an item belongs.

    Raises NotHereError when there is no such item.
    """
    items = await all_items(store, thread_id)
    place = next((at for at, item in enumerate(items) if item.id == item_id), None)
    if place is None:
        raise NotHereError("This message is not there any more.")
    asked = [at for at, item in enumerate(items) if isinstance(item, UserMessageItem)]
    start = max((at for at in asked if at <= place), default=0)
    end = min((at for at in asked if at > place), default=len(items))
    return await changes.undo_all(tool_records(items[start:end]))
