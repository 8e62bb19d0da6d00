"""Tasks by their addresses, and the prompts."""

import json
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, types
from mcp.server.lowlevel import Server
from mcp.server.subscriptions import ResourceUpdated

from mcp_servers.common import following
from tests.mcp_servers.calling import ERAS, Era, answer
from tests.waiting import PATIENCE_S

TasksServer = Server[dict[str, Any]]
TEMPLATE = types.ResourceTemplateReference(uri="task:///{id}")


async def fill(server: TasksServer) -> None:
    tasks = [
        {"title": "Buy milk", "due": "tomorrow", "project": "House"},
        {"title": "Call Ann", "notes": "about the trip"},
        {"title": "Milk the cow", "project": "Farm"},
    ]
    await answer(server, "add_tasks", tasks=tasks)


async def text(client: Client, uri: str) -> types.TextResourceContents:
    (part,) = (await client.read_resource(uri)).contents
    assert isinstance(part, types.TextResourceContents)
    return part


@pytest.mark.parametrize("era", ERAS)
async def test_open_tasks_are_listed_and_read(server: TasksServer, era: Era) -> None:
    await fill(server)
    await answer(server, "complete_task", task=3)
    async with Client(server, mode=era) as client:
        listed = (await client.list_resources()).resources
        words, rows = await text(client, "task:///1"), await text(client, "task:///1.json")
        done = await text(client, "task:///3")
    assert [(str(each.uri), each.title) for each in listed] == [("task:///1", "Buy milk"), ("task:///2", "Call Ann")]
    assert words.text == "“Buy milk”, due tomorrow (Tue 24 Nov 2026) (#1).\nOpen, project House."
    assert (json.loads(rows.text)["title"], rows.mime_type) == ("Buy milk", "application/json")
    assert "Done" in done.text


async def test_many_tasks_are_listed_in_pages(server: TasksServer) -> None:
    await answer(server, "import_tasks", text="\n".join(f"t{number}" for number in range(150)), format="todo.txt")
    async with Client(server) as client:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        with pytest.raises(MCPError, match="belongs to another list"):
            await client.list_resources(cursor="x")
    assert (len(first.resources), len(second.resources), second.next_cursor) == (100, 50, None)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("task:///9", "There is no task 9"),
        ("task:///2", "in the trash"),
        ("task:///x", "address is like task:///7"),
        ("task:///1/../2", "address is like task:///7"),
        ("file:///etc/passwd", "address is like task:///7"),
        (f"task:///{10**18}", "address is like task:///7"),
    ],
)
async def test_what_is_no_task_is_refused_in_words(server: TasksServer, uri: str, said: str) -> None:
    await fill(server)
    await answer(server, "delete_task", task=2)
    async with Client(server) as client:
        with pytest.raises(MCPError, match=said):
            await client.read_resource(uri)


async def test_who_follows_a_task_hears_of_changes_and_of_their_undoing(
    server: TasksServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SECONDS_BETWEEN_LOOKS", 0.01)
    await fill(server)
    async with Client(server) as client:
        with anyio.fail_after(PATIENCE_S):
            async with client.listen(resource_subscriptions=["task:///1"]) as changes:
                await answer(server, "update_task", task=2, notes="n")
                await answer(server, "complete_task", task=1)
                first = await anext(changes)
                await answer(server, "undo")
                second = await anext(changes)
    assert first == second == ResourceUpdated(uri="task:///1")


@pytest.mark.parametrize(
    ("typed", "numbers"), [("mi", ["3", "1"]), ("MILK", ["3", "1"]), ("2", ["2"]), ("", ["1", "2", "3"]), ("x", [])]
)
async def test_an_address_is_completed_by_number_and_by_title(
    server: TasksServer, typed: str, numbers: list[str]
) -> None:
    await fill(server)
    async with Client(server) as client:
        completion = (await client.complete(TEMPLATE, {"name": "id", "value": typed})).completion
    assert completion.values == numbers


async def test_prompts_are_made_and_their_arguments_completed(server: TasksServer) -> None:
    await fill(server)
    async with Client(server) as client:
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
        titles = await client.complete(types.PromptReference(name="break_down"), {"name": "task", "value": "mi"})
        projects = await client.complete(types.PromptReference(name="weekly_review"), {"name": "project", "value": "h"})
        made = {
            "plan_my_day": await client.get_prompt("plan_my_day", {"hours": "3"}),
            "weekly_review": await client.get_prompt("weekly_review", {"project": "House"}),
            "break_down": await client.get_prompt("break_down", {"task": "Call Ann"}),
            "clear_overdue": await client.get_prompt("clear_overdue", {"project": "House"}),
            "sort_inbox": await client.get_prompt("sort_inbox"),
        }
    assert prompts.keys() == made.keys()
    assert titles.completion.values == ["Milk the cow", "Buy milk"]
    assert projects.completion.values == ["House"]
    texts = {name: prompt.messages[0].content.model_dump()["text"] for name, prompt in made.items()}
    assert "Today is Mon 23 Nov 2026. I have about 3 hours." in texts["plan_my_day"]
    assert "“House”, for the week from Mon 23 Nov 2026 to Sun 29 Nov 2026" in texts["weekly_review"]
    assert "“Call Ann”" in texts["break_down"]


async def test_prompts_name_only_tools_that_there_are(server: TasksServer) -> None:
    async with Client(server) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        for prompt in (await client.list_prompts()).prompts:
            needed = {argument.name: "x" for argument in prompt.arguments or () if argument.required}
            words = (await client.get_prompt(prompt.name, needed)).messages[0].content.model_dump()["text"]
            named = {word.strip("(),.:;`") for word in words.split() if "_" in word}
            assert named - {"blocked_by"} <= tools
