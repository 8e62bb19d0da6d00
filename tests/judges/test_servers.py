"""Programs of others judge our two servers; each is pinned and runs as its makers mean it to be run."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from agents.mcp import MCPServerStdio
from mcp import types

from tests.judges.programs import npm_program, python_program
from tests.mcp_servers.processes import HELLO, SECONDS_TO_END, started

SERVERS = ("filesystem", "tasks")
# Those that need no fixtures of the judge's own in the server.
SCENARIOS = {
    "server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "completion-complete",
    "dns-rebinding-protection", "server-sse-multiple-streams",
}  # fmt: skip


@pytest.fixture
def granted(tmp_path: Path) -> Path:
    folder = tmp_path / "granted"
    folder.mkdir()
    (folder / "note.txt").write_text("milk\n", encoding="utf-8")
    return folder


def command(server: str, granted: Path) -> list[str]:
    return [sys.executable, "-m", f"mcp_servers.{server}", *([str(granted)] if server == "filesystem" else [])]


@contextmanager
def over_http(server: str, granted: Path) -> Generator[str]:
    with subprocess.Popen([*command(server, granted), "--http", "0"], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            yield process.stderr.readline().strip()
        finally:
            process.terminate()
            process.wait(SECONDS_TO_END)


@pytest.mark.parametrize("server", SERVERS)
def test_the_official_conformance_runner_passes_its_generic_scenarios(server: str, granted: Path) -> None:
    with over_http(server, granted) as address:
        ran = npm_program("conformance", "server", "--url", address)
    # One run is for all scenarios: those that are not ours cannot but fail.
    passed = set(re.findall(r"^✓ (\S+): [1-9]\d* passed, 0 failed$", ran.stdout, re.MULTILINE))
    assert passed >= SCENARIOS, ran.stdout + ran.stderr


@pytest.mark.parametrize("server", SERVERS)
def test_the_inspector_has_nothing_to_say_of_the_schemas(server: str, granted: Path) -> None:
    ran = npm_program("mcp-inspector", "--cli", *command(server, granted), "--method", "tools/list", "--strict")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["tools"]


@pytest.mark.parametrize(
    ("server", "tool", "argument", "said"),
    [("filesystem", "read_text_file", "path=note.txt", "milk"), ("tasks", "add_task", "title=Buy milk", "Buy milk")],
)
def test_the_inspector_calls_a_tool(server: str, tool: str, argument: str, said: str, granted: Path) -> None:
    call = ["--method", "tools/call", "--tool-name", tool, "--tool-arg", argument]
    ran = npm_program("mcp-inspector", "--cli", *command(server, granted), *call)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert said in ran.stdout


@pytest.mark.parametrize("server", SERVERS)
def test_mcp_conform_passes(server: str, granted: Path) -> None:
    ran = python_program("mcp-conform", "server", "--format", "json", "--command", shlex.join(command(server, granted)))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("server", SERVERS)
def test_the_schema_audit_finds_nothing_in_what_was_recorded(server: str, granted: Path, tmp_path: Path) -> None:
    with (
        started(server, *command(server, granted)[3:]) as wire,
        (tmp_path / "recorded").open("w", encoding="utf-8") as recorded,
    ):
        for message in (HELLO, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}):
            wire.send(message)
            recorded.write(json.dumps({**message, "direction": "request"}) + "\n")
            recorded.write(json.dumps({**wire.receive(), "direction": "response"}) + "\n")
    ran = python_program("mcp-schema-audit", recorded.name)
    assert ran.returncode == 0, ran.stdout + ran.stderr


async def test_the_agents_sdk_lists_and_calls_the_tools(granted: Path) -> None:
    program, *arguments = command("filesystem", granted)
    async with MCPServerStdio({"command": program, "args": arguments}) as server:
        names = [tool.name for tool in await server.list_tools()]
        result = await server.call_tool("read_text_file", {"path": "note.txt"})
    assert "read_text_file" in names
    first = result.content[0]
    assert isinstance(first, types.TextContent)
    assert "milk" in first.text
