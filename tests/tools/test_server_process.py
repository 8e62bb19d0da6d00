"""Real child processes: one that works, one that dies, one that never answers."""

import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import psutil
import pytest

from app.base.background import BackgroundTasks
from app.base.errors import ToolServerError
from app.tools.calls import ToolCall
from app.tools.host import ToolHost, parse_arguments
from app.tools.server_process import ServerProcess, ServerSpec
from app.tools.servers import create_granted_folder
from tests.running import ROOT
from tests.waiting import wait_for


@pytest.fixture
async def background() -> AsyncGenerator[BackgroundTasks, None]:
    tasks = BackgroundTasks()
    yield tasks
    await tasks.close()


def tasks_spec(tmp_path: Path) -> ServerSpec:
    command = (sys.executable, "-m", "mcp_servers.tasks", "--db", str(tmp_path / "tasks.db"))
    return ServerSpec("tasks", command, {"PYTHONPATH": str(ROOT)})


def script_spec(script: str) -> ServerSpec:
    return ServerSpec("odd", (sys.executable, "-c", script), {})


def servers_of_this_test(tmp_path: Path) -> list[psutil.Process]:
    children = psutil.Process(os.getpid()).children(recursive=True)
    return [child for child in children if str(tmp_path) in " ".join(child.cmdline())]


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_a_server_answers_and_is_gone_after_the_stop(tmp_path: Path, background: BackgroundTasks) -> None:
    server = ServerProcess(tasks_spec(tmp_path), background)
    await server.start()
    assert server.status == "running"
    outcome = await server.call("add_task", {"title": "milk"})
    assert not outcome.failed
    assert outcome.structured["task"]["title"] == "milk"
    await server.stop()
    assert servers_of_this_test(tmp_path) == []


async def test_a_server_that_dies_at_once_has_failed_and_says_so(background: BackgroundTasks) -> None:
    server = ServerProcess(script_spec("raise SystemExit(3)"), background)
    await server.start()
    assert server.status == "failed"
    assert "odd server could not be started" in (server.problem or "")
    with pytest.raises(ToolServerError, match="odd server"):
        await server.call("anything", {})


async def test_a_command_that_is_not_there_has_failed(background: BackgroundTasks) -> None:
    server = ServerProcess(ServerSpec("odd", ("/nothing/here",), {}), background)
    await server.start()
    assert server.status == "failed"


async def test_a_server_that_never_answers_is_given_up(background: BackgroundTasks) -> None:
    server = ServerProcess(script_spec("import sys; sys.stdin.read()"), background, start_timeout=0.3)
    await server.start()
    assert (server.status, server.problem) == ("failed", "The odd server did not answer within 0 seconds.")


async def test_a_call_that_is_never_answered_is_given_up(tmp_path: Path, background: BackgroundTasks) -> None:
    server = ServerProcess(tasks_spec(tmp_path), background, call_timeout=0.0)
    await server.start()
    with pytest.raises(ToolServerError, match="did not answer within"):
        await server.call("list_tasks", {})
    await server.stop()


async def test_a_server_that_was_killed_is_started_again_for_a_look(
    tmp_path: Path, background: BackgroundTasks
) -> None:
    server = ServerProcess(tasks_spec(tmp_path), background)
    await server.start()
    await server.call("add_task", {"title": "milk"})
    (process,) = servers_of_this_test(tmp_path)
    process.kill()
    wait_for(lambda: has_ended(process))
    outcome = await server.call("list_tasks", {})
    assert "milk" in outcome.text
    await server.stop()


async def test_a_change_is_not_repeated_behind_the_users_back(tmp_path: Path, background: BackgroundTasks) -> None:
    server = ServerProcess(tasks_spec(tmp_path), background)
    await server.start()
    (process,) = servers_of_this_test(tmp_path)
    process.kill()
    wait_for(lambda: has_ended(process))
    with pytest.raises(ToolServerError, match="look before you try again"):
        await server.call("add_task", {"title": "milk"})
    outcome = await server.call("list_tasks", {})
    assert outcome.structured["tasks"] == []
    await server.stop()


async def test_one_failing_server_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    heard: list[ToolCall] = []
    host = ToolHost([script_spec("raise SystemExit(3)"), tasks_spec(tmp_path)], heard.append)
    await host.start()
    assert {name: server.status for name, server in host.servers.items()} == {"odd": "failed", "tasks": "running"}
    assert "add_task" in [tool.name for tool in host.tools()]
    await host.close()
    assert heard == []


async def test_a_change_is_heard_of_and_a_look_is_not(tmp_path: Path) -> None:
    heard: list[ToolCall] = []
    host = ToolHost([tasks_spec(tmp_path)], heard.append)
    await host.start()
    await host.call("tasks", "list_tasks", {})
    await host.call("tasks", "add_task", {"title": "milk"})
    await host.call("tasks", "list_tasks", {})
    await host.close()
    # A page that looks again at every change would otherwise look for ever.
    assert [call.tool for call in heard] == ["add_task"]


async def test_a_server_gets_no_key_of_ours(
    tmp_path: Path, background: BackgroundTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    server = ServerProcess(tasks_spec(tmp_path), background)
    await server.start()
    (process,) = servers_of_this_test(tmp_path)
    assert "sk-canary" not in str(process.environ())
    await server.stop()


@pytest.mark.parametrize(
    ("raw", "arguments"), [("", {}), ("{}", {}), ('{"a": 1}', {"a": 1}), ("[]", None), ("{", None), ("3", None)]
)
def test_arguments_are_a_json_object_or_refused(raw: str, arguments: object) -> None:
    assert parse_arguments(raw) == arguments


def test_the_granted_folder_gets_its_welcome_note_only_once(tmp_path: Path) -> None:
    folder = tmp_path / "Documents" / "Deskhand"
    create_granted_folder(folder)
    (folder / "Welcome.md").unlink()
    create_granted_folder(folder)
    assert list(folder.iterdir()) == []
