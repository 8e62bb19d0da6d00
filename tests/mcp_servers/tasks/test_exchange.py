"""Import and export: what goes out comes back, and what does not fit is said."""

import json
import os
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import pytodotxt
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from mcp.server.lowlevel import Server

from mcp_servers.tasks.due import real, to_text
from mcp_servers.tasks.results import ImportedResult
from tests.mcp_servers.calling import answer, call, data, make_tasks_server, refusal
from tests.mcp_servers.tasks.direct import Direct
from tests.mcp_servers.tasks.moments import BERLIN, NOW

TasksServer = Server[dict[str, Any]]
TIMES = {"id", "parent", "created_at", "updated_at", "completed_at"}
FORMATS = ("vtodo", "todo.txt", "json", "markdown")


async def fill(server: TasksServer) -> None:
    tasks = [
        {"title": "Move house", "notes": "by van\nwith Ann", "due": "friday", "project": "Home life",
         "priority": "high"},
        {"title": "Pack, \"all\"; of it", "due": "friday at 5pm", "project": "Home life", "parent": 1,
         "tags": ["heavy duty"], "remind": "1 hour before"},
        {"title": "Water plants", "repeat": "every 2 weeks on monday at 9am", "priority": "low", "tags": ["home"]},
        {"title": "Rent", "repeat": "3 days after completion", "blocked_by": [1], "priority": "medium"},
        {"title": "Gym", "repeat": "every week", "due": "tomorrow", "remind": "tomorrow at 8am"},
    ]  # fmt: skip
    await answer(server, "add_tasks", tasks=tasks)
    await answer(server, "reschedule_task", task="plants", due="friday at 10am")
    await answer(server, "complete_task", task="gym")


async def exported(server: TasksServer, format: str) -> str:
    result = await call(server, "export_tasks", {"format": format})
    assert not result.is_error
    part = result.content[0].model_dump()
    return part["text"]


def calendar_tasks(text: str) -> list[Any]:
    calendar: Any = Calendar.from_ical(text)
    return calendar.walk("VTODO")


async def tasks_of(server: TasksServer) -> list[dict[str, Any]]:
    return (await data(server, "list_tasks", status="all", sort="created"))["tasks"]


def without(names: set[str], tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in task.items() if name not in names} for task in tasks]


@pytest.mark.parametrize("format_", ["json", "vtodo"])
async def test_what_goes_out_comes_back_with_its_numbers(server: TasksServer, tmp_path: Path, format_: str) -> None:
    await fill(server)
    other = make_tasks_server(tmp_path / "other.db", lambda: NOW)
    text = await exported(server, format_)
    assert await answer(other, "import_tasks", text=text, format=format_) == "Imported 6 tasks."
    assert await tasks_of(other) == await tasks_of(server)
    assert await exported(other, format_) == text


@pytest.mark.parametrize(
    ("format_", "lost"),
    [
        ("markdown", {"remind", "remind_at", "blocked_by", "repeat_on"}),
        ("todo.txt", {"remind", "remind_at", "blocked_by", "repeat_on", "parent", "notes"}),
    ],
)
async def test_what_a_format_can_carry_comes_back(
    server: TasksServer, tmp_path: Path, format_: str, lost: set[str]
) -> None:
    await fill(server)
    other = make_tasks_server(tmp_path / "other.db", lambda: NOW)
    await answer(other, "import_tasks", text=await exported(server, format_), format=format_)
    by_title = [
        sorted(without(TIMES | lost, tasks), key=lambda task: (task["title"], task["status"]))
        for tasks in (await tasks_of(server), await tasks_of(other))
    ]
    assert by_title[0] == by_title[1]


async def test_subtasks_in_markdown_are_lists_in_lists(server: TasksServer) -> None:
    await fill(server)
    assert (await exported(server, "markdown")).splitlines()[-6:] == [
        "# Home life",
        "",
        "- [ ] Move house ⏫ 📅 2026-11-27",
        "    by van",
        "    with Ann",
        '    - [ ] Pack, "all"; of it #heavy_duty 📅 2026-11-27 17:00',
    ]


async def test_an_export_says_what_it_leaves_out(server: TasksServer) -> None:
    await fill(server)
    result = await call(server, "export_tasks", {"format": "todo.txt"})
    assert result.content[1].model_dump()["text"] == (
        "6 tasks exported. Left out, as todo.txt has no place for them: notes of 1 task, "
        "places below a parent of 1 task, blockers of 1 task, reminders of 3 tasks."
    )
    assert result.structured_content["tasks"] == 6
    assert "text" not in result.structured_content


