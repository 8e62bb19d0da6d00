"""ChatKit's Store over one SQLite file: threads, their items, and what is known of attachments."""

import uuid
from datetime import datetime
from functools import partial
from typing import TypeVar

import aiosqlite
from chatkit.store import NotFoundError, Store, StoreItemType
from chatkit.types import Attachment, Page, ThreadItem, ThreadMetadata
from pydantic import TypeAdapter

from app.base.errors import RequestError
from app.store.database import Database
from app.store.forgetting import forget_item

PARSE_ITEM: TypeAdapter[ThreadItem] = TypeAdapter(ThreadItem)
_ATTACHMENT: TypeAdapter[Attachment] = TypeAdapter(Attachment)
_PREFIXES: dict[StoreItemType, str] = {
    "thread": "thr",
    "message": "msg",
    "tool_call": "tc",
    "workflow": "wf",
    "task": "tsk",
    "attachment": "atc",
    "sdk_hidden_context": "shcx",
}
T = TypeVar("T", ThreadMetadata, ThreadItem)
MAX_PAGE = 500


def new_id(kind: StoreItemType) -> str:
    """An id with 128 random bits: the SDK's own have 32 and are expected to collide at 100,000 items."""
    return f"{_PREFIXES[kind]}_{uuid.uuid4().hex}"


def aware(moment: datetime) -> datetime:
    """`moment` with its zone: the SDK's times are naive and mean the machine's local time."""
    return moment.astimezone() if moment.tzinfo is None else moment


