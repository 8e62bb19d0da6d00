from pathlib import Path

import aiosqlite
import pytest

from app.store import migrations
from app.store.database import Database

FINAL = {
    "attachments": ["id", "thread_id", "created_at", "data"],
    "folder_instructions": ["folder", "text"],
    "items": ["seq", "thread_id", "id", "type", "created_at", "data"],
    "memories": ["seq", "id", "text", "thread_id", "created_at"],
    "migrations": ["seq", "name", "applied_at"],
    "permissions": ["id", "server", "tool", "folder", "thread_id", "created_at", "expires_at"],
    "questions": [
        "id", "run_id", "thread_id", "item_id", "call_id", "server", "tool", "arguments", "digest", "pinned", "status",
        "answer", "created_at", "answered_at",
    ],
    "runs": ["id", "thread_id", "created_at", "state"],
    "spending": ["thread_id", "model", "given", "answered", "dollars", "more"],
    "threads": ["seq", "id", "title", "created_at", "activity", "data"],
    "ui_state": ["name", "data"],
}  # fmt: skip


async def columns(database: Database) -> dict[str, list[str]]:
    tables = await database.fetch_all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {
        table["name"]: [row["name"] for row in await database.fetch_all(f"PRAGMA table_info({table['name']})")]
        for table in tables
    }


async def test_a_new_database_has_exactly_these_tables(tmp_path: Path) -> None:
    database = Database(tmp_path / "t.db")
    assert await columns(database) == FINAL
    await database.close()


async def test_a_migration_that_fails_leaves_neither_its_tables_nor_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.db"
    database = Database(path)
    await database.open()
    await database.close()

    async def m003_breaks(connection: aiosqlite.Connection) -> None:
        await connection.execute("CREATE TABLE half (x)")
        raise RuntimeError("power cut")

    monkeypatch.setitem(migrations.MIGRATIONS, "m003_breaks", m003_breaks)
    with pytest.raises(RuntimeError, match="power cut"):
        await database.open()
    monkeypatch.delitem(migrations.MIGRATIONS, "m003_breaks")
    assert await columns(database) == FINAL
    assert [row["name"] for row in await database.fetch_all("SELECT name FROM migrations")] == list(
        migrations.MIGRATIONS
    )
    await database.close()


def test_two_migrations_of_one_name_are_refused() -> None:
    async def m001_threads_items_attachments(connection: aiosqlite.Connection) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="two migrations are called"):
        migrations.migration(m001_threads_items_attachments)
