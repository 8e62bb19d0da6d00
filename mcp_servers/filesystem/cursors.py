"""Where a list goes on: behind an entry that was shown, bound to the question that was asked.

It names the entry rather than a number of entries, so that nothing is left out or shown twice when some of those that
were shown are moved or deleted before the next page is asked for.
"""

import base64
import hashlib
import json
import os
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter

from mcp_servers.common.failure import ToolFailure

T = TypeVar("T")

_DIGEST = 4
MAX_LENGTH = 20_000


def cursor_after(entry: object, question: BaseModel) -> str:
    """The cursor of what comes after an entry, which is given by what JSON can hold of it."""
    text = json.dumps([_digest(question), entry])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def entry_before(cursor: str | None, question: BaseModel, shape: TypeAdapter[T]) -> T | None:
    """The entry that a cursor comes after; `None` without a cursor.

    Raises:
        ToolFailure: it is no cursor, or that of another question.
    """
    if cursor is None:
        return None
    try:
        if len(cursor) > MAX_LENGTH:
            raise ValueError
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, entry = json.loads(text)
        if digest != _digest(question):
            raise ValueError
        return shape.validate_python(entry)
    except (ValueError, TypeError, RecursionError) as error:
        message = "That cursor does not belong to this question. Ask without it to begin anew."
        raise ToolFailure(message) from error


def packed(name: str) -> str:
    """A file's name as text that JSON can hold, also where its bytes are no UTF-8."""
    return os.fsencode(name).decode("latin-1")


def unpacked(text: str) -> str:
    return os.fsdecode(text.encode("latin-1"))


def _digest(question: BaseModel) -> str:
    text = json.dumps(question.model_dump(mode="json", exclude={"cursor", "limit"}))
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()
