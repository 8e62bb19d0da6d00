"""What a person does on the first day, with nothing configured and no network."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import page_of, processes_of, say
from tests.running import Program, app_as_program, home_of
from tests.waiting import PATIENCE_S, wait_for


def tasks_in(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "tasks.db")) as tasks:
        return tasks.execute("SELECT title, status FROM tasks ORDER BY id").fetchall()


def test_a_task_that_was_said_is_ticked_in_the_widget_and_still_done_after_a_restart(
    browser: Browser, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with app_as_program(data) as program, page_of(browser, program) as page:
        say(page, "Add a task: buy milk tomorrow")
        widget = page.locator("openai-chatkit").get_by_role("checkbox", name=re.compile("buy milk", re.IGNORECASE))
        expect(widget).not_to_be_checked()
        ((title, status),) = tasks_in(data)
        assert (title.lower(), status) == ("buy milk", "open")
        panel = page.get_by_role("complementary", name="Tasks")
        expect(panel.get_by_role("checkbox", name=re.compile("buy milk", re.IGNORECASE))).to_be_visible()
        widget.check()
        wait_for(lambda: tasks_in(data)[0][1] == "done")
        assert program.stop() == 0
    with app_as_program(data) as program, page_of(browser, program) as page:
        page.get_by_role("navigation").get_by_role("button", name=re.compile("Add a task")).first.click()
        again = page.locator("openai-chatkit").get_by_role("checkbox", name=re.compile("buy milk", re.IGNORECASE))
        expect(again).to_be_checked()
        assert tasks_in(data)[0][1] == "done"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def program(home: Path) -> Iterator[Program]:
    """The app, for those that only have conversations of their own."""
    with app_as_program(home / "data", **home_of(home)) as running:
        yield running


def test_a_file_in_the_granted_folder_is_read_back_in_an_answer(browser: Browser, program: Program, home: Path) -> None:
    granted = home / "Documents" / "Deskhand"
    with page_of(browser, program) as page:
        wait_for((granted / "Welcome.md").exists)
        (granted / "recipe.txt").write_text("Two eggs and a little salt.", encoding="utf-8")
        say(page, "Read recipe.txt")
        expect(page.locator("openai-chatkit").get_by_text("Two eggs and a little salt.").last).to_be_visible()


def test_small_talk_is_answered_by_the_built_in_model(program: Program) -> None:
    events = program.client.say("Hello! How are you today?")
    kinds = [event["item"]["type"] for event in events if event["type"] == "thread.item.done"]
    assert kinds == ["user_message", "assistant_message"]
    with program.client.http() as http:
        assert http.get("/api/state").json()["model"]["provider"] == "builtin"


def test_stop_keeps_what_was_written_and_the_model_stops_within_a_second(browser: Browser, program: Program) -> None:
    with page_of(browser, program) as page:
        say(page, "Tell me a very long story about a dragon and a princess")
        answer = page.locator("openai-chatkit").get_by_role("article", name="Assistant")
        expect(answer).to_have_text(re.compile(r"(\w+\W+){12}"))
        page.get_by_role("button", name="Stop").click()
        wait_for(lambda: all_idle(processes_of(program)), 10)
        thread = program.client.json("threads.list")["data"][0]["id"]
        kept = wait_for(lambda: [i for i in program.client.items(thread) if i["type"] == "assistant_message"])
        words = kept[0]["content"][0]["text"].split()
        assert len(words) >= 12
        page.reload()
        page.get_by_role("navigation").get_by_role("button", name=re.compile("Tell me a very")).first.click()
        expect(page.locator("openai-chatkit").get_by_text(" ".join(words[:4])).first).to_be_visible()


def all_idle(processes: list[psutil.Process]) -> bool:
    """Whether none of the processes computes: a model that writes takes all of a core."""
    for process in processes:
        process.cpu_percent(None)
    return all(process.cpu_percent(0.2) < 50 for process in processes)


def test_nothing_that_was_started_outlives_the_app(browser: Browser, tmp_path: Path) -> None:
    with app_as_program(tmp_path / "data") as program:
        program.client.say("Hello")
        children = processes_of(program)[1:]
        assert len(children) >= 3
        program.process.kill()
        program.process.wait(60)
        _, alive = psutil.wait_procs(children, timeout=PATIENCE_S)
        assert alive == []


def test_the_app_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    with app_as_program(tmp_path / "data", "--exit-on-eof") as program:
        assert program.process.stdin is not None
        program.process.stdin.close()
        program.process.stdin = None
        assert program.process.wait(60) == 0
