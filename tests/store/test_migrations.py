from pathlib import Path

import aiosqlite
import pytest
from chatkit.types import ThreadMetadata

from app.store import migrations
from app.store.database import Database
from app.store.search import search
from app.store.threads import ThreadStore
from tests.store.conftest import NOW, message

_INDEX = {
    "config": ["k", "v"],
    "content": ["id", "c0"],
    "data": ["id", "block"],
    "docsize": ["id", "sz"],
    "idx": ["segid", "term", "pgno"],
}
FINAL = {
    "answered_by": ["thread_id", "item_id", "model"],
    "attachments": ["id", "thread_id", "created_at", "data"],
    "folder_instructions": ["folder", "text"],
    "hidden_items": ["seq", "thread_id", "version", "id", "type", "created_at", "data"],
    "items": ["seq", "thread_id", "id", "type", "created_at", "data"],
    "items_text": ["text"],
    **{f"items_text_{name}": columns for name, columns in _INDEX.items()},
    "memories": ["seq", "id", "text", "thread_id", "created_at"],
    "migrations": ["seq", "name", "applied_at"],
    "permissions": ["id", "server", "tool", "folder", "thread_id", "created_at", "expires_at"],
    "questions": [
        "id", "run_id", "thread_id", "item_id", "call_id", "server", "tool", "arguments", "digest", "pinned", "status",
        "answer", "created_at", "answered_at",
    ],
    "runs": ["id", "thread_id", "created_at", "state"],
    "spending": ["thread_id", "model", "given", "answered", "dollars", "more"],
    "sent_messages": ["thread_id", "item_id", "provider", "host", "first_at"],
    "summaries": ["thread_id", "item_id", "text", "created_at"],
    "threads": ["seq", "id", "title", "created_at", "activity", "data"],
    "threads_text": ["title"],
    **{f"threads_text_{name}": columns for name, columns in _INDEX.items()},
    "ui_state": ["name", "data"],
    "versions": ["seq", "thread_id", "fork", "item_id"],
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


async def test_a_file_from_before_versions_and_search_keeps_every_row_and_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "t.db")
    with monkeypatch.context() as older:
        for name in list(migrations.MIGRATIONS)[3:]:
            older.delitem(migrations.MIGRATIONS, name)
        store = ThreadStore(database)
        await store.save_thread(ThreadMetadata(id="t", created_at=NOW, title="Shopping"), None)
        for number in range(3):
            await store.add_thread_item("t", message(f"m{number}", f"word{number} in common"), None)
        before = [tuple(row) for row in await database.fetch_all("SELECT * FROM items ORDER BY seq")]
        await database.close()
    assert [hit.item_id for hit in await search(database, "common", 10)] == ["m2", "m1", "m0"]
    assert [hit.title for hit in await search(database, "shop", 10)] == ["Shopping"]
    assert [tuple(row) for row in await database.fetch_all("SELECT * FROM items ORDER BY seq")] == before
    await database.close()
