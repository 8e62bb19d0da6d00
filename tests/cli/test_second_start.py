"""One app for each data folder: what a second start does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import _with_open
from tests.cli.test_program import MODEL, start_and_end
from tests.running import ROOT, Program, app_as_program, home_of
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    home = tmp_path_factory.mktemp("first")
    with app_as_program(home / "data", **home_of(home), **MODEL) as program:
        yield program


def start_with_browser(
    first: Program, tmp_path: Path, *arguments: str
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A start of the desktop app where there is no screen, and the file that its browser writes the address into."""
    opened, opener = tmp_path / "opened", tmp_path / "browser.sh"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n', encoding="utf-8")
    opener.chmod(0o755)
    ended = subprocess.run(
        [sys.executable, "-m", "app", "--data-dir", first.line["data_dir"], *arguments],
        cwd=ROOT, env={**os.environ, **MODEL, "DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": f"{opener} %s"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return ended, opened


def test_a_second_server_on_the_same_data_says_so_in_one_sentence(first: Program) -> None:
    ended = start_and_end("--data-dir", first.line["data_dir"])
    with first.client.http() as http:
        assert http.get("/api/state").status_code == 200
    assert ended.returncode == 2
    assert ended.stderr.startswith("deskhand: Deskhand runs already with the data folder")
    assert ended.stderr.count("\n") == 1


def test_the_page_of_a_server_without_a_window_is_opened_in_the_browser(first: Program, tmp_path: Path) -> None:
    ended, opened = start_with_browser(first, tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert f"`kill {first.process.pid}` ends it" in ended.stderr
    address = wait_for(lambda: opened.read_text(encoding="utf-8") if opened.exists() else None)
    with first.client.http() as http:
        assert address.startswith(f"{http.base_url}/launch?code=")
        assert http.get(address, headers={"Authorization": ""}).status_code == 303


def test_a_link_and_a_folder_wait_for_the_page_of_the_first(first: Program, tmp_path: Path) -> None:
    folder = tmp_path / "Grüße, my files"
    folder.mkdir()
    start_with_browser(first, tmp_path, "open", "deskhand://new?text=hello", str(folder))
    with first.client.http() as http:
        openings = http.post("/api/openings", json={}).json()["openings"]
        again = http.post("/api/openings", json={}).json()["openings"]
    assert [each["kind"] for each in openings] == ["message", "folder"]
    assert (openings[0]["text"], openings[1]["path"]) == ("hello", str(folder))
    assert again == []


def test_an_app_that_was_killed_blocks_no_other(tmp_path: Path) -> None:
    told = tmp_path / "data" / "instance.json"
    with app_as_program(tmp_path / "data", **MODEL) as killed:
        assert told.stat().st_mode & 0o077 == 0
        assert killed.client.token not in told.read_text(encoding="utf-8")
        killed.process.kill()
        killed.process.wait(10)
    with app_as_program(tmp_path / "data", **MODEL) as program:
        assert program.stop() == 0
    assert not told.exists()


def test_an_app_that_hangs_is_named_with_its_process(first: Program, tmp_path: Path) -> None:
    first.process.send_signal(signal.SIGSTOP)
    try:
        ended, opened = start_with_browser(first, tmp_path)
    finally:
        first.process.send_signal(signal.SIGCONT)
    assert ended.returncode == 2
    assert f"does not answer. End its process {first.process.pid}" in ended.stderr
    assert not opened.exists()


def test_two_users_have_an_app_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKHAND_DATA_DIR")
    lines: list[object] = []
    for user in ("ann", "bob"):
        (tmp_path / user).mkdir()
    with app_as_program(tmp_path / "ann" / "data", HOME=str(tmp_path / "ann"), **MODEL) as ann:
        lines.append(ann.line["url"])
        with app_as_program(tmp_path / "bob" / "data", HOME=str(tmp_path / "bob"), **MODEL) as bob:
            lines.append(bob.line["url"])
    assert len(set(map(str, lines))) == 2


@pytest.mark.parametrize(
    ("argv", "read"),
    [
        (["deskhand://new"], ["open", "deskhand://new"]),
        (["--data-dir", "x", "/"], ["--data-dir", "x", "open", "/"]),
        (["--data-dir", "/"], ["--data-dir", "/"]),
        (["doctor"], ["doctor"]),
        (["mcp", "filesystem", "/"], ["mcp", "filesystem", "/"]),
        (["no-such-command"], ["no-such-command"]),
        ([], []),
    ],
)
def test_a_link_or_path_alone_is_opened(argv: list[str], read: list[str]) -> None:
    assert _with_open(argv) == read
