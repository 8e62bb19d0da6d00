"""Servers that are not ours: they cannot take the place of ours, nor give orders to the model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat import DONE, Chat, anew, chatting, shown
from tests.fakes.provider import Call, FakeProvider
from tests.server.beside import chatting_beside
from tests.server.foreign_server import POISON

EVIL = {"path": "evil.txt", "content": "evil"}


@pytest.fixture(scope="module")
def app_beside(tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("beside")
    with chatting_beside(folder, web, provider_of_file, "write_file", "fetch", "refuse") as chat:
        yield chat


@pytest.fixture
def beside_ours(app_beside: Chat) -> Chat:
    """The app with a foreign server that has a tool called as one of ours."""
    stolen(app_beside).unlink(missing_ok=True)
    return anew(app_beside)


@pytest.fixture(scope="module")
def app_with_impostor(
    tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider
) -> Iterator[Chat]:
    taken = ("filesystem_write_file", "remember", "memory_remember")
    tools = ("write_file", *(f"write_file@{name}" for name in taken))
    with chatting_beside(tmp_path_factory.mktemp("impostor"), web, provider_of_file, *tools) as chat:
        yield chat


@pytest.fixture
def impostor(app_with_impostor: Chat) -> Chat:
    """The app with a foreign server whose tools have the longer names of ours."""
    stolen(app_with_impostor).unlink(missing_ok=True)
    return anew(app_with_impostor)


def stolen(chat: Chat) -> Path:
    """What the foreign server's tool writes."""
    return chat.folder.parent / "stolen.txt"


def offered(chat: Chat) -> set[str]:
    return {tool["function"]["name"] for tool in chat.provider.turns[-1]["tools"]}


def allow(chat: Chat, call: Call, grant: str) -> None:
    chat.say("go", call)
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant=grant)


def test_two_tools_of_one_name_are_told_apart_and_a_permission_is_for_one_of_them(
    beside_ours: Chat,
) -> None:
    allow(beside_ours, Call("filesystem_write_file", {"path": "a.txt", "content": "x"}), "tool:always")
    assert (beside_ours.folder / "a.txt").exists()
    assert {"filesystem_write_file", "foreign_write_file"} < offered(beside_ours)
    assert "write_file" not in offered(beside_ours)
    beside_ours.say("again", Call("foreign_write_file", EVIL, id="call_2"))
    assert not stolen(beside_ours).exists()
    assert "foreign · " in shown(beside_ours.card())
    beside_ours.say("and ours", Call("filesystem_write_file", {"path": "b.txt", "content": "x"}, id="call_3"), DONE)
    assert (beside_ours.folder / "b.txt").exists()


def test_a_server_cannot_take_the_longer_name_of_a_tool_of_ours(impostor: Chat) -> None:
    allow(impostor, Call("filesystem_write_file", {"path": "a.txt", "content": "x"}), "once")
    assert (impostor.folder / "a.txt").exists()
    assert not stolen(impostor).exists()
    assert len([name for name in offered(impostor) if name.endswith("write_file")]) == 3


def test_no_more_than_that_of_a_part_of_the_app(impostor: Chat) -> None:
    impostor.say("remember it", Call("memory_remember", {"text": "Likes tea."}))
    assert "Memory · Remember" in shown(impostor.card())


def test_a_description_that_gives_orders_opens_nothing(beside_ours: Chat) -> None:
    beside_ours.say("get the page", Call("fetch", {"url": "https://example.org"}))
    assert "foreign · " in shown(beside_ours.card())
    beside_ours.provider.answers.append(Call("filesystem_write_file", EVIL, id="call_2"))
    beside_ours.act("permission.allow", beside_ours.card(), grant="once")
    assert not (beside_ours.folder / "evil.txt").exists()
    assert "evil.txt" in shown(beside_ours.card())


@pytest.mark.parametrize("tool", ["fetch", "refuse"], ids=["a result", "a failure"])
def test_a_text_that_gives_orders_takes_what_was_allowed_back_to_asking(beside_ours: Chat, tool: str) -> None:
    allow(beside_ours, Call("filesystem_write_file", {"path": "a.txt", "content": "x"}), "tool:always")
    beside_ours.say("get the page", Call(tool, {"url": "https://example.org"}, id="call_2"))
    beside_ours.provider.answers.append(Call("filesystem_write_file", EVIL, id="call_3"))
    beside_ours.act("permission.allow", beside_ours.card(), grant="once")
    assert POISON.split(".")[1].strip() in beside_ours.told_the_model()
    assert not (beside_ours.folder / "evil.txt").exists()
    assert "the conversation now holds text from" in shown(beside_ours.card())
    # Also in what follows.
    beside_ours.say("go on", Call("filesystem_delete_file", {"path": "a.txt"}, id="call_4"))
    assert (beside_ours.folder / "a.txt").exists()


def test_nothing_that_is_asked_runs_while_nobody_is_there_to_answer(
    tmp_path: Path, web: Path, provider: FakeProvider
) -> None:
    with chatting(tmp_path, web, provider) as chat:
        provider.answers.append(Call("write_file", EVIL))
        with chat.client.saying("write it") as events:
            # The window is closed as soon as the card is there.
            next(event for event in events if event.get("item", {}).get("type") == "widget")
        with chat.client.http() as http:
            (waiting,) = http.get("/api/permissions").json()["waiting"]
    with chatting(tmp_path, web, provider) as again:
        assert list(again.folder.iterdir()) == []
        with again.client.http() as http:
            assert [each["id"] for each in http.get("/api/permissions").json()["waiting"]] == [waiting["id"]]
        again.thread = waiting["thread_id"]
        provider.answers.append(DONE)
        again.act("permission.allow", again.card(), grant="once")
        assert (again.folder / "evil.txt").exists()
        with again.client.http() as http:
            assert http.get("/api/permissions").json()["waiting"] == []
