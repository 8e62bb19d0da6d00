"""The file itself: its form, two processes at once, and processes that are killed."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks import migrations
from mcp_servers.tasks.database import Database
from tests.mcp_servers.calling import answer, data, make_tasks_server, refusal
from tests.mcp_servers.processes import Wire, started
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]


def rows(db: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


async def test_the_table_is_what_other_programs_rely_on(server: TasksServer, db: Path) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow", tags=["home"])
    columns = [(row[1], row[2], row[3]) for row in rows(db, "PRAGMA table_info(tasks)")]
    assert columns == [
        ("id", "INTEGER", 0),
        ("title", "TEXT", 1),
        ("notes", "TEXT", 1),
        ("due", "TEXT", 0),
        ("status", "TEXT", 1),
        ("priority", "TEXT", 1),
        ("project", "TEXT", 0),
        ("tags", "TEXT", 1),
        ("created_at", "TEXT", 1),
        ("updated_at", "TEXT", 1),
        ("completed_at", "TEXT", 0),
        ("deleted_at", "TEXT", 0),
        ("repeat", "TEXT", 0),
        ("repeat_from", "TEXT", 1),
        ("repeat_on", "TEXT", 0),
        ("repeated_from", "INTEGER", 0),
        ("remind", "TEXT", 0),
        ("remind_at", "TEXT", 0),
        ("parent", "INTEGER", 0),
        ("blocked_by", "TEXT", 1),
    ]
    assert rows(db, "SELECT id, title, due, status, tags FROM tasks") == [
        (1, "Buy milk", "2026-11-24", "open", '["home"]')
    ]
    assert rows(db, "SELECT name FROM migrations") == [
        ("m001_tasks",),
        ("m002_repetition_reminders_and_links",),
        ("m003_changes",),
        ("m004_search",),
    ]
    assert rows(db, "PRAGMA journal_mode") == [("wal",)]


async def test_the_file_is_for_its_owner_alone(server: TasksServer, db: Path) -> None:
    await answer(server, "add_task", title="A")
    assert stat.S_IMODE(db.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in db.parent.iterdir()} == {0o600}


async def test_a_file_of_a_newer_version_is_left_alone(server: TasksServer, db: Path) -> None:
    await answer(server, "add_task", title="A")
    connection = sqlite3.connect(db)
    connection.execute("INSERT INTO migrations VALUES ('m999_future', '2030-01-01')")
    connection.commit()
    connection.close()
    with pytest.raises(ToolFailure, match="newer version of Deskhand"), Database(db).writing():
        raise AssertionError
    assert rows(db, "SELECT count(*) FROM tasks") == [(1,)]


async def test_a_damaged_file_is_reported_and_left_as_it_is(server: TasksServer, db: Path) -> None:
    db.parent.mkdir()
    db.write_bytes(b"this is no database, but long enough to look like one" * 100)
    before = db.read_bytes()
    assert "damaged" in await refusal(server, "list_tasks")
    assert db.read_bytes() == before


async def test_a_folder_in_place_of_the_file_is_reported(server: TasksServer, db: Path) -> None:
    db.mkdir(parents=True)
    assert "cannot be opened" in await refusal(server, "list_tasks")


def test_a_failed_block_changes_nothing(db: Path) -> None:
    database = Database(db)

    def add_and_fail() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO tasks (title, created_at, updated_at) VALUES ('A', '', '')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM tasks").fetchone()[0] == 0
    database.close()


def test_a_migration_that_fails_leaves_no_trace(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [(step.__name__,) for step in migrations.MIGRATIONS]

    def m999_broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        raise RuntimeError

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, m999_broken])
    with pytest.raises(RuntimeError), Database(db).reading():
        raise AssertionError
    assert rows(db, "SELECT name FROM migrations") == known
    assert rows(db, "SELECT name FROM sqlite_schema WHERE name = 'half'") == []


def test_a_later_migration_keeps_the_tasks(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(db)
    with database.writing() as connection:
        connection.execute("INSERT INTO tasks (title, created_at, updated_at) VALUES ('A', '', '')")
    database.close()

    def m999_colour(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE tasks ADD COLUMN colour TEXT")

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, m999_colour])
    for _ in range(2):
        database = Database(db)
        with database.reading() as connection:
            assert connection.execute("SELECT title, colour FROM tasks").fetchone()[:] == ("A", None)
        database.close()


async def test_tasks_of_the_first_version_are_kept_and_found(db: Path) -> None:
    db.parent.mkdir()
    connection = sqlite3.connect(db, isolation_level=None)
    connection.execute("CREATE TABLE migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
    migrations.m001_tasks(connection)
    connection.execute("INSERT INTO migrations VALUES ('m001_tasks', '2026-01-01')")
    connection.execute(
        "INSERT INTO tasks (id, title, due, tags, created_at, updated_at) "
        "VALUES (7, 'Müll', '2026-11-24', '[\"home\"]', '2026-11-01T09:00:00+00:00', '2026-11-01T09:00:00+00:00')"
    )
    connection.close()
    server = make_tasks_server(db, lambda: NOW)
    (task,) = (await data(server, "search_tasks", query="mull"))["tasks"]
    assert (task["id"], task["due"], task["tags"], task["repeat"], task["blocked_by"]) == (
        7, "2026-11-24", ["home"], None, [],
    )  # fmt: skip
    await answer(server, "complete_task", task="Müll")
    assert await answer(server, "undo") == "Undone: Completed “Müll”."


def test_two_migrations_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="m001_tasks"):
        migrations.migration(migrations.m001_tasks)


def test_two_processes_at_once_lose_nothing(db: Path) -> None:
    """Both start on a file that is not there yet, so that the first migration races too."""
    with started("tasks", "--db", str(db)) as one, started("tasks", "--db", str(db)) as other:
        both = (one, other)
        for wire in both:
            wire.open()
        for number in range(60):
            both[number % 2].send_call("add_task", number, title=f"Task {number}")
        results = [wire.receive()["result"] for wire in both for _ in range(30)]
    assert [result for result in results if result["isError"]] == []
    assert {row[0] for row in rows(db, "SELECT title FROM tasks")} == {f"Task {number}" for number in range(60)}


def test_what_was_answered_is_there_after_a_kill(db: Path) -> None:
    answered: set[str] = set()
    for round_ in range(4):
        with started("tasks", "--db", str(db)) as wire:
            wire.open()
            for number in range(20):
                wire.send_call("add_task", number, title=f"Task {round_}.{number}")
            answered |= {_title(wire) for _ in range(round_ * 4 + 1)}
            wire.process.kill()
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    assert answered <= {row[0] for row in rows(db, "SELECT title FROM tasks")}
    assert len(answered) == 1 + 5 + 9 + 13


def test_undo_in_one_process_while_the_other_writes_takes_back_its_own_change_only(db: Path) -> None:
    with started("tasks", "--db", str(db)) as one, started("tasks", "--db", str(db)) as other:
        for wire in (one, other):
            wire.open()
        for number in range(20):
            other.send_call("add_task", number, title=f"Kept {number}")
            change = one.call("add_task", 100 + number, title=f"Gone {number}")["structuredContent"]["change"]
            assert not one.call("undo", 200 + number, id=change)["isError"]
        results = [other.receive()["result"] for _ in range(20)]
    assert [result for result in results if result["isError"]] == []
    assert {row[0] for row in rows(db, "SELECT title FROM tasks")} == {f"Kept {number}" for number in range(20)}
    assert rows(db, "SELECT count(*), count(undone) FROM changes") == [(40, 20)]


def test_a_long_import_in_one_process_keeps_no_other_from_writing(db: Path) -> None:
    lines = "\n".join(f"Imported {number}" for number in range(2000))
    with started("tasks", "--db", str(db)) as one, started("tasks", "--db", str(db)) as other:
        for wire in (one, other):
            wire.open()
        one.send_call("import_tasks", 0, text=lines, format="todo.txt")
        results = [other.call("add_task", number, title=f"Task {number}") for number in range(20)]
        results.append(one.receive()["result"])
    assert [result for result in results if result["isError"]] == []
    assert rows(db, "SELECT count(*), count(DISTINCT title) FROM tasks") == [(2020, 2020)]


def test_an_import_that_is_killed_has_happened_or_not(db: Path) -> None:
    lines = "\n".join(f"Imported {number}" for number in range(1000))
    for round_ in range(4):
        with started("tasks", "--db", str(db)) as wire:
            wire.open()
            wire.call("add_task", 1, title="Answered")
            wire.send_call("import_tasks", 2, text=lines, format="todo.txt")
            if round_ == 3:
                wire.receive()
            wire.process.kill()
    ((tasks, changes),) = rows(db, "SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM changes)")
    assert (tasks - 4) % 1000 == 0
    assert changes == 4 + (tasks - 4) // 1000
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    assert rows(db, "SELECT count(*) FROM tasks_text WHERE tasks_text MATCH 'answered'") == [(4,)]


def _title(wire: Wire) -> str:
    return wire.receive()["result"]["structuredContent"]["task"]["title"]
