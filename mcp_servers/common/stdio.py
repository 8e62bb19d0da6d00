"""MCP over this process's stdin and stdout.

The SDK's own transport reads stdin in a thread that cannot be given up, so the process would outlive a
SIGTERM until the next line came, and it answers nothing at all to a line that is not JSON.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
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

logger = logging.getLogger(__name__)

CHUNK = 1 << 16
MAX_LINE = 64 << 20

Incoming = MemoryObjectSendStream[SessionMessage | Exception]
Outgoing = MemoryObjectSendStream[SessionMessage]


async def serve_stdio(server: Server[Any]) -> None:
    """Serve one client until it closes stdin, or until SIGTERM or SIGINT."""
    wire_in, wire_out = _take_standard_streams()
    with anyio.CancelScope() as scope:
        async with _ended_by_signals(scope):
            await _serve(server, wire_in, wire_out)


async def _serve(server: Server[Any], wire_in: int, wire_out: int) -> None:
    incoming, messages = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    outgoing, answers = anyio.create_memory_object_stream[SessionMessage](0)
    async with anyio.create_task_group() as group:
        group.start_soon(_write_answers, answers, wire_out)
        async with outgoing.clone() as refusals:
            reader = _Reader(asyncio.get_running_loop(), wire_in, incoming, refusals)
            threading.Thread(target=reader.run, name="stdin", daemon=True).start()
            await server.run(messages, outgoing, server.create_initialization_options())


async def _write_answers(answers: MemoryObjectReceiveStream[SessionMessage], wire: int) -> None:
    async for answer in answers:
        line = answer.message.model_dump_json(by_alias=True, exclude_unset=True) + "\n"
        with suppress(BrokenPipeError):
            await anyio.to_thread.run_sync(_write_all, wire, line.encode(), abandon_on_cancel=True)


def _write_all(wire: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(wire, rest) :]


class _Reader:
    """Reads lines in a daemon thread, which is the one kind of thread that a blocked read cannot keep alive."""

    def __init__(self, loop: asyncio.AbstractEventLoop, wire: int, incoming: Incoming, outgoing: Outgoing) -> None:
        self._loop = loop
        self._wire = wire
        self._incoming = incoming
        self._outgoing = outgoing

    def run(self) -> None:
        # The loop may end at any moment while this thread waits for it.
        with suppress(RuntimeError, CancelledError, anyio.BrokenResourceError, anyio.ClosedResourceError):
            for line in lines_from(self._wire):
                asyncio.run_coroutine_threadsafe(self._deliver(line), self._loop).result()
            asyncio.run_coroutine_threadsafe(self._incoming.aclose(), self._loop).result()

    async def _deliver(self, line: bytes | None) -> None:
        if line is None:
            await self._outgoing.send(refusal(None, types.INVALID_REQUEST, "The message is too long."))
            return
        try:
            message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
        except ValidationError as error:
            await self._outgoing.send(_refusal_of(error))
        else:
            await self._incoming.send(SessionMessage(message))


def lines_from(wire: int, limit: int = MAX_LINE) -> Iterator[bytes | None]:
    """Lines from a descriptor until its end, blank ones left out; `None` stands for a line over `limit` bytes."""
    pending = bytearray()
    skipping = False
    while chunk := os.read(wire, CHUNK):
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            pending += end
            if not skipping and pending.strip():
                yield bytes(pending)
            pending.clear()
            skipping = False
        if not skipping:
            pending += rest
        if len(pending) > limit:
            pending.clear()
            skipping = True
            yield None


def refusal(request: types.RequestId | None, code: int, sentence: str) -> SessionMessage:
    """A JSON-RPC error as a message."""
    error = types.ErrorData(code=code, message=sentence)
    return SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=request, error=error))


def _refusal_of(error: ValidationError) -> SessionMessage:
    broken = any(detail["type"] == "json_invalid" for detail in error.errors(include_url=False))
    if broken:
        return refusal(None, types.PARSE_ERROR, "The line is not valid JSON.")
    return refusal(None, types.INVALID_REQUEST, "The line is not a JSON-RPC message.")


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


def _take_standard_streams() -> tuple[int, int]:
    """Private descriptors for the wire; what is printed by accident goes to stderr, and children read nothing."""
    wire_in, wire_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return wire_in, wire_out
