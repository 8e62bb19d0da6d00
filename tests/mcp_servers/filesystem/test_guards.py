"""Folders that were granted for reading only."""

from pathlib import Path
from typing import Any

import pytest

from tests.mcp_servers.calling import answer, make_filesystem_server, refusal
from tests.mcp_servers.filesystem.folders import names_in


def _changes(path: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("write_file", {"path": f"{path}/f.txt", "content": "x"}),
        ("write_file", {"path": f"{path}/new.txt", "content": "x"}),
        ("append_file", {"path": f"{path}/f.txt", "content": "x"}),
        ("edit_file", {"path": f"{path}/f.txt", "edits": [{"oldText": "old", "newText": "new"}]}),
        ("create_directory", {"path": f"{path}/new"}),
        ("move_file", {"source": f"{path}/f.txt", "destination": "taken.txt"}),
        ("move_file", {"source": "mine.txt", "destination": f"{path}/put.txt"}),
        ("copy_file", {"source": "mine.txt", "destination": f"{path}/put.txt"}),
        ("delete_file", {"path": f"{path}/f.txt"}),
    ]


@pytest.mark.parametrize("way", ["kept", "link"])
async def test_nothing_changes_in_a_folder_to_read_only_by_whatever_way(granted: Path, way: str) -> None:
    kept = granted / "kept"
    kept.mkdir()
    (kept / "f.txt").write_text("old", encoding="utf-8")
    (granted / "mine.txt").write_text("mine", encoding="utf-8")
    (granted / "link").symlink_to("kept")
    server = make_filesystem_server([str(granted)], read_only_folders=[str(kept)])
    for tool, arguments in _changes(f"{granted}/{way}"):
        assert "read only" in await refusal(server, tool, **arguments)
    assert names_in(kept) == ["f.txt"]
    assert names_in(granted) == ["kept", "link", "mine.txt"]
    assert await answer(server, "read_text_file", path=f"{way}/f.txt") == "old"
    await answer(server, "copy_file", source=f"{way}/f.txt", destination="copy.txt")


async def test_a_folder_granted_inside_one_to_read_only_can_be_changed(granted: Path) -> None:
    (granted / "mine").mkdir()
    server = make_filesystem_server([str(granted / "mine")], read_only_folders=[str(granted)])
    await answer(server, "write_file", path=f"{granted}/mine/f.txt", content="x")
    assert "read only" in await refusal(server, "write_file", path=f"{granted}/f.txt", content="x")
    assert names_in(granted) == ["mine"]


async def test_the_folders_in_use_say_which_are_to_read_only(granted: Path) -> None:
    server = make_filesystem_server([], read_only_folders=[str(granted)])
    assert await answer(server, "list_allowed_directories") == f"{granted} (read only)"
