"""The server as a client meets it, in both protocol eras."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client, types
from mcp.client import ClientRequestContext
from mcp.server.lowlevel import Server
from pydantic import FileUrl

from mcp_servers.filesystem.refusals import OUTSIDE
from tests.mcp_servers.calling import ERAS, Era, call, make_filesystem_server, text_of
from tests.mcp_servers.processes import parameters

FilesServer = Server[dict[str, Any]]

READING = {
    "read_text_file", "read_multiple_files", "list_directory", "directory_tree", "search_files", "search_content",
    "get_file_info", "list_allowed_directories", "list_changes", "show_change", "list_directory_with_sizes",
    "disk_usage", "find_duplicates", "read_media_file", "read_document",
}  # fmt: skip
WRITING = {
    "write_file", "append_file", "edit_file", "create_directory", "move_file", "copy_file", "delete_file",
    "undo_change", "redo_change", "zip_files", "unzip_file",
}  # fmt: skip


@pytest.mark.parametrize("era", ERAS)
async def test_every_tool_says_what_it_does_and_what_it_needs(server: FilesServer, era: Era) -> None:
    async with Client(server, mode=era) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == READING | WRITING
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.open_world_hint is False
        assert tool.annotations.read_only_hint is (tool.name in READING)
        assert tool.input_schema["additionalProperties"] is False
        assert "anyOf" not in str(tool.input_schema)
        assert "$ref" not in str(tool.input_schema)
    required = {name: set(tool.input_schema.get("required", [])) for name, tool in tools.items()}
    assert required["read_text_file"] == {"path"}
    assert required["edit_file"] == {"path", "edits"}
    assert required["move_file"] == {"source", "destination"}
    assert required["list_directory"] == required["directory_tree"] == set()


@pytest.mark.parametrize("era", ERAS)
async def test_calls_and_refusals_reach_the_client_in_both_eras(server: FilesServer, granted: Path, era: Era) -> None:
    (granted / "f.txt").write_text("x", encoding="utf-8")
    assert text_of(await call(server, "read_text_file", {"path": "f.txt"}, era)) == "x"
    refused = await call(server, "read_text_file", {"path": "../f.txt"}, era)
    assert refused.is_error
    assert text_of(refused) == OUTSIDE


async def test_a_server_for_reading_only_offers_no_tool_that_changes(granted: Path) -> None:
    async with Client(make_filesystem_server([str(granted)], read_only=True)) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == READING


async def test_a_tool_can_be_left_out_but_only_one_that_there_is(granted: Path) -> None:
    async with Client(make_filesystem_server([str(granted)], disabled=["move_file"])) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == READING | WRITING - {"move_file"}
    with pytest.raises(ValueError, match="no tool called delete_everything"):
        make_filesystem_server([str(granted)], disabled=["delete_everything"])


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
@pytest.mark.parametrize("era", ERAS)
async def test_folders_offered_by_the_client_add_nothing(granted: Path, outside: Path, era: Era) -> None:
    async def offer(context: ClientRequestContext) -> types.ListRootsResult:
        assert context is not None
        return types.ListRootsResult(roots=[types.Root(uri=FileUrl(outside.as_uri()))])

    client = Client(parameters("filesystem", str(granted)), mode=era, list_roots_callback=offer)
    async with client:
        assert text_of(await client.call_tool("list_allowed_directories", {})) == str(granted)
        refused = await client.call_tool("read_text_file", {"path": str(outside / "secret.txt")})
    assert text_of(refused) == OUTSIDE
