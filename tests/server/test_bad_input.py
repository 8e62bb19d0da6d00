"""Whatever a model, a tool or a provider does wrong: a sentence that says what to do, and everything else goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.agent import models
from app.tools import server_process
from tests.chat import Chat, anew
from tests.client import Event, text_of, thread_of
from tests.fakes.provider import Answer, Call, FakeProvider, Refuse, Say
from tests.server.beside import chatting_beside
from tests.waiting import wait_for

FINE = Say(("All is well.",))
TOO_LONG = Refuse(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens.")
# Stop has to work within two seconds; what would end a state by itself comes much later than this.
FAR_FROM_BY_ITSELF = 25.0


def error_of(events: list[Event]) -> Event:
    (error,) = [event for event in events if event["type"] == "error"]
    return error


def goes_on(chat: Chat, events: list[Event], before: str) -> None:
    """The other conversation goes on, what was said is kept, and the turn can be tried again."""
    chat.provider.answers.clear()
    thread = chat.thread or thread_of(events)
    chat.provider.answers.append(FINE)
    assert text_of(chat.client.say("are you there?", before)) == "All is well."
    asked = [item for item in chat.client.items(thread) if item["type"] == "user_message"]
    assert asked[-1]["content"][0]["text"] == "go"
    chat.provider.answers.append(FINE)
    again = chat.client.events("threads.retry_after_item", thread_id=thread, item_id=asked[-1]["id"])
    assert text_of(again) == "All is well."
    assert [item["type"] for item in chat.client.items(thread)][-2:] == ["user_message", "assistant_message"]


WRONG: dict[str, tuple[list[Answer], tuple[str, ...]]] = {
    "a tool that does not exist": (
        [Call("launch_rocket", {})],
        ("called a tool that does not exist (“launch_rocket”)", "Try again, or choose a larger model."),
    ),
    "the same tool for ever": (
        [Call("list_tasks", {}, id=f"call_{number}") for number in range(40)],
        ("kept calling tools", "Try to ask for one thing at a time."),
    ),
    "no answer at all": ([Say(())], ("The model answered nothing.", "Try again")),
    "an answer of spaces": ([Say((" ", "\n"))], ("The model answered nothing.", "Try again")),
    "a key that is refused": ([Refuse(401, "invalid_api_key")], ("refused the key", "Check that it is right")),
    "a model that is not allowed": ([Refuse(403)], ("does not allow this key", "Choose another model")),
    "a model that is not there": ([Refuse(404, "model_not_found")], ("does not have this model", "Choose another one")),
    "too many requests": ([Refuse(429, "rate_limit_exceeded")] * 2, ("asked too often", "Wait a little and try again")),
    "too many requests for a while": (
        [Refuse(429, "rate_limit_exceeded", retry_after="40")] * 2,
        ("asked too often", "Wait about 40 seconds and try again."),
    ),
    "too many requests for long": (
        [Refuse(429, "rate_limit_exceeded", retry_after="3000")] * 2,
        ("asked too often", "Wait about 50 minutes and try again."),
    ),
    "a quota that is used up": ([Refuse(429, "insufficient_quota")] * 2, ("quota", "Add credit there")),
    "a problem of the provider's own": ([Refuse(500)] * 2, ("a problem of its own (500)", "Try again in a moment")),
    "a request that is refused": ([Refuse(422)], ("did not accept the request (422)", "Try another model")),
    "a conversation that is too long": ([TOO_LONG] * 20, ("too long for the model", "Start a new one")),
}


@pytest.mark.parametrize(("answers", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_a_model_or_its_provider_does_wrong_is_told_and_can_be_tried_again(
    chat: Chat, answers: list[Answer], words: tuple[str, ...]
) -> None:
    before = thread_of(chat.client.say("hello"))
    begun = time.monotonic()
    events = chat.say("go", *answers)
    message = error_of(events)["message"]
    assert all(part in message for part in words), message
    assert message.endswith(".")
    # Nobody is left waiting for as long as a provider would like.
    assert time.monotonic() - begun < FAR_FROM_BY_ITSELF
    goes_on(chat, events, before)


BAD_CALLS = {
    "no JSON": (Call("add_task", "{broken"), "not a JSON object"),
    "a list": (Call("add_task", "[1, 2]"), "not a JSON object"),
    "a word that the tool does not know": (Call("add_task", {"titel": "x"}), "titel"),
    "another type": (Call("add_task", {"title": 3}), "title"),
    "nothing": (Call("add_task", ""), "title"),
    "a file without its path": (Call("read_text_file", {}), "path"),
}


@pytest.mark.parametrize(("call", "words"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
def test_arguments_that_cannot_be_used_are_told_to_the_model_which_can_go_on(
    chat: Chat, call: Call, words: str
) -> None:
    events = chat.say("go", call, Say(("Something was wrong.",)))
    assert words in chat.told_the_model()
    assert text_of(events) == "Something was wrong."
    with chat.client.http() as http:
        assert http.get("/api/tasks").json()["tasks"] == []


def test_a_megabyte_in_one_piece_is_shown_whole_and_kept(chat: Chat) -> None:
    text = "All work and no play. " * 50_000
    before = thread_of(chat.client.say("hello"))
    events = chat.say("go", Say((text,)))
    assert text_of(events) == text
    assert chat.client.items(chat.thread)[-1]["content"][0]["text"] == text
    # Also the next question has room for its answer.
    assert text_of(chat.say("and now?", FINE)) == "All is well."
    chat.thread = ""
    assert text_of(chat.client.say("hello", before)) == "OK"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("broken")
    with chatting_beside(folder, web, provider_of_file, "hang", "flood", "fail", "vanish") as chat:
        yield chat


@pytest.fixture
def broken_tools(broken: Chat) -> Chat:
    """The app with a server whose tools hang, flood, fail and vanish."""
    (broken.folder.parent / "hanging").unlink(missing_ok=True)
    return anew(broken)


@pytest.mark.parametrize(
    ("tool", "words"),
    [("flood", "(cut: the result has 10,485,760 characters)"), ("fail", "Error executing tool fail"),
     ("vanish", "The foreign server stopped during this call and was started again.")],
)  # fmt: skip
def test_a_tool_that_goes_wrong_is_told_to_the_model_and_the_others_go_on(
    broken_tools: Chat, tool: str, words: str
) -> None:
    broken_tools.say("go", Call(tool, {}))
    broken_tools.provider.answers.append(Say(("It went wrong.",)))
    events = broken_tools.act("permission.allow", broken_tools.card(), grant="once")
    assert words in broken_tools.told_the_model()
    assert len(broken_tools.told_the_model()) < 250_000
    assert text_of(events) == "It went wrong."
    broken_tools.say("add it", Call("add_task", {"title": "milk"}, id="call_2"), FINE)
    assert "Added “milk”" in broken_tools.told_the_model()


def test_a_tool_that_hangs_is_given_up_with_a_sentence(
    tmp_path: Path, web: Path, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_process, "CALL_TIMEOUT_SECONDS", 3.0)
    with chatting_beside(tmp_path, web, provider, "hang") as chat:
        chat.say("go", Call("hang", {}))
        provider.answers.append(Say(("It did not answer.",)))
        events = chat.act("permission.allow", chat.card(), grant="once")
        assert "The foreign server did not answer within 3 seconds." in chat.told_the_model()
        assert text_of(events) == "It did not answer."
        chat.say("add it", Call("add_task", {"title": "milk"}, id="call_2"), FINE)
        assert "Added “milk”" in chat.told_the_model()


def test_a_provider_that_breaks_off_is_told_and_what_came_is_kept(chat: Chat) -> None:
    before = thread_of(chat.client.say("hello"))
    chat.provider.answers.append(Say(("Half ", "an ", "answer "), drop=True))
    events: list[Event] = []
    with chat.client.saying("go") as stream:
        for event in stream:
            events.append(event)
            if event.get("update", {}).get("delta") == "answer ":
                chat.provider.release.set()
    chat.thread = thread_of(events)
    assert error_of(events)["message"].endswith("broke off in the middle of the answer. Try again.")
    assert error_of(events)["allow_retry"] is True
    assert "Half an answer" in chat.client.items(chat.thread)[-1]["content"][0]["text"]
    goes_on(chat, events, before)


SILENCES = {
    "before the answer": ([Call("list_tasks", {}, hold=True)] * 2, "did not answer in time"),
    "in the middle of it": ([Say(("Half ", "an ", "answer"), hold=True)], "fell silent in the middle of the answer"),
}


@pytest.mark.parametrize(("answers", "words"), SILENCES.values(), ids=SILENCES.keys())
def test_a_provider_that_falls_silent_is_given_up(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, answers: list[Answer], words: str
) -> None:
    before = thread_of(chat.client.say("hello"))
    monkeypatch.setattr(models, "TIMEOUT_SECONDS", 4.0)
    # The next model, with its client, is made by the settings anew; so it is again before the next test.
    with chat.client.http() as http:
        http.put("/api/settings", json={"agents": "one"}).raise_for_status()
    events = chat.say("go", *answers)
    assert words in error_of(events)["message"]
    assert "Try again." in error_of(events)["message"]
    goes_on(chat, events, before)


@dataclass(frozen=True)
class State:
    """Something that goes on until it is stopped: what the model answers, and the event after which it goes on."""

    answers: tuple[Answer, ...]
    sign: str
    tool: str = ""


STATES = {
    "before the first word": State((Call("list_tasks", {}, hold=True),), "thread.created"),
    "in the middle of an answer": State((Say(("Half ", "an ", "answer"), hold=True),), "thread.item.updated"),
    "after a megabyte": State((Say(("a " * 500_000, "b ", "c"), hold=True),), "thread.item.updated"),
    "while the same tool is called for ever": State(
        (*(Call("list_tasks", {}, id=f"call_{number}") for number in range(9)), Call("list_tasks", {}, hold=True)),
        "thread.item.added",
    ),
    "before a second try": State((Refuse(500), Call("list_tasks", {}, hold=True)), "thread.created"),
    "while a tool hangs": State((), "thread.item.replaced", tool="hang"),
}


def answered(chat: Chat) -> int:
    """How many answers were asked for; a title is asked for at its own time."""
    return len(chat.provider.turns)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_stop_works_in_every_state_and_the_conversation_goes_on(broken_tools: Chat, state: State) -> None:
    chat = broken_tools
    before = thread_of(chat.client.say("hello"))
    asked = answered(chat)
    if state.tool:
        chat.say("go", Call(state.tool, {}))
    chat.provider.answers.extend(state.answers)
    with (
        chat.acting("permission.allow", chat.card(), grant="once") if state.tool else chat.client.saying("go") as events
    ):
        for event in events:
            chat.thread = event["thread"]["id"] if event["type"] == "thread.created" else chat.thread
            if event["type"] == state.sign:
                break
        if state.tool:
            wait_for((chat.folder.parent / "hanging").exists, 30)
        else:
            wait_for(lambda: answered(chat) > asked, 30)
        begun = time.monotonic()
    if not state.tool and len(state.answers) == 1:
        assert chat.provider.left.wait(FAR_FROM_BY_ITSELF), "the provider still has its client"
    chat.provider.release.set()
    chat.provider.answers.clear()
    assert text_of(chat.client.say("are you there?", chat.thread)) == "OK"
    assert time.monotonic() - begun < FAR_FROM_BY_ITSELF
    assert text_of(chat.client.say("and you?", before)) == "OK"
    said = [item["content"][0]["text"] for item in chat.client.items(chat.thread) if item["type"] == "user_message"]
    assert said == ["go", "are you there?"]
