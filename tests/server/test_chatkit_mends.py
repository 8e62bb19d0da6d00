"""Each fault of the SDK that app.server.chatkit_mends names; every test fails when its mend is taken out."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from chatkit.types import ClosedStatus, LockedStatus, WorkflowItem

from app.store.database import Database
from app.store.threads import ThreadStore, new_id
from tests.chat import Chat
from tests.client import Client, items_of, text_of, thread_of
from tests.fakes.provider import Call, FakeProvider, Say
from tests.waiting import PATIENCE_S, wait_for


def stop_after(client: Client, delta: str, text: str = "Tell me a story") -> str:
    """Say something, and stop as soon as `delta` has come. Returns the thread's id."""
    thread = ""
    with client.saying(text) as events:
        for event in events:
            thread = thread or event.get("thread", {}).get("id", "")
            if event.get("update", {}).get("delta") == delta:
                break
    return thread


def test_stop_keeps_the_part_that_was_written(client_of_both: Client, provider: FakeProvider) -> None:
    provider.answers.append(Say(("Once ", "upon ", "a "), hold=True))
    thread = stop_after(client_of_both, "a ")
    kept = wait_for(lambda: [i for i in client_of_both.items(thread) if i["type"] == "assistant_message"])
    assert kept[0]["content"][0]["text"] == "Once upon a "


def test_stop_ends_the_call_to_the_provider(client_of_both: Client, provider: FakeProvider) -> None:
    provider.answers.append(Say(("Once ",), hold=True))
    stop_after(client_of_both, "Once ")
    assert provider.left.wait(PATIENCE_S)


def test_stop_ends_the_tools_too(client: Client, provider: FakeProvider) -> None:
    provider.answers += [Call("add_task", {"title": "one"}), Call("add_task", {"title": "two"}, hold=True)]
    with client.saying("Add two tasks") as events:
        next(e for e in events if e["type"] == "thread.item.done" and e["item"]["type"] == "widget")
        wait_for(lambda: len(provider.turns) == 2)
    assert provider.left.wait(PATIENCE_S)
    provider.release.set()
    client.say("And now something else")
    with client.http() as http:
        assert [task["title"] for task in http.get("/api/tasks").json()["tasks"]] == ["one"]


def test_stop_keeps_the_tool_calls_that_were_shown(client: Client, provider: FakeProvider) -> None:
    provider.answers += [Call("add_task", {"title": "milk"}), Say(("Well, ",), hold=True)]
    thread = stop_after(client, "Well, ")
    wait_for(lambda: [i for i in client.items(thread) if i["type"] == "assistant_message"])
    kinds = [item["type"] for item in client.items(thread)]
    assert kinds == ["user_message", "workflow", "widget", "assistant_message"]


def test_messages_get_ids_of_their_own_although_the_model_calls_them_all_the_same(client_of_both: Client) -> None:
    thread = thread_of(client_of_both.say("One"))
    client_of_both.say("Two", thread)
    ids = [item["id"] for item in client_of_both.items(thread) if item["type"] == "assistant_message"]
    assert len(ids) == len(set(ids)) == 2
    assert not {"__fake_id__", "msg_fake1"} & set(ids)


def test_the_second_turn_is_answered(client_of_both: Client, provider: FakeProvider) -> None:
    thread = thread_of(client_of_both.say("One"))
    provider.answers.append(Say(("Second",)))
    assert text_of(client_of_both.say("Two", thread)) == "Second"


def test_a_workflow_that_is_added_twice_is_kept_once(tmp_path: Path) -> None:
    async def add_twice() -> list[str]:
        store = ThreadStore(Database(tmp_path / "t.db"))
        from chatkit.types import ThreadMetadata, Workflow

        thread = ThreadMetadata(id="thr_1", created_at=datetime.now().astimezone())
        await store.save_thread(thread, None)
        item = WorkflowItem(
            id="wf_1",
            thread_id="thr_1",
            created_at=datetime.now().astimezone(),
            workflow=Workflow(type="custom", tasks=[]),
        )
        await store.add_thread_item("thr_1", item, None)
        await store.add_thread_item("thr_1", item, None)
        page = await store.load_thread_items("thr_1", None, 10, "asc", None)
        await store.database.close()
        return [entry.id for entry in page.data]

    assert asyncio.run(add_twice()) == ["wf_1"]


