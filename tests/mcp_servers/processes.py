"""Servers as real processes, spoken to in JSON lines."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import IO, Any

from mcp import StdioServerParameters

HELLO: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
SECONDS_TO_END = 20
SECONDS_IN_ALL = 90


def parameters(server: str, *arguments: str) -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", f"mcp_servers.{server}", *arguments])


class Wire:
    """One running server."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: IO[bytes]) -> None:
        self.process = process
        self._log = log

    def send(self, message: dict[str, Any]) -> None:
        self.send_line(json.dumps(message).encode())

    def send_line(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def open(self) -> None:
        self.send(HELLO)
        assert self.receive()["id"] == 0
        self.send(INITIALIZED)

    def call(self, tool: str, number: int = 1, **arguments: Any) -> dict[str, Any]:
        self.send_call(tool, number, **arguments)
        return self.receive()["result"]

    def send_call(self, tool: str, number: int, **arguments: Any) -> None:
        parameters = {"name": tool, "arguments": arguments}
        self.send({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters})

    def log(self) -> bytes:
        """What the server wrote to stderr so far."""
        self._log.seek(0)
        return self._log.read()

    def close_stdin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait(self) -> int:
        return self.process.wait(SECONDS_TO_END)


@contextmanager
def started(server: str, *arguments: str, module: str | None = None) -> Generator[Wire]:
    """A server's process, killed at the end if it still runs. `module` is a program that is none of ours."""
    command = [sys.executable, "-m", module or f"mcp_servers.{server}", *arguments]
    # A file for the log: a pipe that nobody reads would stop the server when it is full.
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        # A server that does not answer ends the test instead of holding it up.
        watchdog = threading.Timer(SECONDS_IN_ALL, process.kill)
        watchdog.start()
        try:
            yield Wire(process, log)
        finally:
            watchdog.cancel()
            process.kill()
