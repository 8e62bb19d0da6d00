"""Resources, prompts and completion, as a client of either era sees them."""

from pathlib import Path

import anyio
import pytest
from mcp import Client, MCPError, types
from mcp.client.session import IncomingMessage
from mcp.server.subscriptions import ResourceUpdated

from mcp_servers.common import following
from mcp_servers.common.offer import Offer
from mcp_servers.common.server import make_server
from tests.mcp_servers.calling import ERAS, Era
from tests.mcp_servers.common.sample import Sample, sample_offer
from tests.waiting import PATIENCE_S

TEMPLATE = types.ResourceTemplateReference(uri="note:///{name}")


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "SECONDS_BETWEEN_LOOKS", 0.01)


@pytest.mark.parametrize("era", ERAS)
async def test_resources_are_listed_in_pages_and_read(era: Era, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("milk", encoding="utf-8")
    async with Client(make_server(sample_offer(tmp_path)), mode=era) as client:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        templates = await client.list_resource_templates()
        (read,) = (await client.read_resource("note:///one")).contents
    assert [resource.name for resource in (*first.resources, *second.resources)] == ["one", "two"]
    assert [template.uri_template for template in templates.resource_templates] == ["note:///{name}"]
    assert isinstance(read, types.TextResourceContents)
    assert read.text == "milk"


@pytest.mark.parametrize("era", ERAS)
async def test_a_resource_that_is_not_there_is_refused_in_words(era: Era, tmp_path: Path) -> None:
    async with Client(make_server(sample_offer(tmp_path)), mode=era) as client:
        with pytest.raises(MCPError, match="There is no such note") as refused:
            await client.read_resource("note:///nothing")
    assert refused.value.error.code == types.INVALID_PARAMS


async def test_a_client_of_today_hears_of_what_it_follows_and_of_nothing_else(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("milk", encoding="utf-8")
    async with Client(make_server(sample_offer(tmp_path))) as client:
        with anyio.fail_after(PATIENCE_S):
            async with client.listen(resource_subscriptions=["note:///one", "note:///new"]) as changes:
                (tmp_path / "two").write_text("tea", encoding="utf-8")
                (tmp_path / "one").write_text("tea", encoding="utf-8")
                first = await anext(changes)
                (tmp_path / "new").write_text("tea", encoding="utf-8")
                second = await anext(changes)
    assert (first, second) == (ResourceUpdated(uri="note:///one"), ResourceUpdated(uri="note:///new"))


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
async def test_a_client_of_the_handshake_era_hears_of_it_until_it_has_had_enough(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("milk", encoding="utf-8")
    send, heard = anyio.create_memory_object_stream[str](10)

    async def note(message: IncomingMessage) -> None:
        if isinstance(message, types.ResourceUpdatedNotification):
            await send.send(str(message.params.uri))

    server = make_server(sample_offer(tmp_path))
    async with (
        send,
        heard,
        Client(server, mode="legacy", message_handler=note) as client,
    ):
        with anyio.fail_after(PATIENCE_S):
            await client.subscribe_resource("note:///one")  # pyright: ignore[reportDeprecated]
            await client.subscribe_resource("note:///two")  # pyright: ignore[reportDeprecated]
            (tmp_path / "one").write_text("tea", encoding="utf-8")
            assert await heard.receive() == "note:///one"
            await client.unsubscribe_resource("note:///one")  # pyright: ignore[reportDeprecated]
            (tmp_path / "one").write_text("coffee", encoding="utf-8")
            (tmp_path / "two").write_text("coffee", encoding="utf-8")
            assert await heard.receive() == "note:///two"


async def test_only_so_many_resources_are_followed_at_once(tmp_path: Path) -> None:
    many = [f"note:///{number}" for number in range(following.MAX_FOLLOWED + 1)]
    async with Client(make_server(sample_offer(tmp_path))) as client:
        with pytest.raises(MCPError, match="At most 200 resources"):
            async with client.listen(resource_subscriptions=many):
                pass


@pytest.mark.parametrize("era", ERAS)
async def test_a_prompt_is_made_from_its_arguments(era: Era, tmp_path: Path) -> None:
    async with Client(make_server(sample_offer(tmp_path)), mode=era) as client:
        (listed,) = (await client.list_prompts()).prompts
        made = await client.get_prompt("tidy", {"folder": "Downloads"})
    assert (listed.title, [argument.name for argument in listed.arguments or ()]) == ("Tidy", ["folder"])
    assert made.messages == [
        types.PromptMessage(role="user", content=types.TextContent(type="text", text="Tidy Downloads."))
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("nothing", {}, "Unknown prompt: nothing"),
        ("tidy", {}, "The argument `folder` is missing"),
        ("tidy", {"folder": "a", "speed": "b"}, "Unknown argument `speed`"),
    ],
)
async def test_a_prompt_that_cannot_be_made_is_refused_by_name(
    name: str, arguments: dict[str, str], said: str, tmp_path: Path
) -> None:
    async with Client(make_server(sample_offer(tmp_path))) as client:
        with pytest.raises(MCPError, match=said):
            await client.get_prompt(name, arguments)


@pytest.mark.parametrize("era", ERAS)
async def test_arguments_are_completed_and_long_lists_say_that_they_are_cut(era: Era, tmp_path: Path) -> None:
    async with Client(make_server(sample_offer(tmp_path)), mode=era) as client:
        tidy = types.PromptReference(name="tidy")
        folders = (await client.complete(tidy, {"name": "folder", "value": "Down"})).completion
        notes = (await client.complete(TEMPLATE, {"name": "name", "value": "x"})).completion
        unknown = (await client.complete(tidy, {"name": "speed", "value": ""})).completion
    assert (unknown.values, unknown.has_more) == ([], False)
    assert (folders.values, folders.has_more) == (["Downloads"], False)
    assert (len(notes.values), notes.total, notes.has_more) == (100, 150, True)


async def test_a_server_without_resources_and_prompts_does_not_claim_any(tmp_path: Path) -> None:
    bare = Offer("bare", "Bare", "1", "For tests.", Sample(tmp_path).tools)
    async with Client(make_server(bare)) as client:
        assert client.server_capabilities.resources is None
        assert client.server_capabilities.prompts is None
        assert client.server_capabilities.completions is None
