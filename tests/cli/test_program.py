"""The program as a user starts it, with what can be wrong at its start."""

import os
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from app.store.database import Database
from tests.running import ROOT, Program, app_as_program, home_of

# A model that is never asked: these tests are about everything else.
MODEL = {"LLM_PROVIDER": "custom", "LLM_MODEL": "none", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}


def start_and_end(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--no-window", *arguments],
        cwd=ROOT, env={**os.environ, **MODEL}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_line_of_json_is_all_that_is_printed_and_says_where_the_app_is(tmp_path: Path) -> None:
    with app_as_program(tmp_path / "data", **MODEL) as program:
        assert set(program.line) == {"url", "token", "pid", "data_dir"}
        assert program.line["pid"] == program.process.pid
        assert program.line["data_dir"] == str(tmp_path / "data")
        with program.client.http() as http:
            assert http.get("/").status_code == 200
        program.client.json("threads.list")
        assert program.stop() == 0
        assert program.process.stdout is not None
        assert program.process.stdout.read() == ""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, for those that only look at it."""
    home = tmp_path_factory.mktemp("running")
    with app_as_program(home / "data", **home_of(home), **MODEL) as program:
        yield program


def test_the_server_listens_on_this_computer_only(running: Program) -> None:
    listening = [c for c in psutil.Process(running.process.pid).net_connections("inet") if c.status == "LISTEN"]
    assert [connection.laddr.ip for connection in listening] == ["127.0.0.1"]


def test_the_token_is_in_no_command_line_and_no_childs_environment(running: Program) -> None:
    running.client.json("threads.list")
    root = psutil.Process(running.process.pid)
    for process in (root, *root.children(recursive=True)):
        assert running.client.token not in " ".join(process.cmdline())
        assert running.client.token not in str(process.environ())


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
        ended = start_and_end("--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert ended.returncode == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = start_and_end("--data-dir", str(tmp_path / "file" / "data"))
    assert ended.returncode == 2
    assert "cannot use its data folder" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_damaged_database_is_explained_and_the_tasks_still_work(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "deskhand.db").write_bytes(b"no database at all" * 500)
    with app_as_program(data, **MODEL) as program:
        answer = program.client.post("threads.list")
        assert answer.status_code == 503
        assert "damaged and was left untouched" in answer.json()["error"]["message"]
        with program.client.http() as http:
            assert http.post("/api/tasks", json={"title": "milk"}).status_code == 201
            assert "damaged" in str(http.get("/api/state").json()["notices"])
    assert (data / "deskhand.db").read_bytes() == b"no database at all" * 500


async def test_a_database_of_a_newer_version_is_explained(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    database = Database(data / "deskhand.db")
    await database.open()
    await database.close()
    with closing(sqlite3.connect(data / "deskhand.db")) as database:
        database.execute("INSERT INTO migrations (name, applied_at) VALUES ('m999_future', '2030')")
        database.commit()
    with app_as_program(data, **MODEL) as program:
        assert "newer version" in program.client.post("threads.list").json()["error"]["message"]


def test_a_broken_settings_file_is_named_with_its_line_and_the_app_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text('llm_model = "x"\nfolders = 3\n', encoding="utf-8")
    with app_as_program(data, **MODEL) as program:
        program.client.json("threads.list")
        with program.client.http() as http:
            notices = str(http.get("/api/state").json()["notices"])
    assert "line 2" in notices
    assert "“folders”" in notices


def test_a_full_disk_is_named_in_one_sentence_and_the_start_ends(tmp_path: Path) -> None:
    # No file can grow: what a process that writes is told on a full disk, but for the number.
    ended = subprocess.run(
        [sys.executable, "-m", "app", "--no-window", "--json", "--data-dir", str(tmp_path / "data")],
        cwd=ROOT, env={**os.environ, **MODEL}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "cannot write in its data folder" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
