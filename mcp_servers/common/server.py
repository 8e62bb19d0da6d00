"""The SDK's server over an offer: everything that the protocol has, in both of its eras."""

import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import cached_property
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp import MCPError, types
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.following import Following
from mcp_servers.common.offer import MAX_CALLS_AT_ONCE, Offer
from mcp_servers.common.prompts import Prompt
from mcp_servers.common.resources import Resources
from mcp_servers.common.work import Pace, current_work

# The protocol's own limit for one completion.
MAX_COMPLETIONS = 100

Context = ServerRequestContext[Any, Any]
ResultT = TypeVar("ResultT")


def make_server(offer: Offer) -> Server[dict[str, Any]]:
    """An MCP server for `offer`, to be run on any transport."""
    return _Handlers(offer).server()


class _Handlers:
    """The handlers of all requests; what touches the disk runs in a thread."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._limiter = anyio.CapacityLimiter(MAX_CALLS_AT_ONCE)
        self._listed = types.ListToolsResult.model_validate({"tools": offer.definitions})

    def server(self) -> Server[dict[str, Any]]:
        handlers: dict[str, Any] = {"on_list_tools": self.list_tools, "on_call_tool": self.call_tool}
        if self._offer.resources is not None:
            following = Following(lambda uri: self._resources.stamp(uri))
            handlers |= {
                "on_list_resources": self.list_resources,
                "on_list_resource_templates": self.list_templates,
                "on_read_resource": self.read_resource,
                "on_subscribe_resource": following.subscribe,
                "on_unsubscribe_resource": following.unsubscribe,
                "on_subscriptions_listen": following.listen,
                "lifespan": following.lifespan,
            }
        if self._offer.prompts is not None:
            handlers |= {"on_list_prompts": self.list_prompts, "on_get_prompt": self.get_prompt}
        if self._offer.resources is not None or self._offer.prompts is not None:
            handlers["on_completion"] = self.complete
        offer = self._offer
        return Server(offer.name, version=offer.version, title=offer.title, instructions=offer.instructions, **handlers)

    async def list_tools(self, _context: Context, _params: object) -> types.ListToolsResult:
        return self._listed

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = self._offer.by_name.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name}")
        call = copy_context()
        call.run(current_work.set, _CallInThread(context))
        given = params.arguments or {}
        # A change that was begun comes to an end of its own even if nobody waits for it any more.
        result = await anyio.to_thread.run_sync(
            lambda: call.run(tool.answer, given), limiter=self._limiter, abandon_on_cancel=tool.read_only
        )
        return types.CallToolResult.model_validate(result)

    async def list_resources(
        self, _context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        page = await self._in_thread(lambda: self._resources.page(params.cursor if params else None))
        return types.ListResourcesResult(resources=list(page.resources), next_cursor=page.next_cursor)

    async def list_templates(self, _context: Context, _params: object) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=list(self._resources.templates))

    async def read_resource(
        self, _context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        contents = await self._in_thread(lambda: self._resources.read(str(params.uri)))
        return types.ReadResourceResult(contents=list(contents))

    async def list_prompts(self, _context: Context, _params: object) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[prompt.definition() for prompt in self._prompts.values()])

    async def get_prompt(self, _context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        prompt = self._prompt(params.name)
        text = await self._in_thread(lambda: prompt.text(params.arguments or {}))
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(description=prompt.description, messages=[message])

    async def complete(self, _context: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        name, value = params.argument.name, params.argument.value
        values = await self._in_thread(lambda: self._completions(params.ref, name, value))
        shown = list(values[:MAX_COMPLETIONS])
        return types.CompleteResult(
            completion=types.Completion(values=shown, total=len(values), has_more=len(values) > len(shown))
        )

    def _completions(
        self, reference: types.PromptReference | types.ResourceTemplateReference, name: str, value: str
    ) -> Sequence[str]:
        if isinstance(reference, types.PromptReference):
            # What is not known goes on with nothing: the official conformance runner asks for a prompt of its own.
            prompt = self._prompts.get(reference.name)
            argument = next((each for each in prompt.arguments if each.name == name), None) if prompt else None
            return argument.complete(value) if argument else ()
        if self._offer.resources is None:
            return ()
        return self._resources.complete(str(reference.uri), name, value)

    def _prompt(self, name: str) -> Prompt:
        prompt = self._prompts.get(name)
        if prompt is None:
            raise MCPError(types.INVALID_PARAMS, f"Unknown prompt: {name}")
        return prompt

    async def _in_thread(self, work: Callable[[], ResultT]) -> ResultT:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        except ToolFailure as failure:
            raise MCPError(types.INVALID_PARAMS, str(failure)) from failure

    @cached_property
    def _resources(self) -> Resources:
        if self._offer.resources is None:
            raise MCPError(types.METHOD_NOT_FOUND, "This server has no resources.")
        return self._offer.resources()

    @cached_property
    def _prompts(self) -> dict[str, Prompt]:
        prompts = self._offer.prompts() if self._offer.prompts else ()
        return {prompt.name: prompt for prompt in prompts}


class _CallInThread:
    """A call as the thread sees that works for it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pace = Pace()

    def check(self) -> None:
        anyio.from_thread.check_cancelled()

    def tell(self, done: float, total: float | None, message: str | None) -> None:
        if self._pace.due(done, time.monotonic()):
            anyio.from_thread.run(self._context.session.report_progress, done, total, message)
