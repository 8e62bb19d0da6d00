"""What the SDK gives a model, read as turns of a talk."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from agents import TResponseInputItem

from app.agent.builtin.prompt import Turn
from app.base.fences import unfenced


@dataclass(frozen=True, slots=True)
class Answered:
    """A call that a tool has just answered."""

    tool: str
    arguments: Mapping[str, Any]
    result: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The last thing the person said, the turns before it, and the call made for it, if there was one."""

    say: str
    history: Sequence[Turn]
    answered: Answered | None


def read_conversation(given: str | list[TResponseInputItem]) -> Conversation:
    """`given` as a conversation. What a tool gave stands for the assistant's reply to it, which tells less."""
    if isinstance(given, str):
        return Conversation(_clean(given), (), None)
    items = [cast("Mapping[str, Any]", item) for item in given]
    said = max((number for number, item in enumerate(items) if item.get("role") == "user"), default=-1)
    say = _text(items[said].get("content")) if said >= 0 else ""
    return Conversation(say, _turns(items[: max(said, 0)]), _answered(items[said + 1 :]))


def _turns(items: Sequence[Mapping[str, Any]]) -> list[Turn]:
    turns: list[Turn] = []
    for item in items:
        if item.get("type") == "function_call_output":
            turns.append(Turn("assistant", unfenced(_text(item.get("output")))))
        elif item.get("role") == "user":
            turns.append(Turn("user", _text(item.get("content"))))
        elif item.get("role") == "assistant" and not (turns and turns[-1].role == "assistant"):
            turns.append(Turn("assistant", _text(item.get("content"))))
    return turns


def _answered(items: Sequence[Mapping[str, Any]]) -> Answered | None:
    """The last call after what was said, when its result is there."""
    results = [item for item in items if item.get("type") == "function_call_output"]
    if not results:
        return None
    last = results[-1]
    calls = (
        item for item in items if item.get("type") == "function_call" and item.get("call_id") == last.get("call_id")
    )
    call = next(calls, None)
    if call is None:
        return Answered("", {}, unfenced(_text(last.get("output"))))
    return Answered(str(call["name"]), json.loads(call["arguments"]), unfenced(_text(last.get("output"))))


def _text(content: object) -> str:
    """The text of a message or of a tool's output, which may come in parts."""
    if isinstance(content, str):
        return _clean(content)
    if isinstance(content, list):
        parts = cast("list[Mapping[str, Any]]", content)
        return _clean("".join(str(part.get("text", "")) for part in parts))
    return ""


def _clean(text: str) -> str:
    # Half a surrogate pair is no text that can be sent on.
    return text.encode("utf-8", "replace").decode("utf-8")
