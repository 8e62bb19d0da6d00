"""What people know from `@modelcontextprotocol/server-filesystem` 2026.8.31, called as they would call that one.

The first half is what it documents and does; the second half is where it fails.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, call, data, make_filesystem_server, refusal, text_of
from tests.mcp_servers.filesystem.folders import names_in
from tests.waiting import PATIENCE_S

FilesServer = Server[dict[str, Any]]

TOOLS: dict[str, set[str]] = {
    "read_text_file": {"path", "head", "tail"},
    "read_media_file": {"path"},
    "read_multiple_files": {"paths"},
    "write_file": {"path", "content"},
    "edit_file": {"path", "edits", "dryRun"},
    "create_directory": {"path"},
    "list_directory": {"path"},
    "list_directory_with_sizes": {"path", "sortBy"},
    "directory_tree": {"path", "excludePatterns"},
    "move_file": {"source", "destination"},
    "search_files": {"path", "pattern", "excludePatterns"},
    "get_file_info": {"path"},
    "list_allowed_directories": set(),
}


async def test_every_tool_takes_the_same_arguments_and_requires_no_more(server: FilesServer) -> None:
    async with Client(server) as client:
        tools = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
    for name, arguments in TOOLS.items():
        assert arguments <= set(tools[name]["properties"])
        assert set(tools[name].get("required", [])) <= arguments


async def test_several_files_are_parted_by_a_line_of_dashes(server: FilesServer, granted: Path) -> None:
    for name in "ab":
        (granted / f"{name}.txt").write_text(name, encoding="utf-8")
    paths = [str(granted / "a.txt"), str(granted / "missing.txt"), str(granted / "b.txt")]
    first, missing, last = (await answer(server, "read_multiple_files", paths=paths)).split("\n---\n")
    assert first == f"{paths[0]}:\na\n"
    assert missing.startswith(f"{paths[1]}:\nError")
    assert last == f"{paths[2]}:\nb\n"


async def test_a_list_marks_folders_and_files(server: FilesServer, granted: Path) -> None:
    (granted / "dir").mkdir()
    (granted / "f.txt").touch()
    lines = (await answer(server, "list_directory", path=str(granted))).splitlines()
    assert lines[0] == "[DIR] dir"
    assert lines[1].startswith("[FILE] f.txt")


async def test_a_tree_is_json_where_files_have_no_children(server: FilesServer, granted: Path) -> None:
    (granted / "dir" / "empty").mkdir(parents=True)
    (granted / "f.txt").touch()
    assert json.loads(await answer(server, "directory_tree", path=str(granted))) == [
        {"name": "dir", "type": "directory", "children": [{"name": "empty", "type": "directory", "children": []}]},
        {"name": "f.txt", "type": "file"},
    ]


async def test_facts_have_the_same_names(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("x", encoding="utf-8")
    text = await answer(server, "get_file_info", path=str(granted / "f.txt"))
    facts = dict(line.split(": ", 1) for line in text.splitlines())
    assert {"size", "created", "modified", "accessed", "isDirectory", "isFile", "permissions"} <= set(facts)
    assert (facts["size"], facts["isDirectory"], facts["isFile"]) == ("1", "false", "true")


async def test_an_edit_answers_with_a_fenced_diff_and_keeps_indentation(server: FilesServer, granted: Path) -> None:
    (granted / "f.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    edits = [{"oldText": "return 1", "newText": "return 2\nreturn 3"}, {"oldText": "def f", "newText": "def $&g"}]
    text = await answer(server, "edit_file", path=str(granted / "f.py"), edits=edits[1:])
    assert re.search(r"```diff\n.*-def f\(\):\n\+def \$&g\(\):\n.*```", text, re.DOTALL)
    await answer(server, "edit_file", path="f.py", edits=[{"oldText": "  return 1  ", "newText": "  x\n  y"}])
    assert (granted / "f.py").read_text(encoding="utf-8") == "def $&g():\n    x\n    y\n"


async def test_the_folders_in_use_are_listed_as_they_were_given(tmp_path: Path, granted: Path) -> None:
    (tmp_path / "link").symlink_to(granted)
    server = make_filesystem_server([str(tmp_path / "link")])
    assert str(tmp_path / "link") in await answer(server, "list_allowed_directories")


async def test_a_path_may_begin_with_the_home_folder(own_home: Path) -> None:
    (own_home / "f.txt").write_text("x", encoding="utf-8")
    assert await answer(make_filesystem_server([str(own_home)]), "read_text_file", path="~/f.txt") == "x"


# Here it fails.


async def test_a_fifo_neither_hangs_nor_blocks_what_comes_after(server: FilesServer, granted: Path) -> None:
    os.mkfifo(granted / "fifo")
    (granted / "f.txt").write_text("x", encoding="utf-8")
    with anyio.fail_after(PATIENCE_S):
        async with Client(server) as client, anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(client.call_tool, "read_text_file", {"path": "fifo"})
            assert text_of(await client.call_tool("read_text_file", {"path": "f.txt"})) == "x"


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        (b"caf\xe9 one\n", ("one", "two"), b"caf\xe9 two\n"),
        (b"a\r\nb\r\n", ("b", "c"), b"a\r\nc\r\n"),
        (b"a\nb", ("b", "c"), b"a\nc"),
    ],
)
async def test_an_edit_keeps_every_other_byte(
    server: FilesServer, granted: Path, before: bytes, edit: tuple[str, str], after: bytes
) -> None:
    (granted / "f.txt").write_bytes(before)
    await answer(server, "edit_file", path="f.txt", edits=[{"oldText": edit[0], "newText": edit[1]}])
    assert (granted / "f.txt").read_bytes() == after


@pytest.mark.parametrize(("old", "words"), [("x", "2 times"), ("", "empty")])
async def test_an_edit_that_could_mean_several_places_is_refused(
    server: FilesServer, granted: Path, old: str, words: str
) -> None:
    (granted / "f.txt").write_text("x x\n", encoding="utf-8")
    assert words in await refusal(server, "edit_file", path="f.txt", edits=[{"oldText": old, "newText": "y"}])
    assert (granted / "f.txt").read_text(encoding="utf-8") == "x x\n"


async def test_the_last_line_is_the_last_line_and_no_lines_are_refused(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("a\nb\n", encoding="utf-8")
    assert await answer(server, "read_text_file", path="f.txt", tail=1) == "b\n"
    assert "`head`" in await refusal(server, "read_text_file", path="f.txt", head=0)


async def test_what_is_no_text_is_said_to_be_binary(server: FilesServer, granted: Path) -> None:
    (granted / "f.bin").write_bytes(bytes(range(256)))
    assert "binary" in await refusal(server, "read_text_file", path="f.bin")


@pytest.mark.parametrize("end", ['"', " ", "'"])
async def test_a_folder_beside_is_not_taken_for_the_granted_one(server: FilesServer, granted: Path, end: str) -> None:
    beside = Path(f"{granted}{end}")
    beside.mkdir()
    (beside / "secret").touch()
    assert "outside the folders" in await refusal(server, "list_directory", path=str(beside))


async def test_moving_a_link_moves_the_link(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").touch()
    (granted / "link").symlink_to("f.txt")
    await answer(server, "move_file", source="link", destination="other")
    assert (granted / "other").is_symlink()
    assert names_in(granted) == ["f.txt", "other"]


async def test_a_name_of_255_bytes_is_written_again(server: FilesServer, granted: Path) -> None:
    for content in ("one", "two"):
        await answer(server, "write_file", path="n" * 255, content=content)
    assert (granted / ("n" * 255)).read_text(encoding="utf-8") == "two"


async def test_endless_and_huge_files_are_refused_without_reading_them(server: FilesServer, granted: Path) -> None:
    with (granted / "sparse").open("wb") as file:
        file.truncate(3 << 30)
    devices = make_filesystem_server(["/dev"])
    with anyio.fail_after(PATIENCE_S):
        assert "binary" in await refusal(server, "read_text_file", path="sparse")
        assert "not a regular file" in await refusal(devices, "read_text_file", path="zero")


async def test_a_pattern_finds_names_at_any_depth(server: FilesServer, granted: Path) -> None:
    (granted / "deep").mkdir()
    (granted / "deep" / "a.py").touch()
    (granted / "b.py").touch()
    assert len((await data(server, "search_files", path=str(granted), pattern="*.py"))["matches"]) == 2
    assert len((await data(server, "search_files", path=str(granted), pattern="**/*.py"))["matches"]) == 2
    result = await call(server, "search_files", {"path": str(granted), "pattern": "*.rs"})
    assert not result.is_error
