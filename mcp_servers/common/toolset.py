"""Tools as data: a model for the arguments, a function to run, and a sentence for every failure.

The SDK's high-level server ignores unknown arguments, puts a prefix before every error, and sends structured results
twice. This module does not import the SDK at all: doing so takes longer than all else at the start of a server.
"""

import base64
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticUndefined

from mcp_servers.common.failure import ToolFailure, whereabouts
from mcp_servers.common.schemas import input_schema, output_schema
from mcp_servers.common.wire import Wire
from mcp_servers.common.wording import explain_invalid_arguments

logger = logging.getLogger(__name__)

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Annotations:
    """What a client may assume of a tool; none of ours reaches beyond this computer."""

    read_only: bool
    destructive: bool
    idempotent: bool

    def on_wire(self) -> Wire:
        return {
            "readOnlyHint": self.read_only,
            "destructiveHint": self.destructive,
            "idempotentHint": self.idempotent,
            "openWorldHint": False,
        }


READS = Annotations(read_only=True, destructive=False, idempotent=True)


def writes(*, destructive: bool, idempotent: bool) -> Annotations:
    """Annotations of a tool that changes something on this computer."""
    return Annotations(read_only=False, destructive=destructive, idempotent=idempotent)


class Arguments(BaseModel):
    """Base of every tool's arguments. A name that the tool does not know, or a value of another type, is refused.

    Two things are taken as they were meant: `null` for what may be left out, and 2.0 for the whole number that it is.
    """

    model_config = ConfigDict(extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        values = cast("dict[str, Any]", given)
        return {name: _whole(value) for name, value in values.items() if value is not None or not cls._defaults(name)}

    @classmethod
    def _defaults(cls, name: str) -> bool:
        """Whether the argument has a default that `null` does not stand for itself."""
        field = cls.model_fields.get(name)
        return field is not None and field.get_default(call_default_factory=True) not in (None, PydanticUndefined)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class Media:
    """Bytes that a client can show: a picture, a sound, or else a resource at `uri`."""

    data: bytes
    mime_type: str
    uri: str

    def on_wire(self) -> Wire:
        coded = base64.b64encode(self.data).decode("ascii")
        kind = self.mime_type.partition("/")[0]
        if kind in ("image", "audio"):
            return {"type": kind, "data": coded, "mimeType": self.mime_type}
        return {"type": "resource", "resource": {"uri": self.uri, "mimeType": self.mime_type, "blob": coded}}


@dataclass(frozen=True)
class Reply:
    """What a tool answers: `text` to be read, and `data` for programs where the tool has an output model."""

    text: str
    data: BaseModel | None = None
    note: str = ""
    media: Sequence[Media] = ()

    def on_wire(self) -> Wire:
        """A `CallToolResult`. What is no text stands first, as what is said is said of it."""
        texts = [self.text, self.note] if self.note else [self.text]
        content = [*(media.on_wire() for media in self.media), *_text_blocks(texts)]
        result: Wire = {"content": content, "isError": False}
        if self.data is not None:
            result["structuredContent"] = self.data.model_dump(mode="json", by_alias=True)
        return result


ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[ArgumentsT]):
    """One tool. `run` works in a thread and raises `ToolFailure` for what the caller can put right."""

    name: str
    title: str
    description: str
    annotations: Annotations
    arguments: type[ArgumentsT]
    run: Callable[[ArgumentsT], Reply]
    output: type[BaseModel] | None = None

    @property
    def read_only(self) -> bool:
        return self.annotations.read_only

    def definition(self) -> Wire:
        """The tool as `tools/list` shows it."""
        shown: Wire = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": input_schema(self.arguments),
            "annotations": self.annotations.on_wire(),
        }
        if self.output:
            shown["outputSchema"] = output_schema(self.output)
        return shown

    def answer(self, given: dict[str, Any]) -> Wire:
        """Run the tool in this thread; a `CallToolResult` whatever happens."""
        broken = next((name for name, value in given.items() if _holds_half_a_character([name, value])), None)
        if broken is not None:
            shown = _SURROGATE.sub("�", broken[:100])
            return _failure(f"`{shown}` holds half of a surrogate pair, which no text can hold.")
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            return _failure(explain_invalid_arguments(error, self.name, self.arguments))
        try:
            return self.run(arguments).on_wire()
        except ToolFailure as failure:
            return _failure(str(failure), failure.advice)
        # The boundary of a call: one that fails must not end the server.
        except Exception as error:
            logger.error("%s ended in %s", self.name, whereabouts(error))
            return _failure(f"{self.title} failed for a reason of its own, not because of what you asked.")


def _holds_half_a_character(value: object) -> bool:
    """Whether a text in it cannot be sent, stored or answered: JSON lets through what UTF-8 has not."""
    match value:
        case str():
            return not value.isascii() and _SURROGATE.search(value) is not None
        case list():
            return any(map(_holds_half_a_character, cast("list[object]", value)))
        case dict():
            pairs = cast("dict[object, object]", value).items()
            return any(_holds_half_a_character(each) for pair in pairs for each in pair)
        case _:
            return False


def _failure(sentence: str, advice: str = "") -> Wire:
    content = _text_blocks([sentence])
    if advice:
        content.append({"type": "text", "text": advice, "annotations": {"audience": ["assistant"]}})
    return {"content": content, "isError": True}


def _text_blocks(texts: Sequence[str]) -> list[Wire]:
    return [{"type": "text", "text": text} for text in texts]
