"""A model that cannot answer: one sentence that says what to do, retry where it can help, and nothing lost."""

import json
import socket
from pathlib import Path

import pytest

from tests.chat import Chat
from tests.client import Client, Event, text_of, thread_of
from tests.fakes.provider import Call, FakeProvider, Refuse, Say
from tests.running import app_in_process, config_for


def error_of(events: list[Event]) -> Event:
    return next(event for event in events if event["type"] == "error")


@pytest.mark.parametrize(
    ("refusal", "words", "retry"),
    [
        (Refuse(401, "invalid_api_key"), "refused the key", False),
        (Refuse(403), "does not allow this key", False),
        (Refuse(404, "model_not_found"), "does not have this model", False),
        (Refuse(429, "insufficient_quota"), "quota", False),
        (Refuse(429, "rate_limit_exceeded"), "asked too often", True),
        (Refuse(500), "a problem of its own", True),
        (Refuse(400, "context_length_exceeded"), "too long for the model", False),
    ],
)
def test_a_refusal_says_what_to_do(
    client_of_both: Client, provider: FakeProvider, refusal: Refuse, words: str, retry: bool
) -> None:
    # The client library asks once more by itself where that may help.
    provider.answers += [refusal, refusal]
    error = error_of(client_of_both.say("Hi"))
    assert words in error["message"]
    assert error["allow_retry"] is retry
    assert "sk-canary" not in error["message"]


def test_a_connection_that_drops_keeps_what_came_and_can_be_tried_again(
    client_of_both: Client, provider: FakeProvider
) -> None:
    provider.answers += [Say(("Half ", "an ", "answer "), drop=True), Say(("A whole answer",))]
    events: list[Event] = []
    with client_of_both.saying("Hi") as stream:
        for event in stream:
            events.append(event)
            if event.get("update", {}).get("delta") == "answer ":
                provider.release.set()
    assert error_of(events)["allow_retry"] is True
    thread = thread_of(events)
    user, assistant = client_of_both.items(thread)
    assert assistant["content"][0]["text"] == "Half an answer "
    again = client_of_both.events("threads.retry_after_item", thread_id=thread, item_id=user["id"])
    assert text_of(again) == "A whole answer"


def test_a_program_on_this_computer_that_is_not_running_is_named(tmp_path: Path, web: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    config = config_for(
        tmp_path / "data", LLM_PROVIDER="ollama", LLM_MODEL="llama3.2", OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1"
    )
    with app_in_process(config, web) as client:
        error = error_of(client.say("Hi"))
    assert error["message"] == "Ollama is not running on this computer. Start it, then try again."
    assert error["allow_retry"] is True


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"LLM_PROVIDER": "skynet"}, "There is no model provider called “skynet”"),
        ({"LLM_PROVIDER": "openai"}, "OPENAI_API_KEY"),
        ({"LLM_PROVIDER": "custom"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_provider_that_cannot_be_used_is_explained_and_the_app_goes_on(
    tmp_path: Path, web: Path, variables: dict[str, str], words: str
) -> None:
    with app_in_process(config_for(tmp_path / "data", **variables), web) as client:
        events = client.say("Hi")
        assert words in error_of(events)["message"]
        assert [item["type"] for item in client.items(thread_of(events))] == ["user_message"]
        with client.http() as http:
            assert words in str(http.get("/api/state").json()["notices"])
            assert http.post("/api/tasks", json={"title": "still works"}).status_code == 201


def test_a_tool_that_does_not_exist_ends_in_a_sentence(client: Client, provider: FakeProvider) -> None:
    provider.answers.append(Call("launch_rocket", {}))
    assert error_of(client.say("Go"))["allow_retry"] is True


def test_a_model_that_never_stops_calling_tools_is_stopped(client: Client, provider: FakeProvider) -> None:
    provider.answers.extend(Call("list_tasks", {}, id=f"call_{n}") for n in range(40))
    error = error_of(client.say("Go"))
    assert "kept calling tools" in error["message"]


def test_a_key_is_in_no_log_and_no_file(chat: Chat) -> None:
    chat.provider.answers += [Refuse(401), Say(("fine",))]
    chat.client.say("Hi")
    chat.client.say("Hi again")
    for path in chat.data.rglob("*"):
        if path.is_file():
            assert b"sk-canary" not in path.read_bytes(), path.name


TOO_LONG = Refuse(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens.")


def test_a_conversation_that_is_too_long_for_the_model_is_shortened_until_it_fits(
    client: Client, provider: FakeProvider
) -> None:
    thread = thread_of(client.say("first " + "x" * 40_000))
    for number in range(4):
        client.say(f"{number} " + "x" * 40_000, thread)
    provider.answers.extend([TOO_LONG, TOO_LONG, Say(("It fits now.",))])
    assert "It fits now." in text_of(client.say("second", thread))
    lengths = [len(json.dumps(request["messages"])) for request in provider.turns]
    assert lengths[-1] < lengths[-2] <= lengths[-3]
    assert provider.turns[-1]["messages"][-1]["content"] == "second"
    assert len([item for item in client.items(thread) if item["type"] == "user_message"]) == 6


def test_a_model_that_finds_everything_too_long_is_not_asked_for_ever(client: Client, provider: FakeProvider) -> None:
    provider.answers.extend([TOO_LONG] * 20)
    events = client.say("hello")
    told = [event["message"] for event in events if event["type"] == "error"]
    assert len(told) == 1
    assert "too long for the model" in told[0]
    assert len([*provider.turns, *provider.summaries]) <= 10
