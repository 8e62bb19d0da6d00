"""MCP over this process's stdin and stdout.

The SDK's own transport reads stdin in a thread that cannot be given up, so the process would outlive a
SIGTERM until the next line came, and it answers nothing at all to a line that is not JSON.
"""

import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from mcp_servers.common.offer import Offer
from mcp_servers.common.quick import QuickServer

CHUNK = 1 << 16
MAX_LINE = 64 << 20


def serve_stdio(offer: Offer) -> None:
    """Serve one client until it closes stdin, or until SIGTERM or SIGINT."""
    wire_in, write = _take_standard_streams()
    quick = QuickServer(offer, write)
    with _ended_by_signals():
        handover = quick.serve(lines_from(wire_in))
        if handover is None:
            quick.finish()
    if handover is not None:
        from mcp_servers.common.sdk_stdio import serve_rest

        serve_rest(offer, handover, quick.cancel, write)


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


class _Ended(BaseException):
    """SIGTERM or SIGINT came."""


@contextmanager
def _ended_by_signals() -> Generator[None]:
    """Leave the block when a signal says so, also out of a read that waits."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise _Ended

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except _Ended:
        # Threads that change something still end what they are at; the interpreter waits for them.
        sys.exit(0)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Writer:
    """Puts whole lines on the wire, whichever thread they come from."""

    def __init__(self, wire: int) -> None:
        self._wire = wire
        self._lock = threading.Lock()

    def __call__(self, line: bytes) -> None:
        rest = memoryview(line + b"\n")
        with self._lock, suppress(BrokenPipeError):
            while rest:
                rest = rest[os.write(self._wire, rest) :]


def _take_standard_streams() -> tuple[int, _Writer]:
    """Private descriptors for the wire; what is printed by accident goes to stderr, and children read nothing."""
    wire_in, wire_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return wire_in, _Writer(wire_out)
