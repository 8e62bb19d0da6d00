"""What the user is asked and has allowed: waiting runs, their questions, and standing permissions."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import aiosqlite

from app.base.errors import RequestError
from app.store.database import Database

Status = Literal["waiting", "allowed", "refused"]


@dataclass(frozen=True, slots=True)
class Question:
    """A call that waits for the user's answer. `digest` binds the answer to run, call and arguments.

    `pinned` are arguments to be added when it is allowed as it was shown: they make it fail if the file has changed.
    """

    id: str
    run_id: str
    thread_id: str
    item_id: str
    call_id: str
    server: str
    tool: str
    arguments: Mapping[str, Any]
    digest: str
    pinned: Mapping[str, Any]
    status: Status
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that was allowed for longer. None: any tool, any folder, any thread, no end."""

    id: str
    server: str
    tool: str | None
    folder: str | None
    thread_id: str | None
    created_at: datetime
    expires_at: datetime | None


class PermissionStore:
    """Questions and permissions in the app's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- runs and their questions

    async def save_run(self, run_id: str, thread_id: str, state: str, questions: Sequence[Question]) -> None:
        """Keep a run that waits, with all that it waits for."""

        async def put(connection: aiosqlite.Connection) -> None:
            now = _now()
            await connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?)", (run_id, thread_id, now, state))
            await connection.executemany(
                """INSERT INTO questions (id, run_id, thread_id, item_id, call_id, server, tool, arguments, digest,
                pinned, status, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)""",
                [
                    (
                        q.id,
                        run_id,
                        thread_id,
                        q.item_id,
                        q.call_id,
                        q.server,
                        q.tool,
                        _json(q.arguments),
                        q.digest,
                        _json(q.pinned),
                        now,
                    )
                    for q in questions
                ],
            )

        await self._database.write(put)

    async def answer(self, question_id: str, thread_id: str, digest: str, status: Status, answer: Any) -> Question:
        """Answer a question, once. Returns it as it is then.

        Raises RequestError when it is not this question that waits in this thread.
        """

        async def put(connection: aiosqlite.Connection) -> int:
            cursor = await connection.execute(
                """UPDATE questions SET status = ?, answer = ?, answered_at = ?
                WHERE id = ? AND thread_id = ? AND digest = ? AND status = 'waiting'""",
                (status, _json(answer), _now(), question_id, thread_id, digest),
            )
            return cursor.rowcount

        if await self._database.write(put) != 1:
            raise RequestError("This question was answered already, or it is not the one that waits here.")
        row = await self._database.fetch_one("SELECT * FROM questions WHERE id = ?", (question_id,))
        assert row is not None  # noqa: S101 - it was just written
        return _question(row)

    async def pin(self, question_id: str, pinned: Mapping[str, Any]) -> None:
        """What was shown is the file as it is now."""

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute("UPDATE questions SET pinned = ? WHERE id = ?", (_json(pinned), question_id))

        await self._database.write(put)

    async def waiting(self, thread_id: str | None = None) -> list[Question]:
        """What waits for an answer, oldest first; in one thread or in all."""
        rows = await self._database.fetch_all(
            "SELECT * FROM questions WHERE status = 'waiting' AND (? IS NULL OR thread_id = ?) ORDER BY created_at, id",
            (thread_id, thread_id),
        )
        return [_question(row) for row in rows]

    async def question(self, question_id: str) -> Question | None:
        """A question by its id."""
        row = await self._database.fetch_one("SELECT * FROM questions WHERE id = ?", (question_id,))
        return _question(row) if row else None

    async def questions_of(self, run_id: str) -> list[Question]:
        """All that a run waits or has waited for, in the order in which it was asked."""
        rows = await self._database.fetch_all("SELECT * FROM questions WHERE run_id = ? ORDER BY rowid", (run_id,))
        return [_question(row) for row in rows]

    async def take_run(self, run_id: str) -> str | None:
        """The state of a run that nobody has taken yet; whoever gets it goes on with it."""

        async def take(connection: aiosqlite.Connection) -> str | None:
            rows = list(await connection.execute_fetchall("SELECT state FROM runs WHERE id = ?", (run_id,)))
            await connection.execute("UPDATE runs SET state = '' WHERE id = ?", (run_id,))
            return rows[0]["state"] or None if rows else None

        return await self._database.write(take)

    # -- permissions

    async def allow(
        self, server: str, tool: str | None, folder: str | None, thread_id: str | None, expires_at: datetime | None
    ) -> Permission:
        """Allow something for longer."""
        permission = Permission(
            f"prm_{uuid.uuid4().hex}", server, tool, folder, thread_id, datetime.now(UTC), expires_at
        )

        async def put(connection: aiosqlite.Connection) -> None:
            await connection.execute(
                "INSERT INTO permissions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    permission.id, server, tool, folder, thread_id, permission.created_at.isoformat(),
                    expires_at.astimezone(UTC).isoformat() if expires_at else None,
                ),
            )  # fmt: skip

        await self._database.write(put)
        return permission

    async def permissions(self) -> list[Permission]:
        """What is allowed now, newest first."""
        rows = await self._database.fetch_all(
            "SELECT * FROM permissions WHERE expires_at IS NULL OR expires_at > ? ORDER BY created_at DESC", (_now(),)
        )
        return [_permission(row) for row in rows]

    async def revoke(self, permission_id: str) -> bool:
        """Take a permission back. Returns whether there was one."""

        async def remove(connection: aiosqlite.Connection) -> int:
            return (await connection.execute("DELETE FROM permissions WHERE id = ?", (permission_id,))).rowcount

        return await self._database.write(remove) == 1


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _question(row: aiosqlite.Row) -> Question:
    return Question(
        id=row["id"], run_id=row["run_id"], thread_id=row["thread_id"], item_id=row["item_id"], call_id=row["call_id"],
        server=row["server"], tool=row["tool"], arguments=json.loads(row["arguments"]), digest=row["digest"],
        pinned=json.loads(row["pinned"]), status=row["status"],
        answer=json.loads(row["answer"]) if row["answer"] else {},
    )  # fmt: skip


def _permission(row: aiosqlite.Row) -> Permission:
    return Permission(
        id=row["id"], server=row["server"], tool=row["tool"], folder=row["folder"], thread_id=row["thread_id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]) if row["expires_at"] else None,
    )  # fmt: skip
