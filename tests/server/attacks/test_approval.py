"""An answer allows what its card showed, once, in its conversation, and nobody else can give it."""

import json
import sqlite3
from typing import Any

import httpx2
import pytest

from tests.chat import DONE, WRITE, Chat, actions
from tests.fakes.provider import Call

EVIL = {"path": "evil.txt", "content": "evil"}


def change_database(chat: Chat, sql: str, *values: str) -> None:
    """What another program of the same user could do while the card waits."""
    with sqlite3.connect(chat.data / "deskhand.db") as connection:
        assert connection.execute(sql, values).rowcount == 1
    connection.close()


def allowing(chat: Chat) -> dict[str, Any]:
    """The request that the card's button sends."""
    action = next(each for each in actions(chat.card()["widget"]) if each["type"] == "permission.allow")
    params = {"thread_id": chat.thread, "item_id": chat.card()["id"], "action": action}
    return {"type": "threads.custom_action", "params": params}


def test_arguments_that_were_changed_between_the_card_and_the_run_are_refused(chat: Chat) -> None:
    chat.say("write it", WRITE)
    change_database(chat, "UPDATE questions SET arguments = ?", json.dumps(EVIL))
    told = chat.act("permission.allow", chat.card(), grant="once")
    assert told[-1]["type"] == "error"
    assert list(chat.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("shown", "put"), [("write_file", "append_file"), ("note.txt", "evil.txt")], ids=["the tool", "the arguments"]
)
def test_a_stored_run_that_was_changed_does_not_do_anything_else(chat: Chat, shown: str, put: str) -> None:
    chat.say("write it", WRITE)
    change_database(chat, "UPDATE runs SET state = replace(state, ?, ?)", shown, put)
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="once")
    assert not (chat.folder / "evil.txt").exists()
    assert [path.name for path in chat.folder.iterdir()] == []


def test_an_old_answer_that_is_sent_again_does_nothing(chat: Chat) -> None:
    chat.say("write it", WRITE)
    request = allowing(chat)
    chat.provider.answers.append(DONE)
    chat.client.events(request["type"], **request["params"])
    (chat.folder / "note.txt").unlink()
    chat.say("write it again", Call("write_file", WRITE.arguments, id="call_2"))
    told = chat.client.events(request["type"], **request["params"])
    assert "answered already" in told[-1]["message"]
    assert not (chat.folder / "note.txt").exists()


def test_a_call_that_takes_the_id_of_one_that_was_allowed_is_not_run(chat: Chat) -> None:
    chat.say("write it", WRITE)
    chat.provider.answers.extend([Call("write_file", EVIL, id=WRITE.id), DONE])
    told = chat.act("permission.allow", chat.card(), grant="once")
    assert [path.name for path in chat.folder.iterdir()] == ["note.txt"]
    assert told[-1]["type"] == "error"


def test_an_answer_from_another_conversation_is_refused(chat: Chat) -> None:
    chat.say("write it", WRITE)
    request, asked_in = allowing(chat), chat.thread
    chat.thread = ""
    chat.say("hello", DONE)
    answer = chat.client.post(request["type"], **{**request["params"], "thread_id": chat.thread})
    assert answer.status_code != 200 or "error" in answer.text
    assert list(chat.folder.iterdir()) == []
    chat.thread = asked_in
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="once")
    assert (chat.folder / "note.txt").exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Authorization": ""}, 401),
        ({"Content-Type": "text/plain"}, 415),
        ({"Host": "evil.example"}, 400),
    ],
    ids=["another site", "a file or sandbox", "no token", "a form", "another name for this computer"],
)
def test_an_answer_from_a_web_page_is_refused(chat: Chat, headers: dict[str, str], status: int) -> None:
    chat.say("write it", WRITE)
    body = json.dumps(allowing(chat)).encode()
    with chat.client.http() as http:
        sent: dict[str, str] = {"Content-Type": "application/json", **headers}
        answer: httpx2.Response = http.post("/chatkit", content=body, headers=sent)
    assert answer.status_code == status
    assert list(chat.folder.iterdir()) == []
    with chat.client.http() as http:
        assert [each["thread_id"] for each in http.get("/api/permissions").json()["waiting"]] == [chat.thread]
