"""The packaged app alone: an empty home, no Python and no program on the path, nothing of ours but the bundle.

`DESKHAND_BUNDLE` names its executable; `tests/run.sh` builds it and runs this with `-m bundle`.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from mcp import Client as McpClient
from mcp import StdioServerParameters
from playwright.sync_api import Playwright, expect

from tests.client import Client
from tests.e2e.conftest import processes_of, say
from tests.e2e.test_window import connected, free_port
from tests.mcp_servers.calling import text_of
from tests.mcp_servers.filesystem.documents import samples
from tests.running import Program
from tests.waiting import PATIENCE_S, wait_for

pytestmark = pytest.mark.bundle


@pytest.fixture
def bundle() -> Path:
    named = os.environ.get("DESKHAND_BUNDLE")
    if not named:
        pytest.fail("DESKHAND_BUNDLE must name the executable of the packaged app, as tests/run.sh builds it.")
    return Path(named).resolve(strict=True)


@pytest.fixture
def bare(own_home: Path, tmp_path: Path) -> dict[str, str]:
    """The whole environment of the app: where home is, and that there is no program to call."""
    (tmp_path / "nothing").mkdir()
    return {"HOME": str(own_home), "PATH": str(tmp_path / "nothing")}


@contextmanager
def server_only(bundle: Path, environment: dict[str, str]) -> Generator[Program]:
    process = subprocess.Popen(
        [bundle, "--no-window", "--json"],
        cwd=environment["HOME"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        yield Program(process, Client(line["url"].rstrip("/"), line["token"]), line)
    finally:
        process.kill()
        process.communicate()


def linked(file: str, copy: str) -> None:
    """A copy that takes no time where both are on one disk."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)


def tasks_in(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "tasks.db")) as tasks:
        return tasks.execute("SELECT title, due FROM tasks").fetchall()


def tomorrow() -> str:
    return (datetime.now().astimezone() + timedelta(days=1)).date().isoformat()


def test_a_task_that_was_said_is_kept_and_nothing_is_left_running(bundle: Path, bare: dict[str, str]) -> None:
    days = {tomorrow()}
    with server_only(bundle, bare) as program:
        program.client.say("Add a task: buy milk tomorrow")
        days.add(tomorrow())
        ((title, due),) = tasks_in(Path(program.line["data_dir"]))
        assert title.lower() == "buy milk"
        assert due in days
        children = processes_of(program)[1:]
        assert {child.exe() for child in children} == {str(bundle)}
        assert program.stop() == 0
        _, alive = psutil.wait_procs(children, timeout=PATIENCE_S)
        assert alive == []


