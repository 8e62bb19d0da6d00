"""Versions of messages, what is known of them, search and export: over real HTTP, store and tools."""

import json
import socket
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.chat import DONE, WRITE, Chat
from tests.client import Event
from tests.fakes.provider import Call, FakeProvider, Say
from tests.running import app_in_process, config_for
from tests.waiting import PATIENCE_S

ADD = Call("add_task", {"title": "milk"})


def post(chat: Chat, item_id: str, what: str, **values: Any) -> httpx2.Response:
    with chat.client.http() as http:
        return http.post(f"/api/threads/{chat.thread}/items/{item_id}/{what}", json=values)


def get(chat: Chat, path: str) -> httpx2.Response:
    with chat.client.http() as http:
        return http.get(path)


def facts(chat: Chat, *ids: str) -> dict[str, Any]:
    with chat.client.http() as http:
        return http.post(f"/api/threads/{chat.thread}/facts", json={"ids": ids}).raise_for_status().json()["facts"]


def messages(chat: Chat, kind: str) -> list[Event]:
    return [item for item in chat.client.items(chat.thread) if item["type"] == kind]


def texts(chat: Chat) -> list[str]:
    shown = [item for item in chat.client.items(chat.thread) if item["type"].endswith("_message")]
    return [item["content"][0]["text"] for item in shown]


def edit(chat: Chat, item_id: str, text: str, *answers: Call | Say) -> str:
    """What the page does when a message was changed."""
    edited = post(chat, item_id, "edit", text=text).raise_for_status().json()["item_id"]
    chat.provider.answers.extend(answers)
    chat.client.events("threads.retry_after_item", thread_id=chat.thread, item_id=edited)
    return edited


def told(chat: Chat) -> str:
    """What the model was given last."""
    return json.dumps(chat.provider.turns[-1]["messages"])


def test_a_message_is_changed_and_the_model_knows_only_what_is_shown(chat: Chat) -> None:
    chat.say("add milk", ADD, Say(("Milk it is.",)))
    asked = messages(chat, "user_message")[0]["id"]
    edit(chat, asked, "tell a joke", Say(("A joke.",)))
    assert texts(chat) == ["tell a joke", "A joke."]
    assert "milk" not in told(chat).lower()
    chat.say("another", DONE)
    assert "tell a joke" in told(chat)
    assert "milk" not in told(chat).lower()


def test_the_model_knows_the_version_that_is_shown_with_its_tool_calls(chat: Chat) -> None:
    chat.say("add milk", ADD, Say(("Milk it is.",)))
    asked = messages(chat, "user_message")[0]["id"]
    edited = edit(chat, asked, "tell a joke", Say(("A joke.",)))
    assert facts(chat, edited)[edited]["branch"] == {"index": 1, "count": 2}
    assert post(chat, edited, "version", index=0).json() == {"item_id": asked}
    assert texts(chat) == ["add milk", "Milk it is."]
    assert facts(chat, asked)[asked]["branch"] == {"index": 0, "count": 2}
    chat.say("and then?", DONE)
    assert "Added “milk”" in chat.provider.turns[-1]["messages"][3]["content"]
    assert "joke" not in told(chat)


def test_what_waited_for_a_yes_in_another_version_can_no_longer_be_allowed(chat: Chat) -> None:
    chat.say("write it", WRITE)
    card = chat.card()
    asked = messages(chat, "user_message")[0]["id"]
    edited = edit(chat, asked, "do not write", DONE)
    assert "refused" not in told(chat)
    post(chat, edited, "version", index=0).raise_for_status()
    chat.act("permission.allow", card, grant="once")
    assert not (chat.folder / "note.txt").exists()


def test_a_message_cannot_be_changed_while_it_is_being_answered(chat: Chat) -> None:
    chat.say("hello", DONE)
    asked = messages(chat, "user_message")[0]["id"]
    chat.provider.answers.append(Say(("one", "two"), hold=True))
    with chat.client.saying("slow", chat.thread) as events:
        next(event for event in events if event["type"] == "thread.item.updated")
        refused = post(chat, asked, "edit", text="x")
        assert (refused.status_code, "still being written" in refused.text) == (400, True)
    assert texts(chat)[:2] == ["hello", "Done."]


