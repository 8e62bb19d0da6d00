"""What a model is about to be given, put into a form that every API takes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from agents import TResponseInputItem
from agents.run import CallModelData, ModelInputData

Entry = Mapping[str, Any]


def as_given(data: CallModelData[Any]) -> ModelInputData:
    """A filter of the SDK: a run that was stored comes back with parts that the chat-completions converter refuses."""
    entries = cast("Sequence[Entry]", data.model_data.input)
    given = cast("list[TResponseInputItem]", [_given(entry) for entry in entries])
    return ModelInputData(given, data.model_data.instructions)


def _given(entry: Entry) -> Entry:
    content = entry.get("content")
    # What the model itself has said in this run has a type, and is understood.
    if entry.get("role") != "assistant" or "type" in entry or not isinstance(content, list):
        return entry
    parts = cast("Sequence[Entry]", content)
    return {"role": "assistant", "content": "".join(str(part.get("text", "")) for part in parts)}