def test_it_works_from_any_folder_and_says_when_that_is_moved(
    bundle: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    place = tmp_path / "Ännas Programme" / "助手 1"
    shutil.copytree(bundle.parent, place, symlinks=True, copy_function=linked)
    with server_only(place / bundle.name, bare) as program, program.client.http() as http:
        program.client.say("Add a task: buy milk tomorrow")
        assert len(tasks_in(Path(program.line["data_dir"]))) == 1
        assert http.get("/api/state").json()["notices"] == []
        place.rename(tmp_path / "elsewhere")
        (notice,) = wait_for(lambda: http.get("/api/state").json()["notices"])
        assert notice["message"].startswith("Deskhand was moved or replaced while it was running.")
        # What runs goes on: nothing is lost by it.
        program.client.say("Add a task: water the plants")
        assert len(tasks_in(Path(program.line["data_dir"]))) == 2
        assert program.stop() == 0


def test_small_talk_is_answered_without_a_network_or_a_key(bundle: Path, bare: dict[str, str]) -> None:
    with server_only(bundle, bare) as program:
        events = program.client.say("Hello! How are you today?")
        kinds = [event["item"]["type"] for event in events if event["type"] == "thread.item.done"]
        assert kinds == ["user_message", "assistant_message"]
        with program.client.http() as http:
            assert http.get("/api/state").json()["model"]["provider"] == "builtin"


async def test_files_are_searched_by_the_ripgrep_inside(bundle: Path, bare: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "granted"
    folder.mkdir()
    (folder / "cake.txt").write_text("Butter.\nThe juice of a lemon.\n", encoding="utf-8")
    server = StdioServerParameters(command=str(bundle), args=["mcp", "filesystem", str(folder)], env=bare)
    async with McpClient(server) as client:
        found = await client.call_tool("search_content", {"query": "lemon"})
    assert not found.is_error, text_of(found)
    assert "The juice of a lemon." in text_of(found)


@pytest.mark.parametrize("suffix", ["docx", "pdf", "xlsx", "pptx", "epub", "html"])
async def test_documents_are_read_by_the_libraries_inside(
    bundle: Path, bare: dict[str, str], tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / "granted"
    folder.mkdir()
    write_document(folder / f"report.{suffix}")
    server = StdioServerParameters(command=str(bundle), args=["mcp", "filesystem", str(folder)], env=bare)
    async with McpClient(server) as client:
        read = await client.call_tool("read_document", {"path": f"report.{suffix}"})
    assert not read.is_error, text_of(read)
    assert "Seven lemons" in text_of(read)


def write_document(path: Path) -> None:
    """A document that says “Seven lemons”, of the kind that its name ends with."""
    line = "Seven lemons"
    match path.suffix:
        case ".docx":
            samples.docx(path, samples.paragraph(line))
        case ".pdf":
            samples.pdf(path, [line])
        case ".xlsx":
            samples.xlsx(path, {"Sheet": [[line, 7]]})
        case ".pptx":
            samples.pptx(path, [samples.shape(line)])
        case ".epub":
            samples.epub(path, {"one": f"<p>{line}</p>"})
        case _:
            path.write_text(f"<html><body><p>{line}</p></body></html>", encoding="utf-8")


@pytest.mark.parametrize("server", ["filesystem", "tasks"])
async def test_prompts_and_resources_are_offered_to_another_client(
    bundle: Path, bare: dict[str, str], tmp_path: Path, server: str
) -> None:
    (tmp_path / "home" / "note.txt").write_text("lemons", encoding="utf-8")
    where = {"filesystem": [bare["HOME"]], "tasks": ["--db", str(tmp_path / "tasks.db")]}[server]
    program = StdioServerParameters(command=str(bundle), args=["mcp", server, *where], env=bare)
    async with McpClient(program) as client:
        if server == "tasks":
            await client.call_tool("add_task", {"title": "Call Ann"})
        assert (await client.list_prompts()).prompts
        (first, *_) = (await client.list_resources()).resources
        assert (await client.read_resource(first.uri)).contents


async def test_a_repeated_task_goes_out_as_a_calendar_file(bundle: Path, bare: dict[str, str], tmp_path: Path) -> None:
    server = StdioServerParameters(command=str(bundle), args=["mcp", "tasks", "--db", str(tmp_path / "t.db")], env=bare)
    async with McpClient(server) as client:
        repeated = {"title": "Water plants", "due": "tomorrow", "repeat": "every second monday"}
        added = await client.call_tool("add_task", repeated)
        assert not added.is_error, text_of(added)
        done = await client.call_tool("complete_task", {"task": "Water plants"})
        assert not done.is_error, text_of(done)
        written = await client.call_tool("export_tasks", {"format": "ics"})
    assert not written.is_error, text_of(written)
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2" in text_of(written)


def test_another_program_is_given_the_executable_itself(bundle: Path, bare: dict[str, str]) -> None:
    shown = subprocess.run(
        [bundle, "connect", "claude-desktop", "--print"],
        cwd=bare["HOME"], env=bare, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert f'"command": "{bundle}"' in shown.stdout
    assert not list(Path(bare["HOME"]).rglob("claude_desktop_config.json"))


async def test_the_tasks_server_answers_another_client_and_knows_the_time_zones(
    bundle: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    environment = {**bare, "TZ": "Europe/Berlin", "PYTHONTZPATH": ""}
    arguments = ["mcp", "tasks", "--db", str(tmp_path / "tasks.db")]
    server = StdioServerParameters(command=str(bundle), args=arguments, env=environment)
    async with McpClient(server) as client:
        added = await client.call_tool("add_task", {"title": "Call Ann", "due": "friday at 5pm"})
    assert not added.is_error, text_of(added)
    ((title, due),) = tasks_in(tmp_path)
    assert title == "Call Ann"
    assert re.search(r"T17:00\+0[12]:00$", due)


def test_the_window_does_the_main_job(playwright: Playwright, display: str, bundle: Path, bare: dict[str, str]) -> None:
    port = free_port()
    environment = {**bare, "DISPLAY": display, "QTWEBENGINE_REMOTE_DEBUGGING": str(port)}
    process = subprocess.Popen([bundle], cwd=bare["HOME"], env=environment, stderr=subprocess.DEVNULL)
    try:
        page = wait_for(lambda: connected(playwright, port))
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        say(page, "Add a task: water the plants tomorrow")
        plants = re.compile("water the plants", re.IGNORECASE)
        box = page.locator("openai-chatkit").get_by_role("checkbox", name=plants)
        # Waits for as long as an answer may take on a busy machine, which an action does not.
        expect(box).not_to_be_checked()
        box.check()
        expect(box).to_be_checked()
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait(60)


def test_a_browser_is_started_without_the_libraries_of_the_bundle(
    bundle: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    seen, opener = tmp_path / "seen", tmp_path / "browser.sh"
    opener.write_text(f'#!/bin/sh\nprintf %s "${{LD_LIBRARY_PATH-none}}" > {seen}\n', encoding="utf-8")
    opener.chmod(0o755)
    process = subprocess.Popen(
        [bundle], cwd=bare["HOME"], env={**bare, "BROWSER": f"{opener} %s"}, stderr=subprocess.DEVNULL
    )
    try:
        assert wait_for(lambda: seen.exists() and seen.read_text(encoding="utf-8")) == "none"
    finally:
        process.terminate()
        assert process.wait(60) == 0