def test_the_request_adapter_is_built_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        """In the place of the class that the SDK would build anew for every request."""

        def __class_getitem__(cls, _: object) -> None:
            raise AssertionError("an adapter was built")

    monkeypatch.setattr("chatkit.server.TypeAdapter", Refusing)
    assert client.post("threads.list", limit=1).status_code == 200


def test_ids_have_128_random_bits() -> None:
    assert len({new_id("message") for _ in range(1000)}) == 1000
    assert len(new_id("message").partition("_")[2]) == 32


def test_times_carry_their_zone(client: Client, provider: FakeProvider) -> None:
    thread = thread_of(client.say("Hi"))
    stored = [item["created_at"] for item in client.items(thread)]
    assert all(datetime.fromisoformat(moment).tzinfo is not None for moment in stored)


def test_loading_a_thread_gives_its_newest_items_in_order(client: Client, provider: FakeProvider) -> None:
    thread = thread_of(client.say("message 0"))
    for number in range(1, 20):
        client.say(f"message {number}", thread)
    items = client.json("threads.get_by_id", thread_id=thread)["items"]
    said = [item["content"][0]["text"] for item in items["data"] if item["type"] == "user_message"]
    assert said[-1] == "message 19"
    assert said == sorted(said, key=lambda text: int(text.split()[1]))
    assert items["has_more"]


def test_two_turns_on_one_thread_do_not_interleave(client: Client, provider: FakeProvider) -> None:
    thread = thread_of(client.say("Start"))
    begun = threading.Event()
    provider.answers.append(Say(("slow",), hold=True))

    def first() -> None:
        with client.saying("first", thread) as events:
            for event in events:
                if event.get("update", {}).get("delta") == "slow":
                    begun.set()
                    assert not second_answered.wait(0.3)
                    break

    second_answered = threading.Event()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(first)
        assert begun.wait(PATIENCE_S)
        pool.submit(lambda: (client.say("second", thread), second_answered.set())).result(10)
        running.result(10)
    said = [i["content"][0]["text"] for i in client.items(thread) if i["type"] in {"user_message", "assistant_message"}]
    assert said == ["Start", "OK", "first", "slow", "second", "OK"]


@pytest.mark.parametrize("status", [LockedStatus(reason="Being moved."), ClosedStatus(reason="Done.")])
def test_a_locked_or_closed_thread_takes_no_message(chat: Chat, status: LockedStatus | ClosedStatus) -> None:
    client = chat.client
    thread = thread_of(client.say("Hi"))
    # The title is set after the answer, with all that is known of the thread.
    wait_for(lambda: client.json("threads.get_by_id", thread_id=thread).get("title") == chat.provider.title)

    async def set_status() -> None:
        database = Database(chat.data / "deskhand.db")
        store = ThreadStore(database)
        metadata = await store.load_thread(thread, None)
        await store.save_thread(metadata.model_copy(update={"status": status}), None)
        await database.close()

    asyncio.run(set_status())
    before = client.items(thread)
    answer = client.post("threads.add_user_message", thread_id=thread, input=_input("More"))
    assert answer.status_code == 400
    assert (status.reason or "") in answer.json()["error"]["message"]
    assert client.items(thread) == before


def test_an_unknown_thread_is_not_found_before_anything_is_streamed(client: Client) -> None:
    answer = client.post("threads.add_user_message", thread_id="thr_none", input=_input("Hi"))
    assert answer.status_code == 404
    assert "not found" in answer.json()["error"]["message"]


def test_retrying_after_an_unknown_item_is_not_found(client: Client, provider: FakeProvider) -> None:
    thread = thread_of(client.say("Hi"))
    assert client.post("threads.retry_after_item", thread_id=thread, item_id="msg_none").status_code == 404
    assert len(client.items(thread)) == 2


def test_retrying_drops_what_came_after_the_message(client: Client, provider: FakeProvider) -> None:
    provider.answers += [Call("add_task", {"title": "x"}), Say(("First",)), Say(("Better",))]
    events = client.say("Hi")
    thread = thread_of(events)
    message = items_of(events, "user_message")[0]["id"]
    client.events("threads.retry_after_item", thread_id=thread, item_id=message)
    kinds = [item["type"] for item in client.items(thread)]
    assert kinds == ["user_message", "assistant_message"]
    # What the page no longer shows, the model no longer knows.
    assert "add_task" not in str(provider.turns[-1]["messages"])


def _input(text: str) -> dict[str, object]:
    return {"content": [{"type": "input_text", "text": text}], "attachments": [], "inference_options": {}}
