"""Where a list goes on: a number of entries that were shown, bound to the question that was asked."""

import hashlib

from pydantic import BaseModel

from mcp_servers.common.failure import ToolFailure

_DIGEST = 4


def cursor_at(offset: int, question: BaseModel) -> str:
    """The cursor of what comes after `offset` entries of an answer."""
    return f"{offset}-{_digest(question)}"


def offset_of(cursor: str | None, question: BaseModel) -> int:
    """How many entries come before a cursor.

    Raises:
        ToolFailure: it is no cursor, or that of another question.
    """
    if cursor is None:
        return 0
    offset, _, digest = cursor.partition("-")
    if not offset.isdecimal() or digest != _digest(question):
        raise ToolFailure("That cursor does not belong to this question. Ask without it to begin anew.")
    return int(offset)


def _digest(question: BaseModel) -> str:
    text = question.model_dump_json(exclude={"cursor", "limit"})
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()
