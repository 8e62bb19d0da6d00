from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp.server.lowlevel import Server

from mcp_servers.tasks.results import TasksResult
from tests.mcp_servers.calling import answer, data
from tests.mcp_servers.tasks.direct import Direct

TasksServer = Server[dict[str, Any]]


async def fill(server: TasksServer) -> None:
    tasks = [
        {"title": "Müller anrufen", "notes": "wegen der Grüße"},
        {"title": "Buy cheddar", "project": "Groceries", "tags": ["café"]},
        {"title": "牛乳を買う", "notes": "明日"},
        {"title": "100% done", "notes": 'a_b (c) "quoted" it\'s'},
        {"title": "Encyclopaedia"},
    ]
    await answer(server, "add_tasks", tasks=tasks)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("muller", ["Müller anrufen"]),
        ("MÜLLER", ["Müller anrufen"]),
        ("anrufen müller", ["Müller anrufen"]),
        ("anr", ["Müller anrufen"]),
        ("grüsse", ["Müller anrufen"]),
        ("cheddar groceries", ["Buy cheddar"]),
        ("cafe", ["Buy cheddar"]),
        ("buy c", ["Buy cheddar"]),
        ("heddar", ["Buy cheddar"]),
        ("乳", ["牛乳を買う"]),
        ("牛乳", ["牛乳を買う"]),
        ("明日", ["牛乳を買う"]),
        ("cyclop", ["Encyclopaedia"]),
        ("100%", ["100% done"]),
        ("%", ["100% done"]),
        ("a_b", ["100% done"]),
        ("it's", ["100% done"]),
        ('"quoted"', ["100% done"]),
        ("buy anrufen", []),
        ("title:buy", []),
        ("buy OR anrufen", []),
        ("NOT buy", []),
        ("' OR 1=1 --", []),
    ],
)
async def test_words_find_the_tasks_that_have_them(server: TasksServer, query: str, found: list[str]) -> None:
    await fill(server)
    tasks = (await data(server, "search_tasks", query=query))["tasks"]
    assert [task["title"] for task in tasks] == found


async def test_the_search_follows_changes_and_the_trash(server: TasksServer) -> None:
    await fill(server)
    await answer(server, "update_task", task="cheddar", title="Buy gouda")
    assert await answer(server, "search_tasks", query="cheddar") == "No tasks with “cheddar”."
    assert (await data(server, "search_tasks", query="gouda"))["total"] == 1
    await answer(server, "undo")
    assert (await data(server, "search_tasks", query="cheddar"))["total"] == 1
    await answer(server, "delete_task", task="cheddar")
    assert (await data(server, "search_tasks", query="cheddar"))["total"] == 0


@settings(max_examples=40, deadline=None)
@given(query=st.one_of(st.text(min_size=1, max_size=20), st.text(alphabet='"*^:()-+{}a ', min_size=1, max_size=12)))
def test_any_text_can_be_searched_for(query: str) -> None:
    with TemporaryDirectory() as folder:
        tools = Direct(Path(folder) / "tasks.db")
        tools("add_task", title="a", notes=query)
        found = tools("search_tasks", query=query).data
        assert isinstance(found, TasksResult)
        assert found.total == 1


@pytest.mark.parametrize("query", ['"', "[", ","])
async def test_signs_of_how_tags_are_kept_are_not_found(server: TasksServer, query: str) -> None:
    await answer(server, "add_task", title="Buy milk", tags=["home", "shop"])
    assert (await data(server, "search_tasks", query=query))["total"] == 0
    assert (await data(server, "search_tasks", query="hop"))["total"] == 1
