"""The server as a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mcp_servers.filesystem.__main__ import main
from tests.mcp_servers.processes import HELLO, INITIALIZED, started


def test_the_process_ends_when_stdin_ends(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        wire.close_stdin()
        assert wire.wait() == 0


def test_the_process_ends_on_sigterm_while_it_waits_for_a_line(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        wire.process.send_signal(signal.SIGTERM)
        assert wire.wait() == 0


def test_requests_sent_before_stdin_ends_are_answered(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        wire.send_call("list_directory", 7)
        wire.close_stdin()
        assert wire.receive()["id"] == 7
        assert wire.wait() == 0


def test_roots_that_a_client_offers_widen_nothing(granted: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("not for you", encoding="utf-8")
    roots = {"capabilities": {"roots": {"listChanged": True}}}
    with started("filesystem", str(granted)) as wire:
        wire.send({**HELLO, "params": {**HELLO["params"], **roots}})
        assert wire.receive()["id"] == 0
        wire.send(INITIALIZED)
        wire.send({"jsonrpc": "2.0", "method": "notifications/roots/list_changed"})
        wire.send_call("read_text_file", 1, path=str(tmp_path / "outside.txt"))
        # A question for the roots would come before the answer; one is given nevertheless, as a client may.
        answer = wire.receive()
        if answer.get("method") == "roots/list":
            offered = {"roots": [{"uri": tmp_path.as_uri()}]}
            wire.send({"jsonrpc": "2.0", "id": answer["id"], "result": offered})
            answer = wire.receive()
        assert answer["result"]["isError"]
        wire.send_call("list_allowed_directories", 2)
        assert wire.receive()["result"]["structuredContent"]["directories"] == [str(granted)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"not json", -32700),
        (b'{"a": 1', -32700),
        (b"\xff\xfe", -32700),
        (b"[]", -32600),
        (b'{"jsonrpc": "1.0"}', -32600),
    ],
)
def test_a_malformed_line_is_answered_and_the_next_one_works(granted: Path, line: bytes, code: int) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        wire.send_line(line)
        refused = wire.receive()
        assert (refused["id"], refused["error"]["code"]) == (None, code)
        assert wire.call("list_directory")["isError"] is False


def test_a_lone_surrogate_is_answered(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        call = '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"write_file","arguments":%s}}'
        wire.send_line((call % '{"path":"f.txt","content":"\\ud800"}').encode())
        assert wire.receive()["result"]["isError"]
        assert wire.call("list_directory")["isError"] is False


def test_a_request_of_twelve_megabytes_is_served(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        assert wire.call("write_file", path="f.txt", content="x" * (12 << 20))["isError"] is False
    assert (granted / "f.txt").stat().st_size == 12 << 20


def test_nothing_but_the_protocol_is_on_stdout_and_no_path_in_the_log(granted: Path) -> None:
    with started("filesystem", str(granted)) as wire:
        wire.open()
        for number, path in enumerate(("private-name", "../private-name", "", "private\0name")):
            wire.send_call("read_text_file", number, path=path)
        answers = [wire.receive() for _ in range(4)]
        out, _ = wire.process.communicate()
        log = wire.log()
    assert {answer["result"]["isError"] for answer in answers} == {True}
    assert out == b""
    assert b"private" not in log
    assert b"Traceback" not in log


def test_a_folder_that_is_missing_does_not_keep_from_working_in_the_others(granted: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with started("filesystem", str(tmp_path / "missing"), str(granted), str(tmp_path / "file")) as wire:
        wire.open()
        assert wire.call("list_allowed_directories")["structuredContent"]["directories"] == [str(granted)]
        log = wire.log().decode()
    assert "Folder 1 of 3 is left out: No such file or directory." in log
    assert "Folder 3 of 3 is left out: Not a directory." in log
    assert str(tmp_path) not in log


def test_where_no_folder_is_there_the_start_ends_in_words(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mcp_servers.filesystem", str(tmp_path / "missing")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("Cannot start: ")
    assert "Traceback" not in run.stderr


def test_an_unknown_tool_to_leave_out_ends_the_start_in_words(
    granted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(granted), "--disable-tool", "nothing"]) == 1
    assert "no tool called nothing" in capsys.readouterr().err


def test_without_a_folder_its_own_in_the_documents_is_made_and_granted(own_home: Path) -> None:
    with started("filesystem") as wire:
        wire.open()
        granted = wire.call("list_allowed_directories")["structuredContent"]["directories"]
    assert granted == [str(own_home / "Documents" / "Deskhand")]
    assert (own_home / "Documents" / "Deskhand").is_dir()


def test_switches_reach_the_server(granted: Path) -> None:
    with started("filesystem", str(granted), "--read-only", "--disable-tool", "search_content") as wire:
        wire.open()
        wire.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        names = {tool["name"] for tool in wire.receive()["result"]["tools"]}
    assert "read_text_file" in names
    assert not names & {"write_file", "edit_file", "move_file", "create_directory", "search_content"}


def test_folders_to_read_only_and_named_secrets_reach_the_server(granted: Path) -> None:
    (granted / ".env").write_text("TOKEN", encoding="utf-8")
    options = ["--read-only-dir", str(granted), "--allow-secret", str(granted / ".env")]
    with started("filesystem", *options) as wire:
        wire.open()
        assert wire.call("read_text_file", path=".env")["content"][0]["text"] == "TOKEN"
        refused = wire.call("write_file", path="f.txt", content="x")
    assert "read only" in refused["content"][0]["text"]
    assert not (granted / "f.txt").exists()
