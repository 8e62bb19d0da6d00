"""Versions of a message that was changed: one of them is shown, with all that followed it; the others are kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiosqlite
from chatkit.types import ThreadItem

from app.base.errors import NotHereError
from app.store.database import Database
from app.store.threads import PARSE_ITEM, ThreadStore, insert_item

_COLUMNS = "id, type, created_at, data"


@dataclass(frozen=True, slots=True)
class Place:
    """Which of the versions of a message one is; `index` counts from 0."""

    index: int
    count: int


class Branches:
    """The versions of messages in `store`."""

    def __init__(self, store: ThreadStore) -> None:
        self._database: Database = store.database

    async def begin(self, thread_id: str, item_id: str, item: ThreadItem) -> None:
        """Show `item` in the place of a message, and nothing after it; what was there is kept as another version.

        Raises NotHereError when the thread shows no such message.
        """

        async def work(connection: aiosqlite.Connection) -> None:
            fork = await _fork(connection, thread_id, item_id) or item_id
            await _hide(connection, thread_id, item_id)
            for version in (item_id, item.id):
                await connection.execute(
                    "INSERT OR IGNORE INTO versions (thread_id, fork, item_id) VALUES (?, ?, ?)",
                    (thread_id, fork, version),
                )
            await insert_item(connection, thread_id, item)

        await self._database.write(work)

    async def show(self, thread_id: str, item_id: str, index: int) -> str:
        """Show another version of a message, with all that followed it then. Gives the id of its message.

        Raises NotHereError when there is no such version or the thread does not show the message.
        """

        async def work(connection: aiosqlite.Connection) -> str:
            versions = await _versions(connection, thread_id, item_id)
            if not 0 <= index < len(versions):
                raise NotHereError("There is no such version of this message.")
            wanted = versions[index]
            if wanted != item_id:
                await _hide(connection, thread_id, item_id)
                await _bring_back(connection, thread_id, wanted)
            return wanted

        return await self._database.write(work)

    async def places(self, thread_id: str, item_ids: Sequence[str]) -> Mapping[str, Place]:
        """The place of each of these messages that has more than one version."""
        rows = await self._database.fetch_all(
            """SELECT item_id, rank, count FROM (
                SELECT item_id, row_number() OVER (PARTITION BY fork ORDER BY seq) - 1 AS rank,
                    count(*) OVER (PARTITION BY fork) AS count
                FROM versions WHERE thread_id = ?
            ) WHERE count > 1 AND item_id IN (SELECT value FROM json_each(?))""",
            (thread_id, json.dumps(list(item_ids))),
        )
        return {row["item_id"]: Place(row["rank"], row["count"]) for row in rows}

    async def hidden(self, thread_id: str) -> Mapping[str, Sequence[ThreadItem]]:
        """What belongs to the versions that are not shown, by the ids of their messages."""
        rows = await self._database.fetch_all(
            "SELECT version, data FROM hidden_items WHERE thread_id = ? ORDER BY seq", (thread_id,)
        )
        found: dict[str, list[ThreadItem]] = {}
        for row in rows:
            found.setdefault(row["version"], []).append(PARSE_ITEM.validate_json(row["data"]))
        return found


async def _fork(connection: aiosqlite.Connection, thread_id: str, item_id: str) -> str | None:
    rows = await connection.execute_fetchall(
        "SELECT fork FROM versions WHERE thread_id = ? AND item_id = ?", (thread_id, item_id)
    )
    return next((str(row["fork"]) for row in rows), None)


async def _versions(connection: aiosqlite.Connection, thread_id: str, item_id: str) -> list[str]:
    fork = await _fork(connection, thread_id, item_id)
    rows = await connection.execute_fetchall(
        "SELECT item_id FROM versions WHERE thread_id = ? AND fork = ? ORDER BY seq", (thread_id, fork)
    )
    return [str(row["item_id"]) for row in rows]


async def _hide(connection: aiosqlite.Connection, thread_id: str, item_id: str) -> None:
    """Take a message and all that follows it out of the thread, under its own id."""
    rows = await connection.execute_fetchall(
        "SELECT seq FROM items WHERE thread_id = ? AND id = ?", (thread_id, item_id)
    )
    seq = next((int(row["seq"]) for row in rows), None)
    if seq is None:
        raise NotHereError("This message is not there any more.")
    await connection.execute(
        f"""INSERT INTO hidden_items (seq, thread_id, version, {_COLUMNS})
        SELECT seq, thread_id, ?, {_COLUMNS} FROM items WHERE thread_id = ? AND seq >= ?""",
        (item_id, thread_id, seq),
    )
    await connection.execute("DELETE FROM items WHERE thread_id = ? AND seq >= ?", (thread_id, seq))


async def _bring_back(connection: aiosqlite.Connection, thread_id: str, version: str) -> None:
    where = "FROM hidden_items WHERE thread_id = ? AND version = ?"
    await connection.execute(
        f"INSERT INTO items (seq, thread_id, {_COLUMNS}) SELECT seq, thread_id, {_COLUMNS} {where} ORDER BY seq",
        (thread_id, version),
    )
    await connection.execute(f"DELETE {where}", (thread_id, version))
