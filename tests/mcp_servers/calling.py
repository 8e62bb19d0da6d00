"""Calls to a server in this process, through the SDK's own client."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from mcp import Client, types
from mcp.server.lowlevel import Server

from mcp_servers.common.server import make_server
from mcp_servers.filesystem.server import filesystem_offer
from mcp_servers.tasks.clock import Clock, local_now
from mcp_servers.tasks.server import tasks_offer

Era = Literal["auto", "legacy"]
ERAS: tuple[Era, ...] = ("auto", "legacy")


def make_filesystem_server(folders: Sequence[str], **options: Any) -> Server[Any]:
    """The filesystem server; `options` are those of `filesystem_offer`."""
    return make_server(filesystem_offer(folders, **options))


def make_tasks_server(path: Path, clock: Clock = local_now) -> Server[Any]:
    return make_server(tasks_offer(path, clock))


async def call(server: Server[Any], tool: str, arguments: dict[str, Any], era: Era = "auto") -> types.CallToolResult:
    async with Client(server, mode=era) as client:
        return await client.call_tool(tool, arguments)


def text_of(result: types.CallToolResult) -> str:
    """The text of all parts, which must be text only."""
    return "\n".join(part.text for part in result.content if isinstance(part, types.TextContent))


async def answer(server: Server[Any], tool: str, **arguments: Any) -> str:
    """The text of a call that must succeed."""
    result = await call(server, tool, arguments)
    assert not result.is_error, text_of(result)
    return text_of(result)


async def data(server: Server[Any], tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured part of a call that must succeed."""
    result = await call(server, tool, arguments)
    assert not result.is_error, text_of(result)
    return result.structured_content


async def refusal(server: Server[Any], tool: str, **arguments: Any) -> str:
    """The text of a call that must be refused."""
    result = await call(server, tool, arguments)
    assert result.is_error, text_of(result)
    return text_of(result)
