"""`app connect` as a user runs it, on files as the clients write them."""

import io
import json
import stat
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from app.base.config import Config
from app.base.errors import ConfigError
from app.connect import clients
from app.connect.clients import CLIENTS
from app.connect.command import FILES, TASKS, Options, connect
from tests.mcp_servers.calling import text_of
from tests.running import ROOT, config_for
from tests.waiting import PATIENCE_S

THEIRS = '{\n    "globalShortcut": "Ctrl+Space",\n    "mcpServers": {\n        "theirs": {"command": "npx"}\n    }\n}'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_for(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "client" / "config.json"
    file.parent.mkdir()
    file.write_text(THEIRS, encoding="utf-8")
    return file


def run(
    config: Config, file: Path | None, *, client: str = "claude-desktop", answer: str | None = None, **how: bool
) -> str:
    out = io.StringIO()
    options = Options(client, file, only_print=how.get("only_print", False), remove=how.get("remove", False))
    assert connect(config, options, ask=None if answer is None else io.StringIO(answer), out=out) == 0
    return out.getvalue()


def test_our_servers_stand_beside_theirs_and_the_rest_is_untouched(config: Config, file: Path) -> None:
    shown = run(config, file)
    after = json.loads(file.read_text(encoding="utf-8"))
    assert list(after["mcpServers"]) == ["theirs", FILES, TASKS]
    assert after["mcpServers"][TASKS] == {
        "command": sys.executable,
        "args": ["-m", "app", "mcp", "tasks"],
        "env": {"DESKHAND_DATA_DIR": str(config.data.root)},
    }
    assert after["mcpServers"][FILES]["args"] == ["-m", "app", "mcp", "filesystem", str(config.folders[0])]
    assert '+        "deskhand-tasks": {' in shown
    assert "Restart Claude Desktop." in shown


def test_removing_makes_the_file_what_it_was_to_the_last_byte(config: Config, file: Path) -> None:
    run(config, file)
    run(config, file, remove=True)
    assert file.read_text(encoding="utf-8") == THEIRS
    assert list(file.parent.iterdir()) == [file]


def test_removing_after_the_user_changed_the_file_takes_out_ours_alone(config: Config, file: Path) -> None:
    run(config, file)
    file.write_text(file.read_text(encoding="utf-8").replace("Ctrl+Space", "Ctrl+K"), encoding="utf-8")
    run(config, file, remove=True)
    assert file.read_text(encoding="utf-8") == THEIRS.replace("Ctrl+Space", "Ctrl+K")


def test_a_file_that_we_made_is_gone_again(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.json"
    run(config, file)
    assert list(json.loads(file.read_text(encoding="utf-8"))["mcpServers"]) == [FILES, TASKS]
    run(config, file, remove=True)
    assert not file.exists()


def test_the_file_before_our_first_change_is_kept(config: Config, file: Path, tmp_path: Path) -> None:
    run(config, file)
    run(config_for(tmp_path / "other data"), file)
    backup = file.with_name("config.json.before-deskhand")
    assert backup.read_text(encoding="utf-8") == THEIRS
    assert "other data" in file.read_text(encoding="utf-8")


def test_a_second_time_changes_nothing(config: Config, file: Path) -> None:
    run(config, file)
    before = file.stat().st_mtime_ns
    assert "already in Claude Desktop" in run(config, file)
    assert file.stat().st_mtime_ns == before


def test_removing_what_is_not_there_changes_nothing(config: Config, file: Path, tmp_path: Path) -> None:
    assert "not in Claude Desktop" in run(config, file, remove=True)
    assert "not in Claude Desktop" in run(config, tmp_path / "none.json", remove=True)
    assert file.read_text(encoding="utf-8") == THEIRS


def test_printing_shows_the_change_and_writes_nothing(config: Config, file: Path) -> None:
    assert '+        "deskhand-files": {' in run(config, file, only_print=True)
    assert file.read_text(encoding="utf-8") == THEIRS
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("", False)])
def test_at_a_terminal_nothing_is_written_without_a_yes(config: Config, file: Path, answer: str, written: bool) -> None:
    run(config, file, answer=answer)
    assert (file.read_text(encoding="utf-8") != THEIRS) is written


def test_a_file_that_is_no_json_is_left_and_its_line_is_named(config: Config, file: Path) -> None:
    file.write_text('{\n  "mcpServers": {,\n}', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"was left as it is\. It is not valid JSON: look at line 2"):
        run(config, file)
    assert file.read_text(encoding="utf-8") == '{\n  "mcpServers": {,\n}'


def test_mode_mark_and_link_of_the_file_are_kept(config: Config, tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.json", tmp_path / "config.json"
    real.write_bytes(b"\xef\xbb\xbf{}")
    real.chmod(0o640)
    link.symlink_to(real)
    run(config, link)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"\xef\xbb\xbf{")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    run(config, link, remove=True)
    assert real.read_bytes() == b"\xef\xbb\xbf{}"


@pytest.mark.parametrize(("client", "key"), [("vscode", "servers"), ("claude-code", "mcpServers")])
def test_clients_that_want_a_type_get_one(config: Config, tmp_path: Path, client: str, key: str) -> None:
    file = tmp_path / "mcp.json"
    run(config, file, client=client)
    assert json.loads(file.read_text(encoding="utf-8"))[key][TASKS]["type"] == "stdio"


def test_every_place_of_claude_desktop_that_is_there_is_changed(
    config: Config, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [own_home / "AppData" / "Roaming" / "Claude"]
    places.append(own_home / "AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude")
    for place in places:
        place.mkdir(parents=True)
    monkeypatch.setattr(clients.sys, "platform", "win32")
    run(config, None)
    assert all((place / "claude_desktop_config.json").is_file() for place in places)


@pytest.mark.parametrize(
    ("client", "platform", "place"),
    [
        ("claude-desktop", "linux", ".config/Claude/claude_desktop_config.json"),
        ("claude-desktop", "darwin", "Library/Application Support/Claude/claude_desktop_config.json"),
        ("claude-code", "linux", ".claude.json"),
        ("vscode", "linux", ".config/Code/User/mcp.json"),
        ("vscode", "darwin", "Library/Application Support/Code/User/mcp.json"),
        ("vscode", "win32", "AppData/Roaming/Code/User/mcp.json"),
        ("cursor", "linux", ".cursor/mcp.json"),
    ],
)
def test_each_client_is_found_where_it_looks(
    client: str, platform: str, place: str, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients.sys, "platform", platform)
    assert CLIENTS[client].files({})[0] == own_home / place


async def test_what_was_written_starts_servers_that_share_our_tasks(file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "data"), "connect", "claude-desktop"]
    with anyio.fail_after(PATIENCE_S):
        ran = await anyio.run_process([*command, "--config", str(file)], cwd=ROOT, stdin=subprocess.DEVNULL)
    assert b"Restart Claude Desktop." in ran.stdout
    entry = json.loads(file.read_text(encoding="utf-8"))["mcpServers"][TASKS]
    # As a client starts it: from elsewhere, with next to no environment.
    async with Client(StdioServerParameters(**entry, cwd=str(tmp_path))) as client:
        assert text_of(await client.call_tool("add_task", {"title": "Buy milk"})) == "Added “Buy milk”."
    assert (tmp_path / "data" / "tasks.db").is_file()
