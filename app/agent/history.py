"""From what a thread holds to what a model is given.

Tool calls are no thread items in ChatKit, so each is kept beside the thread as a hidden item, in the place where it
happened: `ToolRecord`. Retrying from a message deletes what came after it, and so the model forgets it too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from agents import TResponseInputItem
from chatkit.types import (
    AssistantMessageItem,
    HiddenContextItem,
    SDKHiddenContextItem,
    ThreadItem,
    UserMessageItem,
    UserMessageTagContent,
)
from openai.types.responses import ResponseInputContentParam

from app.base.fences import fenced
from app.base.values import as_mapping


@dataclass(frozen=True, slots=True)
class ToolRecord:
    """A finished call as the model saw it. `arguments` is JSON."""

    call_id: str
    name: str
    arguments: str
    output: str
    server: str = ""
    # The number under which the server can undo it.
    change: int | None = None
    # Whether it was not done, because the user did not allow it: its output is a sentence of ours.
    refused: bool = False

    def to_content(self) -> dict[str, Any]:
        """What a HiddenContextItem keeps."""
        return {"tool_call": asdict(self)}


@dataclass(frozen=True, slots=True)
class Attached:
    """What is attached to a message: a picture as a data URL, or text."""

    name: str
    text: str = ""
    image_url: str = ""


def model_input(
    items: Iterable[ThreadItem], attached: Mapping[str, Attached] | None = None
) -> list[TResponseInputItem]:
    """The conversation in the order of `items`, as both of OpenAI's wire formats take it.

    `attached` holds by id what is attached to messages and the model is to see; anything else is only named.
    """
    return [entry for _, entry in placed_input(items, attached)]


def placed_input(
    items: Iterable[ThreadItem], attached: Mapping[str, Attached] | None = None
) -> list[tuple[str, TResponseInputItem]]:
    """The same, each entry with the id of the item that it comes from."""
    return [(item.id, entry) for item in items for entry in _entries(item, attached or {})]


def tool_records(items: Iterable[ThreadItem]) -> list[ToolRecord]:
    """The finished calls that a thread holds, oldest first. What the user refused is none."""
    contents = [as_mapping(item.content) for item in items if isinstance(item, HiddenContextItem)]
    records = [ToolRecord(**content["tool_call"]) for content in contents if "tool_call" in content]
    return [record for record in records if not record.refused]


def _entries(item: ThreadItem, attached: Mapping[str, Attached]) -> list[TResponseInputItem]:
    match item:
        case UserMessageItem() if item.attachments:
            return [{"role": "user", "content": _with_attachments(item, attached)}]
        case UserMessageItem():
            return [{"role": "user", "content": user_text(item)}]
        case AssistantMessageItem():
            text = "".join(part.text for part in item.content)
            # A plain text, not `output_text` parts: the chat-completions converter refuses those.
            return [{"role": "assistant", "content": text}] if text else []
        case HiddenContextItem():
            return _tool_entries(item.content)
        case SDKHiddenContextItem():
            return [{"role": "user", "content": f"<context>{item.content}</context>"}]
        case _:
            return []


def _with_attachments(item: UserMessageItem, attached: Mapping[str, Attached]) -> list[ResponseInputContentParam]:
    parts: list[ResponseInputContentParam] = [{"type": "input_text", "text": user_text(item)}]
    for attachment in item.attachments:
        found = attached.get(attachment.id)
        if found is None:
            parts.append({"type": "input_text", "text": f"(attached: {attachment.name})"})
        elif found.image_url:
            parts.append({"type": "input_image", "image_url": found.image_url, "detail": "auto"})
        else:
            parts.append({"type": "input_text", "text": fenced(found.text, "attachment", name=found.name)})
    return parts


def _tool_entries(content: object) -> list[TResponseInputItem]:
    if "tool_call" not in as_mapping(content):
        return [{"role": "user", "content": f"<context>{json.dumps(content, ensure_ascii=False)}</context>"}]
    record = ToolRecord(**as_mapping(content)["tool_call"])
    return [
        {
            "type": "function_call",
            "call_id": record.call_id,
            "name": record.name,
            "arguments": record.arguments,
        },
        # What we say of a refusal is no text of others: the model is to heed it.
        {
            "type": "function_call_output",
            "call_id": record.call_id,
            "output": record.output if record.refused else fenced(record.output),
        },
    ]


def user_text(item: UserMessageItem) -> str:
    """What the user wrote, with what they quoted before it and the names of what they mentioned in place."""
    words = "".join(f"@{part.text}" if isinstance(part, UserMessageTagContent) else part.text for part in item.content)
    if not item.quoted_text:
        return words
    quoted = "\n".join(f"> {line}" for line in item.quoted_text.splitlines())
    return f"{quoted}\n\n{words}"
