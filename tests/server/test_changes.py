"""Changes as the page shows them, undoes them and makes them again; permissions as it lists and revokes them."""

from typing import Any

import pytest

from tests.chat import DONE, WRITE, Chat
from tests.fakes.provider import Call


def get(chat: Chat, path: str) -> Any:
    with chat.client.http() as http:
        return http.get(path).raise_for_status().json()


def post(chat: Chat, path: str) -> Any:
    with chat.client.http() as http:
        return http.post(path, json={})


@pytest.fixture
def earlier(chat: Chat) -> list[Any]:
    """What the tests before this one have changed."""
    return get(chat, "/api/changes?limit=9999")["changes"]


def write(chat: Chat) -> None:
    chat.say("write it", WRITE)
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="once")


def test_changes_of_files_and_tasks_are_one_list_newest_first(chat: Chat, earlier: list[Any]) -> None:
    write(chat)
    chat.say("and a task", Call("add_task", {"title": "milk"}, id="call_2"), DONE)
    everything = get(chat, "/api/changes?limit=9999")["changes"]
    changes = everything[: len(everything) - len(earlier)]
    assert sorted(change["server"] for change in changes) == ["filesystem", "tasks"]
    assert [change["time"] for change in changes] == sorted((change["time"] for change in changes), reverse=True)
    assert {"Added “milk”.", "Wrote granted/note.txt"} == {change["what"] for change in changes}
    assert all(change["undoable"] and not change["undone"] for change in changes)
    assert get(chat, "/api/changes")["changes"][: len(changes)] == changes


def test_a_change_is_undone_and_made_again(chat: Chat) -> None:
    write(chat)
    number = get(chat, "/api/changes")["changes"][0]["id"]
    assert post(chat, f"/api/changes/filesystem/{number}/undo").status_code == 200
    assert not (chat.folder / "note.txt").exists()
    assert get(chat, "/api/changes")["changes"][0]["undone"]
    assert post(chat, f"/api/changes/filesystem/{number}/redo").status_code == 200
    assert (chat.folder / "note.txt").read_text(encoding="utf-8") == "milk\neggs\n"


def test_a_file_that_the_user_changed_since_is_not_overwritten_by_undoing(chat: Chat) -> None:
    (chat.folder / "note.txt").write_text("old\n", encoding="utf-8")
    write(chat)
    (chat.folder / "note.txt").write_text("mine\n", encoding="utf-8")
    number = get(chat, "/api/changes")["changes"][0]["id"]
    told = post(chat, f"/api/changes/filesystem/{number}/undo").json()
    assert (chat.folder / "note.txt").read_text(encoding="utf-8") == "mine\n"
    assert "was changed after" in told["message"]
    assert told["beside"]


def test_a_change_shows_what_it_did(chat: Chat) -> None:
    (chat.folder / "note.txt").write_text("milk\n", encoding="utf-8")
    write(chat)
    number = get(chat, "/api/changes")["changes"][0]["id"]
    assert "+eggs" in get(chat, f"/api/changes/filesystem/{number}")["diff"].splitlines()


def test_everything_of_an_answer_is_undone_and_nothing_of_another(chat: Chat) -> None:
    chat.say("first", Call("add_task", {"title": "tea"}), DONE)
    chat.say(
        "second",
        Call("add_task", {"title": "milk"}, id="call_2"),
        Call("add_task", {"title": "eggs"}, id="call_3"),
        DONE,
    )
    answer = [item for item in chat.client.items(chat.thread) if item["type"] == "assistant_message"][-1]
    told = post(chat, f"/api/threads/{chat.thread}/items/{answer['id']}/undo").json()
    assert [len(told["undone"]), told["problems"]] == [2, []]
    with chat.client.http() as http:
        assert [task["title"] for task in http.get("/api/tasks").json()["tasks"]] == ["tea"]


