"""FIFOs, sockets and devices: refused at once, while everything else goes on."""

import os
import socket
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.offer import MAX_CALLS_AT_ONCE
from tests.mcp_servers.calling import answer, make_filesystem_server, refusal
from tests.waiting import PATIENCE_S

FilesServer = Server[dict[str, Any]]


async def test_more_fifos_than_calls_at_once_do_not_hold_up_a_file(server: FilesServer, granted: Path) -> None:
    os.mkfifo(granted / "fifo")
    (granted / "f.txt").write_text("x", encoding="utf-8")
    with anyio.fail_after(PATIENCE_S):
        async with anyio.create_task_group() as group:
            for _ in range(MAX_CALLS_AT_ONCE + 4):
                group.start_soon(_refused_as_special, server)
        assert await answer(server, "read_text_file", path="f.txt") == "x"


async def _refused_as_special(server: FilesServer) -> None:
    assert "not a regular file" in await refusal(server, "read_text_file", path="fifo")


async def test_a_socket_is_refused(server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A socket's name may have 108 bytes, fewer than the folder of a test.
    monkeypatch.chdir(granted)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        assert "not a regular file" in await refusal(server, "read_text_file", path="s")
        assert "not a regular file" in await refusal(server, "write_file", path="s", content="x")


async def test_devices_without_end_are_refused() -> None:
    server = make_filesystem_server(["/dev"])
    with anyio.fail_after(PATIENCE_S):
        for name in ("zero", "urandom", "null"):
            assert "not a regular file" in await refusal(server, "read_text_file", path=name)


@pytest.mark.parametrize(
    ("tool", "more"),
    [
        ("read_media_file", {}),
        ("read_document", {}),
        ("append_file", {"content": "x"}),
        ("unzip_file", {"destination": "new"}),
    ],
)
async def test_a_fifo_is_refused_by_every_tool_that_opens_files(
    server: FilesServer, granted: Path, tool: str, more: dict[str, Any]
) -> None:
    os.mkfifo(granted / "fifo")
    with anyio.fail_after(PATIENCE_S):
        assert "not a regular file" in await refusal(server, tool, path="fifo", **more)


@pytest.mark.parametrize("tool", ["write_file", "edit_file"])
async def test_a_fifo_is_not_written(server: FilesServer, granted: Path, tool: str) -> None:
    os.mkfifo(granted / "fifo")
    arguments: dict[str, Any] = (
        {"content": "x"} if tool == "write_file" else {"edits": [{"oldText": "a", "newText": "b"}]}
    )
    with anyio.fail_after(PATIENCE_S):
        assert "not a regular file" in await refusal(server, tool, path="fifo", **arguments)
    assert (granted / "fifo").is_fifo()


async def test_special_files_do_not_hold_up_searches_and_lists(server: FilesServer, granted: Path) -> None:
    os.mkfifo(granted / "fifo")
    (granted / "f.txt").write_text("needle\n", encoding="utf-8")
    with anyio.fail_after(PATIENCE_S):
        assert await answer(server, "search_content", query="needle") == "granted/f.txt:1: needle"
        assert "[OTHER] fifo" in await answer(server, "list_directory")
        assert "kind: other" in await answer(server, "get_file_info", path="fifo")
        assert "fifo" in await answer(server, "directory_tree")
