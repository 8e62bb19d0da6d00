"""Telling a client that a resource has changed, in both eras of the protocol.

Files and databases are changed by other programs too, so what is followed is looked at again and again.
"""

from collections.abc import AsyncGenerator, Callable, Hashable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup
from mcp import MCPError, types
from mcp.server import ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourceUpdated

from mcp_servers.common.failure import ToolFailure

Context = ServerRequestContext[Any, Any]
Stamp = Callable[[str], Hashable]
SECONDS_BETWEEN_LOOKS = 0.5
MAX_FOLLOWED = 200


class Following:
    """Follows resources by their stamps, for as long as a client wants to hear of them."""

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp

    @asynccontextmanager
    async def lifespan(self, _server: object) -> AsyncGenerator[dict[str, Any]]:
        """Where the followers of the handshake era live: those of the newer one live in their request."""
        async with anyio.create_task_group() as group:
            yield {"group": group}
            group.cancel_scope.cancel()

    async def listen(
        self, context: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        """`subscriptions/listen`, of 2026-07-28: the answer comes when the client has left."""
        uris = params.notifications.resource_subscriptions or []
        _check_number(len(uris))
        bus = InMemorySubscriptionBus()

        async def tell(uri: str) -> None:
            await bus.publish(ResourceUpdated(uri=uri))

        stamps = await anyio.to_thread.run_sync(self._stamps, uris)
        result = types.SubscriptionsListenResult()
        async with anyio.create_task_group() as group:
            group.start_soon(self._follow, stamps, tell)
            result = await ListenHandler(bus)(context, params)
            group.cancel_scope.cancel()
        return result

    async def subscribe(self, context: Context, params: types.SubscribeRequestParams) -> types.EmptyResult:
        """`resources/subscribe`, up to 2025-11-25."""
        uri, scopes = str(params.uri), _scopes(context)
        if uri not in scopes:
            _check_number(len(scopes) + 1)
            scopes[uri] = anyio.CancelScope()
            stamps = await anyio.to_thread.run_sync(self._stamps, [uri])
            group: TaskGroup = context.lifespan_context["group"]
            group.start_soon(self._follow_for_connection, context, stamps, scopes[uri])
        return types.EmptyResult()

    async def unsubscribe(self, context: Context, params: types.UnsubscribeRequestParams) -> types.EmptyResult:
        """`resources/unsubscribe`, up to 2025-11-25."""
        scope = _scopes(context).pop(str(params.uri), None)
        if scope is not None:
            scope.cancel()
        return types.EmptyResult()

    async def _follow_for_connection(
        self, context: Context, stamps: dict[str, Hashable], scope: anyio.CancelScope
    ) -> None:
        with scope:
            try:
                await self._follow(stamps, context.session.send_resource_updated)
            except (anyio.ClosedResourceError, anyio.BrokenResourceError):
                # The client has left, and with it the wish to hear anything.
                return

    async def _follow(self, stamps: dict[str, Hashable], tell: Callable[[str], Any]) -> None:
        while True:
            await anyio.sleep(SECONDS_BETWEEN_LOOKS)
            now = await anyio.to_thread.run_sync(self._stamps, stamps, abandon_on_cancel=True)
            changed = [uri for uri in now if now[uri] != stamps[uri]]
            stamps = now
            for uri in changed:
                await tell(uri)

    def _stamps(self, uris: Iterable[str]) -> dict[str, Hashable]:
        return {uri: self._stamp_or_none(uri) for uri in uris}

    def _stamp_or_none(self, uri: str) -> Hashable:
        """None for what is not there, or may not be looked at: it may come to be there."""
        try:
            return self._stamp(uri)
        except ToolFailure:
            return None


def _scopes(context: Context) -> dict[str, anyio.CancelScope]:
    """What one connection follows. The SDK keeps such state for a connection but hands no handler its name."""
    return context.session._connection.state.setdefault("followed", {})


def _check_number(number: int) -> None:
    if number > MAX_FOLLOWED:
        raise MCPError(types.INVALID_PARAMS, f"At most {MAX_FOLLOWED} resources can be followed at once.")
