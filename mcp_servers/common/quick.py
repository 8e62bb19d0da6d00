"""The opening of a connection and its tool calls, answered without the SDK.

Importing the SDK takes most of a server's start, and a client that only calls tools needs nothing of it. What is
answered here is answered as the SDK does (a test compares the two in every version of the protocol); at the first
message that is anything else the connection is handed over, with what the SDK must know of it.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal, cast

from mcp_servers.common.offer import MAX_CALLS_AT_ONCE, Offer
from mcp_servers.common.wire import Wire
from mcp_servers.common.work import Cancelled, Pace, current_work

if TYPE_CHECKING:
    from mcp_servers.common.toolset import Tool

SECONDS_TO_FINISH = 2.0
_LOOK_SECONDS = 0.005
INVALID_PARAMS = -32602
# Older versions know fewer fields; the SDK leaves those out that a version does not have.
HANDSHAKE_VERSIONS = ("2025-06-18", "2025-11-25")
MODERN_VERSION = "2026-07-28"
PREFIX = "io.modelcontextprotocol/"
_ENVELOPE = {f"{PREFIX}protocolVersion", f"{PREFIX}clientCapabilities", f"{PREFIX}clientInfo", "progressToken"}

Era = Literal["handshake", "modern"]
Write = Callable[[bytes], None]
RequestId = str | int


@dataclass(frozen=True)
class Handover:
    """Where the SDK takes over: `opening` is to be read again, but its `answered` requests have their answers."""

    opening: list[bytes]
    answered: frozenset[RequestId]
    rest: Iterator[bytes | None]


@dataclass
class _Request:
    id: RequestId
    method: str
    params: Wire = field(default_factory=dict[str, Any])

    @property
    def meta(self) -> Wire:
        return cast("Wire", self.params.get("_meta") or {})


class QuickServer:
    """Answers what it can of one connection; `write` puts a line on the wire and may be called by any thread."""

    def __init__(self, offer: Offer, write: Write) -> None:
        self._offer = offer
        self._write = write
        self._opening: list[bytes] = []
        self._answered: set[RequestId] = set()
        self._era: Era | None = None
        self._calls: dict[RequestId, _Call] = {}
        self._seats = threading.BoundedSemaphore(MAX_CALLS_AT_ONCE)
        self._workers = _Workers()

    def serve(self, lines: Iterator[bytes | None]) -> Handover | None:
        """Serve until the client leaves (None), or until the SDK is needed."""
        for line in lines:
            if line is None or not self._take(line):
                return Handover(
                    [*self._opening, *([line] if line else [])], frozenset(self._answered), _with_first(line, lines)
                )
        return None

    def finish(self) -> None:
        """Give the calls that still run a moment: a client may have left without waiting for its answers."""
        end = time.monotonic() + SECONDS_TO_FINISH
        while self._calls and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)

    def cancel(self, line: bytes) -> bool:
        """Whether `line` takes back a call that runs here. It must be asked after a handover too."""
        message = _parsed(line) if self._calls else None
        if message is None or message.get("method") != "notifications/cancelled":
            return False
        call = self._calls.get(message.get("params", {}).get("requestId", ""))
        if call is None:
            return False
        call.cancelled = True
        return True

    def _take(self, line: bytes) -> bool:
        """Deal with a message, or say that it is one for the SDK."""
        message = _parsed(line)
        if message is None:
            return False
        if "id" not in message:
            return self._take_notification(message, line)
        request = _request(message)
        if request is None or request.id in self._calls:
            return False
        if request.method == "initialize":
            return self._initialize(request, line)
        era = "modern" if f"{PREFIX}protocolVersion" in request.meta else "handshake"
        if not self._is_in_era(request, era):
            return False
        return self._answer(request)

    def _take_notification(self, message: Wire, line: bytes) -> bool:
        match message.get("method"):
            case "notifications/initialized" if self._era == "handshake":
                self._opening.append(line)
                return True
            case "notifications/cancelled":
                # One that comes after its answer is of no use to anybody.
                self.cancel(line)
                return self._era is not None
            case _:
                return False

    def _initialize(self, request: _Request, line: bytes) -> bool:
        params = request.params
        known = params.get("protocolVersion") in HANDSHAKE_VERSIONS and isinstance(params.get("capabilities"), dict)
        if self._era is not None or not known or not _is_implementation(params.get("clientInfo")) or request.meta:
            return False
        self._era = "handshake"
        self._opening.append(line)
        self._answered.add(request.id)
        self._result(request, {
            "protocolVersion": params["protocolVersion"],
            "capabilities": self._capabilities(changes=False),
            "serverInfo": self._offer.information,
            "instructions": self._offer.instructions,
        })  # fmt: skip
        self._offer.load_tools()
        return True

    def _is_in_era(self, request: _Request, era: Era) -> bool:
        """Whether the request belongs to this connection, and holds all that it must in its era."""
        if era == "modern":
            meta = request.meta
            whole = (
                meta.keys() <= _ENVELOPE
                and meta[f"{PREFIX}protocolVersion"] == MODERN_VERSION
                and isinstance(meta.get(f"{PREFIX}clientCapabilities"), dict)
                and _is_implementation(meta.get(f"{PREFIX}clientInfo", {"name": "", "version": ""}))
            )
            if not whole or self._era == "handshake":
                return False
            self._era = "modern"
        return self._era == era

    def _answer(self, request: _Request) -> bool:
        given = request.params.keys() - {"_meta"}
        match request.method:
            case "server/discover" if self._era == "modern" and not given:
                self._result(request, {
                    "supportedVersions": [MODERN_VERSION],
                    "capabilities": self._capabilities(changes=self._offer.resources is not None),
                    "instructions": self._offer.instructions,
                    "ttlMs": 0, "cacheScope": "private",
                })  # fmt: skip
                self._offer.load_tools()
            case "tools/list" if not given:
                cached = {"ttlMs": 0, "cacheScope": "private"} if self._era == "modern" else {}
                self._result(request, {"tools": self._offer.definitions, **cached})
            case "tools/call" if given <= {"name", "arguments"}:
                return self._call(request)
            case _:
                return False
        return True

    def _call(self, request: _Request) -> bool:
        name, given = request.params.get("name"), request.params.get("arguments", {})
        if not isinstance(name, str) or not isinstance(given, dict):
            return False
        arguments = cast("Wire", given)
        tool = self._offer.by_name.get(name)
        if tool is None:
            error = {"code": INVALID_PARAMS, "message": f"Unknown tool: {name}"}
            self._send({"jsonrpc": "2.0", "id": request.id, "error": error})
            return True
        call = self._calls[request.id] = _Call(request.meta.get("progressToken"), self._send)
        work = partial(self._run, request, call, tool, arguments)
        if tool.read_only:
            self._workers.run(work)
        else:
            # A change that was begun is finished before the process ends; nobody waits for a look.
            threading.Thread(target=work, name=name).start()
        return True

    def _run(self, request: _Request, call: "_Call", tool: "Tool[Any]", arguments: Wire) -> None:
        context = copy_context()
        context.run(current_work.set, call)
        try:
            with self._seats:
                call.check()
                result = context.run(tool.answer, arguments)
            call.check()
        except Cancelled:
            return
        finally:
            del self._calls[request.id]
        self._result(request, result)

    def _capabilities(self, *, changes: bool) -> Wire:
        offered: Wire = {"tools": {"listChanged": changes}}
        if self._offer.resources is not None:
            offered["resources"] = {"subscribe": True, "listChanged": changes}
        if self._offer.prompts is not None:
            offered["prompts"] = {"listChanged": changes}
        if len(offered) > 1:
            offered["completions"] = {}
        return offered

    def _result(self, request: _Request, result: Wire) -> None:
        if self._era == "modern":
            meta = {**result.get("_meta", {}), f"{PREFIX}serverInfo": self._offer.information}
            result = {**result, "resultType": "complete", "_meta": meta}
        self._send({"jsonrpc": "2.0", "id": request.id, "result": result})

    def _send(self, message: Wire) -> None:
        self._write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


class _Workers:
    """Threads that are kept for the next call: starting one takes as long as reading a small file."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._idle = 0
        self._lock = threading.Lock()

    def run(self, work: Callable[[], None]) -> None:
        """Run `work` in a thread of its own, now."""
        with self._lock:
            waiting = self._idle > 0
            self._idle -= waiting
        if not waiting:
            threading.Thread(target=self._serve, name="worker", daemon=True).start()
        self._work.put(work)

    def _serve(self) -> None:
        while True:
            self._work.get()()
            with self._lock:
                self._idle += 1