def test_a_file_that_an_answer_wrote_is_among_what_is_undone_with_it(chat: Chat) -> None:
    write(chat)
    asked = next(item for item in chat.client.items(chat.thread) if item["type"] == "user_message")
    assert len(post(chat, f"/api/threads/{chat.thread}/items/{asked['id']}/undo").json()["undone"]) == 1
    assert not (chat.folder / "note.txt").exists()


@pytest.mark.parametrize("path", ["/api/changes/other/1/undo", "/api/changes/filesystem/99/undo"])
def test_what_cannot_be_undone_is_refused_in_words(chat: Chat, path: str) -> None:
    answer = post(chat, path)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_a_way_that_there_is_not_and_an_unknown_message_are_not_here(chat: Chat) -> None:
    chat.say("hello", DONE)
    assert post(chat, "/api/changes/filesystem/1/explode").status_code == 404
    assert post(chat, f"/api/threads/{chat.thread}/items/msg_none/undo").status_code == 404


def test_permissions_are_listed_with_what_they_cover_and_revoked(chat: Chat) -> None:
    chat.say("write it", WRITE)
    assert [each["tool"] for each in get(chat, "/api/permissions")["waiting"]] == ["Write file"]
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="folder:always")
    listed = get(chat, "/api/permissions")
    assert listed["waiting"] == []
    (permission,) = listed["permissions"]
    assert (permission["server"], permission["tool"], permission["folder"]) == ("Files", "Write file", str(chat.folder))
    with chat.client.http() as http:
        assert http.delete(f"/api/permissions/{permission['id']}").status_code == 200
        assert http.delete(f"/api/permissions/{permission['id']}").status_code == 404
    chat.say("again", Call("write_file", {"path": "b.txt", "content": "x"}, id="call_2"))
    assert not (chat.folder / "b.txt").exists()


def test_a_change_of_a_task_shows_what_became_of_each_field(chat: Chat) -> None:
    chat.say("add it", Call("add_task", {"title": "milk", "priority": "low"}), DONE)
    chat.say("change it", Call("update_task", {"task": "milk", "title": "oat milk", "priority": "high"}), DONE)
    changed, added, *_ = get(chat, "/api/changes")["changes"]
    assert get(chat, f"/api/changes/tasks/{added['id']}")["diff"] == "+title: milk\n+status: open\n+priority: low"
    assert get(chat, f"/api/changes/tasks/{changed['id']}")["diff"] == (
        "-title: milk\n+title: oat milk\n-priority: low\n+priority: high"
    )
    assert get(chat, "/api/changes/tasks/9999")["diff"] == ""


def test_every_change_is_there_for_who_asks_for_the_old_ones_and_an_answer_of_then_is_undone(own_chat: Chat) -> None:
    own_chat.say(
        "add them", Call("add_task", {"title": "milk"}), Call("add_task", {"title": "eggs"}, id="call_2"), DONE
    )
    asked = next(item for item in own_chat.client.items(own_chat.thread) if item["type"] == "user_message")
    message = f"/api/threads/{own_chat.thread}/items/{asked['id']}"
    with own_chat.client.http() as http:
        for number in range(205):
            http.post("/api/tasks", json={"title": f"task {number}"}).raise_for_status()
    assert len(get(own_chat, "/api/changes")["changes"]) == 100
    assert len(get(own_chat, "/api/changes?limit=300")["changes"]) == 207
    assert [each["what"] for each in get(own_chat, f"{message}/changes")["changes"]] == [
        "Added “eggs”.", "Added “milk”.",
    ]  # fmt: skip
    # One of the two was undone already.
    assert post(own_chat, "/api/changes/tasks/1/undo").status_code == 200
    told = post(own_chat, f"{message}/undo").json()
    assert (told["undone"], told["problems"]) == (["Undone: Added “eggs”."], [])
    assert all(each["undone"] for each in get(own_chat, f"{message}/changes")["changes"])
