from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, data, refusal

TasksServer = Server[dict[str, Any]]


async def fill(server: TasksServer, *titles: str) -> None:
    for title in titles:
        await answer(server, "add_task", title=title)


@pytest.mark.parametrize(
    "reference",
    [1, "1", "#1", "task 1", "Buy milk", "buy MILK", "milk", " “Buy milk” ", "the milk", "milk buy", "Buy milk task",
     "buy  milk."],
)  # fmt: skip
async def test_a_task_is_found_by_number_and_by_words(server: TasksServer, reference: int | str) -> None:
    await fill(server, "Buy milk", "Call Ann")
    assert (await data(server, "get_task", task=reference))["task"]["id"] == 1


async def test_a_title_that_is_the_same_beats_one_that_contains_it(server: TasksServer) -> None:
    await fill(server, "Buy milk today", "Buy milk")
    assert (await data(server, "get_task", task="buy milk"))["task"]["id"] == 2


async def test_an_open_task_beats_a_done_one_except_to_reopen(server: TasksServer) -> None:
    await fill(server, "Buy milk", "Buy milk")
    await answer(server, "complete_task", task=1)
    assert (await data(server, "get_task", task="milk"))["task"]["id"] == 2
    assert (await data(server, "reopen_task", task="milk"))["task"]["id"] == 1


async def test_a_title_of_figures_is_found_where_no_task_has_that_number(server: TasksServer) -> None:
    await fill(server, "A", "1984")
    assert (await data(server, "get_task", task="1984"))["task"]["id"] == 2
    assert (await data(server, "get_task", task="1"))["task"]["id"] == 1


async def test_several_that_fit_are_named_and_nothing_is_changed(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow")
    await answer(server, "add_task", title="Buy bread")
    assert await refusal(server, "complete_task", task="buy") == (
        "Several tasks fit. Which one? Give its number:\n"
        "- 1: “Buy milk”, due tomorrow (Tue 24 Nov 2026)\n- 2: “Buy bread”"
    )
    assert (await data(server, "list_tasks"))["total"] == 2


async def test_many_that_fit_are_not_all_named(server: TasksServer) -> None:
    await fill(server, *(f"Buy {number}" for number in range(12)))
    lines = (await refusal(server, "get_task", task="buy")).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "- and 4 more"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("milkk", "There is no task “milkk”. Did you mean 1: “Milk”?"),
        ("holiday", "There is no task “holiday”."),
        (7, "There is no task 7. list_tasks shows the tasks."),
        (0, "There is no task 0. list_tasks shows the tasks."),
        (-1, "There is no task -1. list_tasks shows the tasks."),
        (10**30, f"There is no task {10**30}. list_tasks shows the tasks."),
        ("", "Say which task: its number or words of its title."),
        (" “” ", "Say which task: its number or words of its title."),
    ],
)
async def test_a_task_that_is_not_there_is_said_to_be_missing(
    server: TasksServer, reference: int | str, said: str
) -> None:
    await fill(server, "Milk")
    assert await refusal(server, "get_task", task=reference) == said


@pytest.mark.parametrize("reference", [None, 1.5, [1], {"id": 1}, True])
async def test_what_is_no_reference_is_refused(server: TasksServer, reference: Any) -> None:
    assert "`task`" in await refusal(server, "get_task", task=reference)
