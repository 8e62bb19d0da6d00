"""How the tables came to be: named functions in order, each run once in a transaction with its own record.

A released migration is never edited; what must change gets a new one at the end.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite

from app.base.errors import NewerDatabaseError

Migration = Callable[[aiosqlite.Connection], Awaitable[None]]
MIGRATIONS: dict[str, Migration] = {}


def migration(function: Migration) -> Migration:
    """Register `function` under its name; two of one name are refused."""
    name = function.__name__
    if name in MIGRATIONS:
        raise ValueError(f"two migrations are called {name}")
    MIGRATIONS[name] = function
    return function


@migration
async def m001_threads_items_attachments(connection: aiosqlite.Connection) -> None:
    """Threads and items in our own order (`seq`): ChatKit's times are local, tie and jump with the clock.

    `activity` orders the list of threads by what was touched last. `data` is the item as ChatKit's JSON.
    """
    await connection.execute(
        """CREATE TABLE threads (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            title TEXT,
            created_at TEXT NOT NULL,
            activity INTEGER NOT NULL,
            data TEXT NOT NULL
        )"""
    )
    await connection.execute("CREATE UNIQUE INDEX threads_activity ON threads (activity)")
    await connection.execute(
        """CREATE TABLE items (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            created_at TEXT NOT NULL,
            data TEXT NOT NULL,
            UNIQUE (thread_id, id)
        )"""
    )
    await connection.execute("CREATE INDEX items_thread ON items (thread_id, seq)")
    await connection.execute(
        """CREATE TABLE attachments (
            id TEXT PRIMARY KEY,
            thread_id TEXT REFERENCES threads (id) ON DELETE CASCADE,
            created_at TEXT NOT NULL,
            data TEXT NOT NULL
        )"""
    )


@migration
async def m002_ui_state(connection: aiosqlite.Connection) -> None:
    """What the page remembers (theme, folded panels): the webview's own storage is lost when the port changes."""
    await connection.execute("CREATE TABLE ui_state (name TEXT PRIMARY KEY, data TEXT NOT NULL)")


@migration
async def m003_runs_and_permissions(connection: aiosqlite.Connection) -> None:
    """Runs that wait for an answer of the user, the questions they wait for, and what was allowed for longer.

    `runs.state` is the Agents SDK's own JSON and is emptied once the run has gone on. A question's `digest` binds its
    answer to run, call and arguments; `pinned` are arguments that make the call fail if the file was changed since.
    In `permissions` NULL means any tool, any folder, any thread, or no end.
    """
    await connection.execute(
        """CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            created_at TEXT NOT NULL,
            state TEXT NOT NULL
        )"""
    )
    await connection.execute(
        """CREATE TABLE questions (
            id TEXT PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            thread_id TEXT NOT NULL,
            item_id TEXT NOT NULL,
            call_id TEXT NOT NULL,
            server TEXT NOT NULL,
            tool TEXT NOT NULL,
            arguments TEXT NOT NULL,
            digest TEXT NOT NULL,
            pinned TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('waiting', 'allowed', 'refused')),
            answer TEXT,
            created_at TEXT NOT NULL,
            answered_at TEXT
        )"""
    )
    await connection.execute("CREATE INDEX questions_thread ON questions (thread_id, status)")
    await connection.execute("CREATE INDEX questions_run ON questions (run_id)")
    await connection.execute(
        """CREATE TABLE permissions (
            id TEXT PRIMARY KEY,
            server TEXT NOT NULL,
            tool TEXT,
            folder TEXT,
            thread_id TEXT REFERENCES threads (id) ON DELETE CASCADE,
            created_at TEXT NOT NULL,
            expires_at TEXT
        )"""
    )


@migration
async def m004_versions_of_messages(connection: aiosqlite.Connection) -> None:
    """Versions of a message that was changed; `items` holds the shown ones alone, so that model and page see the same.

    All versions of one message share its `fork`, the id of the first. What belongs to a version that is not shown, from
    its message on, lies in `hidden_items` under that message's id and with its old `seq`, to which it can go back.
    """
    await connection.execute(
        """CREATE TABLE versions (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            fork TEXT NOT NULL,
            item_id TEXT NOT NULL,
            UNIQUE (thread_id, item_id)
        )"""
    )
    await connection.execute("CREATE INDEX versions_fork ON versions (thread_id, fork)")
    await connection.execute(
        """CREATE TABLE hidden_items (
            seq INTEGER PRIMARY KEY,
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            version TEXT NOT NULL,
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            created_at TEXT NOT NULL,
            data TEXT NOT NULL
        )"""
    )
    await connection.execute("CREATE INDEX hidden_items_version ON hidden_items (thread_id, version)")


@migration
async def m005_where_messages_went(connection: aiosqlite.Connection) -> None:
    """Which model wrote a message, and which services elsewhere were given it. No row: it never left this computer."""
    await connection.execute(
        """CREATE TABLE answered_by (
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            item_id TEXT NOT NULL,
            model TEXT NOT NULL,
            PRIMARY KEY (thread_id, item_id)
        ) WITHOUT ROWID"""
    )
    await connection.execute(
        """CREATE TABLE sent_messages (
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            item_id TEXT NOT NULL,
            provider TEXT NOT NULL,
            host TEXT NOT NULL,
            first_at TEXT NOT NULL,
            PRIMARY KEY (thread_id, item_id, provider, host)
        ) WITHOUT ROWID"""
    )


