"""The same servers over HTTP, on this computer only."""

import http.client
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mcp import Client

from tests.mcp_servers.calling import ERAS, Era, text_of
from tests.mcp_servers.processes import SECONDS_TO_END


@pytest.fixture
def address(tmp_path: Path) -> Generator[str]:
    """The address of a tasks server in a process of its own, which must end on SIGTERM."""
    command = [sys.executable, "-m", "mcp_servers.tasks", "--db", str(tmp_path / "tasks.db"), "--http", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stderr is not None
            yield process.stderr.readline().strip()
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS_TO_END)
        finally:
            process.kill()


@pytest.mark.parametrize("era", ERAS)
async def test_tools_are_called_over_http_in_both_eras(address: str, era: Era) -> None:
    async with Client(address, mode=era) as client:
        assert text_of(await client.call_tool("add_task", {"title": "Buy milk"})) == "Added “Buy milk”."


def test_only_our_own_name_and_pages_are_let_in(address: str) -> None:
    own = urlsplit(address)
    assert (own.hostname, own.path) == ("127.0.0.1", "/mcp")
    refused = {
        "Host": ("evil.example", f"evil.example:{own.port}", "127.0.0.1:1"),
        "Origin": ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:1"),
    }
    for header, values in refused.items():
        for value in values:
            assert _status(own.port, {header: value}) in (403, 421), value
    assert _status(own.port, {"Origin": f"http://127.0.0.1:{own.port}"}) not in (403, 421)


def _status(port: int | None, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    every = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    connection.request("POST", "/mcp", body=b"{}", headers=every)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_port_that_is_taken_ends_the_start_in_words(address: str) -> None:
    command = [sys.executable, "-m", "mcp_servers.tasks", "--http", str(urlsplit(address).port)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert run.stderr == "Cannot start: Address already in use.\n"
