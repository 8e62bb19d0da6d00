"""What to do next, and what was done."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, data, make_tasks_server, refusal
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"due": "today"}, {"due": "tomorrow"}),
        ({"due": "today"}, {"due": "2027-03-01", "priority": "high"}),
        ({"due": "tomorrow", "priority": "high"}, {"due": "today"}),
        ({"due": "2027-03-01"}, {}),
        ({"priority": "high"}, {"priority": "medium"}),
        ({"priority": "low"}, {}),
        ({}, {}),
    ],
)
async def test_the_more_urgent_task_comes_first(
    server: TasksServer, first: dict[str, Any], second: dict[str, Any]
) -> None:
    tasks = [{"title": "first", **first}, {"title": "second", **second}]
    await answer(server, "add_tasks", tasks=tasks if first == second else list(reversed(tasks)))
    assert (await data(server, "next_task"))["task"]["title"] == "first"


async def test_what_is_overdue_comes_before_all_and_says_why(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    await answer(server, "add_task", title="Late", due="tomorrow", priority="low")
    await answer(server, "add_task", title="Today", due="2026-11-26", priority="medium")
    now = NOW + timedelta(days=3)
    assert await answer(server, "next_task") == (
        "Next: “Late” (#1): overdue, was due Tue 24 Nov 2026, low priority, waiting for 3 days."
    )


async def test_what_waits_for_others_and_what_has_open_parts_is_not_next(server: TasksServer) -> None:
    await answer(server, "add_task", title="Trip", due="today", priority="high")
    await answer(server, "add_task", title="Pack", parent="trip", blocked_by=["trip"])
    await answer(server, "add_task", title="Book", parent="trip")
    assert await answer(server, "next_task") == "Next: “Book” (#3).\n1 task waiting for others left out."
    await answer(server, "complete_task", task="book")
    assert await answer(server, "next_task") == "Nothing can be begun: all open tasks wait for others."
    await answer(server, "update_task", task="pack", blocked_by=None)
    assert (await data(server, "next_task"))["task"]["title"] == "Pack"


async def test_with_no_tasks_there_is_nothing_next(server: TasksServer) -> None:
    assert await answer(server, "next_task") == "There is nothing to do."
    assert await data(server, "next_task") == {"task": None, "reasons": []}


async def test_figures_count_a_period_of_the_persons_calendar(db: Path) -> None:
    now = NOW - timedelta(days=7)
    server = make_tasks_server(db, lambda: now)
    await answer(server, "add_tasks", tasks=[{"title": "A", "project": "P"}, {"title": "B"}, {"title": "C"}])
    await answer(server, "complete_task", task="A")
    now = NOW
    await answer(server, "add_task", title="D", due="today")
    await answer(server, "complete_task", task="B")
    assert await answer(server, "task_stats") == (
        "Mon 23 Nov 2026: 1 task completed, 1 added.\n- no project: 1\n2 open now, 0 overdue."
    )
    last = await data(server, "task_stats", period="last week")
    assert last == {
        "first": "2026-11-16", "last": "2026-11-22", "completed": 1, "added": 3, "open": 2, "overdue": 0,
        "completed_by_day": [{"day": "2026-11-16", "tasks": 1}],
        "completed_by_project": [{"project": "P", "tasks": 1}],
    }  # fmt: skip
    assert "no date that I understand" in await refusal(server, "task_stats", period="blah")


async def test_what_comes_of_a_repeating_task_is_not_counted_as_added(server: TasksServer) -> None:
    await answer(server, "add_task", title="Clean", repeat="every day")
    await answer(server, "add_task", title="Scrub", parent="clean")
    await answer(server, "complete_task", task="clean")
    figures = await data(server, "task_stats", period="today")
    assert (figures["added"], figures["completed"], figures["open"]) == (2, 2, 2)
