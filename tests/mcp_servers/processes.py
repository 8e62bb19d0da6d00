"""Servers as real processes, spoken to in JSON lines."""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from mcp import StdioServerParameters

HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
SECONDS_TO_END = 20


def parameters(server: str, *arguments: str) -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", f"mcp_servers.{server}", *arguments])


class Wire:
    """One running server."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

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

    def close_stdin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait(self) -> int:
        return self.process.wait(SECONDS_TO_END)


@contextmanager
def started(server: str, *arguments: str) -> Generator[Wire]:
    """A server's process, killed at the end if it still runs."""
    command = [sys.executable, "-m", f"mcp_servers.{server}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield Wire(process)
        finally:
            process.kill()
