"""Repeating tasks as a person meets them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, data, make_tasks_server, refusal
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]


async def open_tasks(server: TasksServer) -> list[dict[str, Any]]:
    return (await data(server, "list_tasks"))["tasks"]


async def test_a_repeating_task_says_how_and_from_when(server: TasksServer) -> None:
    said = await answer(server, "add_task", title="Water plants", repeat="every 2 weeks on monday at 9am")
    assert said == "Added “Water plants”, due Mon 7 Dec 2026 at 09:00, every 2 weeks on Monday."
    (task,) = await open_tasks(server)
    assert (task["repeat"], task["repeat_from"]) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "due")
    assert (task["due"], task["repeat_on"]) == ("2026-12-07T09:00+01:00", "2026-12-07T09:00")
    assert await answer(server, "list_tasks") == (
        "1 open task:\n- Water plants (#1): due Mon 7 Dec 2026 at 09:00, every 2 weeks on Monday"
    )


async def test_completing_it_keeps_it_as_done_and_makes_the_next(server: TasksServer) -> None:
    await answer(
        server, "add_task", title="Water plants", due="tomorrow", repeat="every week", tags=["home"], notes="n"
    )
    assert await answer(server, "complete_task", task="plants") == ("Completed “Water plants”. Next: Tue 1 Dec 2026.")
    (following,) = await open_tasks(server)
    assert (following["due"], following["tags"], following["notes"]) == ("2026-12-01", ["home"], "n")
    (done,) = (await data(server, "list_tasks", status="done"))["tasks"]
    assert (done["id"], done["due"]) == (1, "2026-11-24")
    result = await data(server, "complete_task", task="plants")
    assert (result["task"]["id"], result["next"]["due"]) == (following["id"], "2026-12-08")


async def test_a_task_that_is_done_already_brings_no_second_follower(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", due="tomorrow", repeat="every week")
    await answer(server, "complete_task", task=1)
    assert (await data(server, "complete_task", task=1))["next"] is None
    assert len(await open_tasks(server)) == 1


async def test_it_ends_after_its_number_of_times(server: TasksServer) -> None:
    await answer(server, "add_task", title="Pill", due="today", repeat="every day 3 times")
    said = [await answer(server, "complete_task", task="pill") for _ in range(3)]
    assert said == [
        "Completed “Pill”. Next: tomorrow (Tue 24 Nov 2026).",
        "Completed “Pill”. Next: Wed 25 Nov 2026.",
        "Completed “Pill”. That was the last time.",
    ]
    assert await open_tasks(server) == []


async def test_the_31st_and_the_next_month_that_has_one(server: TasksServer) -> None:
    await answer(server, "add_task", title="Rent", repeat="every month on the 31st")
    dues = [(await data(server, "complete_task", task="rent"))["next"]["due"] for _ in range(3)]
    assert dues == ["2027-01-31", "2027-03-31", "2027-05-31"]


async def test_a_late_task_goes_on_from_today(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    await answer(server, "add_task", title="Walk", due="today", repeat="every day")
    now = NOW + timedelta(days=5)
    assert await answer(server, "complete_task", task="walk") == "Completed “Walk”. Next: today (Sat 28 Nov 2026)."
    assert await answer(server, "complete_task", task="walk") == "Completed “Walk”. Next: tomorrow (Sun 29 Nov 2026)."


async def test_after_completion_counts_from_the_day_it_was_done(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    said = await answer(server, "add_task", title="Water", repeat="3 days after completion")
    assert said == "Added “Water”, due today (Mon 23 Nov 2026), 3 days after completion."
    now = NOW + timedelta(days=2)
    assert await answer(server, "complete_task", task="water") == "Completed “Water”. Next: Sat 28 Nov 2026."


async def test_rescheduling_moves_one_and_keeps_the_rest(server: TasksServer) -> None:
    await answer(server, "add_task", title="Meet", repeat="every monday at 10am")
    said = await answer(server, "reschedule_task", task="meet", due="tuesday at 5pm")
    assert said == "Rescheduled “Meet”, due tomorrow at 17:00 (Tue 24 Nov 2026), every week on Monday."
    assert (await data(server, "complete_task", task="meet"))["next"]["due"] == "2026-12-07T10:00+01:00"


async def test_the_wall_clock_stays_when_the_clocks_change(server: TasksServer) -> None:
    await answer(server, "add_task", title="Pill", due="2027-03-27 at 9am", repeat="every day")
    assert (await data(server, "complete_task", task="pill"))["next"]["due"] == "2027-03-28T09:00+02:00"


async def test_a_repetition_can_be_given_changed_and_ended_later(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", due="tomorrow")
    assert await answer(server, "update_task", task=1, repeat="every tuesday") == (
        "Changed “A”, due tomorrow (Tue 24 Nov 2026), every week on Tuesday."
    )
    await answer(server, "update_task", task=1, title="B", notes="n")
    assert (await open_tasks(server))[0]["repeat"] == "FREQ=WEEKLY;BYDAY=TU"
    await answer(server, "update_task", task=1, repeat=None)
    (task,) = await open_tasks(server)
    assert (task["repeat"], task["repeat_on"], task["due"]) == (None, None, "2026-11-24")
    assert (await data(server, "complete_task", task=1))["next"] is None


async def test_reopening_takes_the_untouched_next_one_back(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", due="tomorrow", repeat="every week")
    await answer(server, "complete_task", task=1)
    assert await answer(server, "reopen_task", task=1) == (
        "Reopened “A”, due tomorrow (Tue 24 Nov 2026), every week. The next one, Tue 1 Dec 2026, is in the trash."
    )
    assert [task["id"] for task in await open_tasks(server)] == [1]


async def test_reopening_leaves_a_next_one_that_was_changed(db: Path) -> None:
    now = NOW
    server = make_tasks_server(db, lambda: now)
    await answer(server, "add_task", title="A", due="tomorrow", repeat="every week")
    await answer(server, "complete_task", task=1)
    now = NOW + timedelta(minutes=1)
    await answer(server, "update_task", task=2, notes="mine")
    await answer(server, "reopen_task", task=1)
    assert [task["id"] for task in await open_tasks(server)] == [1, 2]


async def test_subtasks_come_back_open_and_as_far_from_the_date(server: TasksServer) -> None:
    await answer(server, "add_task", title="Clean", due="friday", repeat="every week")
    await answer(server, "add_task", title="Buy soap", due="thursday", parent="clean")
    await answer(server, "add_task", title="Scrub", parent="clean", blocked_by=["soap"])
    await answer(server, "complete_task", task="soap")
    assert await answer(server, "complete_task", task="clean") == (
        "Completed “Clean” and its 1 open subtask. Next: Fri 4 Dec 2026."
    )
    tasks = {task["title"]: task for task in await open_tasks(server)}
    assert tasks["Buy soap"]["due"] == "2026-12-03"
    assert tasks["Buy soap"]["parent"] == tasks["Scrub"]["parent"] == tasks["Clean"]["id"]
    assert tasks["Scrub"]["blocked_by"] == [tasks["Buy soap"]["id"]]


@pytest.mark.parametrize("words", ["", "none", "never"])
async def test_words_for_no_repetition_are_none(server: TasksServer, words: str) -> None:
    await answer(server, "add_task", title="A", repeat=words)
    assert (await open_tasks(server))[0]["repeat"] is None


async def test_what_is_no_repetition_is_refused_and_nothing_added(server: TasksServer) -> None:
    said = await refusal(server, "add_task", title="A", repeat="now and then")
    assert said.startswith("“now and then” is no repetition that I understand. Say it like “every day”")
    assert await open_tasks(server) == []


async def test_a_moment_is_kept_for_the_zone_of_the_person(server: TasksServer) -> None:
    task = (await data(server, "add_task", title="Call", due="friday at 5pm", repeat="every week"))["task"]
    assert datetime.fromisoformat(task["repeat_on"]).tzinfo is None
    assert task["repeat_on"] == "2026-11-27T17:00"
