"""Which model a conversation uses, and what it has cost so far."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import aiosqlite

from app.store.database import Database


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that models were `given` and `answered`, their price in US `dollars`; `more` has no known price."""

    given: int = 0
    answered: int = 0
    dollars: str = "0"
    more: bool = False

    def shown(self) -> Mapping[str, Any]:
        return asdict(self)


class SpendingStore:
    """Kept beside the thread, not in it: the page is told of every change of a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def model_of(self, thread_id: str) -> str | None:
        """The id of the model that was chosen for a conversation; None for the usual one."""
        row = await self._database.fetch_one("SELECT model FROM spending WHERE thread_id = ?", (thread_id,))
        return row["model"] if row else None

    async def choose(self, thread_id: str, model_id: str) -> None:
        """Use a model for a conversation from now on."""

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                "INSERT INTO spending (thread_id, model) VALUES (?, ?) "
                "ON CONFLICT (thread_id) DO UPDATE SET model = excluded.model",
                (thread_id, model_id),
            )

        await self._database.write(put)

    async def spent(self, thread_id: str) -> Spent:
        """What a conversation has cost."""
        row = await self._database.fetch_one(
            "SELECT given, answered, dollars, more FROM spending WHERE thread_id = ?", (thread_id,)
        )
        return Spent(row["given"], row["answered"], row["dollars"], bool(row["more"])) if row else Spent()

    async def add(self, thread_id: str, given: int, answered: int, dollars: Decimal | None) -> None:
        """Add an answer. Of one without a known price (None) only that is kept. A thread that is gone is left alone."""

        async def put(connection: aiosqlite.Connection) -> None:
            rows = await connection.execute_fetchall("SELECT dollars FROM spending WHERE thread_id = ?", (thread_id,))
            before = next((Decimal(row["dollars"]) for row in rows), Decimal(0))
            await connection.execute(
                """INSERT INTO spending (thread_id, given, answered, dollars, more)
                SELECT id, ?, ?, ?, ? FROM threads WHERE id = ?
                ON CONFLICT (thread_id) DO UPDATE SET given = given + excluded.given,
                answered = answered + excluded.answered, dollars = excluded.dollars, more = more OR excluded.more""",
                (given, answered, str(before + (dollars or 0)), dollars is None, thread_id),
            )

        await self._database.write(put)
