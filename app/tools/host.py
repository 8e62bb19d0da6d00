"""The MCP host: starts the servers, offers their tools to the agent, and sends each call on its way."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from agents import FunctionTool, RunContextWrapper
from agents.tool_context import ToolContext
from mcp.types import Tool

from app.base.background import BackgroundTasks
from app.base.errors import ToolServerError
from app.base.fences import fenced
from app.tools.calls import ToolCall, ToolObserver, ToolOutcome, asked_in
from app.tools.permissions import BRINGS_TEXT
from app.tools.server_process import ServerProcess, ServerSpec, Status

logger = logging.getLogger(__name__)

# As much of changed arguments a model is told; what a file then holds it can read.
TOLD_ARGUMENTS = 2_000

CallListener = Callable[[ToolCall], None]


class ToolServer(Protocol):
    """What offers tools: a program of its own, or a part of the app."""

    spec: ServerSpec
    status: Status
    problem: str | None
    tools: list[Tool]

    async def start(self) -> None: ...
    async def settled(self) -> None: ...
    async def stop(self) -> None: ...
    def only_reads(self, tool: str) -> bool: ...
    async def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome: ...


class ToolHost:
    """All MCP servers of this run, and `own` parts of the app that offer tools as they do.

    `on_change` hears of every call that may have changed something.
    """

    def __init__(
        self, specs: Sequence[ServerSpec], on_change: CallListener = lambda _: None, own: Sequence[ToolServer] = ()
    ) -> None:
        self._background = BackgroundTasks()
        self.processes = {spec.name: ServerProcess(spec, self._background) for spec in specs}
        self.servers: dict[str, ToolServer] = {**self.processes, **{server.spec.name: server for server in own}}
        self._on_change = on_change

    async def start(self) -> None:
        """Start all servers side by side. One that fails is reported by its `status`; the others go on."""
        await asyncio.gather(*(server.start() for server in self.servers.values()))

    async def replace(self, spec: ServerSpec) -> None:
        """Start a server anew by this specification; calls that run there are not finished."""
        await self.processes[spec.name].restart(spec)

    async def settled(self) -> None:
        """Wait until every server runs or has failed to; one that has failed is not tried again by this."""
        await asyncio.gather(*(server.settled() for server in self.servers.values()))

    async def close(self) -> None:
        """End all servers."""
        await asyncio.gather(*(server.stop() for server in self.servers.values()), return_exceptions=True)
        await self._background.close()

    def tools(self) -> list[FunctionTool]:
        """The tools of all running servers, for an agent whose context is a ToolObserver."""
        return [tool for tools in self.tools_by_server().values() for tool in tools]

    def tools_by_server(self) -> dict[str, list[FunctionTool]]:
        """The same, by the name of their server."""
        found: dict[str, list[FunctionTool]] = {}
        for name, (server, tool) in self._by_name().items():
            found.setdefault(server.spec.name, []).append(self._function_tool(name, server, tool))
        return found

    def call_named(self, name: str, call_id: str, raw_arguments: str) -> ToolCall | None:
        """A call as a model made it by the `name` of one of `tools`; None when its arguments are no JSON object."""
        found, arguments = self._by_name().get(name), parse_arguments(raw_arguments)
        return None if found is None or arguments is None else _tool_call(*found, call_id, arguments)

    def only_reads(self, call: ToolCall) -> bool:
        """Whether the call's server says that it changes nothing."""
        return self.servers[call.server].only_reads(call.tool)

    def _by_name(self) -> dict[str, tuple[ToolServer, Tool]]:
        """All tools by the names that models know them by: two servers may have a tool of one name."""
        # Ours come first: no other server can take the longer name of one of their tools.
        servers = sorted(self.servers.values(), key=lambda server: server.spec.name not in BRINGS_TEXT)
        every = [(server, tool) for server in servers for tool in server.tools]
        count = Counter(tool.name for _, tool in every)
        found: dict[str, tuple[ToolServer, Tool]] = {}
        for server, tool in every:
            name = tool.name if count[tool.name] == 1 else f"{server.spec.name}_{tool.name}"
            while name in found:
                name = f"{server.spec.name}_{name}"
            found[name] = server, tool
        return found

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call a tool for the app itself, outside any chat. Raises ToolServerError when there is no answer."""
        call = ToolCall(id="", server=server, tool=tool, title=tool, arguments=arguments)
        return await self._call(self.servers[server], call)

    def _function_tool(self, name: str, server: ToolServer, tool: Tool) -> FunctionTool:
        async def invoke(context: ToolContext[Any], raw_arguments: str) -> str:
            return await self._invoke(server, tool, context, raw_arguments)

        async def must_ask(context: RunContextWrapper[Any], arguments: dict[str, Any], call_id: str) -> bool:
            observer: ToolObserver = context.context
            call = _tool_call(server, tool, call_id, arguments)
            return await observer.must_ask(call, only_reads=server.only_reads(tool.name))

        return FunctionTool(
            name=name,
            description=tool.description or "",
            params_json_schema=tool.input_schema,
            on_invoke_tool=invoke,
            needs_approval=must_ask,
            # Strict mode would make every optional parameter required.
            strict_json_schema=False,
        )

    async def _invoke(self, server: ToolServer, tool: Tool, context: ToolContext[Any], raw_arguments: str) -> str:
        arguments = parse_arguments(raw_arguments)
        observer: ToolObserver = context.context
        shown = arguments if arguments is not None else {"…": raw_arguments[:1000]}
        call = observer.as_allowed(_tool_call(server, tool, context.tool_call_id, shown))
        await observer.tool_started(call)
        if arguments is None:
            outcome = ToolOutcome("The arguments are not a JSON object. Send them as one.", failed=True)
        else:
            outcome = await self._outcome(server, call, observer.conversation)
        await observer.tool_finished(call, outcome)
        return fenced(f"{_as_changed(call)}{outcome.text}")

    async def _outcome(self, server: ToolServer, call: ToolCall, conversation: str) -> ToolOutcome:
        before = asked_in.set(conversation)
        try:
            return await self._call(server, call)
        except ToolServerError as error:
            return ToolOutcome(str(error), failed=True)
        finally:
            asked_in.reset(before)

    async def _call(self, server: ToolServer, call: ToolCall) -> ToolOutcome:
        try:
            return await server.call(call.tool, call.arguments)
        finally:
            # Also after a failure: it is not known what was done before it. A page that looks changes nothing.
            if not server.only_reads(call.tool):
                self._on_change(call)


def _tool_call(server: ToolServer, tool: Tool, call_id: str, arguments: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        id=call_id, server=server.spec.name, tool=tool.name, title=tool.title or tool.name, arguments=arguments
    )


def _as_changed(call: ToolCall) -> str:
    """What a model must know of a call that the user has changed: its own words for it are what it remembers."""
    if not call.changed:
        return ""
    text = json.dumps(dict(call.arguments), ensure_ascii=False)
    if len(text) > TOLD_ARGUMENTS:
        text = f"{text[:TOLD_ARGUMENTS]}… ({len(text):,} characters in all)"
    return f"The user changed this call before allowing it. It was made with: {text}\n"


def parse_arguments(raw: str) -> dict[str, Any] | None:
    """The arguments of a call as a model wrote them; None when they are no JSON object."""
    try:
        value: object = json.loads(raw or "{}")
    except ValueError:
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
