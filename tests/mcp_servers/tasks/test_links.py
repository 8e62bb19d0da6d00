"""Subtasks, tasks that wait for others, and reminders."""

from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, data, refusal

TasksServer = Server[dict[str, Any]]


async def task(server: TasksServer, reference: int | str) -> dict[str, Any]:
    return (await data(server, "get_task", task=reference))["task"]


async def fill(server: TasksServer) -> None:
    await answer(server, "add_task", title="Move house", due="friday")
    await answer(server, "add_task", title="Pack", parent="move")
    await answer(server, "add_task", title="Buy boxes", parent=2)
    await answer(server, "add_task", title="Pay van", parent="move", blocked_by=["pack"])


async def test_a_task_is_shown_with_what_belongs_to_it(server: TasksServer) -> None:
    await fill(server)
    assert await answer(server, "get_task", task=1) == (
        "“Move house”, due Fri 27 Nov 2026 (#1).\nOpen.\nSubtasks:\n- Pack (#2)\n- Pay van (#4)"
    )
    assert await answer(server, "get_task", task=4) == (
        "“Pay van” (#4).\nOpen.\nPart of “Move house” (#1).\nWaits for “Pack” (#2)."
    )
    assert ((await task(server, 3))["parent"], (await task(server, 4))["blocked_by"]) == (2, [2])


async def test_completing_a_task_completes_its_open_subtasks_and_says_so(server: TasksServer) -> None:
    await fill(server)
    await answer(server, "complete_task", task="boxes")
    result = await data(server, "complete_task", task="move")
    assert [each["title"] for each in result["subtasks"]] == ["Pack", "Pay van"]
    assert await answer(server, "list_tasks") == "No open tasks."
    await answer(server, "undo")
    assert await answer(server, "complete_task", task="move") == "Completed “Move house” and its 2 open subtasks."


async def test_subtasks_go_to_the_trash_and_come_back_with_their_task(server: TasksServer) -> None:
    await fill(server)
    assert await answer(server, "delete_task", task="pack") == "Moved “Pack” and its subtask to the trash."
    assert (await data(server, "list_tasks"))["total"] == 2
    assert await answer(server, "restore_task", task="pack") == "Restored “Pack” and its subtask."
    assert (await data(server, "list_tasks"))["total"] == 4


@pytest.mark.parametrize(("task", "parent"), [(1, 1), (1, 2), (1, 3), ("pack", "boxes")])
async def test_a_task_cannot_become_a_part_of_itself(server: TasksServer, task: int | str, parent: int | str) -> None:
    await fill(server)
    assert "part of itself" in await refusal(server, "update_task", task=task, parent=parent)


async def test_tasks_cannot_wait_for_each_other(server: TasksServer) -> None:
    for title in ("A", "B", "C"):
        await answer(server, "add_task", title=title)
    await answer(server, "update_task", task="A", blocked_by=["B"])
    await answer(server, "update_task", task="B", blocked_by=["C", 3, "#3"])
    assert (await task(server, "B"))["blocked_by"] == [3]
    for waiting, waited_for in [("C", "A"), ("C", "B"), ("A", "A")]:
        assert "wait for each other" in await refusal(server, "update_task", task=waiting, blocked_by=[waited_for])