class ThreadStore(Store[object]):
    """Threads and items in the order in which they were stored, never in that of their times.

    The caller's context is not used: the file belongs to one person.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def generate_thread_id(self, context: object) -> str:
        return new_id("thread")

    def generate_item_id(self, item_type: StoreItemType, thread: ThreadMetadata, context: object) -> str:
        return new_id(item_type)

    # -- threads

    async def load_thread(self, thread_id: str, context: object) -> ThreadMetadata:
        row = await self.database.fetch_one("SELECT data FROM threads WHERE id = ?", (thread_id,))
        if row is None:
            raise NotFoundError(f"Thread {thread_id} not found")
        return ThreadMetadata.model_validate_json(row["data"])

    async def save_thread(self, thread: ThreadMetadata, context: object) -> None:
        # A Thread with its items may come in: only what ThreadMetadata knows is kept here.
        kept = {name: getattr(thread, name) for name in ThreadMetadata.model_fields}
        kept["created_at"] = aware(thread.created_at)
        metadata = ThreadMetadata.model_construct(**kept)

        async def upsert(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                f"""INSERT INTO threads (id, title, created_at, activity, data) VALUES (?, ?, ?, {_NEXT_ACTIVITY}, ?)
                ON CONFLICT (id) DO UPDATE SET title = excluded.title, data = excluded.data""",
                (thread.id, thread.title, kept["created_at"].isoformat(), metadata.model_dump_json()),
            )

        await self.database.write(upsert)

    async def load_threads(self, limit: int, after: str | None, order: str, context: object) -> Page[ThreadMetadata]:
        cursor = await self._cursor("SELECT activity AS at FROM threads WHERE id = ?", after)
        rows = await self.database.fetch_all(
            f"SELECT id, data FROM threads {_after('activity', cursor, order)} LIMIT ?",
            (*cursor, bounded(limit) + 1),
        )
        return _page([ThreadMetadata.model_validate_json(row["data"]) for row in rows], bounded(limit))

    async def titles(self) -> dict[str, str | None]:
        """The titles of all threads by their ids."""
        rows = await self.database.fetch_all("SELECT id, title FROM threads")
        return {row["id"]: row["title"] for row in rows}

    async def delete_thread(self, thread_id: str, context: object) -> None:
        await self._execute("DELETE FROM threads WHERE id = ?", thread_id)

    # -- items

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: object
    ) -> Page[ThreadItem]:
        cursor = await self._cursor("SELECT seq AS at FROM items WHERE thread_id = ? AND id = ?", after, thread_id)
        where = _after("seq", cursor, order, "thread_id = ?")
        rows = await self.database.fetch_all(
            f"SELECT data FROM items {where} LIMIT ?", (thread_id, *cursor, bounded(limit) + 1)
        )
        return _page([PARSE_ITEM.validate_json(row["data"]) for row in rows], bounded(limit))

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: object) -> None:
        """Store a new item at the end of its thread.

        The SDK adds an unfinished workflow and later adds it again when it is done; that one replaces the first.
        Any other id that is there already is an error, on which the SDK relies.
        """
        replace = _REPLACE if item.type == "workflow" else ""
        await self._put_item(thread_id, item, replace)

    async def save_item(self, thread_id: str, item: ThreadItem, context: object) -> None:
        await self._put_item(thread_id, item, _REPLACE)

    async def _put_item(self, thread_id: str, item: ThreadItem, on_conflict: str) -> None:
        await self.database.write(partial(insert_item, thread_id=thread_id, item=item, on_conflict=on_conflict))

    async def load_item(self, thread_id: str, item_id: str, context: object) -> ThreadItem:
        row = await self.database.fetch_one(
            "SELECT data FROM items WHERE thread_id = ? AND id = ?", (thread_id, item_id)
        )
        if row is None:
            raise NotFoundError(f"Item {item_id} not found in thread {thread_id}")
        return PARSE_ITEM.validate_json(row["data"])

    async def delete_thread_item(self, thread_id: str, item_id: str, context: object) -> None:
        await self.database.write(partial(forget_item, thread_id=thread_id, item_id=item_id))

    # -- attachments

    async def save_attachment(self, attachment: Attachment, context: object) -> None:
        async def upsert(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                """INSERT INTO attachments (id, thread_id, created_at, data)
                VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ'), ?)
                ON CONFLICT (id) DO UPDATE SET thread_id = excluded.thread_id, data = excluded.data""",
                (attachment.id, attachment.thread_id, attachment.model_dump_json()),
            )

        await self.database.write(upsert)

    async def load_attachment(self, attachment_id: str, context: object) -> Attachment:
        row = await self.database.fetch_one("SELECT data FROM attachments WHERE id = ?", (attachment_id,))
        if row is None:
            raise NotFoundError(f"Attachment {attachment_id} not found")
        return _ATTACHMENT.validate_json(row["data"])

    async def delete_attachment(self, attachment_id: str, context: object) -> None:
        await self._execute("DELETE FROM attachments WHERE id = ?", attachment_id)

    # -- helpers

    async def _execute(self, sql: str, *parameters: object) -> None:
        async def run(connection: aiosqlite.Connection) -> None:
            await connection.execute(sql, parameters)

        await self.database.write(run)

    async def _cursor(self, sql: str, after: str | None, *scope: str) -> tuple[int, ...]:
        """Where the page starts, as zero or one parameters of the query."""
        if after is None:
            return ()
        row = await self.database.fetch_one(sql, (*scope, after))
        if row is None:
            raise RequestError("The page that was asked for starts after an item that is not there.", field="after")
        return (int(row["at"]),)


_NEXT_ACTIVITY = "(SELECT coalesce(max(activity), 0) + 1 FROM threads)"
_REPLACE = "ON CONFLICT (thread_id, id) DO UPDATE SET type = excluded.type, data = excluded.data"


async def insert_item(
    connection: aiosqlite.Connection, thread_id: str, item: ThreadItem, on_conflict: str = ""
) -> None:
    """Put an item at the end of its thread, which is the newest by that."""
    created_at = aware(item.created_at)
    data = item.model_copy(update={"created_at": created_at}).model_dump_json()
    await connection.execute(
        f"INSERT INTO items (thread_id, id, type, created_at, data) VALUES (?, ?, ?, ?, ?) {on_conflict}",
        (thread_id, item.id, item.type, created_at.isoformat(), data),
    )
    await connection.execute(f"UPDATE threads SET activity = {_NEXT_ACTIVITY} WHERE id = ?", (thread_id,))


def bounded(limit: int) -> int:
    """`limit` within 1 and MAX_PAGE."""
    return max(1, min(limit, MAX_PAGE))


def _after(column: str, cursor: tuple[int, ...], order: str, scope: str = "") -> str:
    direction, beyond = ("DESC", "<") if order == "desc" else ("ASC", ">")
    conditions = [scope] * bool(scope) + [f"{column} {beyond} ?"] * bool(cursor)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"{where} ORDER BY {column} {direction}"


def _page(rows: list[T], limit: int) -> Page[T]:
    has_more = len(rows) > limit
    data = rows[:limit]
    return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)


async def all_items(store: ThreadStore, thread_id: str) -> list[ThreadItem]:
    """Everything in a thread, oldest first."""
    rows = await store.database.fetch_all("SELECT data FROM items WHERE thread_id = ? ORDER BY seq", (thread_id,))
    return [PARSE_ITEM.validate_json(row["data"]) for row in rows]
