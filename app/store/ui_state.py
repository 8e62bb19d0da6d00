"""Small things that are remembered between starts: the webview's own storage is lost when the port changes."""

import json
from typing import Any

import aiosqlite

from app.store.database import Database


class UiStateStore:
    """One JSON object under a name, kept in the database; "page" is what the page remembers."""

    def __init__(self, database: Database, name: str = "page") -> None:
        self._database = database
        self._name = name

    async def load(self) -> dict[str, Any]:
        """What was saved last; empty at first."""
        row = await self._database.fetch_one("SELECT data FROM ui_state WHERE name = ?", (self._name,))
        return json.loads(row["data"]) if row else {}

    async def save(self, state: dict[str, Any]) -> None:
        """Keep `state` in place of what was there."""

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                "INSERT INTO ui_state (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data",
                (self._name, json.dumps(state, ensure_ascii=False)),
            )

        await self._database.write(put)

    async def close(self) -> None:
        """Close the database, whoever else used it."""
        await self._database.close()
