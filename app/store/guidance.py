"""What the user wants every answer to heed: memories, and instructions for single folders."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiosqlite

from app.base.errors import NotHereError, RequestError
from app.store.database import Database

MAX_CHARACTERS = 500
MAX_INSTRUCTIONS = 4_000
MAX_MEMORIES = 200


@dataclass(frozen=True, slots=True)
class Memory:
    """Something to remember, and the conversation it comes from; None for what the user wrote themselves."""

    id: str
    text: str
    thread_id: str | None
    created_at: str


class GuidanceStore:
    """Memories and folder instructions in the app's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def memories(self) -> Sequence[Memory]:
        """All memories, oldest first."""
        rows = await self._database.fetch_all("SELECT id, text, thread_id, created_at FROM memories ORDER BY seq")
        return [Memory(row["id"], row["text"], row["thread_id"], row["created_at"]) for row in rows]

    async def remember(self, text: str, thread_id: str | None = None) -> Memory:
        """Keep a memory. Raises RequestError when it is empty, too long, or one too many."""
        memory = Memory(f"mem_{uuid.uuid4().hex}", _checked(text), thread_id, datetime.now(UTC).isoformat())

        async def add(connection: aiosqlite.Connection) -> None:
            (count,) = list(await connection.execute_fetchall("SELECT count(*) FROM memories"))
            if count[0] >= MAX_MEMORIES:
                raise RequestError(f"There are {MAX_MEMORIES} memories already. Delete some that no longer matter.")
            await connection.execute(
                "INSERT INTO memories (id, text, thread_id, created_at) VALUES (?, ?, ?, ?)",
                (memory.id, memory.text, memory.thread_id, memory.created_at),
            )

        await self._database.write(add)
        return memory

    async def change(self, memory_id: str, text: str) -> None:
        """Put other words in the place of a memory. Raises NotHereError or RequestError."""
        await self._one("UPDATE memories SET text = ? WHERE id = ?", _checked(text), memory_id)

    async def forget(self, memory_id: str) -> None:
        """Delete a memory. Raises NotHereError when there is none."""
        await self._one("DELETE FROM memories WHERE id = ?", memory_id)

    async def folder_instructions(self) -> Mapping[str, str]:
        """The instructions for single folders, by the folder's path."""
        rows = await self._database.fetch_all("SELECT folder, text FROM folder_instructions ORDER BY folder")
        return {row["folder"]: row["text"] for row in rows}

    async def instruct(self, folder: str, text: str) -> None:
        """Keep instructions for a folder; an empty text takes them away. Raises RequestError when they are too long."""
        if len(text) > MAX_INSTRUCTIONS:
            raise RequestError(f"Instructions can have {MAX_INSTRUCTIONS:,} characters at most.", field="text")

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute("DELETE FROM folder_instructions WHERE folder = ?", (folder,))
            if text.strip():
                await connection.execute(
                    "INSERT INTO folder_instructions (folder, text) VALUES (?, ?)", (folder, text.strip())
                )

        await self._database.write(put)

    async def _one(self, sql: str, *parameters: str) -> None:
        async def run(connection: aiosqlite.Connection) -> int:
            return (await connection.execute(sql, parameters)).rowcount

        if await self._database.write(run) == 0:
            raise NotHereError("This memory is not there any more.")


def _checked(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise RequestError("Write what is to be remembered.", field="text")
    if len(words) > MAX_CHARACTERS:
        raise RequestError(f"A memory can have {MAX_CHARACTERS} characters at most.", field="text")
    return words
