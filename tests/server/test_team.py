"""Several agents that hand over to each other: over real HTTP, with real servers, and a model that obeys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chat import Chat, anew, chatting, config, shown
from tests.client import text_of
from tests.fakes.provider import Call, FakeProvider, Say
from tests.running import app_in_process

TO_FILES = Call("transfer_to_files", {}, id="call_to_files")
TO_TASKS = Call("transfer_to_tasks", {}, id="call_to_tasks")


SEVERAL = 'agents = "several"\n'


@pytest.fixture(scope="module")
def team_of_file(tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider) -> Iterator[Chat]:
    with chatting(tmp_path_factory.mktemp("team"), web, provider_of_file, SEVERAL) as chat:
        yield chat


@pytest.fixture
def team(team_of_file: Chat) -> Chat:
    return anew(team_of_file)


def offered(chat: Chat) -> list[set[str]]:
    """The tools that each request of an agent offered; naming the conversation offers none."""
    requests: list[dict[str, Any]] = [each for each in chat.provider.requests if "tools" in each]
    return [{tool["function"]["name"] for tool in each["tools"]} for each in requests]


def test_each_agent_has_its_own_servers_tools_and_the_thread_shows_who_goes_on(team: Chat) -> None:
    (team.folder / "note.txt").write_text("milk", encoding="utf-8")
    events = team.say("read it", TO_FILES, Call("read_text_file", {"path": "note.txt"}), Say(("It says milk.",)))
    first, second, third = offered(team)
    assert first == {"remember", "transfer_to_files", "transfer_to_tasks"}
    assert {"read_text_file", "transfer_to_deskhand"} <= second
    assert "add_task" not in second
    assert third == second
    assert text_of(events) == "It says milk."
    kept = json.dumps(team.client.items(team.thread))
    assert "Handed over to Files" in kept
    assert "milk" in team.told_the_model()


def test_a_specialist_hands_back_and_another_goes_on(team: Chat) -> None:
    back = Call("transfer_to_deskhand", {}, id="call_back")
    add = Call("add_task", {"title": "buy milk"}, id="call_add")
    team.say("read the note, then add a task", TO_FILES, back, TO_TASKS, add, Say(("Done.",)))
    assert "add_task" in offered(team)[3]
    with team.client.http() as http:
        assert [task["title"] for task in http.get("/api/tasks").json()["tasks"]] == ["buy milk"]


def test_a_specialists_question_survives_a_restart_and_the_run_goes_on_with_it(
    tmp_path: Path, web: Path, provider: FakeProvider
) -> None:
    with chatting(tmp_path, web, provider, SEVERAL) as team:
        team.say("write it", TO_FILES, Call("write_file", {"path": "new.txt", "content": "eggs"}))
        assert "Write “new.txt”?" in shown(team.card())
        assert not (team.folder / "new.txt").exists()
    with app_in_process(config(tmp_path, provider), web) as again:
        later = Chat(again, provider, team.folder, team.thread)
        provider.answers.append(Say(("Written.",)))
        events = later.act("permission.allow", later.card(), grant="once")
    assert (team.folder / "new.txt").read_text(encoding="utf-8") == "eggs"
    assert text_of(events) == "Written."


def test_in_the_next_turn_the_first_agent_answers_again_and_knows_what_was_called(team: Chat) -> None:
    (team.folder / "note.txt").write_text("milk", encoding="utf-8")
    team.say("read it", TO_FILES, Call("read_text_file", {"path": "note.txt"}), Say(("Milk.",)))
    team.say("thanks", Say(("You are welcome.",)))
    last = team.provider.turns[-1]
    assert "transfer_to_tasks" in offered(team)[-1]
    assert any("milk" in str(message.get("content")) for message in last["messages"] if message["role"] == "tool")
