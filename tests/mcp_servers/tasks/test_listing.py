from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, data, make_tasks_server, refusal
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]


async def titles(server: TasksServer, **arguments: Any) -> list[str]:
    return [task["title"] for task in (await data(server, "list_tasks", **arguments))["tasks"]]


async def fill(server: TasksServer) -> None:
    tasks = [
        {"title": "today", "due": "today"},
        {"title": "today at five", "due": "5pm", "priority": "high", "tags": ["Phone"]},
        {"title": "tomorrow", "due": "tomorrow", "project": "House"},
        {"title": "saturday", "due": "saturday at 9", "project": "house", "priority": "low"},
        {"title": "next month", "due": "24 dec", "notes": "with Grüße"},
        {"title": "inbox", "priority": "high"},
        {"title": "someday", "project": "House"},
    ]
    await answer(server, "add_tasks", tasks=tasks)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"due": "today"}, ["today", "today at five"]),
        ({"due": "Today"}, ["today", "today at five"]),
        ({"due": "tomorrow"}, ["tomorrow"]),
        ({"due": "upcoming"}, ["tomorrow", "saturday", "next month"]),
        ({"due": "overdue"}, []),
        ({"due": "inbox"}, ["inbox"]),
        ({"due": "someday"}, ["inbox", "someday"]),
        ({"due": "this week"}, ["today", "today at five", "tomorrow", "saturday"]),
        ({"due": "this weekend"}, ["saturday"]),
        ({"due": "2026-12-24"}, ["next month"]),
        ({"due": "next month"}, ["next month"]),
        ({"project": "HOUSE"}, ["tomorrow", "saturday", "someday"]),
        ({"tag": "#phone"}, ["today at five"]),
        ({"query": "TODAY"}, ["today", "today at five"]),
        ({"query": "grüsse"}, ["next month"]),
        ({"query": "five today"}, ["today at five"]),
        ({"query": "%"}, []),
        ({"query": "' OR 1=1 --"}, []),
        ({"project": "house", "due": "tomorrow"}, ["tomorrow"]),
        ({"status": "done"}, []),
    ],
)
async def test_a_list_holds_what_was_asked_for(server: TasksServer, filters: dict[str, Any], found: list[str]) -> None:
    await fill(server)
    assert await titles(server, **filters) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("due", ["today", "today at five", "tomorrow", "saturday", "next month", "inbox", "someday"]),
        ("priority", ["today at five", "inbox", "saturday", "today", "tomorrow", "next month", "someday"]),
        ("created", ["someday", "inbox", "next month", "saturday", "tomorrow", "today at five", "today"]),
        ("title", ["inbox", "next month", "saturday", "someday", "today", "today at five", "tomorrow"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 3, 200])
async def test_pages_joined_are_the_whole_list_in_order(
    server: TasksServer, sort: str, order: list[str], limit: int
) -> None:
    await fill(server)
    found: list[str] = []
    cursor = None
    for _ in range(len(order) + 1):
        page = await data(server, "list_tasks", sort=sort, limit=limit, cursor=cursor)
        assert page["total"] == len(order)
        found += [task["title"] for task in page["tasks"]]
        cursor = page["next_cursor"]
        assert page["truncated"] is (cursor is not None)
        if cursor is None:
            break
    assert found == order


async def test_a_page_goes_on_where_it_ended_when_tasks_come_and_go(server: TasksServer) -> None:
    await fill(server)
    page = await data(server, "list_tasks", limit=2)
    await answer(server, "delete_task", task="tomorrow")
    await answer(server, "add_task", title="first of all", due="today", priority="high")
    assert (await titles(server, cursor=page["next_cursor"]))[0] == "saturday"


@pytest.mark.parametrize("cursor", ["", "x", "W10=", "WyJ0aXRsZSIsMV0=", "bnVsbA==", "WyJkdWUiLFtdLG51bGwsMV0="])
async def test_a_cursor_of_something_else_is_refused(server: TasksServer, cursor: str) -> None:
    assert "belongs to another list" in await refusal(server, "list_tasks", cursor=cursor)


async def test_a_cursor_of_a_list_with_other_filters_is_refused(server: TasksServer) -> None:
    await answer(server, "add_tasks", tasks=[{"title": each, "project": "Home"} for each in "abc"])
    cursor = (await data(server, "list_tasks", limit=1))["next_cursor"]
    assert (await data(server, "list_tasks", limit=2, cursor=cursor))["next_cursor"] is None
    for other in ({"project": "Home"}, {"sort": "title"}, {"status": "all"}, {"query": "a"}):
        assert "belongs to another list" in await refusal(server, "list_tasks", cursor=cursor, **other)


async def test_tasks_become_overdue_as_time_goes_by(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    await fill(server)
    now = NOW + timedelta(hours=2)
    assert await titles(server, due="overdue") == ["today at five"]
    now = NOW + timedelta(days=1)
    assert await titles(server, due="overdue") == ["today", "today at five"]
    assert await answer(server, "list_tasks", due="today") == (
        "1 open task due today:\n- tomorrow (#3): due today (Tue 24 Nov 2026), project House\n2 tasks overdue."
    )
    assert await answer(server, "list_tasks", due="overdue") == (
        "2 open tasks overdue:\n- today (#1): overdue, was due yesterday (Mon 23 Nov 2026)\n"
        "- today at five (#2): overdue, was due yesterday at 17:00 (Mon 23 Nov 2026), high priority, #Phone"
    )


async def test_a_list_is_said_in_markdown_and_says_what_it_leaves_out(server: TasksServer) -> None:
    await fill(server)
    assert await answer(server, "list_tasks", limit=2) == (
        "7 open tasks:\n- today (#1): due today (Mon 23 Nov 2026)\n"
        "- today at five (#2): due today at 17:00 (Mon 23 Nov 2026), high priority, #Phone\nShowing 2 of 7."
    )


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({}, "No open tasks."),
        ({"status": "done"}, "No done tasks."),
        ({"status": "all"}, "No tasks."),
        ({"due": "today"}, "No open tasks due today."),
        ({"due": "overdue"}, "No open tasks overdue."),
        ({"project": "Zoo"}, "No open tasks in Zoo."),
        ({"tag": "x"}, "No open tasks tagged x."),
        ({"query": "milk"}, "No open tasks with “milk”."),
    ],
)
async def test_an_empty_list_is_a_sentence(server: TasksServer, filters: dict[str, Any], said: str) -> None:
    assert await answer(server, "list_tasks", **filters) == said


async def test_an_unreadable_date_to_list_is_refused(server: TasksServer) -> None:
    assert "no date that I understand" in await refusal(server, "list_tasks", due="blah")


async def test_done_tasks_are_found_by_a_search_and_marked(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow")
    await answer(server, "complete_task", task=1)
    assert await answer(server, "search_tasks", query="MILK") == "1 task with “MILK”:\n- Buy milk (#1): done"
    assert await answer(server, "list_tasks", status="done") == "1 done task:\n- Buy milk (#1): done"


async def test_done_tasks_are_a_view_with_the_newest_first(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    await fill(server)
    for task in ("saturday", "inbox", "tomorrow"):
        await answer(server, "complete_task", task=task)
        now += timedelta(minutes=1)
    assert await titles(server, due="done") == await titles(server, status="done") == ["tomorrow", "inbox", "saturday"]
    page = await data(server, "list_tasks", status="done", limit=2)
    assert await titles(server, status="done", cursor=page["next_cursor"]) == ["saturday"]
    assert await answer(server, "list_tasks", due="done", limit=1) == (
        "3 done tasks:\n- tomorrow (#3): done, project House\nShowing 1 of 3."
    )
