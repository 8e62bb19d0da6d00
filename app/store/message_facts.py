"""What is known of messages beside their text: who wrote them, where they went, and what was changed for them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiosqlite

from app.store.database import Database


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made for the answer to the message `asked`, by the number that its server gave it."""

    asked: str
    server: str
    number: int


class MessageFacts:
    """Facts on the messages of all threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sent(self, thread_id: str, provider: str, host: str) -> None:
        """All that the thread shows is about to be given to this service."""

        async def work(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                """INSERT OR IGNORE INTO sent_messages (thread_id, item_id, provider, host, first_at)
                SELECT thread_id, id, ?, ?, ? FROM items
                WHERE thread_id = ? AND type IN ('user_message', 'assistant_message')""",
                (provider, host, datetime.now(UTC).isoformat(), thread_id),
            )

        await self._database.write(work)

    async def answered(self, thread_id: str, item_id: str, model: str, origin: tuple[str, str] | None) -> None:
        """A message was written by `model`; `origin` is the provider and the host that it came from, if not here."""

        async def work(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                "INSERT OR REPLACE INTO answered_by (thread_id, item_id, model) VALUES (?, ?, ?)",
                (thread_id, item_id, model),
            )
            if origin is not None:
                await connection.execute(
                    "INSERT OR IGNORE INTO sent_messages (thread_id, item_id, provider, host, first_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (thread_id, item_id, *origin, datetime.now(UTC).isoformat()),
                )

        await self._database.write(work)

    async def models(self, thread_id: str, item_ids: Sequence[str]) -> Mapping[str, str]:
        """Which model wrote each of these messages, as far as that is known."""
        rows = await self._database.fetch_all(
            "SELECT item_id, model FROM answered_by"
            " WHERE thread_id = ? AND item_id IN (SELECT value FROM json_each(?))",
            (thread_id, json.dumps(list(item_ids))),
        )
        return {row["item_id"]: row["model"] for row in rows}

    async def destinations(self, thread_id: str, item_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The services elsewhere that know each of these messages, as “OpenAI (api.openai.com)”, in order of time."""
        rows = await self._database.fetch_all(
            """SELECT item_id, provider, host FROM sent_messages
            WHERE thread_id = ? AND item_id IN (SELECT value FROM json_each(?)) ORDER BY first_at, host""",
            (thread_id, json.dumps(list(item_ids))),
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["item_id"], []).append(f"{row['provider']} ({row['host']})")
        return found

    async def changes(self, thread_id: str, item_ids: Sequence[str]) -> Sequence[Change]:
        """What was changed for the answers to these messages of the user, oldest first."""
        rows = await self._database.fetch_all(
            """SELECT id, type, json_extract(data, '$.content.tool_call.server') AS server,
                json_extract(data, '$.content.tool_call.change') AS change
            FROM items WHERE thread_id = :thread AND type IN ('user_message', 'hidden_context_item') AND seq >= (
                SELECT min(seq) FROM items WHERE thread_id = :thread AND id IN (SELECT value FROM json_each(:ids))
            ) ORDER BY seq""",
            {"thread": thread_id, "ids": json.dumps(list(item_ids))},
        )
        wanted, asked = set(item_ids), ""
        found: list[Change] = []
        for row in rows:
            if row["type"] == "user_message":
                asked = str(row["id"])
            elif asked in wanted and row["change"] is not None:
                found.append(Change(asked, row["server"], row["change"]))
        return found