async def test_a_calendar_is_read_by_the_library_of_others(server: TasksServer) -> None:
    await fill(server)
    todos = {str(todo["summary"]): todo for todo in calendar_tasks(await exported(server, "vtodo"))}
    assert todos["Water plants"]["rrule"].to_ical() == b"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert todos["Water plants"]["due"].params["TZID"] == "Europe/Berlin"
    assert todos["Move house"]["priority"] == 1
    assert str(todos['Pack, "all"; of it']["related-to"]) == "task-1@deskhand"


async def test_todo_txt_is_read_by_the_library_of_others(server: TasksServer) -> None:
    await fill(server)
    lines: list[Any] = [pytodotxt.Task(line) for line in (await exported(server, "todo.txt")).splitlines()]
    assert [(line.priority, line.projects, line.contexts) for line in lines[:3]] == [
        ("A", ["Home_life"], []),
        (None, ["Home_life"], ["heavy_duty"]),
        ("C", [], ["home"]),
    ]
    assert lines[1].attributes == {"due": ["2026-11-27"], "at": ["17:00"]}
    assert [line.bare_description() for line in lines if line.is_completed] == ["Gym"]


async def test_an_import_is_undone_as_one_step(server: TasksServer) -> None:
    await answer(server, "add_task", title="Mine")
    await answer(server, "import_tasks", text="one\ntwo\nthree", format="todo.txt")
    assert await answer(server, "undo") == "Undone: Imported 3 tasks."
    assert [task["title"] for task in await tasks_of(server)] == ["Mine"]


async def test_beside_other_tasks_numbers_are_new_and_links_follow(server: TasksServer) -> None:
    await answer(server, "add_task", title="Mine")
    rows = [{"id": 1, "title": "A"}, {"id": 9, "title": "B", "parent": 1, "blocked_by": [1, 77]}]
    await answer(server, "import_tasks", text=json.dumps(rows))
    mine, second, third = reversed(await tasks_of(server))
    assert (mine["id"], second["id"], third["id"]) == (1, 2, 3)
    assert (third["parent"], third["blocked_by"]) == (2, [2])


async def test_links_in_a_circle_are_left_out(server: TasksServer) -> None:
    rows = [
        {"id": 1, "title": "A", "parent": 2, "blocked_by": [2]},
        {"id": 2, "title": "B", "parent": 1, "blocked_by": [1]},
        {"id": 3, "title": "C", "parent": 3, "blocked_by": [3]},
    ]
    result = await data(server, "import_tasks", text=json.dumps(rows), format="json")
    assert (result["imported"], len(result["problems"])) == (3, 4)
    assert await answer(server, "next_task")


async def test_of_a_file_what_fits_is_taken_and_the_rest_is_said(server: TasksServer) -> None:
    rows = [
        {"title": "A"},
        {"title": ""},
        {"name": "B"},
        7,
        {"title": "C", "due": "soon"},
        {"title": "D", "repeat": "x"},
    ]
    result = await data(server, "import_tasks", text=json.dumps({"tasks": rows}), format="json")
    assert result["imported"] == 1
    assert [problem["place"] for problem in result["problems"]] == ["task 2", "task 3", "task 4", "task 5", "task 6"]
    assert result["problems"][1]["reason"] == "The argument `title` is missing. Unknown argument `name`."


async def test_of_a_calendar_what_can_be_read_is_taken(server: TasksServer) -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:A\nDUE:20261224T150000Z\nEND:VTODO\n"
        "BEGIN:VTODO\nSUMMARY:B\nDUE:99999\nEND:VTODO\n"
        "BEGIN:VTODO\nSUMMARY:C\nDUE;VALUE=DATE:20261224\nRRULE:FREQ=HOURLY\nEND:VTODO\n"
        "BEGIN:VTODO\nSUMMARY:D\nSTATUS:CANCELLED\nEND:VTODO\nEND:VCALENDAR\n"
    )
    result = await data(server, "import_tasks", text=text)
    assert [(task["title"], task["due"]) for task in reversed(await tasks_of(server))] == [
        ("A", "2026-12-24T16:00+01:00"),
        ("C", "2026-12-24"),
    ]
    assert [problem["place"] for problem in result["problems"]] == ["task 2", "task 3", "task 4"]


