"""What an answer costs is counted, also when it was stopped or broke off."""

from typing import Any

import pytest

from tests.chat import DONE, WRITE, Chat
from tests.client import Client, thread_of
from tests.fakes.provider import Call, FakeProvider, Refuse, Say
from tests.waiting import wait_for

# What the provider counts for a whole answer.
GIVEN, ANSWERED = 10, 5
HALF = "Half an answer that goes on for a while. " * 30


def spent(client: Client, thread: str) -> dict[str, Any]:
    with client.http() as http:
        return http.get("/api/meter", params={"thread": thread}).raise_for_status().json()["spent"]


def tokens(client: Client, thread: str) -> tuple[int, int]:
    """What the conversation has taken, once it has its title."""
    wait_for(lambda: client.json("threads.get_by_id", thread_id=thread)["title"] == "A fine title")
    told = spent(client, thread)
    return told["given"], told["answered"]


def test_an_answer_that_was_stopped_has_cost_what_was_given_and_written_so_far(
    client_of_both: Client, provider: FakeProvider
) -> None:
    client, thread = client_of_both, ""
    provider.answers.append(Say((HALF, "and ", "so on"), hold=True))
    with client.saying("tell me a long story") as events:
        for event in events:
            thread = event["thread"]["id"] if event["type"] == "thread.created" else thread
            if event.get("update", {}).get("delta") == "so on":
                break
    assert provider.left.wait(30)
    wait_for(lambda: spent(client, thread)["given"] > 1_000, 30)
    given, answered = tokens(client, thread)
    # The instructions and all tools are in it, and each token stands for a few characters.
    assert given > 1_000
    assert len(HALF) // 5 < answered < len(HALF)
    assert float(spent(client, thread)["dollars"]) > 0
    client.say("go on", thread)
    assert tokens(client, thread) == (given + GIVEN, answered + ANSWERED)


def test_an_answer_that_broke_off_has_cost_something_too(client: Client, provider: FakeProvider) -> None:
    provider.answers.append(Say((HALF, "and ", "so on"), drop=True))
    events: list[dict[str, Any]] = []
    with client.saying("tell me a long story") as stream:
        for event in stream:
            events.append(event)
            if event.get("update", {}).get("delta") == "so on":
                provider.release.set()
    assert tokens(client, thread_of(events))[1] > len(HALF) // 5


@pytest.mark.parametrize("refusal", [Refuse(401), Refuse(400, "context_length_exceeded")])
def test_a_refusal_costs_nothing(client: Client, provider: FakeProvider, refusal: Refuse) -> None:
    provider.answers.extend([refusal] * 9)
    told = spent(client, thread_of(client.say("hello")))
    assert (told["given"], told["answered"]) == (0, 0)


def test_every_step_of_an_answer_is_counted_once_also_after_a_question(chat: Chat) -> None:
    chat.say("add it", Call("add_task", {"title": "milk"}), DONE)
    # The title was asked for as well.
    assert tokens(chat.client, chat.thread) == (3 * GIVEN, 3 * ANSWERED)
    chat.say("write it", Call("write_file", WRITE.arguments, id="call_2"))
    assert tokens(chat.client, chat.thread) == (4 * GIVEN, 4 * ANSWERED)
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="once")
    assert tokens(chat.client, chat.thread) == (5 * GIVEN, 5 * ANSWERED)
