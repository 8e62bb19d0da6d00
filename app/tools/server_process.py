"""One MCP server: a child process of ours, spoken to over stdio, started again when it died."""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import anyio
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult, ImageContent, TextContent, Tool

from app.base.background import BackgroundTasks
from app.base.errors import ToolServerError
from app.base.values import as_mapping
from app.tools.calls import ToolOutcome

logger = logging.getLogger(__name__)

Status = Literal["starting", "running", "failed"]
START_TIMEOUT_SECONDS = 30.0
CALL_TIMEOUT_SECONDS = 60.0
# A result that would flood the model and the thread is cut here.
MAX_RESULT_CHARACTERS = 200_000
CHANGE, ETAG = "deskhand/change", "deskhand/etag"


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """How to start a server. `environment` is all that it gets beyond the system's few standard variables."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


class ServerProcess:
    """Runs one server and calls its tools. Connecting and closing happen in one task, as the client demands."""

    def __init__(
        self,
        spec: ServerSpec,
        background: BackgroundTasks,
        *,
        start_timeout: float = START_TIMEOUT_SECONDS,
        call_timeout: float | None = None,
    ) -> None:
        self.spec = spec
        self.status: Status = "starting"
        self.problem: str | None = None
        self.tools: list[Tool] = []
        self._background = background
        self._start_timeout = start_timeout
        self._call_timeout = CALL_TIMEOUT_SECONDS if call_timeout is None else call_timeout
        self._client: Client | None = None
        self._settled = asyncio.Event()
        self._leave = asyncio.Event()
        self._owner: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process and wait until it answers or has failed; `status` tells which."""
        if self._owner is not None and not self._owner.done():
            await self._settled.wait()
            return
        self._settled, self._leave = asyncio.Event(), asyncio.Event()
        self.status, self.problem = "starting", None
        self._owner = self._background.start(self._run(self._settled, self._leave), name=f"MCP server {self.spec.name}")
        await self._settled.wait()

    async def settled(self) -> None:
        """Wait until the server runs or has failed to."""
        await self._settled.wait()

    async def stop(self) -> None:
        """End the process; waits until it is gone."""
        self._leave.set()
        if self._owner is not None:
            with suppress(asyncio.CancelledError):
                await self._owner

    async def restart(self, spec: ServerSpec) -> None:
        """End the process and start one by `spec`."""
        await self.stop()
        self.spec = spec
        await self.start()

    async def _run(self, settled: asyncio.Event, leave: asyncio.Event) -> None:
        command, *arguments = self.spec.command
        parameters = StdioServerParameters(command=command, args=arguments, env=dict(self.spec.environment))
        try:
            async with asyncio.timeout(self._start_timeout) as deadline, Client(parameters) as client:
                self.tools = list((await client.list_tools()).tools)
                deadline.reschedule(None)
                self._client, self.status = client, "running"
                settled.set()
                await leave.wait()
                self._client = None
        # Whatever a foreign program does wrong must stay with that server.
        except Exception as error:
            self._client, self.status = None, "failed"
            self.problem = (
                f"The {self.spec.name} server did not answer within {self._start_timeout:.0f} seconds."
                if isinstance(error, TimeoutError)
                else f"The {self.spec.name} server could not be started or stopped unexpectedly."
            )
            logger.warning("MCP server %s failed", self.spec.name, exc_info=error)
        finally:
            settled.set()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call a tool. A server that has died is started again; what only reads is then asked once more.

        Raises ToolServerError with a sentence for the model when there is no answer.
        """
        if self._client is None:
            await self.start()
        try:
            return await self._call(tool, arguments)
        except (MCPError, anyio.ClosedResourceError, anyio.BrokenResourceError, ConnectionError) as error:
            logger.warning("MCP server %s went away during a call", self.spec.name, exc_info=error)
        await self.stop()
        await self.start()
        if self.only_reads(tool):
            return await self._call(tool, arguments)
        raise ToolServerError(
            f"The {self.spec.name} server stopped during this call and was started again. "
            "It is not known whether the change was made: look before you try again."
        )

    async def _call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        client = self._client
        if client is None:
            raise ToolServerError(self.problem or f"The {self.spec.name} server is not running.")
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._call_timeout):
                result = await client.call_tool(tool, dict(arguments))
        except TimeoutError as error:
            raise ToolServerError(
                f"The {self.spec.name} server did not answer within {self._call_timeout:.0f} seconds."
            ) from error
        return _outcome(result, time.monotonic() - started)

    def only_reads(self, tool: str) -> bool:
        """Whether the server says that this tool changes nothing."""
        found = next((t for t in self.tools if t.name == tool), None)
        return bool(found and found.annotations and found.annotations.read_only_hint)


def _outcome(result: CallToolResult, seconds: float) -> ToolOutcome:
    texts = [part for part in result.content if isinstance(part, TextContent)]
    text = "\n".join(part.text for part in texts)
    if len(text) > MAX_RESULT_CHARACTERS:
        text = f"{text[:MAX_RESULT_CHARACTERS]}\n… (cut: the result has {len(text):,} characters)"
    return ToolOutcome(
        text=text,
        structured=result.structured_content or {},
        failed=bool(result.is_error),
        seconds=seconds,
        change=_change_of(result),
        etag=_etag_of(result),
        for_people="\n".join(part.text for part in texts if _is_for_people(part)),
        images=[_data_url(part) for part in result.content if isinstance(part, ImageContent)],
    )


def _is_for_people(text: TextContent) -> bool:
    audience = text.annotations.audience if text.annotations else None
    return not audience or "user" in audience


def _data_url(image: ImageContent) -> str:
    return f"data:{image.mime_type};base64,{image.data}"


def _change_of(result: CallToolResult) -> int | None:
    """The number of the change that was made, which our servers tell in one of two places."""
    told: object = as_mapping(result.meta).get(CHANGE, as_mapping(result.structured_content).get("change"))
    return told if isinstance(told, int) else None


def _etag_of(result: CallToolResult) -> str:
    told: object = as_mapping(result.meta).get(ETAG)
    return told if isinstance(told, str) else ""
