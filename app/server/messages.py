"""What a message of the user must be, before anything is stored."""

import json
from typing import Any

from app.base.errors import RequestError

MAX_MESSAGE_CHARACTERS = 200_000


def check_message(body: bytes) -> None:
    """Refuse a message with nothing in it, or more than a model could read. Raises RequestError."""
    try:
        request: Any = json.loads(body)
        content = request["params"]["input"]["content"]
        attached = request["params"]["input"].get("attachments")
        length = sum(len(part.get("text", "")) for part in content)
        blank = not any(part.get("text", "").strip() for part in content)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Not a message, or not well formed: the protocol's own validation says what is wrong.
        return
    if not attached:
        check_not_blank(blank=blank, field="params.input.content")
    check_length(length, "params.input.content")


def check_text(text: str, field: str) -> None:
    """The same for the text of a message that is changed."""
    check_not_blank(blank=not text.strip(), field=field)
    check_length(len(text), field)


def check_not_blank(*, blank: bool, field: str) -> None:
    if blank:
        raise RequestError("Write something first.", field=field)


def check_length(length: int, field: str) -> None:
    if length > MAX_MESSAGE_CHARACTERS:
        raise RequestError(
            f"This message has {length:,} characters; at most {MAX_MESSAGE_CHARACTERS:,} can be sent at once. "
            "Put the text in a file in your Deskhand folder and ask about that file.",
            field=field,
        )
