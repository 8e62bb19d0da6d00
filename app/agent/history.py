"""From what a thread holds to what a model is given.

Tool calls are no thread items in ChatKit, so each is kept beside the thread as a hidden item, in the place where it
happened: `ToolRecord`. Retrying from a message deletes what came after it, and so the model forgets it too.
"""

import json
from collections.abc import Iterable
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

from app.base.values import as_mapping


@dataclass(frozen=True, slots=True)
class ToolRecord:
    """A finished call as the model saw it. `arguments` is JSON."""

    call_id: str
    name: str
    arguments: str
    output: str
    server: str = ""

    def to_content(self) -> dict[str, Any]:
        """What a HiddenContextItem keeps."""
        return {"tool_call": asdict(self)}


def model_input(items: Iterable[ThreadItem]) -> list[TResponseInputItem]:
    """The conversation in the order of `items`, as both of OpenAI's wire formats take it."""
    return [entry for item in items for entry in _entries(item)]


def tool_records(items: Iterable[ThreadItem]) -> list[ToolRecord]:
    """The finished calls that a thread holds, oldest first."""
    contents = [as_mapping(item.content) for item in items if isinstance(item, HiddenContextItem)]
    return [ToolRecord(**content["tool_call"]) for content in contents if "tool_call" in content]


def _entries(item: ThreadItem) -> list[TResponseInputItem]:
    match item:
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
        {"type": "function_call_output", "call_id": record.call_id, "output": record.output},
    ]


def user_text(item: UserMessageItem) -> str:
    """What the user wrote, with what they quoted before it and the names of what they mentioned in place."""
    words = "".join(f"@{part.text}" if isinstance(part, UserMessageTagContent) else part.text for part in item.content)
    if not item.quoted_text:
        return words
    quoted = "\n".join(f"> {line}" for line in item.quoted_text.splitlines())
    return f"{quoted}\n\n{words}"