class _Call:
    """A running call: how its thread hears that it was cancelled, and tells how far it is."""

    def __init__(self, progress_token: RequestId | None, send: Callable[[Wire], None]) -> None:
        self.cancelled = False
        self._token = progress_token
        self._send = send
        self._pace = Pace()

    def check(self) -> None:
        if self.cancelled:
            raise Cancelled

    def tell(self, done: float, total: float | None, message: str | None) -> None:
        if self._token is None or not self._pace.due(done, time.monotonic()):
            return
        known = {"total": total, "message": message}
        params: Wire = {"progressToken": self._token, "progress": done}
        params |= {name: value for name, value in known.items() if value is not None}
        self._send({"jsonrpc": "2.0", "method": "notifications/progress", "params": params})


def _with_first(line: bytes | None, lines: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """A line that was too long to be read is still to be answered."""
    if line is None:
        yield None
    yield from lines


def _parsed(line: bytes) -> Wire | None:
    """A JSON-RPC message of the usual form; None for what the SDK has to judge."""
    try:
        message: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    found = cast("Wire", message)
    usual = found.get("jsonrpc") == "2.0" and found.keys() <= {"jsonrpc", "id", "method", "params"}
    return found if usual and isinstance(found.get("params", {}), dict) else None


def _request(message: Wire) -> _Request | None:
    number, method, params = message["id"], message.get("method"), message.get("params", {})
    if not isinstance(number, str | int) or isinstance(number, bool) or not isinstance(method, str):
        return None
    meta = params.get("_meta", {})
    token: object = cast("Wire", meta).get("progressToken", 0) if isinstance(meta, dict) else None
    if not isinstance(token, str | int) or isinstance(token, bool):
        return None
    return _Request(number, method, params)


def _is_implementation(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    found = cast("Wire", value)
    return isinstance(found.get("name"), str) and isinstance(found.get("version"), str)
