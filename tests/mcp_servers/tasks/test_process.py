"""The server as a process of its own."""

import signal
import sqlite3
from pathlib import Path

import pytest

from mcp_servers.common.data_folder import data_folder
from tests.mcp_servers.processes import started


def test_without_a_file_the_tasks_lie_in_the_data_folder() -> None:
    with started("tasks") as wire:
        wire.open()
        wire.call("add_task", title="A", due="tomorrow")
        wire.close_stdin()
        assert wire.wait() == 0
    connection = sqlite3.connect(data_folder() / "tasks.db")
    assert connection.execute("SELECT title, status FROM tasks").fetchall() == [("A", "open")]
    connection.close()


def test_the_zone_is_that_of_the_person(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    with started("tasks", "--db", str(db)) as wire:
        wire.open()
        task = wire.call("add_task", title="A", due="tomorrow at 5pm")["structuredContent"]["task"]
    assert task["due"].endswith("T17:00+05:45")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_on_a_signal(db: Path, number: signal.Signals) -> None:
    with started("tasks", "--db", str(db)) as wire:
        wire.open()
        wire.process.send_signal(number)
        assert wire.wait() == 0


def test_a_client_that_is_gone_ends_the_process(db: Path) -> None:
    with started("tasks", "--db", str(db)) as wire:
        wire.open()
        wire.send_call("add_task", 1, title="A")
        assert wire.process.stdout is not None
        wire.process.stdout.close()
        wire.close_stdin()
        assert wire.wait() == 0
