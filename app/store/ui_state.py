"""What the page remembers between starts: the webview's own storage is lost when the port changes."""

import json
from typing import Any

import aiosqlite

from app.store.database import Database


class UiStateStore:
    """One JSON object, kept in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> dict[str, Any]:
        """What was saved last; empty at first."""
        row = await self._database.fetch_one("SELECT data FROM ui_state WHERE name = 'page'")
        return json.loads(row["data"]) if row else {}

    async def save(self, state: dict[str, Any]) -> None:
        """Keep `state` in place of what was there."""

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                "INSERT INTO ui_state (name, data) VALUES ('page', ?)"
                " ON CONFLICT (name) DO UPDATE SET data = excluded.data",
                (json.dumps(state, ensure_ascii=False),),
            )

        await self._database.write(put)

    async def close(self) -> None:
        """Close the database, whoever else used it."""
        await self._database.close()