@migration
async def m006_search(connection: aiosqlite.Connection) -> None:
    """The words of messages and titles, kept in step by triggers; `rowid` is the item's or the thread's `seq`."""
    tokens = "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'"
    await connection.execute(f"CREATE VIRTUAL TABLE items_text USING fts5 (text, {tokens})")
    await connection.execute(f"CREATE VIRTUAL TABLE threads_text USING fts5 (title, {tokens})")
    said = "(SELECT group_concat(json_extract(value, '$.text'), ' ') FROM json_each({}.data, '$.content'))"
    for table, column, words, only in (
        ("items", "text", said, "type IN ('user_message', 'assistant_message')"),
        ("threads", "title", "{}.title", "title IS NOT NULL"),
    ):
        text = f"{table}_text"
        new, old, gone = f"NEW.{only}", f"OLD.{only}", f"DELETE FROM {text} WHERE rowid = OLD.seq;"
        put = f"INSERT INTO {text} (rowid, {column}) SELECT NEW.seq, {words.format('NEW')} WHERE {new};"
        await connection.execute(f"CREATE TRIGGER {text}_added AFTER INSERT ON {table} WHEN {new} BEGIN {put} END")
        await connection.execute(f"CREATE TRIGGER {text}_changed AFTER UPDATE ON {table} BEGIN {gone} {put} END")
        await connection.execute(f"CREATE TRIGGER {text}_removed AFTER DELETE ON {table} WHEN {old} BEGIN {gone} END")
        await connection.execute(
            f"INSERT INTO {text} (rowid, {column}) SELECT seq, {words.format(table)} FROM {table} WHERE {only}"
        )


@migration
async def m007_guidance(connection: aiosqlite.Connection) -> None:
    """What every answer heeds: memories, with the conversation each comes from, and instructions for single folders."""
    await connection.execute(
        """CREATE TABLE memories (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            text TEXT NOT NULL,
            thread_id TEXT REFERENCES threads (id) ON DELETE SET NULL,
            created_at TEXT NOT NULL
        )"""
    )
    await connection.execute("CREATE TABLE folder_instructions (folder TEXT PRIMARY KEY, text TEXT NOT NULL)")


@migration
async def m008_spending(connection: aiosqlite.Connection) -> None:
    """The model that was chosen for a thread (NULL: the usual one), the tokens it took, and their price in US dollars.

    `dollars` is a decimal number as text; `more` says that some answers had no known price.
    """
    await connection.execute(
        """CREATE TABLE spending (
            thread_id TEXT PRIMARY KEY REFERENCES threads (id) ON DELETE CASCADE,
            model TEXT,
            given INTEGER NOT NULL DEFAULT 0,
            answered INTEGER NOT NULL DEFAULT 0,
            dollars TEXT NOT NULL DEFAULT '0',
            more INTEGER NOT NULL DEFAULT 0
        )"""
    )


@migration
async def m009_summaries(connection: aiosqlite.Connection) -> None:
    """What a model has made of a conversation up to and with `item_id`, to be given in the place of it."""
    await connection.execute(
        """CREATE TABLE summaries (
            thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
            item_id TEXT NOT NULL,
            text TEXT NOT NULL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (thread_id, item_id)
        ) WITHOUT ROWID"""
    )


async def applied(connection: aiosqlite.Connection) -> list[str]:
    """Names of the migrations that the file has, oldest first; changes nothing."""
    found = await connection.execute_fetchall("SELECT 1 FROM sqlite_master WHERE name = 'migrations'")
    if not list(found):
        return []
    rows = await connection.execute_fetchall("SELECT name FROM migrations ORDER BY seq")
    return [str(row["name"]) for row in rows]


def check_known(names: list[str]) -> None:
    """Raise NewerDatabaseError when `names` has a migration that this version does not know."""
    unknown = [name for name in names if name not in MIGRATIONS]
    if unknown:
        raise NewerDatabaseError(
            "The database was written by a newer version of Deskhand and was left untouched. "
            "Install that version again, or choose another data folder with --data-dir.",
            detail=f"unknown migrations: {', '.join(unknown)}",
        )


async def apply(connection: aiosqlite.Connection) -> None:
    """Run what the file does not have yet."""
    done = await applied(connection)
    check_known(done)
    for name, function in MIGRATIONS.items():
        if name not in done:
            await _apply_one(connection, name, function)


async def _apply_one(connection: aiosqlite.Connection, name: str, function: Migration) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations "
            "(seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL)"
        )
        # Another process may have been faster between our look and the lock.
        if name not in await applied(connection):
            await function(connection)
            await connection.execute(
                "INSERT INTO migrations (name, applied_at) VALUES (?, ?)", (name, datetime.now(UTC).isoformat())
            )
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


def is_writable(path: Path) -> bool:
    """Whether this user may write the file and make its journal beside it."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, path.parent))
