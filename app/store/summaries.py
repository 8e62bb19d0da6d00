"""Summaries of the older parts of conversations: each stands for all that the thread shows up to one item."""

from collections.abc import Sequence
from datetime import UTC, datetime

import aiosqlite

from app.store.database import Database


class SummaryStore:
    """Kept beside the threads. One counts as long as its item is shown: each version of a message has its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, thread_id: str) -> Sequence[tuple[str, str]]:
        """The last item of what each summary covers, and its text; the one that covers most comes first."""
        rows = await self._database.fetch_all(
            """SELECT summaries.item_id, text FROM summaries
            JOIN items ON items.thread_id = summaries.thread_id AND items.id = summaries.item_id
            WHERE summaries.thread_id = ? ORDER BY items.seq DESC""",
            (thread_id,),
        )
        return [(row["item_id"], row["text"]) for row in rows]

    async def keep(self, thread_id: str, item_id: str, text: str) -> None:
        """Keep a summary of everything up to this item, unless the thread does not show it any more."""

        async def work(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                """INSERT OR REPLACE INTO summaries (thread_id, item_id, text, created_at)
                SELECT thread_id, id, ?, ? FROM items WHERE thread_id = ? AND id = ?""",
                (text, datetime.now(UTC).isoformat(), thread_id, item_id),
            )

        await self._database.write(work)