async def test_an_ambiguous_parent_gets_the_candidates_back(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk")
    await answer(server, "add_task", title="Buy bread")
    assert "Several tasks fit" in await refusal(server, "add_task", title="x", parent="buy")
    assert "- 2: “Buy bread”" in await refusal(server, "add_task", title="x", blocked_by=["milk", "buy"])
    assert "There is no task “tea”" in await refusal(server, "add_task", title="x", parent="tea")
    assert (await data(server, "list_tasks"))["total"] == 2


async def test_of_several_tasks_later_ones_may_be_parts_of_earlier_ones(server: TasksServer) -> None:
    result = await data(
        server, "add_tasks", tasks=[{"title": "Trip"}, {"title": "Book", "parent": "trip"}, {"title": "x", "parent": 9}]
    )
    assert [(each["title"], each["parent"]) for each in result["tasks"]] == [("Trip", None), ("Book", 1)]
    assert [(refused["index"], refused["reason"]) for refused in result["failed"]] == [
        (2, "There is no task 9. list_tasks shows the tasks.")
    ]


async def test_links_are_cleared_by_null_and_kept_by_silence(server: TasksServer) -> None:
    await fill(server)
    await answer(server, "update_task", task=4, notes="n")
    assert ((await task(server, 4))["parent"], (await task(server, 4))["blocked_by"]) == (1, [2])
    await answer(server, "update_task", task=4, parent=None, blocked_by=None)
    assert ((await task(server, 4))["parent"], (await task(server, 4))["blocked_by"]) == (None, [])


async def test_completing_what_still_waits_says_for_what(server: TasksServer) -> None:
    await fill(server)
    assert await answer(server, "complete_task", task="van") == (
        "Completed “Pay van”.\nIt was still waiting for “Pack”."
    )


@pytest.mark.parametrize(
    ("due", "remind", "stored", "moment"),
    [
        ("friday at 5pm", "1 hour before", "-PT1H", "2026-11-27T15:00+00:00"),
        ("friday at 5pm", "half an hour before it's due", "-PT30M", "2026-11-27T15:30+00:00"),
        ("friday", "1 hour before", "-PT1H", "2026-11-27T07:00+00:00"),
        ("friday", "the day before", "-P1D", "2026-11-26T08:00+00:00"),
        ("friday at 5pm", "when due", "PT0S", "2026-11-27T16:00+00:00"),
        ("friday at 5pm", "-pt15m", "-PT15M", "2026-11-27T15:45+00:00"),
        ("2027-03-28 at 9am", "1 day before", "-P1D", "2027-03-27T08:00+00:00"),
        ("2027-03-28 at 9am", "24 hours before", "-PT24H", "2027-03-27T07:00+00:00"),
        (None, "tomorrow at 9am", "2026-11-24T09:00+01:00", "2026-11-24T08:00+00:00"),
        (None, "tomorrow", "2026-11-24T09:00+01:00", "2026-11-24T08:00+00:00"),
    ],
)
async def test_a_reminder_is_kept_with_the_moment_that_it_means(
    server: TasksServer, due: str | None, remind: str, stored: str, moment: str
) -> None:
    await answer(server, "add_task", title="A", due=due, remind=remind)
    kept = await task(server, 1)
    assert (kept["remind"], kept["remind_at"]) == (stored, moment)


async def test_a_reminder_moves_with_the_date(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", due="friday at 5pm", remind="1 hour before")
    await answer(server, "reschedule_task", task=1, due="saturday at 5pm")
    assert (await task(server, 1))["remind_at"] == "2026-11-28T15:00+00:00"
    assert "Reminder Sat 28 Nov 2026 at 16:00." in await answer(server, "get_task", task=1)
    await answer(server, "update_task", task=1, due=None)
    assert ((await task(server, 1))["remind"], (await task(server, 1))["remind_at"]) == ("-PT1H", None)
    await answer(server, "update_task", task=1, remind=None)
    assert (await task(server, 1))["remind"] is None


@pytest.mark.parametrize(
    ("due", "remind", "words"),
    [
        (None, "1 hour before", "needs one: give due too"),
        ("5pm", "3 hours before", "That reminder is in the past: today at 14:00"),
        ("friday", "yesterday", "in the past"),
        ("friday", "blah", "“blah” is no reminder that I understand. Say it like “1 hour before”"),
    ],
)
async def test_a_reminder_without_sense_is_refused(
    server: TasksServer, due: str | None, remind: str, words: str
) -> None:
    assert words in await refusal(server, "add_task", title="A", due=due, remind=remind)


async def test_reminders_go_on_with_a_repeating_task(server: TasksServer) -> None:
    await answer(server, "add_task", title="A", due="friday at 5pm", remind="1 hour before", repeat="weekly")
    await answer(server, "add_task", title="B", due="friday at 5pm", remind="friday at 9am", repeat="weekly")
    following = [(await data(server, "complete_task", task=title))["next"] for title in ("A", "B")]
    assert [each["remind_at"] for each in following] == ["2026-12-04T15:00+00:00", "2026-12-04T08:00+00:00"]


async def test_tasks_are_listed_by_their_reminders(server: TasksServer) -> None:
    await answer(server, "add_task", title="none")
    await answer(server, "add_task", title="late", remind="friday at 5pm")
    await answer(server, "add_task", title="soon", remind="in 20 minutes")
    tasks = (await data(server, "list_tasks", sort="remind"))["tasks"]
    assert [each["title"] for each in tasks] == ["soon", "late", "none"]
