"""The rest of a connection over stdin and stdout, once the SDK has to serve it."""

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp import types
from mcp.server.lowlevel import Server
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

from mcp_servers.common.offer import Offer
from mcp_servers.common.quick import Handover, Write
from mcp_servers.common.server import make_server

Incoming = MemoryObjectSendStream[SessionMessage | Exception]
Outgoing = MemoryObjectSendStream[SessionMessage]
Take = Callable[[bytes], bool]


def serve_rest(offer: Offer, handover: Handover, taken_before: Take, write: Write) -> None:
    """Serve until the client leaves, or until SIGTERM or SIGINT.

    `taken_before` deals with what is still for whoever served until now.
    """
    anyio.run(_serve_until_signal, make_server(offer), handover, taken_before, write)


async def _serve_until_signal(server: Server[Any], handover: Handover, taken_before: Take, write: Write) -> None:
    with anyio.CancelScope() as scope:
        async with _ended_by_signals(scope):
            await _serve(server, handover, taken_before, write)


async def _serve(server: Server[Any], handover: Handover, taken_before: Take, write: Write) -> None:
    incoming, messages = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    outgoing, answers = anyio.create_memory_object_stream[SessionMessage](0)
    async with anyio.create_task_group() as group:
        group.start_soon(_write_answers, answers, write, set(handover.answered))
        async with outgoing.clone() as refusals:
            reader = _Reader(asyncio.get_running_loop(), handover, taken_before, incoming, refusals)
            threading.Thread(target=reader.run, name="stdin", daemon=True).start()
            await server.run(messages, outgoing, server.create_initialization_options())


async def _write_answers(
    answers: MemoryObjectReceiveStream[SessionMessage], write: Write, answered: set[types.RequestId]
) -> None:
    async with answers:
        async for answer in answers:
            message = answer.message
            if isinstance(message, types.JSONRPCResponse) and message.id in answered:
                answered.remove(message.id)
                continue
            line = message.model_dump_json(by_alias=True, exclude_unset=True)
            await anyio.to_thread.run_sync(write, line.encode(), abandon_on_cancel=True)


class _Reader:
    """Reads lines in a daemon thread, which is the one kind of thread that a blocked read cannot keep alive."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        handover: Handover,
        taken_before: Take,
        incoming: Incoming,
        outgoing: Outgoing,
    ) -> None:
        self._loop = loop
        self._handover = handover
        self._taken_before = taken_before
        self._incoming = incoming
        self._outgoing = outgoing

    def run(self) -> None:
        # The loop may end at any moment while this thread waits for it.
        with suppress(RuntimeError, CancelledError, anyio.BrokenResourceError, anyio.ClosedResourceError):
            for line in self._handover.opening:
                self._wait_for(line)
            for line in self._handover.rest:
                if line is None or not self._taken_before(line):
                    self._wait_for(line)
            asyncio.run_coroutine_threadsafe(self._incoming.aclose(), self._loop).result()

    def _wait_for(self, line: bytes | None) -> None:
        asyncio.run_coroutine_threadsafe(self._deliver(line), self._loop).result()

    async def _deliver(self, line: bytes | None) -> None:
        if line is None:
            await self._outgoing.send(_refusal(None, types.INVALID_REQUEST, "The message is too long."))
            return
        try:
            message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
        except ValidationError as error:
            await self._outgoing.send(_refusal_of(error))
        else:
            await self._incoming.send(SessionMessage(message))


def _refusal(request: types.RequestId | None, code: int, sentence: str) -> SessionMessage:
    """A JSON-RPC error as a message."""
    error = types.ErrorData(code=code, message=sentence)
    return SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=request, error=error))


def _refusal_of(error: ValidationError) -> SessionMessage:
    broken = any(detail["type"] == "json_invalid" for detail in error.errors(include_url=False))
    if broken:
        return _refusal(None, types.PARSE_ERROR, "The line is not valid JSON.")
    return _refusal(None, types.INVALID_REQUEST, "The line is not a JSON-RPC message.")


@asynccontextmanager
async def _ended_by_signals(scope: anyio.CancelScope) -> AsyncGenerator[None]:
    if sys.platform == "win32":
        # There is no SIGTERM to wait for: Windows ends the process outright.
        yield
        return

    async def wait() -> None:
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(wait)
        yield
        group.cancel_scope.cancel()