@pytest.mark.parametrize(
    ("what", "values", "status"),
    [
        ("edit", {"text": "  "}, 400),
        ("edit", {"text": "x" * 200_001}, 400),
        ("edit", {}, 400),
        ("version", {"index": 3}, 404),
        ("version", {"index": "1"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(chat: Chat, what: str, values: dict[str, Any], status: int) -> None:
    chat.say("hello", DONE)
    asked = messages(chat, "user_message")[0]["id"]
    refused = post(chat, asked, what, **values)
    assert (refused.status_code, bool(refused.json()["error"]["message"])) == (status, True)
    assert post(chat, "msg_none", "edit", text="x").status_code == 404
    assert post(chat, messages(chat, "assistant_message")[0]["id"], "edit", text="x").status_code == 400
    assert texts(chat) == ["hello", "Done."]


def test_a_message_says_its_model_and_that_it_never_left_this_computer(chat: Chat) -> None:
    chat.say("hello", DONE)
    asked, answered = (item["id"] for item in chat.client.items(chat.thread) if item["type"].endswith("_message"))
    told = facts(chat, asked, answered)
    assert told[answered]["model"].startswith("OpenAI · ")
    assert [told[asked]["sent_to"], told[answered]["sent_to"]] == [[], []]


def test_a_message_says_who_elsewhere_was_given_it(
    tmp_path: Path, web: Path, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider has another host's name here, which leads back to this computer."""
    lookup = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **named: Any) -> Any:
        return lookup("127.0.0.1" if host in ("models.example", b"models.example") else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    elsewhere = config_for(
        tmp_path / "data", LLM_PROVIDER="openai", OPENAI_API_KEY="sk-canary-1234", OPENAI_API="chat_completions",
        OPENAI_BASE_URL=provider.url.replace("127.0.0.1", "models.example"),
    )  # fmt: skip
    with app_in_process(elsewhere, web) as client:
        chat = Chat(client, provider, tmp_path)
        chat.say("hello", DONE)
        ids = [item["id"] for item in client.items(chat.thread) if item["type"].endswith("_message")]
        assert [each["sent_to"] for each in facts(chat, *ids).values()] == [["OpenAI (models.example)"]] * 2
        exported = get(chat, f"/api/threads/{chat.thread}/export").text
        assert "sent to OpenAI (models.example)" in exported


def test_an_answer_that_was_stopped_still_says_its_model(chat: Chat) -> None:
    chat.say("hello", DONE)
    chat.provider.answers.append(Say(("one", "two", "three"), hold=True))
    with chat.client.saying("slow", chat.thread) as events:
        next(event for event in events if event.get("update", {}).get("delta"))
    assert chat.provider.left.wait(PATIENCE_S)
    chat.say("again", DONE)
    stopped = messages(chat, "assistant_message")[1]["id"]
    assert facts(chat, stopped)[stopped]["model"].startswith("OpenAI · ")


def test_the_changes_of_an_answer_are_counted_and_named_until_they_are_undone(chat: Chat) -> None:
    chat.say("add milk", ADD, DONE)
    chat.say("hello", DONE)
    first, second = (item["id"] for item in messages(chat, "user_message"))
    assert [each["changes"] for each in facts(chat, first, second).values()] == [1, 0]
    (change,) = get(chat, f"/api/threads/{chat.thread}/items/{first}/changes").json()["changes"]
    assert (change["what"], change["undone"]) == ("Added “milk”.", False)
    assert len(post(chat, first, "undo").json()["undone"]) == 1
    assert facts(chat, first)[first]["changes"] == 0
    assert post(chat, first, "undo").json() == {"undone": [], "problems": []}


def test_messages_are_found_in_every_conversation(chat: Chat) -> None:
    chat.say("Where is the purple elephant?", DONE)
    chat.thread = ""
    chat.say("Say it", Say(("A purple cow.",)))
    hits = get(chat, "/api/search?q=purple").json()["hits"]
    found = [(hit["kind"], hit["excerpt"][1]) for hit in hits if hit["item_id"]]
    assert found == [("assistant_message", "purple"), ("user_message", "purple")]
    assert hits[-1]["thread_id"] != hits[-2]["thread_id"]
    assert get(chat, "/api/search?q=purple&limit=x").status_code == 400


def test_a_conversation_is_exported_as_markdown_under_its_title(chat: Chat) -> None:
    chat.say("Add milk: today/tomorrow?", ADD, Say(("**Done.**",)))
    chat.client.json("threads.update", thread_id=chat.thread, title='Milk "&" eggs/2')
    answer = get(chat, f"/api/threads/{chat.thread}/export?format=markdown")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Milk%20%26%20eggs%202.md"
    text = answer.text
    assert text.startswith('# Milk "&" eggs/2\n\n## You\n')
    places = [text.index(part) for part in ("Add milk: today/tomorrow?", "- *Add", "## OpenAI", "**Done.**")]
    assert places == sorted(places)


def test_a_conversation_is_exported_as_json_with_everything_that_is_kept(chat: Chat) -> None:
    chat.say("add milk", ADD, DONE)
    asked = messages(chat, "user_message")[0]["id"]
    edit(chat, asked, "tell a joke", Say(("A joke.",)))
    exported = get(chat, f"/api/threads/{chat.thread}/export?format=json").json()
    assert (exported["format"], exported["thread"]["id"]) == ("deskhand-conversation", chat.thread)
    assert [item["type"] for item in exported["items"]] == ["user_message", "assistant_message"]
    kinds = {item["type"] for item in exported["other_versions"][asked]}
    assert kinds == {"user_message", "workflow", "widget", "hidden_context_item", "assistant_message"}
    assert list(exported["models"].values())
    assert get(chat, f"/api/threads/{chat.thread}/export?format=pdf").status_code == 400
    assert get(chat, "/api/threads/thr_none/export").status_code == 404
