"""The tools as a model calls them: what they answer, keep and refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import ERAS, Era, answer, call, data, make_tasks_server, refusal, text_of
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]


async def task(server: TasksServer, reference: int | str) -> dict[str, Any]:
    return (await data(server, "get_task", task=reference))["task"]


@pytest.mark.parametrize("era", ERAS)
async def test_a_task_is_added_in_one_sentence_and_as_data(server: TasksServer, era: Era) -> None:
    result = await call(server, "add_task", {"title": "Buy milk", "due": "tomorrow"}, era)
    assert text_of(result) == "Added “Buy milk”, due tomorrow (Tue 24 Nov 2026)."
    assert result.structured_content == {
        "task": {
            "id": 1,
            "title": "Buy milk",
            "notes": "",
            "due": "2026-11-24",
            "status": "open",
            "priority": "none",
            "project": None,
            "tags": [],
            "created_at": "2026-11-23T14:30:00+00:00",
            "updated_at": "2026-11-23T14:30:00+00:00",
            "completed_at": None,
            "repeat": None,
            "repeat_from": "due",
            "repeat_on": None,
            "remind": None,
            "remind_at": None,
            "parent": None,
            "blocked_by": [],
        },
        "change": 1,
    }


async def test_a_task_keeps_all_that_it_was_given(server: TasksServer) -> None:
    await answer(
        server, "add_task", title="  Call Ann  ", notes="about\nthe trip", due="friday at 5pm", priority="high",
        project="Trip", tags=["#phone", "Phone", "home"],
    )  # fmt: skip
    kept = await task(server, 1)
    assert (kept["title"], kept["notes"], kept["due"]) == ("Call Ann", "about\nthe trip", "2026-11-27T17:00+01:00")
    assert (kept["priority"], kept["project"], kept["tags"]) == ("high", "Trip", ["Phone", "home"])
    assert await answer(server, "get_task", task=1) == (
        "“Call Ann”, due Fri 27 Nov 2026 at 17:00 (#1).\nOpen, high priority, project Trip, #Phone, #home.\n"
        "about\nthe trip"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "`title` is missing"),
        ({"title": "  "}, "`title`"),
        ({"title": "x", "due": "yesterday"}, "in the past"),
        ({"title": "x", "due": "blah"}, "no date that I understand"),
        ({"title": "x", "priority": "urgent"}, "'none', 'low', 'medium' or 'high'"),
        ({"title": "x", "date": "tomorrow"}, "Unknown argument `date`"),
        ({"title": "x", "tags": "home"}, "`tags`"),
        ({"title": "x" * 501}, "`title`"),
        ({"title": "\0\n"}, "`title`"),
    ],
)
async def test_a_task_that_does_not_fit_is_refused_and_not_added(
    server: TasksServer, arguments: dict[str, Any], words: str
) -> None:
    assert words in await refusal(server, "add_task", **arguments)
    assert (await data(server, "list_tasks"))["total"] == 0


async def test_null_for_what_may_be_left_out_is_as_left_out(server: TasksServer) -> None:
    await answer(server, "add_task", title="x", notes=None, due=None, priority=None, project=None, tags=None)
    assert (await task(server, 1))["priority"] == "none"


async def test_of_several_tasks_those_that_fit_are_added(server: TasksServer) -> None:
    tasks = [{"title": "A"}, {"title": "B", "due": "yesterday"}, {"title": ""}, {"title": "D", "due": "today"}, "E"]
    result = await call(server, "add_tasks", {"tasks": tasks})
    assert not result.is_error
    assert [added["title"] for added in result.structured_content["tasks"]] == ["A", "D"]
    assert [failed["index"] for failed in result.structured_content["failed"]] == [1, 2, 4]
    lines = text_of(result).splitlines()
    assert lines[:3] == ["Added 2 tasks:", "- A (#1)", "- D (#2): due today (Mon 23 Nov 2026)"]
    assert lines[3].startswith("Not added: “B”. “yesterday” is in the past")


async def test_a_change_leaves_what_was_not_given(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", notes="2 l", due="tomorrow", priority="low", tags=["home"])
    before = await task(server, 1)
    assert await answer(server, "update_task", task=1, project="Shop") == (
        "Changed “Buy milk”, due tomorrow (Tue 24 Nov 2026)."
    )
    assert await task(server, 1) == {**before, "project": "Shop"}


async def test_null_clears_and_only_what_it_is_given_for(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", notes="n", due="tomorrow", priority="low", project="P", tags=["t"])
    await answer(server, "update_task", task=1, due=None)
    assert ((await task(server, 1))["due"], (await task(server, 1))["notes"]) == (None, "n")
    await answer(server, "update_task", task=1, notes=None, priority=None, project=None, tags=None)
    cleared = await task(server, 1)
    assert (cleared["notes"], cleared["priority"], cleared["project"], cleared["tags"]) == ("", "none", None, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({}, "Say what to change"), ({"title": None}, "must have a title"), ({"due": "yesterday"}, "in the past")],
)
async def test_a_change_without_sense_is_refused(server: TasksServer, arguments: dict[str, Any], words: str) -> None:
    await answer(server, "add_task", title="A", due="tomorrow")
    before = await task(server, 1)
    assert words in await refusal(server, "update_task", task=1, **arguments)
    assert await task(server, 1) == before


async def test_a_task_is_completed_and_reopened_as_often_as_asked(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk")
    assert await answer(server, "complete_task", task="milk") == "Completed “Buy milk”."
    assert (await task(server, 1))["completed_at"] == "2026-11-23T14:30:00+00:00"
    assert await answer(server, "complete_task", task=1) == "“Buy milk” is already done."
    assert await answer(server, "reopen_task", task="milk") == "Reopened “Buy milk”."
    assert (await task(server, 1))["completed_at"] is None
    assert await answer(server, "reopen_task", task=1) == "“Buy milk” is already open."


async def test_a_deleted_task_can_be_brought_back(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow")
    before = await task(server, 1)
    assert await answer(server, "delete_task", task="milk") == (
        "Moved “Buy milk”, due tomorrow (Tue 24 Nov 2026) to the trash."
    )
    assert await answer(server, "list_tasks", status="all") == "No tasks."
    assert "in the trash. restore_task" in await refusal(server, "complete_task", task=1)
    assert "no task “milk”" in await refusal(server, "get_task", task="milk")
    assert await answer(server, "restore_task", task="milk") == "Restored “Buy milk”, due tomorrow (Tue 24 Nov 2026)."
    assert await task(server, 1) == before
    assert "in the trash" in await refusal(server, "restore_task", task="milk")
    assert "not in the trash" in await refusal(server, "restore_task", task=1)


async def test_a_number_is_never_given_twice(server: TasksServer) -> None:
    await answer(server, "add_task", title="A")
    await answer(server, "delete_task", task=1)
    await answer(server, "add_task", title="B")
    assert (await task(server, "B"))["id"] == 2


async def test_a_task_is_rescheduled_in_words(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow")
    said = await answer(server, "reschedule_task", task="milk", due="next friday")
    assert said == "Rescheduled “Buy milk”, due Fri 27 Nov 2026."
    assert "Give a date" in await refusal(server, "reschedule_task", task="milk", due="")
    assert "in the past" in await refusal(server, "reschedule_task", task="milk", due="yesterday")
    assert (await task(server, 1))["due"] == "2026-11-27"


async def test_projects_and_tags_are_counted_without_regard_to_case(server: TasksServer) -> None:
    assert await answer(server, "list_projects") == "No task belongs to a project."
    assert await answer(server, "list_tags") == "No task has a tag."
    await answer(server, "add_task", title="A", project="Zoo", tags=["ärger", "Home"])
    await answer(server, "add_task", title="B", project="zoo", tags=["Ärger"])
    await answer(server, "add_task", title="C", project="Art")
    await answer(server, "complete_task", task="C")
    assert (await data(server, "list_projects"))["projects"] == [
        {"name": "Art", "open_tasks": 0},
        {"name": "Zoo", "open_tasks": 2},
    ]
    tags = (await data(server, "list_tags"))["tags"]
    assert {tag["name"].casefold(): tag["open_tasks"] for tag in tags} == {"home": 1, "ärger": 2}
    assert await answer(server, "list_projects") == "- Art: 0 open\n- Zoo: 2 open"


async def test_a_date_can_be_tried(server: TasksServer) -> None:
    result = await call(server, "parse_date", {"text": "friday at 5pm"})
    assert text_of(result) == "Fri 27 Nov 2026 at 17:00."
    assert result.structured_content == {"due": "2026-11-27T17:00+01:00", "words": "Fri 27 Nov 2026 at 17:00"}
    assert await answer(server, "parse_date", text="yesterday") == "Yesterday (Sun 22 Nov 2026). That is in the past."
    assert "no date" in await refusal(server, "parse_date", text="someday")


async def test_a_title_cannot_become_a_link_or_a_picture(server: TasksServer) -> None:
    said = await answer(server, "add_task", title="![x](http://evil/?q) <b> *a* snake_case _b_\nline")
    assert said == r"Added “!\[x\](http://evil/?q) \<b> \*a\* snake_case \_b\_ line”."
    assert r"- !\[x\](http://evil/?q)" in await answer(server, "list_tasks")
    assert (await task(server, 1))["title"] == "![x](http://evil/?q) <b> *a* snake_case _b_ line"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\nb\tc", "a b c"), ("a\0b\x07", "ab"), (" a\u2028b ", "a b"), ("😀 é 漢字", "😀 é 漢字")],
)
async def test_a_title_is_one_line_of_what_can_be_shown(server: TasksServer, given: str, kept: str) -> None:
    await answer(server, "add_task", title=given)
    assert (await task(server, 1))["title"] == kept
    await answer(server, "import_tasks", format="json", text=json.dumps({"tasks": [{"title": given}]}))
    assert (await task(server, 2))["title"] == kept


@pytest.mark.parametrize("era", ERAS)
async def test_every_tool_says_what_it_does_needs_and_gives(server: TasksServer, era: Era) -> None:
    async with Client(server, mode=era) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {
        "add_task", "add_tasks", "list_tasks", "get_task", "update_task", "complete_task", "reopen_task", "delete_task",
        "restore_task", "reschedule_task", "search_tasks", "next_task", "list_projects", "list_tags",
        "task_stats", "undo", "redo", "list_changes", "parse_date", "import_tasks", "export_tasks",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert tool.output_schema is not None
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations is not None
        assert tool.annotations.open_world_hint is False
    reading = {name for name, tool in tools.items() if tool.annotations and tool.annotations.read_only_hint}
    assert reading == {
        "list_tasks", "get_task", "search_tasks", "next_task", "list_projects", "list_tags", "task_stats",
        "list_changes", "parse_date", "export_tasks",
    }  # fmt: skip
    required = {name: tool.input_schema.get("required", []) for name, tool in tools.items()}
    assert required["add_task"] == ["title"]
    assert required["list_tasks"] == []
    assert required["update_task"] == ["task"]
    assert required["undo"] == []
    assert list(tools["add_task"].input_schema["properties"])[:6] == [
        "title", "notes", "due", "priority", "project", "tags",
    ]  # fmt: skip
    assert tools["add_task"].input_schema["properties"]["due"]["type"] == "string"


async def test_two_servers_on_one_file_see_each_other(server: TasksServer, db: Path) -> None:
    other = make_tasks_server(db, lambda: NOW)
    await answer(server, "add_task", title="A")
    await answer(other, "add_task", title="B")
    assert (await data(server, "list_tasks"))["total"] == 2