async def test_markdown_of_other_programs_is_read(server: TasksServer) -> None:
    text = (
        "# Shopping #\n\nSome words.\n* [ ] Milk due:2026-12-01 #food\n  - [X] Oat milk ✅ 2026-11-20\n"
        "1. [ ] Bread 🔺 🔁 every week 📅 2026-11-30\n- [-] Never\n- no task\n\n"
        "## Work\n- [ ] Call C#-people 🔁 now and then\n"
    )
    result = await data(server, "import_tasks", text=text)
    tasks = {task["title"]: task for task in await tasks_of(server)}
    milk = tasks["Milk"]
    assert list(tasks) == ["Call C#-people", "Bread", "Oat milk", "Milk"]
    assert (milk["due"], milk["tags"], milk["project"]) == ("2026-12-01", ["food"], "Shopping")
    assert (tasks["Oat milk"]["parent"], tasks["Oat milk"]["status"]) == (milk["id"], "done")
    assert (tasks["Bread"]["priority"], tasks["Bread"]["repeat"]) == ("high", "FREQ=WEEKLY")
    assert [problem["place"] for problem in result["problems"]] == ["line 7", "line 11"]


async def test_todo_txt_of_other_programs_is_read(server: TasksServer) -> None:
    text = (
        "(A) 2026-11-01 Call Ann at 10:30 +Family @phone due:2026-12-24\n"
        "x 2026-11-20 2026-11-01 Pay http://example.org/a pri:B\n"
        "Water rec:+2w due:2026-12-01\nFilter rec:3d\nA rec:5x\nB due:2026-13-01\n\n"
    )
    result = await data(server, "import_tasks", text=text, format="todotxt")
    tasks = list(reversed(await tasks_of(server)))
    assert [(task["title"], task["priority"], task["status"]) for task in tasks] == [
        ("Call Ann at 10:30", "high", "open"),
        ("Pay http://example.org/a", "medium", "done"),
        ("Water", "none", "open"),
        ("Filter", "none", "open"),
    ]
    assert (tasks[2]["repeat"], tasks[2]["repeat_from"]) == ("FREQ=WEEKLY;INTERVAL=2", "due")
    assert (tasks[3]["repeat_from"], tasks[3]["due"]) == ("completion", "2026-11-23")
    assert [problem["place"] for problem in result["problems"]] == ["line 5", "line 6"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Give either `path`"),
        ({"text": "x", "path": "/x"}, "Give either `path`"),
        ({"text": "hello"}, "Say which format it is"),
        ({"text": "hello", "format": "csv"}, "`format`"),
        ({"text": "{", "format": "json"}, "no valid JSON"),
        ({"text": "[" * 100_000, "format": "json"}, "no valid JSON"),
        ({"text": '{"a": 1}', "format": "json"}, "no list of tasks"),
        ({"text": "hello", "format": "vtodo"}, "no calendar"),
        ({"text": "x\n" * 6000, "format": "todo.txt"}, "at most 5000"),
        ({"text": "x" * (6 << 20), "format": "todo.txt"}, "at most 5 MB"),
    ],
)
async def test_what_cannot_be_imported_is_refused(server: TasksServer, arguments: dict[str, Any], words: str) -> None:
    assert words in await refusal(server, "import_tasks", **arguments)


async def test_a_file_is_imported_by_its_path_and_its_ending(server: TasksServer, tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_bytes("\ufeff- [ ] Käse\r\n- [ ] Brot\r\n".encode())
    await answer(server, "import_tasks", path=str(file))
    assert [task["title"] for task in await tasks_of(server)] == ["Brot", "Käse"]


async def test_files_that_are_no_business_of_an_import_stay_closed(
    server: TasksServer, tmp_path: Path, own_home: Path
) -> None:
    names = [".ssh/notes.txt", ".env", "id_rsa", "Library/x.json", "data.db", "big.txt", "latin.txt", "folder.txt"]
    for name in names[:-1]:
        (own_home / name).parent.mkdir(exist_ok=True)
        (own_home / name).write_bytes(b"x" * (6 << 20) if name == "big.txt" else b"caf\xe9")
    (own_home / "folder.txt").mkdir()
    os.mkfifo(own_home / "pipe.txt")
    (own_home / "link.txt").symlink_to(own_home / ".ssh" / "notes.txt")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.txt").write_text("x", encoding="utf-8")
    paths = [*(own_home / name for name in [*names, "pipe.txt", "link.txt"]), tmp_path / "data" / "settings.txt"]
    said = {path.name: await refusal(server, "import_tasks", path=str(path)) for path in paths}
    assert "hidden or private" in said["notes.txt"]
    assert said["link.txt"] == said["notes.txt"] == said[".env"] == said["x.json"] == said["settings.txt"]
    assert "Files of tasks end in" in said["id_rsa"]
    assert said["data.db"] == said["id_rsa"]
    assert "too large" in said["big.txt"]
    assert "not UTF-8" in said["latin.txt"]
    assert said["pipe.txt"] == "That is no file with text."
    assert said["folder.txt"] in ("That is no file with text.", "That file cannot be read.")
    assert "no such file" in await refusal(server, "import_tasks", path=str(own_home / "nothing.txt"))
    assert "whole path" in await refusal(server, "import_tasks", path="list.txt")
    assert await tasks_of(server) == []


WORDS = st.text(st.characters(categories=["L", "N", "Zs"], include_characters=",;:\\\"'-(){}"), min_size=1, max_size=30)
PLAIN = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=12)
NAMES = st.lists(PLAIN, min_size=1, max_size=2).map(" ".join)
DUES = st.one_of(
    st.none(),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)).map(to_text),
    st.datetimes(datetime(2026, 1, 1, 4), datetime(2030, 1, 1)).map(  # noqa: DTZ001
        lambda moment: to_text(real(moment.replace(tzinfo=BERLIN), BERLIN))
    ),
)
RULES = st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY"])


