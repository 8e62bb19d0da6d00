from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.data_folder import data_folder
from tests.mcp_servers.calling import answer, make_filesystem_server, refusal

FilesServer = Server[dict[str, Any]]

SECRET_PATHS = (
    ".ssh/config", ".gnupg/trustdb", ".env", "app/.env", "app/.env.local", ".aws/credentials", "id_rsa", "pw.kdbx",
    ".local/share/keyrings/login.keyring", ".mozilla/firefox/x/cookies.sqlite", ".config/google-chrome/Default/Cookies",
    ".config/chromium/Default/History", "Library/Keychains/login.db", ".SSH/config", ".Env", ".docker/config.json",
    ".netrc", ".git-credentials", ".config/vivaldi/Default/Cookies", ".envrc", ".config/gh/hosts.yml",
    "snap/chromium/common/chromium/Default/Cookies", "Library/Safari/History.db",
)  # fmt: skip


def lay(granted: Path, path: str) -> None:
    file = granted / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("TOKEN", encoding="utf-8")


@pytest.mark.parametrize("path", SECRET_PATHS)
async def test_a_secret_is_neither_read_nor_changed_nor_moved(server: FilesServer, granted: Path, path: str) -> None:
    lay(granted, path)
    refusals = [
        await refusal(server, "read_text_file", path=path),
        await refusal(server, "write_file", path=path, content="x"),
        await refusal(server, "edit_file", path=path, edits=[{"oldText": "TOKEN", "newText": "x"}]),
        await refusal(server, "move_file", source=path, destination="open.txt"),
        await refusal(server, "get_file_info", path=path),
    ]
    assert {"secrets" in text for text in refusals} == {True}
    assert (granted / path).read_text(encoding="utf-8") == "TOKEN"


@pytest.mark.parametrize("path", SECRET_PATHS)
async def test_a_secret_is_found_by_no_search_and_in_no_list(server: FilesServer, granted: Path, path: str) -> None:
    lay(granted, path)
    name = Path(path).name
    assert "No file" in await answer(server, "search_content", query="TOKEN")
    assert name not in await answer(server, "directory_tree")
    assert name not in await answer(server, "search_files", pattern="*")


@pytest.mark.parametrize("path", [".env", ".ssh/config"])
async def test_a_secret_is_reached_by_no_other_tool(server: FilesServer, granted: Path, path: str) -> None:
    lay(granted, path)
    refusals = [
        await refusal(server, "read_media_file", path=path),
        await refusal(server, "read_document", path=path),
        await refusal(server, "append_file", path=path, content="x"),
        await refusal(server, "copy_file", source=path, destination="open.txt"),
        await refusal(server, "zip_files", paths=[path], destination="open.zip"),
        await refusal(server, "unzip_file", path=path, destination="open"),
        await refusal(server, "delete_file", path=path),
        await refusal(server, "disk_usage", path=path),
    ]
    assert {"secrets" in text for text in refusals} == {True}
    assert "TOKEN" not in await answer(server, "read_multiple_files", paths=[path])
    assert [entry.name for entry in granted.iterdir()] == [Path(path).parts[0]]


async def test_equal_secrets_are_no_duplicates_to_be_named(server: FilesServer, granted: Path) -> None:
    for path in (".env", "app/.env", "app/plain.txt"):
        lay(granted, path)
    assert await answer(server, "find_duplicates") == "No two files hold the same."


async def test_a_secret_is_not_reached_through_a_link_inside(server: FilesServer, granted: Path) -> None:
    lay(granted, ".ssh/config")
    (granted / "plain").symlink_to(".ssh")
    (granted / "file").symlink_to(".ssh/config")
    for path in ("plain/config", "file", "plain"):
        assert "secrets" in await refusal(server, "read_text_file", path=path)
    assert "secrets" in await refusal(server, "list_directory", path="plain")


async def test_nothing_is_moved_to_where_secrets_lie(server: FilesServer, granted: Path) -> None:
    lay(granted, ".ssh/config")
    (granted / "keys").write_text("x", encoding="utf-8")
    assert "secrets" in await refusal(server, "move_file", source="keys", destination=".ssh/authorized_keys")
    assert "secrets" in await refusal(server, "create_directory", path=".gnupg")


async def test_a_folder_of_secrets_that_was_granted_by_itself_is_open(granted: Path) -> None:
    lay(granted, ".ssh/config")
    server = make_filesystem_server([str(granted / ".ssh")])
    assert await answer(server, "read_text_file", path="config") == "TOKEN"
    assert "config" in await answer(server, "list_directory")


async def test_samples_of_secrets_are_open(server: FilesServer, granted: Path) -> None:
    lay(granted, ".env.example")
    assert await answer(server, "read_text_file", path=".env.example") == "TOKEN"
    assert "TOKEN" in await answer(server, "search_content", query="TOKEN")


async def test_our_own_data_is_closed_by_whatever_name(tmp_path: Path) -> None:
    server = make_filesystem_server([str(tmp_path)])
    (data_folder() / "tasks.db").write_text("TOKEN", encoding="utf-8")
    name = data_folder().name
    (tmp_path / "way").symlink_to(data_folder())
    for path in (f"{name}/tasks.db", "way/tasks.db"):
        assert "secrets" in await refusal(server, "read_text_file", path=path)
    assert "secrets" in await refusal(server, "move_file", source=name, destination="open")
    assert "secrets" in await refusal(server, "list_directory", path=name)
    assert "tasks.db" not in await answer(server, "directory_tree")
    assert "No file" in await answer(server, "search_content", query="TOKEN")


async def test_a_secret_that_the_user_named_is_open_and_no_other(granted: Path) -> None:
    for path in (".ssh/config", ".ssh/id_rsa", ".ssh/known_hosts", ".env", "app/.env"):
        lay(granted, path)
    server = make_filesystem_server(
        [str(granted)], allowed_secrets=[str(granted / ".ssh" / "config"), str(granted / "app" / ".env")]
    )
    for path in (".ssh/config", "app/.env"):
        assert await answer(server, "read_text_file", path=path) == "TOKEN"
    for path in (".ssh/id_rsa", ".ssh/known_hosts", ".env"):
        assert "secrets" in await refusal(server, "read_text_file", path=path)
    assert await answer(server, "list_directory", path=".ssh") == "[FILE] config"
    assert "id_rsa" not in await answer(server, "directory_tree")


async def test_a_folder_of_secrets_that_the_user_named_is_open_with_all_in_it(granted: Path) -> None:
    lay(granted, ".ssh/keys/id_rsa")
    server = make_filesystem_server([str(granted)], allowed_secrets=[str(granted / ".ssh")])
    assert await answer(server, "read_text_file", path=".ssh/keys/id_rsa") == "TOKEN"
    assert "TOKEN" in await answer(server, "search_content", query="TOKEN")


async def test_the_journal_is_a_secret_like_the_rest_of_our_data(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "f.txt").write_text("TOKEN", encoding="utf-8")
    server = make_filesystem_server([str(tmp_path)])
    await answer(server, "delete_file", path="mine/f.txt")
    kept = f"{data_folder().name}/journal/kept/1-before"
    assert (tmp_path / kept).read_text(encoding="utf-8") == "TOKEN"
    for tool in ("read_text_file", "get_file_info", "delete_file"):
        assert "secrets" in await refusal(server, tool, path=kept)
    assert "No file" in await answer(server, "search_content", query="TOKEN")
