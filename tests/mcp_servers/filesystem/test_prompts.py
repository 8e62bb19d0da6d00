"""The prompts, and the folders that are offered for them."""

import re
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError, types
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import ERAS, Era

FilesServer = Server[dict[str, Any]]
ARGUMENTS = {"folder": "granted/Downloads", "topic": "rent"}


@pytest.mark.parametrize("era", ERAS)
async def test_each_prompt_names_its_folder_and_only_tools_that_there_are(server: FilesServer, era: Era) -> None:
    async with Client(server, mode=era) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        prompts = (await client.list_prompts()).prompts
        assert {prompt.name for prompt in prompts} == {
            "tidy_folder", "find_and_summarise", "what_changed", "free_space",
        }  # fmt: skip
        for prompt in prompts:
            given = {each.name: ARGUMENTS[each.name] for each in prompt.arguments or ()}
            content = (await client.get_prompt(prompt.name, given)).messages[0].content
            assert isinstance(content, types.TextContent)
            assert "granted/Downloads" in content.text
            assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", content.text)) <= tools


async def test_a_prompt_without_its_folder_is_about_everything(server: FilesServer) -> None:
    async with Client(server) as client:
        content = (await client.get_prompt("find_and_summarise", {"topic": "rent"})).messages[0].content
        assert isinstance(content, types.TextContent)
        assert "about “rent”. Use" in content.text
        with pytest.raises(MCPError, match="`folder` is missing"):
            await client.get_prompt("tidy_folder", {})


async def test_folders_are_completed_and_files_are_not(server: FilesServer, granted: Path) -> None:
    (granted / "Downloads").mkdir()
    (granted / "Down.txt").touch()
    reference = types.PromptReference(type="ref/prompt", name="tidy_folder")
    async with Client(server) as client:
        for typed, values in (("gr", ["granted/"]), ("granted/do", ["granted/Downloads/"]), ("x", [])):
            found = await client.complete(reference, {"name": "folder", "value": typed})
            assert found.completion.values == values
