"""Databases that cannot be used: a clear sentence, and the file stays as it was."""

import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.base.errors import DatabaseBusyError, DatabaseDamagedError, NewerDatabaseError, StoreError
from app.store import database as module
from app.store.database import Database
from app.store.ui_state import UiStateStore

NOBODY = 65534


@contextmanager
def ordinary_user() -> Generator[None]:
    """Not the superuser, to whom no file is read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


async def opened(path: Path) -> Database:
    database = Database(path)
    await database.open()
    return database


async def test_a_missing_database_is_made_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    database = await opened(path)
    await database.close()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_the_file_is_written_ahead_and_flushed_at_every_commit(tmp_path: Path) -> None:
    database = await opened(tmp_path / "t.db")
    assert database._writer is not None
    found = {
        name: next(iter(await database._writer.execute_fetchall(f"PRAGMA {name}")))[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    await database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a letter" * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
async def test_a_damaged_database_is_refused_and_left_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamagedError, match="damaged and was left untouched"):
        await opened(path)
    assert path.read_bytes() == content


async def test_a_database_of_a_newer_version_is_refused_and_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    await (await opened(path)).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO migrations (name, applied_at) VALUES ('m999_from_the_future', '2030')")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(NewerDatabaseError, match="newer version of Deskhand"):
        await opened(path)
    assert path.read_bytes() == before


async def test_a_locked_database_says_so_instead_of_waiting_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "t.db"
    database = await opened(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseBusyError, match="in use by another program"):
            await database.write(lambda connection: connection.execute("DELETE FROM threads"))
        other.execute("ROLLBACK")
    await database.write(lambda connection: connection.execute("DELETE FROM threads"))
    await database.close()


async def test_a_read_only_database_can_be_read_and_says_why_nothing_is_saved() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "t.db"
        await (await opened(path)).close()
        path.chmod(0o444)
        folder.chmod(0o555)
        with ordinary_user():
            database = await opened(path)
            assert await database.fetch_all("SELECT * FROM threads") == []
            with pytest.raises(StoreError, match="read-only"):
                await database.write(lambda connection: connection.execute("DELETE FROM threads"))
            await database.close()
        folder.chmod(0o755)


async def test_a_folder_in_the_place_of_the_database_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        await opened(tmp_path)


async def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    database = await opened(tmp_path / "t.db")

    async def half(connection: module.aiosqlite.Connection) -> None:
        await connection.execute("INSERT INTO ui_state (name, data) VALUES ('page', '{}')")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await database.write(half)
    assert await database.fetch_all("SELECT * FROM ui_state") == []
    await database.close()


async def test_a_full_disk_is_said_nothing_is_lost_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    database = await opened(tmp_path / "t.db")
    assert database._writer is not None
    ui = UiStateStore(database)
    await ui.save({"text": "before"})
    # SQLite says of this limit what it says of a full disk.
    await database._writer.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match="disk is full"):
        await ui.save({"text": "x" * 100_000})
    assert await ui.load() == {"text": "before"}
    await database._writer.execute("PRAGMA max_page_count = 1000000")
    await ui.save({"text": "after"})
    assert await ui.load() == {"text": "after"}
    await database.close()