def _unique(names: list[str]) -> list[str]:
    return list({name.casefold(): name for name in names}.values())


def tasks(title: st.SearchStrategy[str], notes: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {
            "title": title.map(lambda text: " ".join(text.split())).filter(bool),
            "notes": notes,
            "due": DUES,
            "status": st.sampled_from(["open", "done"]),
            "priority": st.sampled_from(["none", "low", "medium", "high"]),
            "project": st.none() | NAMES,
            "tags": st.lists(NAMES, max_size=3).map(_unique),
            "repeat": st.none() | RULES,
            "repeat_from": st.just("due"),
        }
    )
    return st.lists(one, min_size=1, max_size=4)


def round_trip(rows: list[dict[str, Any]], format_: str, compared: set[str]) -> None:
    """Rows into one file, out in a format, into another file: the same."""
    with TemporaryDirectory() as folder:
        first, second = Direct(Path(folder) / "1.db"), Direct(Path(folder) / "2.db")
        imported = first("import_tasks", text=json.dumps(rows), format="json").data
        assert isinstance(imported, ImportedResult)
        assert imported.problems == []
        second("import_tasks", text=first("export_tasks", format=format_).text, format=format_)
        kept = [json.loads(tools("export_tasks", format="json").text)["tasks"] for tools in (first, second)]
        both = [sorted(json.dumps({name: task[name] for name in compared}) for task in found) for found in kept]
        assert both[0] == both[1]


ALL = {"title", "notes", "due", "status", "priority", "project", "tags", "repeat", "repeat_from", "repeat_on"}
NOTES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], include_characters="\n"), max_size=40)


@settings(max_examples=25, deadline=None)
@given(rows=tasks(WORDS, NOTES))
def test_anything_comes_back_from_json(rows: list[dict[str, Any]]) -> None:
    round_trip(rows, "json", ALL | {"id", "created_at", "updated_at", "completed_at"})


@settings(max_examples=25, deadline=None)
@given(rows=tasks(WORDS, NOTES.map(str.strip)))
def test_anything_comes_back_from_a_calendar(rows: list[dict[str, Any]]) -> None:
    round_trip(rows, "vtodo", ALL | {"id", "created_at", "updated_at", "completed_at"})


@settings(max_examples=25, deadline=None)
@given(rows=tasks(NAMES, st.just("")))
def test_plain_tasks_come_back_from_todo_txt(rows: list[dict[str, Any]]) -> None:
    round_trip(rows, "todo.txt", ALL - {"repeat_on", "notes"})


@settings(max_examples=25, deadline=None)
@given(rows=tasks(NAMES, st.lists(NAMES, max_size=2).map("\n".join)))
def test_plain_tasks_come_back_from_markdown(rows: list[dict[str, Any]]) -> None:
    round_trip(rows, "markdown", ALL - {"repeat_on"})


@pytest.mark.parametrize(
    "line", ["- [ ] no task", "1. [x] none", "* [ ] # none", "- plain", "[ ] no item", "# no heading", "- \\[ ] x"]
)
def test_notes_that_look_like_a_list_come_back_as_notes(tmp_path: Path, line: str) -> None:
    first, second = Direct(tmp_path / "1.db"), Direct(tmp_path / "2.db")
    first("add_task", title="Pack", notes=f"before\n{line}\nafter")
    second("import_tasks", format="markdown", text=first.answer("export_tasks", format="markdown"))
    found = json.loads(second.answer("export_tasks", format="json"))["tasks"]
    assert [(task["title"], task["notes"]) for task in found] == [("Pack", f"before\n{line}\nafter")]


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60), format_=st.sampled_from(FORMATS))
def test_any_text_is_imported_or_refused(text: str, format_: str) -> None:
    with TemporaryDirectory() as folder:
        assert (
            not Direct(Path(folder) / "1.db")
            .answer("import_tasks", text=text, format=format_)
            .startswith("Import tasks failed")
        )
