"""Tools as data: a model for the arguments, a function to run, and a sentence for every failure.

This sits on the SDK's low-level server, because its high-level one ignores unknown arguments, puts a
prefix before every error, and sends structured results twice.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import anyio.to_thread
from mcp import MCPError, types
from mcp.server.lowlevel import Server
from pydantic import BaseModel, ConfigDict, ValidationError

from mcp_servers.common.schemas import input_schema, output_schema
from mcp_servers.common.wording import explain_invalid_arguments

logger = logging.getLogger(__name__)

MAX_CALLS_AT_ONCE = 16

READS = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def writes(*, destructive: bool, idempotent: bool) -> types.ToolAnnotations:
    """Annotations of a tool that changes something on this computer."""
    return types.ToolAnnotations(
        read_only_hint=False, destructive_hint=destructive, idempotent_hint=idempotent, open_world_hint=False
    )


class Arguments(BaseModel):
    """Base of every tool's arguments. A name that the tool does not know is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)


class ToolFailure(Exception):
    """A tool could not do what was asked. The message is one that a model or a person can act on."""


@dataclass(frozen=True)
class Reply:
    """What a tool answers: `text` to be read, and `data` for programs where the tool has an output model."""

    text: str
    data: BaseModel | None = None
    note: str = ""


ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[ArgumentsT]):
    """One tool. `run` works in a thread and raises `ToolFailure` for what the caller can put right."""

    name: str
    title: str
    description: str
    annotations: types.ToolAnnotations
    arguments: type[ArgumentsT]
    run: Callable[[ArgumentsT], Reply]
    output: type[BaseModel] | None = None

    @property
    def read_only(self) -> bool:
        return self.annotations.read_only_hint is True

    def definition(self) -> types.Tool:
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            annotations=self.annotations,
            input_schema=input_schema(self.arguments),
            output_schema=output_schema(self.output) if self.output else None,
        )

    async def call(self, given: dict[str, Any], limiter: anyio.CapacityLimiter) -> types.CallToolResult:
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            return _failure(explain_invalid_arguments(error, self.name, self.arguments))
        try:
            # A change that was begun is finished even if nobody waits for it any more.
            reply = await anyio.to_thread.run_sync(
                self.run, arguments, limiter=limiter, abandon_on_cancel=self.read_only
            )
        except ToolFailure as failure:
            return _failure(str(failure))
        except Exception as error:
            _log_unexpected(self.name, error)
            return _failure(f"{self.title} failed for a reason of its own, not because of what you asked.")
        return _success(reply)


def make_server(
    name: str, title: str, instructions: str, tools: Iterable[Tool[Any]], *, version: str
) -> Server[dict[str, Any]]:
    """An MCP server that offers `tools`, in both protocol eras.

    Raises:
        ValueError: two tools have one name.
    """
    by_name: dict[str, Tool[Any]] = {}
    for tool in tools:
        if tool.name in by_name:
            raise ValueError(f"two tools are called {tool.name}")
        by_name[tool.name] = tool
    listed = types.ListToolsResult(tools=[tool.definition() for tool in by_name.values()])
    limiter = anyio.CapacityLimiter(MAX_CALLS_AT_ONCE)

    async def list_tools(_context: object, _params: object) -> types.ListToolsResult:
        return listed

    async def call_tool(_context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name}")
        return await tool.call(params.arguments or {}, limiter)

    return Server(
        name,
        version=version,
        title=title,
        instructions=instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _success(reply: Reply) -> types.CallToolResult:
    content = _text_blocks([reply.text, reply.note] if reply.note else [reply.text])
    data = None if reply.data is None else reply.data.model_dump(mode="json", by_alias=True)
    return types.CallToolResult(content=content, structured_content=data)


def _failure(sentence: str) -> types.CallToolResult:
    return types.CallToolResult(content=_text_blocks([sentence]), is_error=True)


def _text_blocks(texts: Sequence[str]) -> list[types.ContentBlock]:
    return [types.TextContent(type="text", text=text) for text in texts]


def _log_unexpected(tool: str, error: BaseException) -> None:
    # Only where it happened: the message of an exception may hold the user's paths or text.
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s ended in %s\n%s", tool, type(error).__name__, frames)
