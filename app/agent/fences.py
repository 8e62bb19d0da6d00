"""Marks around what others have written, so that a model can tell it from what the user says.

A mark cannot hold anyone back who wants to be misled; it is one wall, and asking before anything is done is the other.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from agents import TResponseInputItem
from agents.run import CallModelData, ModelInputData

from app.agent.builtin.model import BuiltinModel

RESULT = "tool_result"
Entry = Mapping[str, Any]


def fenced(text: str, mark: str, **said: str) -> str:
    """`text` between marks that nothing in it can close, with what is `said` of it in the first one."""
    inner = re.sub(rf"</(?={mark})", "<\\\\/", text, flags=re.IGNORECASE)
    told = "".join(f" {name}={json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    return f"<{mark}{told}>\n{inner}\n</{mark}>"


def as_given(data: CallModelData[Any]) -> ModelInputData:
    """What a model is about to be given: results of tools between marks, and messages as every API takes them.

    The built-in model reads results by their exact form, and makes no sentence of its own from them.
    """
    entries = cast("Sequence[Entry]", data.model_data.input)
    marked = not isinstance(data.agent.model, BuiltinModel)
    given = [_given(entry, marked=marked) for entry in entries]
    return ModelInputData(cast("list[TResponseInputItem]", given), data.model_data.instructions)


def _given(entry: Entry, *, marked: bool) -> Entry:
    if entry.get("type") == "function_call_output" and marked:
        output = entry.get("output")
        return {**entry, "output": fenced(output, RESULT)} if isinstance(output, str) else entry
    if entry.get("role") == "assistant" and "type" not in entry and isinstance(entry.get("content"), list):
        # A run that was stored comes back so, and the chat-completions converter refuses it.
        parts = cast("Sequence[Entry]", entry["content"])
        return {"role": "assistant", "content": "".join(str(part.get("text", "")) for part in parts)}
    return entry
