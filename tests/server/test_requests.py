"""What is asked wrongly gets one clear sentence, and changes nothing."""

from typing import Any

import pytest

from tests.chat import Chat
from tests.client import Client, items_of, thread_of
from tests.fakes.provider import Call, Say

BLANK: dict[str, object] = {
    "content": [{"type": "input_text", "text": "  \n"}],
    "attachments": [],
    "inference_options": {},
}


def threads(client: Client) -> list[str]:
    """The ids of all conversations in the order of the list."""
    listed: list[dict[str, Any]] = client.json("threads.list", limit=100)["data"]
    return [thread["id"] for thread in listed]


def test_an_empty_message_is_refused(client: Client) -> None:
    before = threads(client)
    answer = client.post("threads.create", input=BLANK)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "Write something first.")
    assert threads(client) == before


def test_a_message_of_a_megabyte_is_refused_with_its_size(client: Client) -> None:
    content = [{"type": "input_text", "text": "a" * 1_000_000}]
    answer = client.post("threads.create", input={**BLANK, "content": content})
    assert answer.status_code == 400
    assert "1,000,000" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"type": 3}', b'{"type": "threads.fly", "params": {}}', b"\xff\xfe"]
)
def test_a_body_that_is_no_request_is_refused(client: Client, body: bytes) -> None:
    with client.http() as http:
        answer = http.post("/chatkit", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_a_missing_field_is_named(client: Client) -> None:
    answer = client.post("threads.get_by_id")
    assert answer.status_code == 400
    assert "thread_id" in answer.json()["error"]["field"]


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("threads.get_by_id", {"thread_id": "none"}),
        ("items.list", {"thread_id": "none"}),
        ("threads.update", {"thread_id": "none", "title": "x"}),
    ],
)
def test_what_is_not_there_is_not_found(client: Client, kind: str, params: dict[str, str]) -> None:
    assert client.post(kind, **params).status_code == 404


def test_dictation_is_not_implemented_and_says_so(client: Client) -> None:
    answer = client.post("input.transcribe", audio_base64="AAAA", mime_type="audio/webm")
    assert answer.status_code == 501
    assert answer.json()["error"]["message"]


def test_a_thread_is_renamed_and_deleted(client: Client) -> None:
    thread = thread_of(client.say("Hi"))
    client.json("threads.update", thread_id=thread, title="My garden")
    assert client.json("threads.get_by_id", thread_id=thread)["title"] == "My garden"
    client.json("threads.delete", thread_id=thread)
    assert thread not in threads(client)


def test_the_thread_that_was_touched_last_comes_first(client: Client) -> None:
    first, second = thread_of(client.say("one")), thread_of(client.say("two"))
    client.say("again", first)
    assert threads(client)[:2] == [first, second]


def test_a_box_that_is_ticked_in_the_widget_is_done_in_the_tasks(chat: Chat, client: Client) -> None:
    events = chat.say("add milk", Call("add_task", {"title": "milk"}), Say(("Added.",)))
    (widget,) = items_of(events, "widget")
    action = widget["widget"]["children"][0]["children"][0]["onChangeAction"]
    updated = client.json(
        "threads.sync_custom_action",
        thread_id=thread_of(events),
        item_id=widget["id"],
        action={"type": action["type"], "payload": {**action["payload"], "done": True}},
    )["updated_item"]
    assert updated["widget"]["children"][0]["children"][0]["defaultChecked"] is True
    with client.http() as http:
        assert http.get("/api/tasks").json()["tasks"][0]["status"] == "done"
    stored = next(item for item in client.items(thread_of(events)) if item["type"] == "widget")
    assert stored["widget"] == updated["widget"]
