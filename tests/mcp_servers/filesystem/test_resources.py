"""Files and folders as resources, followed and completed, and never from outside."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError, types
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem import resources
from mcp_servers.filesystem.resources import TEMPLATE, FileResources
from mcp_servers.filesystem.workspace import Workspace
from tests.mcp_servers.calling import ERAS, Era

FilesServer = Server[dict[str, Any]]


@pytest.fixture
def files(workspace: Workspace) -> FileResources:
    return FileResources(workspace)


@pytest.mark.parametrize("era", ERAS)
async def test_what_is_listed_can_be_read_in_both_eras(server: FilesServer, granted: Path, era: Era) -> None:
    (granted / "Grüße & co.txt").write_text("hello", encoding="utf-8")
    (granted / "notes").mkdir()
    (granted / "notes" / "deep.md").touch()
    (granted / "pic.png").write_bytes(b"\x89PNG\0\1")
    async with Client(server, mode=era) as client:
        listed = {resource.name: resource for resource in (await client.list_resources()).resources}
        assert set(listed) == {"Grüße & co.txt", "notes", "pic.png"}
        assert listed["notes"].mime_type == "inode/directory"
        text = (await client.read_resource(listed["Grüße & co.txt"].uri)).contents[0]
        names = (await client.read_resource(listed["notes"].uri)).contents[0]
        picture = (await client.read_resource(listed["pic.png"].uri)).contents[0]
        templates = (await client.list_resource_templates()).resource_templates
    assert isinstance(text, types.TextResourceContents)
    assert text.text == "hello"
    assert isinstance(names, types.TextResourceContents)
    assert names.text == "deep.md"
    assert isinstance(picture, types.BlobResourceContents)
    assert (picture.mime_type, picture.blob) == ("image/png", "iVBORwAB")
    assert [template.uri_template for template in templates] == [TEMPLATE]


async def test_an_address_outside_is_refused(server: FilesServer, outside: Path) -> None:
    async with Client(server) as client:
        with pytest.raises(MCPError, match="outside the folders"):
            await client.read_resource((outside / "secret.txt").as_uri())


@pytest.mark.parametrize("uri", ["http://example.org/f.txt", "file://server/share/f.txt", "f.txt"])
def test_what_is_no_address_of_a_file_is_refused(files: FileResources, uri: str) -> None:
    with pytest.raises(ToolFailure, match="begins with file:///"):
        files.read(uri)


def test_an_encoded_way_out_is_refused(files: FileResources, granted: Path, outside: Path) -> None:
    assert outside.is_dir()
    with pytest.raises(ToolFailure, match="outside the folders"):
        files.read(f"{granted.as_uri()}/%2e%2e/outside/secret.txt")


def test_secrets_are_neither_listed_nor_read(files: FileResources, granted: Path) -> None:
    (granted / ".env").write_text("TOKEN", encoding="utf-8")
    assert files.page(None).resources == []
    with pytest.raises(ToolFailure, match="secrets"):
        files.read((granted / ".env").as_uri())


def test_many_entries_are_listed_in_pages(files: FileResources, granted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PER_PAGE", 2)
    for number in range(5):
        (granted / f"{number}.txt").touch()
    names: list[str] = []
    page = files.page(None)
    while True:
        names += [resource.name for resource in page.resources]
        if page.next_cursor is None:
            break
        page = files.page(page.next_cursor)
    assert names == [f"{number}.txt" for number in range(5)]
    with pytest.raises(ToolFailure, match="not one of mine"):
        files.page("x")


def test_a_stamp_tells_a_change(files: FileResources, granted: Path) -> None:
    file = granted / "f.txt"
    file.write_text("one", encoding="utf-8")
    before = files.stamp(file.as_uri())
    assert files.stamp(file.as_uri()) == before
    file.write_text("three", encoding="utf-8")
    assert files.stamp(file.as_uri()) != before
    file.unlink()
    with pytest.raises(ToolFailure, match="There is no"):
        files.stamp(file.as_uri())


def test_paths_are_completed_one_step_at_a_time(files: FileResources, granted: Path, outside: Path) -> None:
    (granted / "Notes").mkdir()
    (granted / "Notes" / "today.md").touch()
    (granted / "note.txt").touch()
    (granted / ".env").touch()
    here = str(granted).removeprefix("/")

    def completed(value: str) -> list[str]:
        return list(files.complete(TEMPLATE, "path", value))

    assert completed("") == [f"{here}/"]
    assert completed(here[:-2]) == [f"{here}/"]
    assert completed(f"{here}/no") == [f"{here}/Notes/", f"{here}/note.txt"]
    assert completed(f"{here}/Notes/") == [f"{here}/Notes/today.md"]
    assert completed(f"{here}/.e") == []
    assert completed(str(outside).removeprefix("/") + "/") == []
    assert files.complete("other:///{x}", "path", "") == ()
